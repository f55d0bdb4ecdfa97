"""What is said of watches: in every language, as HTML that Telegram takes, with buttons that are known."""

import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.spec import Finding
from auditor.report.statements.signs import no_agreement
from auditor.report.statements.wording import Wording, wording
from bot.handling import tap_of
from bot.telling.answers import Answer
from bot.watches import watch_answers
from bot.watches.watch_answers import facts_of
from storage.companion.alerts import Alert
from storage.companion.watches import Watch
from tests.auditor.languages.letters import NOT_LATIN

NOW = 1_795_600_000
TITLE = "Двор <b>&"
STATES = ("private", "restricted", "gone", "renamed", "migrated", "reachable", "refused")
WATCH = Watch(
    7, "name:yard", 1, 11, 11, "en", "15 9 * * mon", "weekly", "Asia/Almaty", False, None, "usual", (1_320, 480), 540,
    NOW, "active", 0, NOW, 1, {}, TITLE,
)  # fmt: skip
MOVED = Finding("watch", "strong", "souls.deleted", {"before": 0.1, "after": 0.3, "low": 0.15, "high": 0.25})
BOUNDED = Finding("watch", "strong", "souls.never_posted", {"before": None, "after": None, "low": 0.1, "high": 0.3})
FORCED = Finding("arrivals", "strong", "arrivals.added_silent", {})
CHANGED = facts_of([MOVED, BOUNDED], [FORCED], "2026-11-01T00:00:00Z", "2026-11-08T00:00:00Z")
BURST = {"count": 61, "usual": 9, "adds": 60, "added": 58}


def alert(kind: str, facts: dict[str, Any], **more: Any) -> Alert:
    return Alert(
        11,
        11,
        "en",
        1,
        "key",
        kind,
        NOW,
        NOW,
        facts,
        until=NOW,
        alert=3,
        state="waiting",
        message=None,
        title=TITLE,
        **more,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_a_group_that_is_told_stands_what_it_does_not_show(language: str) -> None:
    words = wording(language)
    groups = Finding("coordination", "some", "coordination.groups", {})
    said = {
        finding.id: watch_answers.alert([alert("changed", facts_of([], [finding], None, None))], {}, words).html
        for finding in (groups, FORCED)
    }

    assert [True, False] == [no_agreement(words) in text for text in said.values()]


def every_answer(words: Wording) -> dict[str, Answer]:
    """All that can be said."""
    became = {"reason": "", "last_at": NOW, "was": "", "enter": 7}
    monthly = msgspec.structs.replace(
        WATCH, rule="0 9 5 * *", named="monthly", quiet=None, digest=None, state="private"
    )
    by_rule = msgspec.structs.replace(WATCH, rule="0 9 * * *", named="")
    daily = msgspec.structs.replace(WATCH, rule="0 9 * * *", named="daily")
    return {
        "weekly": watch_answers.watching(WATCH, NOW, words),
        "monthly": watch_answers.watching(monthly, NOW, words),
        "by a rule": watch_answers.watching(by_rule, NOW, words),
        "list": watch_answers.watches([WATCH, monthly, by_rule, daily], words),
        "list after audits": watch_answers.watches([WATCH], words, audits=120),
        "none": watch_answers.watches([], words),
        "ended": watch_answers.unwatched(words),
        "not watched": watch_answers.not_watched(words),
        "enough": watch_answers.enough(20, words),
        "not theirs": watch_answers.not_theirs(words),
        **{f"no rule {why}": watch_answers.no_rule(why, words) for why in ("too-often", "never", "zone", "rule")},
        "burst": watch_answers.alert([alert("burst", BURST, adder=5)], {3: "p-abcdefghijkl"}, words),
        "joins": watch_answers.alert([alert("burst", BURST)], {}, words),
        "changed": watch_answers.alert([alert("changed", CHANGED, audit=9)], {}, words),
        **{state: watch_answers.alert([alert(state, became)], {}, words) for state in STATES},
        "arriving": watch_answers.arriving(words),
        "adders": watch_answers.adders([(77, "<i>")], words),
        "no adders": watch_answers.adders([], words),
        **{why: Answer(watch_answers.not_named(why, words)) for why in ("not-an-admin", "too-late", "no-log")},
    }


class Plain(HTMLParser):
    """The text of an answer; fails on a tag that Telegram does not take."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i", "a"}
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def labels(answer: Answer) -> list[str]:
    return [label for row in answer.buttons for label, _ in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_html_with_buttons_that_are_known(language: str) -> None:
    for name, answer in every_answer(wording(language)).items():
        assert Plain(answer.html).text, name
        for row in answer.buttons:
            assert all(tap_of(data) and len(data.encode()) <= 64 for _, data in row), name
            assert all(len(label) <= 60 for label, _ in row), name


@pytest.mark.parametrize("language", NOT_LATIN)
def test_nothing_is_said_in_english(language: str) -> None:
    typed = r"/[a-z]+|@\w+|daily|weekly|monthly|cron|Asia|Telegram|p-[a-z2-7]+|Almaty|Bishkek"
    english, said = every_answer(wording("en")), every_answer(wording(language))
    for name, answer in said.items():
        assert re.findall("[A-Za-z]{2,}", re.sub(typed, " ", Plain(answer.html).text)) == [], name
        assert [] == [each for each in labels(answer) if each in labels(english[name]) and "Двор" not in each], name


def test_an_alert_says_what_moved_from_where_to_where() -> None:
    text = Plain(every_answer(wording("en"))["changed"].html).text

    assert "1 November 2026 → 8 November 2026" in text
    assert "Deleted accounts: 10% → 30% (+15 to +25 pp)" in text
    assert "New or stronger sign: Added and never wrote: strong signs." in text


def test_a_digest_is_one_message_and_no_longer_than_one() -> None:
    many = [msgspec.structs.replace(alert("changed", CHANGED), alert=n) for n in range(200)]
    said = watch_answers.alert(many, {}, wording("ru"))

    assert 10 < said.html.count("🔔") < 200
    assert len(said.html) <= 4_096
    assert said.html.endswith("…")
