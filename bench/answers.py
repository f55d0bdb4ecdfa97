"""Whether the answer says what is there: `python -m bench.answers [--worlds 200] [--kinds clean,flood]`.

Chats of every leading picture (`tests/worlds/answered.py`), seeded, are written as exports, as tables or live, read and
measured on the real way, and answered in English; what is printed is read back (`tests/worlds/claims.py`) and held
against what is true. Seeds begin where none was looked at while the sentences were written.
"""

import argparse
import multiprocessing
import sys
from collections import Counter
from functools import partial

import msgspec

from auditor.measure.methods.uncertainty import clopper_pearson
from auditor.report.answer.answer import answer_of
from auditor.report.answer.known import Known
from auditor.report.statements.wording import wording
from tests.auditor.report.answered import leads_as_planted, report_of, told_of
from tests.worlds.answered import KINDS, Kind
from tests.worlds.claims import claims_of

FIRST_SEED = 20_000


class Rates(msgspec.Struct):
    """Sums over the worlds of one kind."""

    worlds: int = 0
    pictured: int = 0
    named: int = 0
    accused: int = 0
    claims: int = 0
    wrong: int = 0
    longest: int = 0
    examples: list[str] = []

    def __add__(self, other: "Rates") -> "Rates":
        names = ("worlds", "pictured", "named", "accused", "claims", "wrong")
        summed = {name: getattr(self, name) + getattr(other, name) for name in names}
        longest = max(self.longest, other.longest)
        return Rates(**summed, longest=longest, examples=[*self.examples, *other.examples][:3])


def one_world(kind: Kind, seed: int) -> Rates:
    """What the answer of one world says, beside what is there."""
    answered = KINDS[kind](seed)
    report = report_of(answered)
    answer, known = answer_of(report, wording("en")), Known(report)
    told, claims = set(told_of(known)), claims_of(str(answer.answer), answered)
    accused = told - answered.planted - answered.may
    wrong = [claim for claim in claims if not claim.holds]
    examples = [f"{kind} {seed}: tells of {', '.join(sorted(accused))}"] if accused else []
    examples += [f"{kind} {seed}: {claim.name} is {claim.truth:.4g}, not {claim.printed}" for claim in wrong]
    return Rates(
        worlds=1,
        pictured=int(leads_as_planted(kind, answer.picture)),
        named=int(answered.planted <= told),
        accused=int(bool(accused)),
        claims=len(claims),
        wrong=len(wrong),
        longest=answer.answer.words,
        examples=examples,
    )


HEAD = (
    "| worlds | picture as planted | what was planted is named | told of what is not there (95%) | figures read back | "
    "outside what is printed | longest answer, words |\n|---|---|---|---|---|---|---|"
)


def row_of(kind: Kind, rates: Rates) -> str:
    """A line of the table."""
    low, high = clopper_pearson(rates.accused, rates.worlds)
    accused = f"{rates.accused} ({low:.3f}-{high:.3f})"
    named = f"{rates.named} of {rates.worlds}" if KINDS[kind](0).planted else "nothing is"
    pictured = f"{rates.pictured} of {rates.worlds}"
    return f"| {kind} | {pictured} | {named} | {accused} | {rates.claims} | {rates.wrong} | {rates.longest} |"


def main() -> None:
    """Prints the table; ends with 1 where a figure is wrong."""
    command = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
    command.add_argument("--worlds", type=int, default=200)
    command.add_argument("--seed", type=int, default=FIRST_SEED)
    command.add_argument("--kinds", default=",".join(KINDS))
    command.add_argument("--processes", type=int, default=1)
    asked = command.parse_args()
    print(HEAD, flush=True)
    wrong, told = 0, Counter[str]()
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        for name in asked.kinds.split(","):
            kind = next(kind for kind in KINDS if kind == name)
            seeds = range(asked.seed, asked.seed + asked.worlds)
            rates = sum(pool.imap_unordered(partial(one_world, kind), seeds), Rates())
            print(row_of(kind, rates), flush=True)
            wrong += rates.wrong
            told.update(rates.examples)
    print("\n".join(["", *told]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
