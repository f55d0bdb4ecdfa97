"""Groups by the parameters that a researcher sets: the rules' own answers, the search with other limits, and what is
refused."""

from collections import defaultdict
from random import Random
from typing import Any

import numpy as np
import pytest

from auditor.doors.parameters import OPTIONS, parameters_asked
from auditor.errors import UsageError
from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import NOBODY, Facts
from auditor.measure.coordination.asked import ASKED
from auditor.measure.coordination.parameters import DEFAULTS, CoordinationParameters, Preset
from auditor.measure.coordination.searching import searching
from auditor.measure.measures import measure_all
from auditor.measure.spec import Counted, Row
from auditor.report.statements import signs
from auditor.report.statements.wording import wording
from storage.columns import EventColumns, MessageColumns, ProfileColumns
from storage.sources import TEXTS
from tests.auditor.measure import plain_rules_by_hand as by_hand
from tests.auditor.measure.crowd_frames import NONE, text_input
from tests.auditor.measure.plain_rules_by_hand import NO_OBJECT, Share, Weights

BEGINS = 1_700_006_400
NONE_ASKED: dict[str, Any] = dict.fromkeys(OPTIONS)


def table(rng: Random, rows: int = 150) -> list[Share]:
    """A small table in which some meet often."""
    shares = []
    for message in range(rows):
        what = rng.choice([NO_OBJECT, *range(8), *range(8)])
        shares.append(
            Share(what, BEGINS + rng.choice([0, 30, 60, 400, 900]) + rng.randrange(90), rng.randrange(14), message)
        )
    return shares


def frames_of(shares: list[Share]) -> Frames:
    """The table as an audit sees it; messages without an object say something, and persons are even numbers."""
    order = sorted(shares, key=lambda share: share.message)
    nothing = EventColumns(NONE, NONE, [], NONE, np.empty(0, np.bool_), np.empty(0, np.bool_), NONE)
    texts = text_input([""] * len(order), origin=[share.object + 1 for share in order])
    return build_frames(
        messages=MessageColumns(
            np.array([share.message + 1 for share in order], np.int64),
            np.array([share.at for share in order], np.int64),
            np.array([2 * share.person + 2 + NOBODY for share in order], np.int64),
            texts,
        ),
        arrivals=nothing,
        leaves=nothing,
        alternatives={},
        nameless=frozenset(),
        by_name=frozenset(),
        profiles=ProfileColumns(NONE, NONE, NONE, *[np.empty(0, np.int8)] * 3),
        facts=Facts(
            as_of=BEGINS + 30 * 86_400, since=None, until=None, first_at=BEGINS, history_whole=True,
            names_as_people=False, grain=1, claimed=None, erased_people=0, erased_messages=0, source=TEXTS.name,
        ),
    )  # fmt: skip


def counted(shares: list[Share], parameters: CoordinationParameters, **how: int) -> Counted:
    found = ASKED.count(searching(frames_of(shares)), parameters=parameters, **how)
    assert isinstance(found, Counted)
    return found


def edges_in(rows: list[Row]) -> Weights:
    """The edges of all groups between the persons of the table."""
    people = [[(person - 2 - NOBODY) // 2 for person in row["people"]] for row in rows]
    return {
        (who[one], who[two]): weight for who, row in zip(people, rows, strict=True) for one, two, weight in row["edges"]
    }


def both_ways(weights: Weights) -> Weights:
    """Undirected edges by their ends, whichever is first."""
    return {(min(pair), max(pair)): weight for pair, weight in weights.items()}


def pieces(weights: Weights) -> set[frozenset[int]]:
    """What hangs together by these edges."""
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for one, two in weights:
        beside[one].add(two)
        beside[two].add(one)
    found, seen = set[frozenset[int]](), set[int]()
    for start in beside:
        piece, ahead = {start}, [start]
        while ahead:
            ahead += (new := beside[ahead.pop()] - piece)
            piece |= new
        found |= set() if start in seen else {frozenset(piece)}
        seen |= piece
    return found


def people_of(rows: list[Row]) -> set[frozenset[int]]:
    return {frozenset((person - 2 - NOBODY) // 2 for person in row["people"]) for row in rows}


def beside_one_another(shares: list[Share], piece: frozenset[int], window: int) -> int:
    """How many messages of a group lie within the window of one by somebody else of it."""
    theirs = [share for share in shares if share.person in piece and share.object != NO_OBJECT]
    return sum(
        any(
            one.object == two.object and one.person != two.person and abs((one.at or 0) - (two.at or 0)) <= window
            for two in theirs
        )
        for one in theirs
    )


def test_cnt_answers_as_its_own_query_does() -> None:
    edges = 0
    for seed in range(40):
        rng = Random(f"cnt/{seed}")
        shares, window, weight = table(rng), rng.choice([1, 10, 60, 300]), rng.randint(1, 4)
        asked = parameters_asked(**NONE_ASKED | {"preset": "cnt", "window": str(window), "edge_weight": float(weight)})
        assert asked is not None
        rows = counted(shares, asked).rows

        expected = by_hand.cnt(shares, window, weight)

        assert expected == edges_in(rows)
        assert pieces(expected) == people_of(rows)
        edges += len(expected)
        for row, piece in ((row, next(iter(people_of([row])))) for row in rows):
            assert beside_one_another(shares, piece, window) == row["messages_total"]
            assert (row["directed"], row["edges_total"]) == (True, len(row["edges"]))
    assert edges > 500


def test_coortweet_answers_as_its_rule_does() -> None:
    edges = 0
    for seed in range(40):
        rng = Random(f"coortweet/{seed}")
        shares, window = table(rng), rng.choice([1, 10, 60, 300])
        least, quantile = rng.randint(1, 3), rng.choice([0.0, 0.25, 0.5, 0.9])
        asked = parameters_asked(
            **NONE_ASKED
            | {"preset": "coortweet", "window": f"{window}s", "min_participation": least, "edge_weight": quantile}
        )
        assert asked is not None
        rows = counted(shares, asked).rows

        expected = by_hand.coortweet(shares, window, least, quantile)

        assert both_ways(expected) == both_ways(edges_in(rows))
        assert pieces(expected) == people_of(rows)
        edges += len(expected)
    assert edges > 500


def test_a_preset_alone_is_as_its_authors_set_it() -> None:
    shares = table(Random("defaults"), 400)

    assert by_hand.cnt(shares, 60, 2) == edges_in(counted(shares, DEFAULTS["cnt"]).rows)
    expected = by_hand.coortweet(shares, 60, 2, 0.5)
    assert both_ways(expected) == both_ways(edges_in(counted(shares, DEFAULTS["coortweet"]).rows))


def test_groups_below_the_least_are_left_out() -> None:
    shares = table(Random("least"), 60)
    asked = parameters_asked(**NONE_ASKED | {"preset": "cnt", "window": "10", "min_group": 3})
    assert asked is not None
    expected = {piece for piece in pieces(by_hand.cnt(shares, 10, 2)) if len(piece) >= 3}

    assert expected == people_of(counted(shares, asked).rows)
    assert expected != pieces(by_hand.cnt(shares, 10, 2))


def planted(acts: int) -> list[Share]:
    """Sixty people who share things of their own over twenty days, and five who share `acts` things within a minute."""
    rng = Random("planted")
    shares = [
        Share(100 + number, BEGINS + rng.randrange(20 * 86_400), rng.randrange(60), number) for number in range(1_500)
    ]
    for act in range(acts):
        at = BEGINS + (2 * act + 1) * 86_400 + rng.randrange(80_000)
        shares += [Share(act, at + rng.randrange(50), 60 + who, 2_000 + 10 * act + who) for who in range(5)]
    return sorted(shares, key=lambda share: share.at or 0)


@pytest.mark.parametrize(
    ("asked", "groups"),
    [
        ({}, 1),
        ({"min_participation": 4}, 1),
        ({"min_participation": 5}, 0),
        ({"min_group": 5}, 1),
        ({"min_group": 6}, 0),
        ({"window": "60"}, 1),
        ({"window": "1h"}, 1),
        ({"edge_weight": 0.5}, 0),
        ({"kinds": "given"}, 1),
        ({"fdr": 0.02}, 1),
    ],
)
def test_the_search_keeps_to_the_limits_that_are_set(asked: dict[str, Any], groups: int) -> None:
    parameters = parameters_asked(**NONE_ASKED | asked) or DEFAULTS[None]
    found = counted(planted(4), parameters, draws=6, reshuffles=2)

    assert groups == found.measure.count
    assert [set(range(60, 65))] * groups == [set(people) for people in people_of(found.rows)]
    assert all(row["window"] in parameters.windows for row in found.rows)


def test_what_was_asked_stands_beside_what_the_defaults_find() -> None:
    frames = frames_of(planted(4))
    usual, asked = measure_all(frames, TEXTS.name), measure_all(frames, TEXTS.name, DEFAULTS["cnt"])

    assert ASKED.id not in usual.measures
    assert usual.measures == {name: measure for name, measure in asked.measures.items() if name != ASKED.id}
    assert usual.findings == [finding for finding in asked.findings if finding.id != ASKED.id]
    (finding,) = (finding for finding in asked.findings if finding.id == ASKED.id)
    assert finding.strength == "cannot tell"
    said = " ".join(signs.sentences_of(finding, wording("en")))
    assert "--preset cnt --window 60 --kinds given --min-group 2 --similarity 0.8 --edge-weight 2." in said
    assert "1 group; 5 of" in said
    assert signs.strength_of(finding, wording("en")) == "not rated"


def test_a_kind_that_the_source_does_not_show_is_refused() -> None:
    parameters = parameters_asked(**NONE_ASKED | {"kinds": "given,forward"})
    assert parameters is not None

    with pytest.raises(UsageError, match=r"--kinds forward: this source does not show that; it shows .*given\."):
        counted(planted(3), parameters)


@pytest.mark.parametrize(
    "asked",
    [
        {"window": "0"}, {"window": "soon"}, {"window": "-5"}, {"window": "500d"}, {"kinds": "colour"}, {"kinds": ""},
        {"similarity": 0.0}, {"similarity": 1.1}, {"similarity": float("nan")}, {"fdr": 0.0}, {"fdr": 1.0},
        {"min_group": 1}, {"min_participation": 1}, {"edge_weight": 1.5}, {"edge_weight": -0.1},
        {"edge_weight": float("nan")}, {"kinds": "reply", "window": "2h"}, {"preset": "cnt", "fdr": 0.1},
        {"preset": "cnt", "edge_weight": 0.5}, {"preset": "cnt", "edge_weight": float("inf")},
        {"preset": "cnt", "min_participation": 2}, {"preset": "coortweet", "min_participation": 0},
        {"preset": "coortweet", "edge_weight": 2.0},
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_a_sentence(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as refused:
        parameters_asked(**NONE_ASKED | asked)

    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "asked", [{}, {"min_group": 3}, {"similarity": 0.8, "fdr": 0.15, "edge_weight": 0.0, "min_participation": 2}]
)
def test_the_defaults_are_no_parameters(asked: dict[str, Any]) -> None:
    assert parameters_asked(**NONE_ASKED | asked) is None


@pytest.mark.parametrize("preset", ["cnt", "coortweet"])
def test_too_few_writers_are_told_of(preset: Preset) -> None:
    found = counted([Share(1, BEGINS, 1, 1)], DEFAULTS[preset])

    assert ("insufficient", "too-few-writers") == (found.measure.outcome, found.measure.why)


@pytest.mark.parametrize(("audits", "expected"), [(1, "0.01"), (5, "0.07"), (120, " 2 would"), (1_000, " 14 would")])
def test_it_is_said_how_much_would_be_found_by_chance(audits: int, expected: str) -> None:
    assert expected in signs.by_chance(audits, wording("en"))
    assert not signs.by_chance(0, wording("en"))
