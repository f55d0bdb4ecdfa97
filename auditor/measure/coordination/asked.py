"""Groups by the parameters that a researcher sets, beside those of `groups.py`; no strength is known of them.

The search is the same with other limits, or a plain rule takes its place (`methods/plain_rules.py`): each kind of
object makes a network of its own, as in the rules' own programs.
"""

from collections.abc import Iterator
from functools import partial

import msgspec
import numpy as np

from auditor.errors import Sentence, UsageError
from auditor.frames.inputs import Ints
from auditor.measure.coordination.groups import found_by
from auditor.measure.coordination.parameters import CoordinationParameters, as_options
from auditor.measure.coordination.searching import Refused, Searching, origins_of, people_in, searching
from auditor.measure.methods.company import labels, shown_messages
from auditor.measure.methods.group_search import DRAWS
from auditor.measure.methods.kinds import Kind, kinds_not_shown, objects_by_kind
from auditor.measure.methods.near_copies import SIMILARITY
from auditor.measure.methods.plain_groups import Joined, groups_joined
from auditor.measure.methods.plain_rules import Edges, cnt, coortweet
from auditor.measure.methods.reshuffles import RESHUFFLES
from auditor.measure.misleading import NO_AGREEMENT, SAME_SOURCE
from auditor.measure.saying import about, holding
from auditor.measure.spec import Counted, Fact, Finding, Row, Rows, Spec, Words

EDGES_SHOWN = 100_000
"""Edges that the row of a group lists, the heaviest."""


def asked_for(parameters: CoordinationParameters) -> Spec:
    """The measure as it is counted with these parameters."""
    return msgspec.structs.replace(ASKED, count=partial(ASKED.count, parameters=parameters))


def count(
    made: Searching | Refused,
    *,
    parameters: CoordinationParameters,
    draws: int = DRAWS,
    reshuffles: int = RESHUFFLES,
    seed: int = 0,
) -> Counted:
    """The groups that these parameters give. Raises `UsageError` where kinds were named that the source does not
    show."""
    least = parameters.min_group
    if isinstance(made, Refused):
        return ASKED.not_known(made.as_measure(ASKED), least)
    kinds = _kinds(made, parameters)
    if made.timeline.writers < least:
        return ASKED.not_known(ASKED.insufficient("too-few-writers"), least)
    chosen = made._replace(kinds=kinds)
    facts: dict[str, Fact] = {}
    if parameters.preset is None:
        _, rows, facts = found_by(chosen, parameters, draws=draws, reshuffles=reshuffles, seed=seed)
    else:
        rows = [row for kind in kinds for row in _rows_by_rule(chosen, kind, parameters)]
    people = people_in(rows)
    facts |= {"parameters": as_options(parameters, tuple(kinds)), "preset": parameters.preset}
    facts |= {"groups": len(rows), "people": people}
    return ASKED.found(made.timeline.writers, rows, inside=people, smallest=least, **facts)


def _kinds(made: Searching, parameters: CoordinationParameters) -> dict[Kind, Ints]:
    """The object of each message, by the kinds that were asked for."""
    found, origins = made.kinds, origins_of(made.frames)
    if parameters.similarity != SIMILARITY:
        found = objects_by_kind(made.timeline, origins=origins, similarity=parameters.similarity)
    if parameters.kinds is None:
        return found
    if missing := [kind for kind in parameters.kinds if kind in kinds_not_shown(found)]:
        raise UsageError(
            "--kinds {kinds}: this source does not show that; it shows {found}.",
            kinds=",".join(missing),
            found=", ".join(found) or Sentence("nothing of the kind"),
        )
    return {kind: found[kind] for kind in found if kind in parameters.kinds}


def _rows_by_rule(made: Searching, kind: Kind, parameters: CoordinationParameters) -> Iterator[Row]:
    timeline, object_of, (window,) = made.timeline, made.kinds[kind], parameters.windows
    edges = _edges(object_of, timeline.at, timeline.person, window, parameters)
    for group in groups_joined(edges, object_of, timeline, window, parameters.min_group):
        persons, at = timeline.people[group.people], timeline.at[group.posts]
        yield {
            "people": persons.tolist(),
            "kind": kind,
            "window": window,
            "count": group.objects,
            **_edge_rows(group),
            "directed": parameters.preset == "cnt",
            "start": int(at.min()),
            "end": int(at.max()),
            **labels(made.company, persons),
            **shown_messages(timeline, group.posts),
        }


def _edges(object_of: Ints, at: Ints, person: Ints, window: int, parameters: CoordinationParameters) -> Edges:
    if parameters.preset == "cnt":
        return cnt(object_of, at, person, window, int(parameters.edge_weight))
    least = parameters.min_participation or 1
    return coortweet(object_of, at, person, window, least, edge_weight=parameters.edge_weight)


def _edge_rows(group: Joined) -> Row:
    """All edges, the heaviest first, as far as a row holds them."""
    order = np.lexsort((group.two, group.one, -group.weight))[:EDGES_SHOWN]
    return {
        "edges": np.stack((group.one[order], group.two[order], group.weight[order]), 1).tolist(),
        "edges_total": len(group.one),
    }


def say(finding: Finding, words: Words) -> Iterator[str]:
    """Under which parameters, what they give, and what is not known of it."""
    options = finding.facts.get("parameters")
    if isinstance(options, str):
        yield words.text("With these parameters, not the defaults: {parameters}.", parameters=options)
    if groups := finding.number("groups"):
        yield f"{holding('groups', groups, finding.number('people') or None, finding.number('of') or None, words)}."
    else:
        yield words.text("No such pattern was found.")
    expected = finding.facts.get("expected_pairs")
    if (pairs := finding.number("pairs")) and isinstance(expected, int | float):
        yield words.count_text(
            "{count} pair acts together; chance alone would give {expected}.",
            "{count} pairs act together; chance alone would give {expected}.",
            pairs,
            expected=about(expected, words),
        )
    if finding.facts.get("preset"):
        yield words.text(
            "This rule counts how often accounts share something, and does not ask how often chance would do the same."
        )
    yield words.text(
        "How often such groups are found by mistake is known of the defaults alone; so no strength is given here, and "
        "what the defaults find stands beside."
    )
    yield words.text(NO_AGREEMENT)


ASKED = Spec(
    id="coordination.asked",
    unit="groups",
    needs="texts",
    origin="docs/method.md#parameters-for-researchers",
    title="Accounts that act together, by the asker's parameters",
    meaning=(
        "Groups of accounts that do the same by the limits, or by the plain rule, that whoever asked for the audit has "
        "set."
    ),
    misleads=SAME_SOURCE,
    smallest=("a group of {count} person", "a group of {count} people"),
    count=count,
    prepared=searching,
    on_request=True,
    is_search=True,
    is_context=True,
    rated=False,
    say=say,
    caution=NO_AGREEMENT,
    rows=Rows(
        (
            "people", "kind", "window", "start", "end", "count", "turnout", "met", "expected", "added_together",
            "added_by", "blank", "new",
        ),
        count_is="Things done together",
        quoted=True,
        picture="network",
    ),
)  # fmt: skip
