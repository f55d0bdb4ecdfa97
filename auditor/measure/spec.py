"""What a measure declares, and what becomes of it.

A measure is a file that holds a `Spec` with all that is to be known of it; its family and its file are its id. It is
counted by `Spec.count`, named in `catalogue.py`, and known to nothing else: whatever shows, writes or explains measures
reads what they declare.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal, Protocol, cast

import msgspec

from storage.sources import Shown

MISSING_AT_MOST = 0.05
"""Where a larger part of what is to be searched was not read, no pattern is found or ruled out: what was not read may
hold it, or show that it is none. As large a part of what is found may be chance (the q of every search here)."""

Family = Literal["people", "souls", "arrivals", "voices", "reach", "coordination", "farms", "watch"]

Unit = Literal["share", "people", "messages", "episodes", "groups", "windows", "index"]

UNITS: dict[str, tuple[str, str]] = {
    "people": ("{count} person", "{count} people"),
    "messages": ("{count} message", "{count} messages"),
    "episodes": ("{count} episode", "{count} episodes"),
    "groups": ("{count} group", "{count} groups"),
    "windows": ("{count} window of time", "{count} windows of time"),
}
"""So many of each unit that is counted."""

Outcome = Literal["measured", "bounded", "insufficient", "unavailable"]

Strength = Literal["strong", "some", "none", "cannot tell"]

STRENGTHS: dict[str, str] = {
    "strong": "strong signs",
    "some": "some signs",
    "none": "no signs found",
    "cannot tell": "cannot tell",
}
"""How strong the signs of a finding are, in words."""


class Measure(msgspec.Struct, frozen=True):
    """What became of one measure.

    `measured`: all set, `low`/`high` null for a plain count. `bounded`: `count` = the cases known, `of` =
    the denominator, `value` null, `low`/`high` the bounds. `insufficient`, `unavailable`: all null, `why` set
    to the slug of the reason. Shares have `value` = count/of; other numbers `value` = `count` = the number.

    Episodes and groups are no part of the messages or people they were looked for among (`of`); how many of those they
    hold is `inside`. Other measures, and reports of earlier versions, have no such key.
    """

    outcome: Outcome
    unit: Unit
    value: int | float | None = None
    count: int | float | None = None
    of: int | None = None
    low: int | float | None = None
    high: int | float | None = None
    why: str | None = None
    inside: int | msgspec.UnsetType = msgspec.UNSET


class Difference(msgspec.Struct, frozen=True):
    """One measure at two moments, and what the later is above the earlier: `value` where both are points, `low` and
    `high` the 95 % interval; all null with `why` where they cannot be set against each other."""

    before: Measure
    after: Measure
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str | None = None

    @property
    def beyond_noise(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


Row = dict[str, Any]
"""A row of evidence: what was found, by key. `people`, `person`, `adder` and `target` hold people by number (the
conductor gives each reader names of their own), `start` and `end` are seconds since 1970, `messages` the ids of at
most `MESSAGES_SHOWN` messages, of `messages_total`. A key a reader does not know is passed over."""

PEOPLE_KEYS = ("people", "person", "adder", "target")
"""Keys of a row that hold people."""

MESSAGES_SHOWN = 500
"""Message ids in one row of evidence: enough to look up what happened, in a report that stays readable."""

Fact = float | int | str | None


class Finding(msgspec.Struct, frozen=True):
    """What was looked for as one: a pattern with its strength, by the rules of its measure, and the figures of its
    sentence; of none, the smallest that could have been found. `id` is the measure it rests on."""

    family: Family
    strength: Strength
    id: str
    facts: dict[str, float | int | str | None]

    def number(self, name: str) -> int:
        """A fact that counts something; 0 where it is not there, as in a report of another version."""
        return _whole(self.facts.get(name))


class Answer(msgspec.Struct, frozen=True):
    """What an audit says of a measure: its figure, the rows of what was found, and its finding where it makes one."""

    measure: Measure
    evidence: list[Row] = []
    finding: Finding | None = None


class Counted(msgspec.Struct, frozen=True):
    """What was counted for a measure that searches: its figure, the rows of what was found, and the figures of its
    sentence; `facts` is null where it makes no finding. A fact `why` says that what was not found may be there."""

    measure: Measure
    rows: list[Row] = []
    facts: dict[str, Fact] | None = None

    def number(self, name: str) -> int:
        """A fact that counts something; 0 where it is not there."""
        return _whole((self.facts or {}).get(name))


def _whole(fact: Fact) -> int:
    return int(fact) if isinstance(fact, int | float) else 0


class Rule(msgspec.Struct, frozen=True):
    """When the signs are of a strength: the rule in words, and what decides it. The words are what people are shown;
    they and `holds` say the same."""

    strength: Literal["strong", "some"]
    words: str
    holds: Callable[[Any], bool]


class Words(Protocol):
    """A language that a measure says its sentences in. English is the source: `text` and `count_text` are given it as
    it stands in the code, and `{count}` and other `{facts}` are filled in."""

    def text(self, source: str, **facts: object) -> str:
        """A sentence."""
        ...

    def count_text(self, one: str, many: str, count: int, **facts: object) -> str:
        """A sentence that has a plural, chosen by `count`."""
        ...

    def number(self, number: float) -> str:
        """A number with its thousands apart."""
        ...

    def percent(self, share: float, rounding: str = ...) -> str:
        """A share to a tenth of a percent."""
        ...


class Rows(msgspec.Struct, frozen=True):
    """How a page shows the rows of a measure: by which keys, in which order (`report/pages/evidence.py` says what each
    shows; a column of which no row has anything is left out). With `people` among them they are listed under a row."""

    keys: tuple[str, ...]
    title: str | None = None
    """What stands above the table, if not the title of the measure."""
    count_is: str = "Count"
    """What `count` counts here."""
    quoted: bool = False
    """The texts of its messages are quoted where they rest and whoever reads may see them."""
    picture: Literal["adders", "network"] | None = None


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to be known of a measure."""

    id: str
    """Its family and its name. A contract: once released, neither renamed nor given another meaning."""
    unit: Unit
    needs: Shown
    """What a source must show."""
    origin: str
    """Where the definition comes from: an anchor of `docs/method.md`, or who published it."""
    title: str
    meaning: str
    """One sentence: what counts."""
    misleads: str
    """The innocent explanation of the figure, or how it can be misread."""
    out_of: tuple[str, str] | None = None
    """What the number is out of, where that is not all who were seen: singular and plural."""

    count: Callable[..., Measure | Counted]
    """The measure of what it needs: of the frames of an audit, or of what `prepared` makes of them; of all chats (what
    needs `chats`); of the frames of an earlier and a later audit (what needs `audits`)."""
    prepared: Callable[[Any], Any] | None = None
    """What several measures are counted from is made once for all of them that name it here."""
    on_request: bool = False
    """Counted only where parameters were asked for."""
    is_search: bool = False
    """Whether it looks for a pattern: where too much of the history is missing none is found or ruled out."""

    say: Callable[[Finding, Words], Iterator[str]] | None = None
    """What its finding says, with figures; nothing where nothing was found."""
    say_anyway: Callable[[Finding, Words], Iterator[str]] | None = None
    """What is said even where it cannot be told."""
    say_beside: Callable[[Finding, Words], Iterator[str]] | None = None
    """What else speaks for it than what it was found by, or that nothing does; part of what it says."""
    smallest: tuple[str, str] | None = None
    """The smallest pattern that could have been found, the end of a sentence: singular and plural."""
    strength: tuple[Rule, ...] = ()
    """The first that holds is the strength of the finding."""
    caution: str | None = None
    """What stands beside each finding: what it does not show."""
    is_context: bool = False
    """Looked for to be seen beside the signs; no sign, whatever is found."""
    rated: bool = True
    """Whether it is known how often the finding is a mistake; else no strength is told."""
    false_per_audit: float | None = None
    """In what part of the audits of chats without the pattern it is found all the same, at most (method.md)."""
    in_brief: int = 0
    """How many of its first sentences stand without its title where there is room for a line or two."""
    told_from: Strength = "some"
    """From which strength on a watch usually tells of it: from `strong` where it is one moment, which news bring, too;
    what repeats itself is told though it is never strong."""
    rows: Rows | None = None
    beside: "tuple[Spec, ...]" = ()
    """Measures whose rows are shown with its own."""

    @property
    def family(self) -> Family:
        """The question that it belongs to."""
        return cast(Family, self.id.partition(".")[0])

    def measured(self, count: float, of: int, *, low: float | None = None, high: float | None = None) -> Measure:
        """A figure that is known. Of a share, `count` cases among `of`."""
        value = count / of if self.unit == "share" else count
        return Measure("measured", self.unit, value, count, of, low, high)

    def bounded(self, count: float, of: int, low: float, high: float) -> Measure:
        """A figure of which only an interval is known; `count` are the cases known."""
        return Measure("bounded", self.unit, None, count, of, low, high)

    def insufficient(self, why: str) -> Measure:
        """Too little data, by a reason of `reasons.py`."""
        return Measure("insufficient", self.unit, why=why)

    def unavailable(self, why: str = "source-cannot-show") -> Measure:
        """This source cannot show it."""
        return Measure("unavailable", self.unit, why=why)

    def found(self, of: int, rows: list[Row], *, inside: int, smallest: int, **facts: Fact) -> Counted:
        """Episodes or groups, a row each, which hold `inside` of the `of` messages or people."""
        measure = msgspec.structs.replace(self.measured(len(rows), of), inside=inside)
        return Counted(measure, rows, {"smallest": smallest, "of": of, **facts})

    def not_known(self, measure: Measure, smallest: int) -> Counted:
        """A pattern that cannot be looked for, and the smallest that is otherwise found."""
        return Counted(measure, [], {"why": measure.why, "smallest": smallest})

    def answer(self, counted: Measure | Counted) -> Answer:
        """What an audit says, with the strength that the rules give it."""
        if isinstance(counted, Measure):
            return Answer(counted)
        if counted.facts is None:
            return Answer(counted.measure, counted.rows)
        finding = Finding(self.family, self.strength_of(counted), self.id, counted.facts)
        return Answer(counted.measure, counted.rows, finding)

    def strength_of(self, counted: Counted) -> Strength:
        """The first rule that holds; without one none, unless what was not found may be there all the same."""
        if not self.rated or counted.measure.outcome in {"insufficient", "unavailable"}:
            return "cannot tell"
        held: Strength | None = next((rule.strength for rule in self.strength if rule.holds(counted)), None)
        return held or ("cannot tell" if (counted.facts or {}).get("why") else "none")
