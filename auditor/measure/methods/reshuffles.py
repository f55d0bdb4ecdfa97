"""How often groups as clear would show if chance alone had dealt out the messages.

Every message stays where it is; who wrote it is dealt out anew among the messages of the same hour of the day and the
same week, of several chats those of the same chat. That holds exactly how much each person wrote at each hour of each
week, and nothing of who goes with whom.
It is not the null that groups are tested against (presence.py), which smooths days and hours and lets everybody come:
where that null is wrong about a chat, this one shows it.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from auditor.frames.inputs import DAY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.group_search import Searched, shows_again
from auditor.measure.methods.meeting_families import Family, presences_of
from auditor.measure.methods.meetings import dealt_to

RESHUFFLES = 20
"""With none of 20 the share is below 14 % (Clopper-Pearson, 95 %)."""

WEEK = 7


class Reshuffled(msgspec.Struct, frozen=True):
    """How many reshuffles were made, and in how many a group as clear appeared."""

    count: int
    with_group: int

    @property
    def share(self) -> float:
        """The part of them."""
        return self.with_group / self.count if self.count else 0.0


def reshuffled(
    families: Sequence[Family],
    searched: Searched,
    timeline: Timeline,
    *,
    chat: Ints | None = None,
    count: int = RESHUFFLES,
    seed: int = 0,
) -> Reshuffled:
    """Looks for groups in `count` reshuffles, by the limits that the search itself was held to. `chat` is the chat of
    each message, where there are several."""
    if not searched.limits:
        return Reshuffled(count, 0)
    rng = np.random.default_rng(seed)
    at = timeline.at
    # A stratum is an hour of the day in a week of a chat; within it the messages are put in an order drawn anew.
    stratum = (at // DAY - at.min() // DAY) // WEEK * 24 + at % DAY // 3600
    if chat is not None:
        stratum += chat * (int(stratum.max()) + 1)
    place = np.argsort(stratum, kind="stable")
    looked = [family for family in families if (family.kind, family.window) in searched.limits]
    with_group = 0
    for _ in range(count):
        person = np.empty(len(at), np.int64)
        person[place] = timeline.person[_in_order_of_chance(stratum, rng)]
        again = [family._replace(meetings=dealt_to(family.meetings, person, chat)) for family in looked]
        dealt = msgspec.structs.replace(timeline, person=person)
        with_group += shows_again(again, presences_of(again, dealt, chat), searched)
    return Reshuffled(count, with_group)


def _in_order_of_chance(stratum: Ints, rng: np.random.Generator) -> Ints:
    """The messages stratum by stratum, in an order drawn anew. Stratum, a random number and the message make one number
    of 63 bits: numbers are sorted several times as fast as their places."""
    message = len(stratum).bit_length()
    chance = 63 - message - int(stratum.max()).bit_length()
    key = ((stratum << chance) | rng.integers(1 << chance, size=len(stratum))) << message | np.arange(len(stratum))
    key.sort()
    return key & ((1 << message) - 1)
