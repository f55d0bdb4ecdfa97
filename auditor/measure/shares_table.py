"""The messages of an audit as other tools of research take them: who shared what, and when."""

import numpy as np
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import NO_TIME, NOBODY


def shares_table(frames: Frames) -> pd.DataFrame:
    """A row a dated message of somebody known: id · at (seconds since 1970) · person · words (a hash of them, ""
    without any) · answered (the id of the message that it answers, 0 for none)."""
    messages = frames.messages[(frames.messages["at"] != NO_TIME) & (frames.messages["person"] != NOBODY)]
    row, texts = messages.index.to_numpy(np.int64), frames.texts
    none = np.zeros(len(row), np.int64)
    words = none if texts is None else texts.exact[row]
    return pd.DataFrame(
        {
            "id": messages["id"].to_numpy(np.int64),
            "at": messages["at"].to_numpy(np.int64),
            "person": messages["person"].to_numpy(np.int64),
            "words": [f"w-{each & (1 << 64) - 1:016x}" if each else "" for each in words.tolist()],
            "answered": none if texts is None else texts.reply_to[row],
        }
    )
