"""The adders of a chat, each tested, and the rows that tell of one: `forced.py` and `added_silent.py` share them."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import ADDING
from auditor.measure.arrivals.adders import Adds, adds
from auditor.measure.methods.tested_adders import Examined, examined
from auditor.measure.methods.uncertainty import clopper_pearson
from auditor.measure.spec import MESSAGES_SHOWN, Row

ADDER_KEYS = (
    "adder", "start", "end", "added", "gone", "self_gone", "silent", "self_silent", "cohort", "share", "q",
)  # fmt: skip
"""What is shown of an adder."""


class Tested(NamedTuple):
    """What was found of each adder, all in doubt speaking for them, and all additions."""

    frames: Frames
    found: Examined
    total: Adds
    rows: list[Row]

    def rows_of(self, what: str) -> list[Row]:
        """The rows of those of whom it was found: `forced` or `silent_only`."""
        return [row for row, is_so in zip(self.rows, self.found.adders[what], strict=True) if is_so]


def tested(frames: Frames) -> Tested:
    """Every adder of enough people, tested, with a row each."""
    found, total = examined(frames, "against"), adds(frames)
    return Tested(frames, found, total, _rows(frames, found.adders, int(total.sure.sum())))


def _rows(frames: Frames, adders: pd.DataFrame, sure: int) -> list[Row]:
    """A row of evidence for each adder tested."""
    messages = _messages(frames, adders.index[adders["forced"] | adders["silent_only"]].tolist())
    figures = [dict(zip(adders.columns, row, strict=True)) for row in adders.itertuples(index=False)]
    return [
        _row(adder, theirs, sure, messages.get(adder, []))
        for adder, theirs in zip(adders.index.tolist(), figures, strict=True)
    ]


_COUNTED = (
    "added",
    "gone",
    "gone_of",
    "silent",
    "silent_of",
    "self_gone",
    "self_gone_of",
    "self_silent",
    "self_silent_of",
)


def _row(adder: int, figures: dict[str, Any], sure: int, messages: list[int]) -> Row:
    row: Row = {"adder": int(adder), **{key: int(figures[key]) for key in _COUNTED}, "cohort": figures["cohort"]}
    for key in ("gone", "silent"):
        if row[f"{key}_of"]:
            row[f"{key}_low"], row[f"{key}_high"] = clopper_pearson(row[key], row[f"{key}_of"])
        if not np.isnan(figures[f"p_{key}"]):
            row[f"p_{key}"] = float(figures[f"p_{key}"])
    return row | {
        "q": float(figures["q"]),
        "share": row["added"] / sure,
        "start": int(figures["start"]),
        "end": int(figures["end"]),
        "messages": messages[:MESSAGES_SHOWN],
        "messages_total": len(messages),
    }


def _messages(frames: Frames, adders: list[int]) -> dict[int, list[int]]:
    """The service messages of each one's additions, in their order."""
    made = frames.arrivals
    made = made[made["adder"].isin(adders) & made["kind"].isin(ADDING) & made["in_chat"]]
    told = made[["adder", "id"]].drop_duplicates().to_numpy(np.int64)
    found: dict[int, list[int]] = {}
    for adder, message in told.tolist():
        found.setdefault(adder, []).append(message)
    return found
