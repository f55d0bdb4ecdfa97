"""What became of the people who came one way, as a hundred marks: each stands for one in a hundred.

A class differs in shape and lightness, not in colour alone: a disc for who stayed and never wrote, a square for who
wrote, a ring for who left within a day, a dashed ring for who left later.
"""

from collections.abc import Sequence
from html import escape
from math import ceil, floor

from auditor.report.pictures.drawing import COLOURS
from auditor.report.report import Fate
from auditor.report.statements.headlines import CAME_BY
from auditor.report.statements.wording import Wording

FATES: tuple[str, ...] = ("silent", "gone_at_once", "gone_later", "wrote")
"""In the order in which the marks are drawn."""

_STEP = 10
"""Units between two marks; a row has ten of them."""


def hundred_marks(fate: Fate, name: str, words: Wording) -> str:
    """The marks of one way of coming, ten in a row; empty where nobody came that way. `name` stands once on a page."""
    if not fate.people:
        return ""
    parts = parts_of(fate)
    marks = shared_out([count for _, count in parts], 100)
    said = "; ".join(f"{fate_name(part, fate, words)} {words.percent(count / fate.people)}" for part, count in parts)
    drawn, first = [], 0
    for (part, _), many in zip(parts, marks, strict=True):
        drawn.append(_marks(part, range(first, first + many)))
        first += many
    title = words.text("{kind}: {count}", kind=came(fate, words), count=fate.people)
    return _framed(name, (title, f"{said}."), drawn)


def marks_within(low: float, high: float, name: str, says: tuple[str, str]) -> str:
    """A share that is known within bounds as a hundred marks: discs as many as are certain, hatched ones for what
    cannot be excluded, squares for the rest; both bounds rounded outward. `says` is its title and its description."""
    certain, most = floor(round(low * 100, 6)), ceil(round(high * 100, 6))
    drawn = [
        _marks("silent", range(certain)),
        _marks("perhaps", range(certain, most)),
        _marks("wrote", range(most, 100)),
    ]
    return _framed(name, says, drawn)


def mark_swatch(part: str) -> str:
    """One mark, for a legend."""
    return (
        f'<svg class="swatch" width="12" height="12" viewBox="0 0 10 10" aria-hidden="true">{_marks(part, [0])}</svg>'
    )


def came(fate: Fate, words: Wording) -> str:
    """How these people came."""
    return words.measure_title(CAME_BY["added"]) if fate.came == "added" else words.text("Came without being added")


def fate_name(name: str, fate: Fate, words: Wording) -> str:
    """What became of them, in a word or two; that somebody stayed only where it is known who left."""
    left_known = fate.gone_later is not None
    names = {
        "gone_at_once": words.text("left within 24 hours"),
        "gone_later": words.text("left later"),
        "silent": words.text("stayed, never wrote") if left_known else words.text("never wrote"),
        "wrote": words.text("stayed and wrote") if left_known else words.text("wrote"),
    }
    return names[name]


def parts_of(fate: Fate) -> list[tuple[str, int]]:
    """The known parts in the order in which they are drawn."""
    return [(name, count) for name in FATES if (count := getattr(fate, name)) is not None]


def shared_out(counts: list[int], marks: int) -> list[int]:
    """So many marks by the size of the counts, rounded by the largest remainder; they always add up."""
    whole = sum(counts)
    if not whole:
        return [0 for _ in counts]
    parts = [divmod(count * marks, whole) for count in counts]
    given = [part for part, _ in parts]
    by_rest = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))
    for place in by_rest[: marks - sum(given)]:
        given[place] += 1
    return given


def _framed(name: str, says: tuple[str, str], drawn: list[str]) -> str:
    title, description = says
    return (
        f'<svg class="marks" viewBox="0 0 100 100" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"{''.join(drawn)}</svg>"
    )


def _marks(part: str, places: Sequence[int]) -> str:
    """All marks of a class as one path."""
    if not places:
        return ""
    colour = COLOURS["silent" if part == "perhaps" else part][0]
    at = [(place % 10 * _STEP + 5, place // 10 * _STEP + 5) for place in places]
    if part in {"silent", "wrote"}:
        cap, wide = ("round", 8) if part == "silent" else ("square", 7)
        line = "".join(f"M{x} {y}h0" for x, y in at)
        return (
            f'<path d="{line}" class="line-{part}" fill="none" stroke="{colour}" stroke-width="{wide}" '
            f'stroke-linecap="{cap}"/>'
        )
    if part == "perhaps":
        hatched = "".join(f"M{x - 3} {y - 1}l2-2M{x - 3.2:g} {y + 2.6:g}l5.8-5.8M{x - 1} {y + 3}l4-4" for x, y in at)
        return f'<path d="{hatched}" class="line-silent" fill="none" stroke="{colour}" stroke-width="1.3"/>'
    rings = "".join(f"M{x + 3.2:g} {y}a3.2 3.2 0 1 1-6.4 0a3.2 3.2 0 1 1 6.4 0" for x, y in at)
    dashes = ' stroke-dasharray="2 1.2"' if part == "gone_later" else ""
    return f'<path d="{rings}" class="line-{part}" fill="none" stroke="{colour}" stroke-width="1.7"{dashes}/>'
