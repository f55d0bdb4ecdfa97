"""The fields of a request, however they were sent."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.telegram.bot_api.faults import bad
from tests.telegram.bot_api.http import Request

ATTACHED = "attach://"


@dataclass(frozen=True)
class Upload:
    """A file as it came in a form."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Form:
    """The fields of a call, and the files that came with it. Forms carry numbers and objects as text."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as text; empty where it is missing."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A field as a whole number."""
        value = self.fields.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value))
        except ValueError:
            raise bad(f"field {name!r} must be a number") from None

    def flag(self, name: str) -> bool:
        """A field as yes or no."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def object(self, name: str) -> Any:
        """A field as the object that its JSON says; None where it is missing."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def upload(self, name: str, value: Any = None) -> Upload | None:
        """The file of a field: sent in the field itself, or in another that the field's value refers to."""
        value = self.fields.get(name) if value is None else value
        if isinstance(value, str) and value.startswith(ATTACHED):
            return self.uploads.get(value.removeprefix(ATTACHED))
        return self.uploads.get(name) if value is None else None


def read_form(request: Request) -> Form:
    """All fields of a request, from its address and its body."""
    kind = request.headers.get("content-type", "")
    told: dict[str, Any] = dict(request.query)
    if kind.startswith("multipart/form-data"):
        fields, uploads = _parts(kind, request.body)
        return Form(told | fields, uploads)
    try:
        if kind.startswith("application/json"):
            return Form(told | json.loads(request.body or b"{}"))
        return Form(told | dict(parse_qsl(request.body.decode(), keep_blank_values=True)))
    except (ValueError, TypeError):
        raise bad("can't parse the request's body") from None


def _parts(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    border = _parameter(kind, "boundary")
    if not border:
        raise bad("boundary of multipart not found")
    for part in (b"\r\n" + body).split(b"\r\n--" + border.encode())[1:]:
        head, blank, data = part.partition(b"\r\n\r\n")
        if not blank:
            continue
        place = head.decode()
        name, file = _parameter(place, "name"), _parameter(place, "filename")
        if file is None:
            fields[name or ""] = data.decode()
        else:
            uploads[name or ""] = Upload(file.replace("%22", '"'), data)
    return fields, uploads


def _parameter(head: str, name: str) -> str | None:
    found = re.search(rf'[;\s]{name}=(?:"([^"]*)"|([^;\s]+))', head)
    return None if found is None else (found[1] if found[1] is not None else found[2])
