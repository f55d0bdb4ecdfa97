"""The parameters of the search for groups, which a researcher may set otherwise."""

from typing import Literal

import msgspec

from auditor.measure.methods.group_search import Q, Thresholds
from auditor.measure.methods.joint import ACTS_LEAST
from auditor.measure.methods.kinds import Kind
from auditor.measure.methods.meeting_families import WINDOWS
from auditor.measure.methods.near_copies import SIMILARITY
from auditor.measure.methods.plain_rules import EDGE_WEIGHT, MIN_PARTICIPATION, WEIGHT, WINDOW

Preset = Literal["cnt", "coortweet"]
"""A plain rule in place of the search: that of the coordination network toolkit, or of CooRTweet."""

PAIR = 2


class CoordinationParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of the search for groups, or of the plain rule that takes its place. Part of an audit's identity.
    Null is what the rule does not have."""

    preset: Preset | None = None
    windows: tuple[int, ...] = WINDOWS
    """Seconds within which people do the same."""
    kinds: tuple[Kind, ...] | None = None
    """Kinds of objects; null for all that the source shows."""
    min_participation: int | None = ACTS_LEAST
    """Acts that a pair shares, at least; of CooRTweet's rule, messages of an account."""
    min_group: int = 3
    """People of a group, at least."""
    similarity: float = SIMILARITY
    """Jaccard similarity from which on texts are near copies."""
    edge_weight: float = 0.0
    """Quantile that the weight of a pair must be above (0: none is asked); of CNT's rule, the least weight."""
    fdr: float | None = Q
    """False discovery rate of the pairs."""

    @property
    def thresholds(self) -> Thresholds:
        """What the search asks of pairs and groups."""
        return Thresholds(self.fdr or Q, self.min_participation or ACTS_LEAST, self.min_group, self.edge_weight)


DEFAULTS: dict[Preset | None, CoordinationParameters] = {
    None: CoordinationParameters(),
    "cnt": CoordinationParameters(
        preset="cnt", windows=(WINDOW,), min_participation=None, min_group=PAIR, edge_weight=WEIGHT, fdr=None
    ),
    "coortweet": CoordinationParameters(
        preset="coortweet", windows=(WINDOW,), min_participation=MIN_PARTICIPATION, min_group=PAIR,
        edge_weight=EDGE_WEIGHT, fdr=None,
    ),
}  # fmt: skip
"""Of the search, and of each rule as its authors set it; both call two joined accounts a group."""


def as_options(parameters: CoordinationParameters, kinds: tuple[Kind, ...]) -> str:
    """The parameters as options of the command that sets them all, the same in every language; `kinds` are those that
    were looked at."""
    said = {
        "preset": parameters.preset,
        "window": ",".join(map(str, parameters.windows)),
        "kinds": ",".join(kinds),
        "min-participation": parameters.min_participation,
        "min-group": parameters.min_group,
        "similarity": f"{parameters.similarity:g}",
        "edge-weight": f"{parameters.edge_weight:g}",
        "fdr": None if parameters.fdr is None else f"{parameters.fdr:g}",
    }
    return " ".join(f"--{name} {value}" for name, value in said.items() if value is not None and value != "")
