"""Worlds written as WhatsApp's "Export chat" writes a group, on a phone in English.

Made after examples of such files, apart from what reads them: Android's lines have minutes and a dash, an iPhone's
seconds, brackets, and a mark of the writing direction before what WhatsApp itself says. Who has no name in the phone
stands there by a number.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from tests.worlds.world import THE_CHAT, Event, Part, World

Phone = Literal["android", "iphone"]

_LTR = "\u200e"
_OMITTED = {"photo": "image", "sticker": "sticker", "voice_message": "audio", "video_file": "video", "animation": "GIF"}
_ENCRYPTED = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."


def write_whatsapp(world: World, path: Path, *, phone: Phone = "android", zone_minutes: int = 0) -> Path:
    """Write the world's chat to `path`, a text or an archive with it, and return it."""
    text = "".join(_lines(world, phone, zone_minutes * 60))
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("_chat.txt" if phone == "iphone" else f"WhatsApp Chat with {world.title}.txt", text)
    else:
        path.write_text(text, "utf-8", newline="")
    return path


def _lines(world: World, phone: Phone, offset: int) -> Iterator[str]:
    first = next(world.events())
    write = _iphone if phone == "iphone" else _android
    line_end = "\r\n" if phone == "iphone" else "\n"
    yield write(world, first.at + offset, None, _ENCRYPTED) + line_end
    for event in world.events():
        if event.kind == "message" and event.actor != THE_CHAT:
            yield write(world, event.at + offset, _name(world, event.actor), _text(event, phone)) + line_end
        elif (said := _sentence(world, event)) is not None:
            yield write(world, event.at + offset, None, said) + line_end


def _android(_: World, at: int, sender: str | None, text: str) -> str:
    head = dt.datetime.fromtimestamp(at, dt.UTC).strftime("%d/%m/%Y, %H:%M - ")
    return head + (text if sender is None else f"{sender}: {text}")


def _iphone(world: World, at: int, sender: str | None, text: str) -> str:
    head = dt.datetime.fromtimestamp(at, dt.UTC).strftime("[%d.%m.%y, %H:%M:%S] ")
    mark = _LTR if text.startswith(_LTR) or sender is None else ""
    return f"{mark}{head}{world.title if sender is None else sender}: {_LTR if sender is None else ''}{text}"


def _name(world: World, person: int) -> str:
    """As the phone has it."""
    name = world.people[person].name
    return name if name is not None else f"+7 701 {person % 10_000_000:07d}"


def _text(event: Event, phone: Phone) -> str:
    words = "".join(part.text if isinstance(part, Part) else part for part in event.text)
    if event.media is None:
        return words
    omitted = f"{_LTR}{_OMITTED[event.media]} omitted" if phone == "iphone" else "<Media omitted>"
    return f"{omitted}\n{words}" if words else omitted


def _sentence(world: World, event: Event) -> str | None:
    names = [_name(world, person) for person in event.members]
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
    who = "" if event.actor == THE_CHAT else _name(world, event.actor)
    if event.kind in {"create_channel", "create_group"}:
        return f'{who or _name(world, next(iter(world.people)))} created group "{world.title}"'
    if event.kind in {"invite_members", "remove_members"}:
        added = event.kind == "invite_members"
        if event.members == (event.actor,):
            return f"{who} joined" if added else f"{who} left"
        verb = "added" if added else "removed"
        return f"{who} {verb} {listed}" if who else f"{listed} was {verb}"
    others = {"join_by_link": "joined using this group's invite link", "pin_message": "pinned a message"}
    return f"{who} {others[event.kind]}" if event.kind in others else None
