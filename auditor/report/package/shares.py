"""The messages of an audit in the formats that CooRTweet and coordination-network-toolkit read.

Both ask for exact times, for what was shared and for an id of each message: pointers, all three. So these tables are
written for the operator alone. What was shared is a keyed hash of the words, the same for the same words; the words
themselves are not in it.
"""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Tool = Literal["coortweet", "toolkit"]

COLUMNS: dict[Tool, tuple[str, ...]] = {
    "coortweet": ("object_id", "account_id", "content_id", "timestamp_share"),
    "toolkit": ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"),
}
"""What CooRTweet's `prep_data` names (cran.r-project.org/package=CooRTweet), and coordination-network-toolkit's
`preprocess` (github.com/QUT-Digital-Observatory/coordination-network-toolkit)."""


def shares(messages: "pd.DataFrame", tool: Tool) -> bytes:
    """A row a message, for one of the two; CooRTweet takes those alone that share something. `messages`: as
    `auditor/measure/shares_table.py` makes them, people under their names."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS[tool])
    writer.writerows(_coortweet_rows(messages) if tool == "coortweet" else _toolkit_rows(messages))
    return text.getvalue().encode("utf-8")


def _coortweet_rows(messages: "pd.DataFrame") -> Iterator[tuple[object, ...]]:
    for row in messages[messages["words"] != ""].itertuples():
        yield row.words, row.person, row.id, row.at


def _toolkit_rows(messages: "pd.DataFrame") -> Iterator[tuple[object, ...]]:
    for row in messages.itertuples():
        yield row.id, row.person, row.person, "", row.answered or "", row.words, row.at, ""
