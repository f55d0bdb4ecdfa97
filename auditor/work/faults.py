"""What nobody foresaw: where it happened goes into the log, under an id that is told to whoever asked.

An error's words and the values in its frames may hold somebody's; files, lines and functions are the program's own. The
id is random, so that nothing can be read from it.
"""

import logging
import re
import secrets
import traceback
from pathlib import Path

MOST_FRAMES = 12
"""The innermost of each error; a recursion has thousands."""

MOST_ERRORS = 4
"""An error that came of an error that came of an error."""

_FAR = re.compile(r'^ *File "([^"\n]{1,400}\.py)", line (\d{1,7}), in ([A-Za-z_<][\w<>.]{0,99})$', re.MULTILINE)
"""A frame of another process, as its traceback was brought over."""


def report(log: logging.Logger, what: str, error: BaseException) -> str:
    """Logs where something broke; returns the id under which that stands."""
    number = secrets.token_hex(4)
    log.error("%s [error %s]: %s", what, number, " <- ".join(_causes(error)))
    return number


def _causes(error: BaseException) -> list[str]:
    """An error and what it came of: kinds, and frames from the innermost outwards."""
    told: list[str] = []
    following: BaseException | None = error
    while following is not None and len(told) < MOST_ERRORS:
        told.append(" ".join([type(following).__name__, *_frames(following)]))
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return told


def _frames(error: BaseException) -> list[str]:
    far = getattr(error, "tb", None)
    if isinstance(far, str):  # of a process of the pool; a name in its words that looks like a frame is no file of ours
        found = [(file, line, name) for file, line, name in _FAR.findall(far) if Path(file).is_file()]
    else:
        found = [(each.filename, str(each.lineno), each.name) for each in traceback.extract_tb(error.__traceback__)]
    return [f"{_short(file)}:{line}:{name}" for file, line, name in reversed(found[-MOST_FRAMES:])]


def _short(file: str) -> str:
    """A file by its folder and name: where an installation lies says who runs it."""
    return "/".join(Path(file).parts[-2:])
