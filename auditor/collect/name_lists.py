"""Several names in one sentence: "A, B and C".

A name may itself hold what parts names. One that is known from elsewhere is taken whole; any other is read as several,
and the coverage counts whoever was named so.
"""

from collections.abc import Collection

ENGLISH = (" and ",)
ANY = (*ENGLISH, " и ", " y ", " e ", " und ", " et ", " ve ", " і ", " та ", " және ", " & ")
"""What stands before the last name, in the languages in which such sentences are read."""

NAMES_KEPT = 100_000
"""Names that could be read as several, and are remembered to be one."""


def names_in(listed: str, known: Collection[str], before_last: tuple[str, ...] = ENGLISH) -> list[str]:
    """The names of a list."""
    if listed in known:
        return [listed]
    word = max(before_last, key=listed.rfind)
    rest, together, last = listed.rpartition(word)
    names = [*rest.split(", "), last] if together else [listed] if before_last == ENGLISH else listed.split(", ")
    return [name.strip() for name in names if name.strip()]


def could_be_several(name: str, before_last: tuple[str, ...] = ENGLISH) -> bool:
    """Whether a name could be read as several."""
    return ", " in name or any(word in name for word in before_last)
