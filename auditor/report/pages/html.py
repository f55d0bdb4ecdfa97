"""How pages are filled in: one head for all, everything escaped, nothing missing, no script, nothing loaded from
elsewhere.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.report.statements.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


def filled(template: str, words: Wording, *, styles: tuple[str, ...] = ("page.css",), **values: object) -> str:
    """A template with its values, in a wording and with these style sheets, all named as in `templates/`."""
    return (
        environment()
        .get_template(template)
        .render(
            _=words.text,
            count_text=words.count_text,
            words=words,
            styles=[_style_and_hash(name) for name in styles],
            **values,
        )
    )


def _style_and_hash(name: str) -> tuple[str, str]:
    """A style sheet, and the hash by which a page allows it and no other."""
    style = (TEMPLATES / name).read_text(encoding="utf-8")
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


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
