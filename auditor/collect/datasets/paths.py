"""Leads through an object to what stands in it, by a path such as `user.id_str`.

    user.id_str                      a key within a key
    content.text.text|content.text   the first of several that leads to something
    referenced[type=quoted].id       of a list, or of what stands there, the first that says so
    replies.comments[*]              every one of a list; anywhere else a list stands for its first

A key that has the whole path for its name goes before the path.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

Find = Callable[[Any], Any]

ITSELF = ""
"""The path to the object itself."""

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\*|[^=\[\]]+=[^\[\]]*)\])?")

Step = tuple[str, str | None]
"""A key, and which of a list that stands there."""


def is_path(name: str) -> bool:
    """Whether a name leads further than to a key of the object itself."""
    return any(mark in name for mark in ".|[")


@lru_cache(maxsize=512)
def finder(path: str) -> Find:
    """What finds the first value that a path leads to; None where it leads nowhere."""
    ways = [_steps(way) for way in path.split("|")]

    def find(said: Any) -> Any:
        if isinstance(said, dict) and path in said:
            return said[path]
        for steps in ways:
            if (found := _one(said, steps)) is not None and found != "":
                return found
        return None

    return find


def each(said: Any, path: str) -> Iterator[Any]:
    """Every object that a path leads to."""
    if path == ITSELF:
        yield said
        return
    waiting = [said]
    for key, which in _steps(path):
        there = [one.get(key) for one in waiting if isinstance(one, dict)]
        if which == "*":
            there = [inside for one in there if isinstance(one, list) for inside in one]
        waiting = there
    yield from (one for one in waiting if isinstance(one, dict))


@lru_cache(maxsize=512)
def _steps(way: str) -> tuple[Step, ...]:
    return tuple((found[1].strip(), found[2]) for found in _STEP.finditer(way))


def _one(said: Any, steps: tuple[Step, ...]) -> Any:
    for key, which in steps:
        if isinstance(said, list):
            said = said[0] if said else None
        if not isinstance(said, dict):
            return None
        said = said.get(key)
        if which is not None and which != "*":
            said = _that_says(said, which)
    return said


def _that_says(listed: Any, which: str) -> Any:
    key, _, value = which.partition("=")
    inside = listed if isinstance(listed, list) else [listed]
    return next((one for one in inside if isinstance(one, dict) and str(one.get(key)) == value), None)
