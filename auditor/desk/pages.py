"""How a page of the desk is filled in: what stands around it, and what a browser may do with it."""

import base64
import hashlib
import zoneinfo
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from auditor.desk.desk import Desk
from auditor.errors import DeadSoulsError
from auditor.report.pages.html import environment
from auditor.version import __version__

TEMPLATES = Path(__file__).with_name("templates")

SANDBOXED = "sandbox allow-scripts"
"""Of a report, which is made of what strangers wrote: whatever it does, it is of no origin, has no cookie and reaches
no page of the desk. The only script that runs is the one that its own policy names by its hash."""

FAULT = 422
"""The status of a page that says why something was not done."""


def desk_of(request: Request) -> Desk:
    """The desk that answers."""
    desk: Desk = request.app.state.desk
    return desk


def page(request: Request, template: str, *, status: int = 200, refresh: int = 0, **values: Any) -> HTMLResponse:
    """A page of the desk; `refresh` are the seconds after which a browser asks for it anew."""
    desk = desk_of(request)
    words, (style, style_hash), (script, script_hash) = desk.words, _inline("desk.css"), _inline("desk.js")
    filled = (
        environment(TEMPLATES)
        .get_template(template)
        .render(
            _=words.text,
            count_text=words.count_text,
            words=words,
            room=desk.doors.room,
            style=style,
            script=script,
            refresh=refresh,
            zone=zone_line(desk),
            version=__version__,
            **values,
        )
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; connect-src 'self';"
        " img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(filled, status, {"content-security-policy": policy})


def report(content: str | bytes) -> HTMLResponse:
    """A report, as it opens in a browser."""
    return HTMLResponse(content, headers={"content-security-policy": f"{SANDBOXED}; frame-ancestors 'none'"})


def download(content: bytes, name: str, kind: str) -> Response:
    """A file to be saved; a browser shows none."""
    from urllib.parse import quote

    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=kind, headers={"content-disposition": disposition})


def to(request: Request, path: str) -> RedirectResponse:
    """Sends the browser on to a page of the desk."""
    return RedirectResponse(f"{desk_of(request).doors.room}/{path}", 303)


async def fault(request: Request, error: Exception) -> Response:
    """A page that says in a sentence what is not so, and changes nothing."""
    status = getattr(error, "status_code", FAULT)
    sentence = desk_of(request).words.sentence_text(error.sentence) if isinstance(error, DeadSoulsError) else ""
    return page(request, "fault.html", status=status, sentence=sentence)


def zone_line(desk: Desk) -> str:
    """The zone, and how far it is from UTC now."""
    zone = zoneinfo.ZoneInfo(desk.settings.show_tz)
    if zone.key == "UTC":
        return "UTC"
    away = datetime.now(zone).strftime("%z")
    return f"{zone.key.rpartition('/')[2].replace('_', ' ')} (UTC{away[:3]}:{away[3:]})"


@cache
def _inline(name: str) -> tuple[str, str]:
    """A style sheet or a script, and the hash by which a page allows it and no other."""
    content = (TEMPLATES / name).read_text(encoding="utf-8")
    return content, base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
