"""What is held about somebody who asks `/me`, as the JSON beside the answer has it."""

from typing import Any

from tests.auditor.report.sample_report import TITLE

HELD: dict[str, Any] = {
    "forgotten": False,
    "chats": [
        {"title": TITLE, "kind": "supergroup", "observations": [], "rows_until": "2027-05-01", "others_added": count,
         "arrivals": [{"at": at, "kind": kind, "source": "service-messages", "by_name_alone": False}],
         "messages": {"count": count, "earlier_versions": 0, "first_day": "2026-01-02", "last_day": "2026-03-04",
                      "texts_at_rest": count, "texts_until": "2026-12-01"}}
        for count, kind, at in ((1, "added", "2026-01-01T20:00:00Z"), (5, "by_link", None), (21, "by_request", None),
                                (2, "by_self", None), (2, "unknown", None))
    ] + [{"title": TITLE, "kind": "channel", "observations": [], "rows_until": None}] * 7,
    "as_somebody_who_talks_to_the_bot": {"asked_for": [{}] * 2, "watches": [{}]},
}  # fmt: skip
"""What somebody may have asked `/me` for."""
