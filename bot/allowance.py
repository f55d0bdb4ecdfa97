"""How often each person may ask for something that costs everybody."""

import time
from collections.abc import Callable

MOST_REMEMBERED = 10_000
"""So many people are remembered; more within one span of time are others' burden, not this one's memory."""


class Allowance:
    """At most `most` times within `seconds`, for each person. In memory: a restart forgets it, which costs little."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._asked: dict[int, list[float]] = {}
        """When each asked within the span; whoever asked last is last."""

    def wait(self, person: int) -> float:
        """Takes one and returns 0; where there is none left, takes none, and returns the seconds until there is."""
        now = self._clock()
        asked = [at for at in self._asked.get(person, []) if at > now - self._seconds]
        if len(asked) >= self._most:
            return asked[0] + self._seconds - now
        self._asked.pop(person, None)
        self._asked[person] = [*asked, now]
        if len(self._asked) > MOST_REMEMBERED:
            self._asked.pop(next(iter(self._asked)))
        return 0.0
