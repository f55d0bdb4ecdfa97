"""The places of episodes: in which cells they are, and how many in each."""

import msgspec
import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.presence import Presence


class Places(msgspec.Struct, frozen=True):
    """An entry for each chat of each episode, in order of episodes and chats."""

    episode: Ints
    chat: Ints
    cell: Ints
    """An hour of a day of the chat (presence.py): that in which the episode begins."""
    size: Ints
    """How many people of the episode are here."""
    begin: Ints
    """Of each episode the first entry."""

    @property
    def rank(self) -> Ints:
        """Which of its episode's each is, from 0."""
        return np.arange(len(self.episode)) - self.begin[self.episode]


def places_of(meetings: Meetings, presence: Presence) -> Places:
    """The places of all episodes."""
    if meetings.chat is None:
        episode = np.arange(meetings.count)
        chat, size, begin = np.zeros(meetings.count, np.int64), meetings.size, episode
    else:
        entry, size = np.unique(meetings.episode * presence.chats + meetings.chat, return_counts=True)
        episode, chat = np.divmod(entry, presence.chats)
        begin = np.searchsorted(episode, np.arange(meetings.count))
    return Places(episode, chat, presence.cells(chat, meetings.at[episode]), size, begin)
