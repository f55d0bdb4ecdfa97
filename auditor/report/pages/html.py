"""How pages are filled in: one head for all, everything escaped, nothing missing, one style, one small script that
nothing on a page needs, nothing loaded from elsewhere.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from auditor.report.statements.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


class Inline(NamedTuple):
    """A style or a script as it stands on a page, and the hash by which the page allows it and no other."""

    text: str
    hash: str


def filled(template: str, words: Wording, *, mark: str = "", scripted: bool = True, **values: object) -> str:
    """A template with its values, in a wording. `mark` stands at the foot of each printed page, beside its number; what
    has neither tables nor charts needs not be `scripted`."""
    style = _read("page.css").replace("MARK", re.sub(r"[^\w .·:…–-]", "", mark))
    return (
        environment()
        .get_template(template)
        .render(
            _=words.text,
            count_text=words.count_text,
            words=words,
            style=_inline(style),
            script=_inline(_read("page.js")) if scripted else None,
            **values,
        )
    )


def _inline(text: str) -> Inline:
    return Inline(text, base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())


@cache
def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def environment(*folders: Path) -> "Environment":
    """What fills templates in; those of `folders` go before those that reports are made of."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
