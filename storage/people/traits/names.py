"""What is kept of a name: which scripts it mixes and how much of it is digits."""

import functools
import unicodedata
from typing import Literal

import msgspec

VERSION = 1

Script = Literal["cyrillic", "latin", "mixed", "other", "none"]


class NameTraits(msgspec.Struct, frozen=True):
    """`script`: of the name's letters. `digits`: share of digits among its characters, in tenths (0 to 10)."""

    script: Script
    digits: int


NO_NAME = NameTraits("none", 0)


def name_traits(name: str | None) -> NameTraits:
    """Reduces a displayed name to its traits; of a missing name there are none."""
    if not name:
        return NO_NAME
    scripts = {_script_of(char) for char in set(name) if char.isalpha()}
    digits = 0 if name.isalpha() else sum(map(str.isdigit, name))
    return NameTraits(_mix(scripts), round(10 * digits / len(name)))


@functools.lru_cache(maxsize=4096)
def _script_of(char: str) -> Script:
    if char.isascii():
        return "latin"
    word = unicodedata.name(char, "").partition(" ")[0]
    if word == "CYRILLIC":
        return "cyrillic"
    return "latin" if word == "LATIN" else "other"


def _mix(scripts: set[Script]) -> Script:
    if not scripts:
        return "none"
    return scripts.pop() if len(scripts) == 1 else "mixed"
