"""Says which id a name stands for (docs/method.md#from-an-export-to-people).

Service messages of exports name people without their ids. A name borne by exactly one id is that person; one
borne by no id is a person of its own, of this chat alone; one borne by several stands for nobody in particular.
Whose name it was is asked of the observation that showed the name, and of the others only where that one
knows no bearer: names change, and a name-only person merges into the id that a later export shows.
"""

import msgspec

Bearer = tuple[int, int, int]
"""Person, and the first and last observation that showed the name as theirs."""


class Resolved(msgspec.Struct, frozen=True):
    """`person` is None where several bear the name; `alternatives` are those."""

    person: int | None
    alternatives: tuple[int, ...] = ()


class Names:
    """The bearers of a chat's names."""

    def __init__(self, rows: list[tuple[int, int, int, int]]) -> None:
        """Rows of (name, person, since, seen)."""
        self._bearers: dict[int, list[Bearer]] = {}
        for name, person, since, seen in rows:
            self._bearers.setdefault(name, []).append((person, since, seen))
        self._known: dict[tuple[int, int], Resolved] = {}

    @property
    def known(self) -> list[int]:
        """The names that somebody bears."""
        return list(self._bearers)

    def resolve(self, name: int, observation: int) -> Resolved:
        """Whom `name`, as written by `observation`, stands for."""
        key = (name, observation)
        if key not in self._known:
            self._known[key] = self._resolve(name, observation)
        return self._known[key]

    def _resolve(self, name: int, observation: int) -> Resolved:
        bearers = self._bearers.get(name, [])
        own = {person for person, since, seen in bearers if since <= observation <= seen}
        people = own or {person for person, _, _ in bearers}
        if not people:
            return Resolved(name)
        return Resolved(next(iter(people))) if len(people) == 1 else Resolved(None, tuple(sorted(people)))
