"""Evidence rows and findings by hand, with the keys and facts that the measures give them: as they are at rest, people
as numbers, and as one reader is told them."""

import base64
import hashlib
from typing import Any

from auditor.measure.spec import Finding

PEOPLE = [8_234_567_890_123_450_000 + 2 * number for number in range(60)]
"""Pseudonyms as they are at rest."""

CLOSEST = 31
"""How many texts the closest pair shares."""


def spoken_by_test(person: int) -> str:
    """What a person is called by the reader of these tests."""
    digest = hashlib.sha256(str(person).encode()).digest()
    return "p-" + base64.b32encode(digest)[:12].decode().lower()


def _adder(place: int, added: int, gone: int, silent: int, **more: Any) -> dict[str, Any]:
    row = {
        "adder": PEOPLE[place], "added": added, "gone": gone, "gone_of": added, "silent": silent, "silent_of": added,
        "self_gone": 31, "self_gone_of": 412, "self_silent": 198, "self_silent_of": 412,
        "gone_low": max(0.0, gone / added - 0.07), "gone_high": min(1.0, gone / added + 0.06),
        "silent_low": max(0.0, silent / added - 0.06), "silent_high": min(1.0, silent / added + 0.04),
        "cohort": "15-days", "p_gone": 1e-12, "p_silent": 3e-5, "q": 2.2e-11, "share": added / 63_900,
        "start": f"2018-03-{17 + place}T11:27:31Z", "end": f"2018-03-{18 + place}T19:02:05Z",
        "messages": [40_000 + 100 * place + each for each in range(3)], "messages_total": 3,
    }  # fmt: skip
    return row | more


FORCED = [
    _adder(0, 14_211, 9_102, 13_540),
    _adder(1, 8_120, 6_004, 7_811, cohort="whole-chat"),
    _adder(2, 120, 91, 118, q=0.031),
]
SILENT = [
    {key: value for key, value in _adder(place, 44 + place, 2, 44).items() if not key.startswith(("gone", "self_gone"))}
    for place in (3, 4)
]
BURSTS = [
    {"kind": "adds", "start": "2018-03-18T11:00:00Z", "end": "2018-03-18T14:00:00Z", "count": 9_112, "expected": 41.2,
     "q": 1e-30},
    {"kind": "joins", "start": "2018-04-02T20:00:00Z", "end": "2018-04-02T21:00:00Z", "count": 310, "expected": 22.5,
     "q": 0.002},
]  # fmt: skip
EPISODES: list[dict[str, Any]] = [
    {"people": PEOPLE[5:9], "kind": "text", "exact": True, "start": "2018-03-19T09:14:02Z",
     "end": "2018-03-19T09:15:40Z", "count": 5, "added_together": 3, "adder": PEOPLE[0], "blank": 2, "new": 3,
     "messages": [51_001, 51_002, 51_004, 51_007, 51_009], "messages_total": 5},
    {"people": PEOPLE[9:26], "kind": "forward", "exact": False, "start": "2018-03-25T18:40:11Z",
     "end": "2018-03-25T18:44:58Z", "count": 17, "added_together": 0, "blank": 0, "new": 0,
     "messages": list(range(60_000, 60_017)), "messages_total": 17},
]  # fmt: skip
SWARMS: list[dict[str, Any]] = [
    {"target": PEOPLE[30], "start": "2018-03-27T21:03:09Z", "end": "2018-03-27T21:19:44Z", "count": 41,
     "expected": 2.6, "q": 1e-9, "people": PEOPLE[31:58], "blank": 9, "new": 4, "messages": [70_001, 70_003],
     "messages_total": 41},
    {"target": None, "start": "2018-03-29T08:00:01Z", "end": "2018-03-29T08:03:00Z", "count": 9, "expected": 0.7,
     "q": 0.004, "people": PEOPLE[5:12], "blank": 0, "new": 0, "messages": [71_000], "messages_total": 9},
]  # fmt: skip


def _ring(people: int, closest: int) -> list[list[int]]:
    """Everybody with the next two, the first pair closest."""
    edges = [[one, (one + step) % people, 2 + (one * step) % 5] for one in range(people) for step in (1, 2)]
    return [[min(edge[:2]), max(edge[:2]), closest if index == 0 else edge[2]] for index, edge in enumerate(edges)]


GROUPS: list[dict[str, Any]] = [
    {"people": PEOPLE[10:17], "count": 24, "edges": _ring(7, 11), "expected": 0.0004, "q": 3.1e-8,
     "start": "2018-03-14T06:12:44Z", "end": "2018-04-10T17:51:09Z", "added_together": 6, "adder": PEOPLE[0],
     "blank": 5, "new": 6, "messages": [80_001, 80_002, 80_007], "messages_total": 71},
    {"people": PEOPLE[20:54], "count": 63, "edges": _ring(34, CLOSEST), "expected": 0.02, "q": 0.012,
     "start": "2018-03-20T00:00:05Z", "end": "2018-04-09T23:10:00Z", "added_together": 0, "blank": 0, "new": 0,
     "messages": list(range(81_000, 81_080)), "messages_total": 410},
    {"people": PEOPLE[2:5], "count": 2, "edges": [[0, 1, 2], [1, 2, 2], [0, 2, 2]], "expected": 0.3, "q": 0.049,
     "start": "2018-03-21T10:00:05Z", "end": "2018-03-22T10:10:00Z", "added_together": 0, "blank": 0, "new": 0,
     "messages": [82_000, 82_001, 82_002], "messages_total": 6},
]  # fmt: skip
PACE = [
    {"person": PEOPLE[58], "kind": "day", "count": 2_140, "start": "2018-03-30T00:00:00Z",
     "end": "2018-03-30T23:59:58Z", "seconds": 21.0},
    {"person": PEOPLE[59], "kind": "gaps", "count": 611, "start": "2018-04-01T02:11:00Z",
     "end": "2018-04-01T03:00:12Z", "seconds": 4.0},
]  # fmt: skip

EVIDENCE: dict[str, list[dict[str, Any]]] = {
    "arrivals.added_silent": SILENT,
    "arrivals.bursts": BURSTS,
    "arrivals.forced": FORCED,
    "coordination.copies": EPISODES,
    "coordination.swarms": SWARMS,
    "coordination.groups": GROUPS,
    "coordination.pace": PACE,
}

FINDINGS = [
    Finding("arrivals", "strong", "arrivals.forced",
            {"adders": 3, "tested": 121, "adds": 22_451, "adds_all": 63_900, "share_at_least": 22_451 / 63_900,
             "silent_adders": 2, "self_joiners": 412, "smallest": 10}),
    Finding("coordination", "some", "coordination.copies",
            {"episodes": 14, "of_mass": 1, "messages": 61, "of": 19_432, "people": 37, "smallest": 3}),
    Finding("coordination", "some", "coordination.swarms",
            {"swarms": 2, "messages": 50, "of": 19_432, "people": 34, "smallest": 14}),
    Finding("coordination", "some", "coordination.groups",
            {"groups": 3, "people": 44, "of": 2_104, "pairs": 85, "shuffled": 0.01, "shuffles": 100,
             "expected_pairs": 0.41, "dropped_texts": 12, "smallest": 3}),
    Finding("coordination", "none", "coordination.pace", {"people": 2, "smallest": 500}),
]  # fmt: skip

NOTHING_FOUND = [
    Finding("arrivals", "none", "arrivals.forced",
            {"adders": 0, "tested": 21, "adds": 0, "adds_all": 802, "share_at_least": 0.0, "silent_adders": 0,
             "self_joiners": 96, "smallest": 14}),
    Finding("coordination", "none", "coordination.copies",
            {"episodes": 0, "of_mass": 0, "messages": 0, "of": 802, "people": 0, "smallest": 3}),
    Finding("coordination", "none", "coordination.swarms", {"swarms": 0, "people": 0, "smallest": 6}),
    Finding("coordination", "none", "coordination.groups",
            {"groups": 0, "people": 0, "pairs": 0, "shuffled": 0.0, "shuffles": 100, "expected_pairs": 0.02,
             "dropped_texts": 3, "smallest": 3}),
    Finding("coordination", "none", "coordination.pace", {"people": 0, "smallest": 500}),
    Finding("coordination", "none", "coordination.acts",
            {"messages": 0, "of": 802, "people": 0, "mass": 0, "steps": 0, "spread": 0, "smallest": 14}),
]  # fmt: skip

CANNOT_TELL = [
    Finding("arrivals", "cannot tell", "arrivals.forced",
            {"adders": 0, "tested": 33, "adds": 0, "adds_all": 1_811, "share_at_least": None, "silent_adders": 1,
             "self_joiners": 12, "smallest": None, "why": "leaves-not-logged"}),
    *(Finding("coordination", "cannot tell", f"coordination.{name}", {"smallest": None, "why": "day-times"})
      for name in ("copies", "swarms", "groups", "pace")),
]  # fmt: skip

LEFT_OUT = {"left_out": 320, "left_out_of": 3_920}
"""Of a search that did not look at so many messages; `why` stands beside."""

IN_CONTEXT = Finding("coordination", "none", "coordination.copies",
                     {"episodes": 1, "of_mass": 0, "messages": 3, "of": 802, "people": 3, "smallest": 3})  # fmt: skip
"""Three people who passed on one text."""
