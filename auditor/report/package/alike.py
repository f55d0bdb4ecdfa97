"""People as they may leave the machine: every row of `people.csv` looks like at least `k` - 1 others.

Two recipients hold the same people under different names. What is left to join their tables by is what the rows show;
so a value is shown only where at least `k` people share it together with all that is shown of them, and days and
counts are the lower ends of bands (k-anonymity by global recoding and local suppression: Samarati 2001; Hundepool and
others, "Statistical Disclosure Control", 2012).

One pass over the columns, from the most to the least needed (`ORDER`): each splits the classes that the columns before
it left. A part of fewer than `k` goes without the value; where those without are fewer than `k`, others go without it
too, until they are enough. Every class is of `k` or more at any time, so that any column may be the last.

Whoever the package names elsewhere (`adders.csv`, `evidence.csv`) can be told by figures there, and counts for nobody:
a class has `k` people beside them. All rests on the data alone, never on a recipient's key: were two recipients shown
different classes, laying one table over the other could leave fewer than `k`.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from auditor.report.package.bands import BANDS

if TYPE_CHECKING:
    import pandas as pd

K = 5
"""What a row shows is shared by at least so many people (privacy.md)."""

MOST_WITHHELD = 0.1
"""A band is widened until no more than this part of a column's filled cells is withheld: our own choice between cells
that say little and cells that are empty."""

ORDER = (
    "kind", "arrival", "deleted", "left", "inactive", "blank", "new", "messages", "adder", "arrival_day",
    "arrival_source", "age_from", "age_to", "first_day", "last_day",
)  # fmt: skip
"""The columns beside the pseudonym, those first that an audit's questions need most: how people came, what became of
them, whether they wrote."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


class Shown(NamedTuple):
    """The people as they may leave, in the order of their pseudonyms; of each banded column the name of its band
    (`BANDS`), and of each column how many filled cells were emptied."""

    people: "pd.DataFrame"
    bands: dict[str, str]
    withheld: dict[str, int]


class Coded(NamedTuple):
    """A column: a number a row, 0 where the cell is empty, and by number what the cells hold."""

    codes: Ints
    cells: list[Any]


def alike(people: "pd.DataFrame", named: Collection[str], k: int = K) -> Shown:
    """The people, no row of whom shows what fewer than `k` share. `named` are the pseudonyms that stand elsewhere in
    the package. Of fewer than `k` beside those, nothing is shown but the pseudonym."""
    counts = ~people["person"].isin(list(named)).to_numpy(np.bool_)
    classes = np.zeros(len(people), np.int64)
    shown: dict[str, Any] = {}
    bands: dict[str, str] = {}
    withheld: dict[str, int] = {}
    for name in ORDER:
        band, column = _widened(name, people[name], classes, counts, k)
        classes, kept = _split(classes, column.codes, counts, k)
        if band:
            bands[name] = band
        withheld[name] = int(((column.codes > 0) & ~kept).sum())
        shown[name] = _cells(name, column, kept)
    return Shown(people.assign(**shown).sort_values("person", ignore_index=True), bands, withheld)


def _widened(name: str, values: "pd.Series[Any]", classes: Ints, counts: Bools, k: int) -> tuple[str, Coded]:
    """A column in the narrowest of its bands in which few cells are withheld, else in that in which the fewest are."""
    tried: list[tuple[float, str, Coded]] = []
    for band in BANDS.get(name, {"": None}):
        column = _coded(name, values, band)
        filled = column.codes > 0
        parts = _parts(classes, column.codes)
        rare = filled & (np.bincount(parts, counts)[parts] < k)
        tried.append((rare.sum() / max(1, filled.sum()), band, column))
        if tried[-1][0] <= MOST_WITHHELD:
            break
    _, band, column = min(tried, key=lambda one: one[0])
    return band, column


def _coded(name: str, values: "pd.Series[Any]", band: str) -> Coded:
    """Each different value is put into its band once, for there are few."""
    codes, different = values.factorize()
    numbers: dict[Any, int] = {"": 0}
    lower_end = BANDS[name][band].lower_end if band else None
    code_of = [
        numbers.setdefault(value if value == "" or lower_end is None else lower_end(value), len(numbers))
        for value in different.tolist()
    ]
    # What is not known at all has code -1: the last.
    return Coded(np.array([*code_of, 0], np.int64)[codes], list(numbers))


def _cells(name: str, column: Coded, kept: Bools) -> Any:
    import pandas as pd

    codes = np.where(kept, column.codes, 0)
    if name == "messages":
        return pd.Series(np.array([0, *column.cells[1:]], np.int64)[codes], dtype="Int64").where(codes > 0).array
    return np.array(column.cells, dtype=object)[codes]


def _split(classes: Ints, codes: Ints, counts: Bools, k: int) -> tuple[Ints, Bools]:
    """The classes as a column splits them, and whose cells are kept. Classes are numbers from 0; in each, the rows
    whose cell is empty and those whose cell is withheld look alike and are one part."""
    parts = _parts(classes, codes)
    sizes = np.bincount(parts, counts).astype(np.int64)
    kept = (codes > 0) & (sizes[parts] >= k)
    without = np.bincount(classes[~kept], minlength=len(classes)) > 0
    enough = np.bincount(classes[~kept & counts], minlength=len(classes))
    missing = np.where(without, np.maximum(k - enough, 0), 0)[classes]
    rows = _largest(np.flatnonzero(kept & (missing > 0)), classes, parts, sizes)
    kept[rows[sizes[parts[rows]] - missing[rows] < k]] = False  # too few would be left of that part
    some = rows[kept[rows] & counts[rows]]
    some = some[np.argsort(parts[some], kind="stable")]
    place = np.arange(len(some)) - np.searchsorted(parts[some], parts[some])  # of each row in its part
    kept[some[place < missing[some]]] = False
    return _parts(classes, np.where(kept, codes, 0)), kept


def _largest(rows: Places, classes: Ints, parts: Ints, sizes: Ints) -> Places:
    """Of these rows, those of the largest part of their class: they go without the cell, so that the few who have to do
    not stand alone."""
    by_size = rows[np.lexsort((parts[rows], sizes[parts[rows]]))]
    largest = np.full(len(classes), -1, np.int64)
    largest[classes[by_size]] = parts[by_size]  # of several for one class, the last is kept
    chosen: Places = rows[parts[rows] == largest[classes[rows]]]
    return chosen


def _parts(classes: Ints, codes: Ints) -> Ints:
    """A number from 0 for each pair of class and code, in the order in which they are met."""
    import pandas as pd

    return pd.factorize(classes * (int(codes.max(initial=0)) + 1) + codes)[0].astype(np.int64)
