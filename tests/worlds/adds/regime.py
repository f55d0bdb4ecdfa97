"""What there is in a group of 90 days, and how much of it was written down."""

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Regime:
    """What a group may hold. `forced` adders bring people who were not asked; the share `slow` of them brings one to
    three at a time, the others five to fifty. `organisers` bring colleagues who were. `bursts` are links that go viral,
    `migration` is the chance that a whole community is brought over. `silent` is how many of those who come by
    themselves never write; with `readers` the organised hardly ever do, and leave as often as anybody.

    `joins_missing` of the service messages of arrivals were never written, `leaves_written` of those of leaves were.
    `source` is how the group is looked at; `namesakes` of the people bear one of a few names.
    """

    name: str
    forced: tuple[int, int] = (1, 4)
    slow: float = 0.25
    organisers: tuple[int, int] = (1, 4)
    bursts: tuple[int, int] = (0, 3)
    migration: float = 0.15
    readers: bool = False
    silent: tuple[float, float] = (0.55, 0.75)
    joins_missing: float = 0.0
    leaves_written: float = 1.0
    namesakes: float = 0.0
    source: Literal["export", "live"] = "export"

    @property
    def clean(self) -> "Regime":
        """The same without anybody who forces."""
        return replace(self, forced=(0, 0))


LURKERS = (0.86, 0.93)
"""How many never write where nearly everybody only reads."""

REGIMES: tuple[Regime, ...] = (
    Regime("full logs"),
    Regime("full logs, live", source="live"),
    Regime("slow adders", slow=1.0),
    Regime("lurkers", silent=LURKERS),
    Regime("lurkers, live", silent=LURKERS, source="live"),
    Regime("30% of joins and half of leaves missing", joins_missing=0.3, leaves_written=0.5),
    Regime("lurkers, 30% of joins and half of leaves missing", silent=LURKERS, joins_missing=0.3, leaves_written=0.5),
    Regime("no leaves, live", leaves_written=0.0, source="live"),
    Regime("no leaves, 30% of joins missing, live", leaves_written=0.0, joins_missing=0.3, source="live"),
    Regime("no leaves, lurkers, live", leaves_written=0.0, silent=LURKERS, source="live"),
    Regime("no leaves, slow adders, live", leaves_written=0.0, slow=1.0, source="live"),
    Regime("no leaves, export", leaves_written=0.0),
    Regime("a third are namesakes", namesakes=0.33),
    Regime("migration", migration=1.0),
    Regime("organised people who only read", readers=True, organisers=(3, 8)),
    Regime("viral bursts", bursts=(3, 8)),
)
"""What the error rates are told of."""

BY_NAME = {regime.name: regime for regime in REGIMES}
