"""Fits the table of account ages from publicly dated ids, and measures how well it does where it was not fitted.

    python -m bench.account_age POINTS_DIR [--write]

POINTS_DIR holds `points.csv` (user_id, unix_utc, ...) and `blocks.csv` (id_lo, opened_unix, ...). Neither is in the
repository: the ids are those of real people. What is written, `storage/people/traits/account_age.json`, is the curve
at round ids only. After a refit with new evidence, set VERSION and LAST_EVIDENCE in
`storage/people/traits/account_age.py`.

Accuracy is by leave-one-out: each point in turn is left out, all is fitted anew from the rest (reading off at round
ids and rounding to days included), and the curve and its interval are asked about that point. Points at the ends,
outside the range of the rest, are not asked. Exits with 1 where a goal is missed.
"""

import argparse
import csv
import datetime as dt
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from storage.people.traits import account_age
from storage.people.traits.account_age import DAY, GAP, LAST_EVIDENCE, LAUNCHED, VERSION, Ages, AgeTable

TABLE = Path(account_age.__file__).with_suffix(".json")

BANDS = ((0, 80), (400_000_000, 172), (GAP[1], 180))
"""From which id on, how many days to each side hold 90 % (leave-one-out quantiles below the gap; above it
wider than the 90 that they give, as points of another source missed by up to 230)."""

GRID = (
    np.array([0, 1]) * 1_000_000,
    np.arange(2_000_000, 400_000_000, 2_000_000),
    np.arange(400_000_000, GAP[0] - 1_000_000, 10_000_000),
    np.array([2_147_000_000]),
    np.arange(GAP[1], 7_000_000_000, 10_000_000),
)
"""The ids at which the curve is read off: round, so that none is anybody's in particular, and close enough together
that reading off costs no accuracy (the p90 moves by less than a day)."""

GAP_LEFT = dt.date(2021, 12, 1)
"""When ids went on above the gap: the first there are dated 2021-12-01 to 06."""

GOALS = {"median": 32.0, "p90": 88.0, "covered": 0.88}

Floats = npt.NDArray[np.float64]


def read_points(path: Path) -> tuple[npt.NDArray[np.int64], Floats, int]:
    """Ids and moments in the order of the ids; and how many were rejected as never issued or not on the curve."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted((int(row["user_id"]), float(row["unix_utc"])) for row in csv.DictReader(file))
    kept = [(at, day) for at, day in rows if 0 < at < GAP[0] or GAP[1] <= at < 7_000_000_000]
    ids, moments = zip(*kept, strict=True)
    return np.array(ids, np.int64), np.array(moments, np.float64), len(rows) - len(kept)


def read_ranges(path: Path) -> list[tuple[int, dt.date]]:
    """The first id of each range and the day it was opened."""
    with path.open(encoding="utf-8", newline="") as file:
        return sorted((int(row["id_lo"]), _day(float(row["opened_unix"]))) for row in csv.DictReader(file))


def fit(ids: npt.NDArray[np.int64], moments: Floats, ranges: list[tuple[int, dt.date]]) -> AgeTable:
    """The table: isotonic regression, straight lines between the means of its blocks, read off at round ids.

    Four things are known beside the points: when ids began, when those of 32 bits ended and the next began, and when
    the first range was opened."""
    blocks = isotonic_regression(moments).blocks
    size = np.diff(blocks)
    first, opened = ranges[0]
    fixed = [(0, LAUNCHED), (GAP[0], GAP_LEFT), (GAP[1], GAP_LEFT), (first, opened)]
    at = np.append(np.add.reduceat(ids, blocks[:-1]) / size, [float(one) for one, _ in fixed])
    moment = np.append(np.add.reduceat(moments, blocks[:-1]) / size, [_moment(day) for _, day in fixed])
    order = np.argsort(at, kind="stable")
    grid = np.append(np.concatenate(GRID), first)
    read_off = np.interp(grid, at[order], np.maximum.accumulate(moment[order]))
    curve = [(int(one), _day(when + DAY / 2), _band(one)) for one, when in zip(grid, read_off, strict=True)]
    return AgeTable(VERSION, LAST_EVIDENCE, curve, ranges)


def left_out(
    ids: npt.NDArray[np.int64], moments: Floats, ranges: list[tuple[int, dt.date]]
) -> tuple[npt.NDArray[np.int64], Floats, npt.NDArray[np.bool_]]:
    """Each point inside the range of the rest: its id, its error in days (curve less truth), whether its interval,
    fitted without it, holds it."""
    errors, held = [], []
    for one in range(1, len(ids) - 1):
        rest = np.arange(len(ids)) != one
        ages = Ages(fit(ids[rest], moments[rest], ranges))
        (point,), ((earliest,), (latest,)) = ages.points(ids[[one]]), ages.intervals(ids[[one]])
        errors.append((point - moments[one]) / DAY)
        held.append(bool(earliest <= moments[one] <= latest))
    return ids[1:-1], np.array(errors), np.array(held)


def written(table: AgeTable) -> bytes:
    """The table as a file: a row a line, so that a change can be read."""
    curve = ",\n".join(f'  [{at}, "{day}", {band}]' for at, day, band in table.curve)
    ranges = ",\n".join(f'  [{at}, "{day}"]' for at, day in table.ranges)
    head = f'"version": {table.version},\n"last_evidence": "{table.last_evidence}"'
    return f'{{\n{head},\n"curve": [\n{curve}\n],\n"ranges": [\n{ranges}\n]\n}}\n'.encode()


def report(ids: npt.NDArray[np.int64], errors: Floats, held: npt.NDArray[np.bool_]) -> list[str]:
    """Prints a row a range, and which goals are missed."""
    bounds = [*(first for first, _ in BANDS), 7_000_000_000]
    rows = [(f"{low / 1e9:.2f} to {high / 1e9:.2f}e9", (ids >= low) & (ids < high), band)
            for (low, band), high in zip(BANDS, bounds[1:], strict=True)]  # fmt: skip
    print(f"{'ids':17}{'points':>7}{'median':>8}{'p90':>7}{'most':>7}{'stated':>8}{'covered':>9}")
    for name, inside, band in rows:
        off = np.abs(errors[inside])
        print(f"{name:17}{inside.sum():7}{np.median(off):8.1f}{np.quantile(off, 0.9):7.1f}{off.max():7.1f}"
              f"{band:8}{held[inside].mean():9.3f}")  # fmt: skip
    off = np.abs(errors)
    found = {"median": float(np.median(off)), "p90": float(np.quantile(off, 0.9)), "covered": float(held.mean())}
    print(
        f"{'all':17}{len(ids):7}{found['median']:8.1f}{found['p90']:7.1f}{off.max():7.1f}{'':8}{found['covered']:9.3f}"
    )
    return [
        f"{name} is {found[name]:.3f}, the goal {goal:g}"
        for name, goal in GOALS.items()
        if (found[name] < goal if name == "covered" else found[name] > goal)
    ]


def main() -> None:
    """Fits, prints the accuracy in days, compares with the shipped table or writes it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="POINTS_DIR")
    parser.add_argument("--write", action="store_true", help=f"write storage/people/traits/{TABLE.name}")
    asked = parser.parse_args()
    ids, moments, rejected = read_points(asked.folder / "points.csv")
    ranges = read_ranges(asked.folder / "blocks.csv")
    table = fit(ids, moments, ranges)
    assert not {at for at, _, _ in table.curve} & set(ids.tolist()), "a row stands at somebody's id"
    print(f"{len(ids)} points, {rejected} rejected; {len(table.curve)} rows, {len(ranges)} ranges")
    print(f"table {VERSION}, last evidence {LAST_EVIDENCE}\n")
    missed = report(*left_out(ids, moments, ranges))
    before = TABLE.read_bytes() if TABLE.exists() else b""
    if asked.write:
        if before and written(table) != before and account_age.shipped_table().version == VERSION:
            sys.exit("the table comes out different: raise VERSION (and LAST_EVIDENCE) first")
        TABLE.write_bytes(written(table))
    elif written(table) != before:
        missed.append("the shipped table is another")
    print("\n" + ("\n".join(missed) or "every goal is reached, and the shipped table is this one"))
    sys.exit(bool(missed))


def _band(one: int) -> int:
    return [days for first, days in BANDS if first <= one][-1]


def _moment(day: dt.date) -> float:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()


def _day(moment: float) -> dt.date:
    return dt.datetime.fromtimestamp(moment, dt.UTC).date()


if __name__ == "__main__":
    main()
