"""The messages of people in order of time, as the search for coordination reads them.

People are numbered by their first message, so that nothing depends on the pseudonyms they happen to bear; rows may
come in any order.
"""

import msgspec
import numpy as np
import pandas as pd

from auditor.frames.inputs import DAY, NO_TIME, NOBODY, Ints
from storage.columns import TextColumns


class Timeline(msgspec.Struct, frozen=True):
    """A row a dated message of a person, earliest first. `person` counts from 0 in order of first messages; `people`
    are the persons behind these numbers. `row` is the place in `texts`."""

    row: Ints
    id: Ints
    at: Ints
    person: Ints
    people: Ints
    texts: TextColumns
    """As the frames hold them: in their order, not in this one's; `of` reads a column of them."""

    @property
    def writers(self) -> int:
        """How many people wrote."""
        return len(self.people)

    @property
    def day(self) -> Ints:
        """The calendar day of each message, in UTC."""
        return self.at // DAY

    def ordered(self, column: Ints) -> Ints:
        """A column of `texts` in order of time."""
        return column[self.row]


def timeline_of(messages: pd.DataFrame, texts: TextColumns) -> Timeline:
    """The timeline of `Frames.messages`; what is undated or of nobody known is not in it."""
    at, person = messages["at"].to_numpy(np.int64), messages["person"].to_numpy(np.int64)
    number, row = messages["id"].to_numpy(np.int64), messages.index.to_numpy(np.int64)
    shown = (at != NO_TIME) & (person != NOBODY)
    if not shown.all():
        at, person, number, row = at[shown], person[shown], number[shown], row[shown]
    order = np.lexsort((texts.exact[row], number, at))
    at, number, row = at[order], number[order], row[order]
    rank, people = pd.factorize(person[order])
    return Timeline(row, number, at, rank.astype(np.int64), np.asarray(people, np.int64), texts)
