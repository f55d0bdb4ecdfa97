"""Worlds written as Telegram Desktop writes them for a browser: the pages of an export as HTML.

Made after Desktop's own writer (`export/output/export_output_html.cpp`), as it was in three times, and apart from what
reads such pages: tags one a line, each indented by its depth, with an empty line wherever one follows another; a page
for every thousand messages; whoever writes again within a quarter of an hour on one day is not named again; a service
message has no time, and the day stands above the first message of each.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from tests.worlds.world import THE_CHAT, Event, Part, World

PageLayout = Literal["2018", "2022", "2026"]
"""Of 2018: times without a zone. 2022: with it. 2026: reactions stand below a message, and the time of what was
forwarded is a title."""

MESSAGES_A_PAGE = 1_000
JOINED_WITHIN = 900

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_NOT_INCLUDED = "Not included, change data exporting settings to download."
_MEDIA = {
    "photo": ("media_photo", "Photo", "960x1280, 120.5 KB"),
    "sticker": ("media_photo", "Sticker", "😂, 31.2 KB"),
    "voice_message": ("media_voice_message", "Voice message", "00:07, 22.1 KB"),
    "video_file": ("media_video", "Video file", "00:41, 5.1 MB"),
    "animation": ("media_video", "Animation", "512.4 KB"),
}
_INLINE = {"bold": "strong", "italic": "em", "code": "code", "pre": "pre", "underline": "u", "strikethrough": "s"}
_SCRIPTED = {"hashtag": "ShowHashtag", "bot_command": "ShowBotCommand", "cashtag": "ShowCashtag"}


def write_pages(
    world: World,
    target: Path,
    *,
    layout: PageLayout = "2026",
    zone_minutes: int = 0,
    messages_a_page: int = MESSAGES_A_PAGE,
    inside_zip: str = "ChatExport_2018-04-11/",
) -> Path:
    """Write the world's chat as pages into the folder `target`, or into an archive where it ends in .zip; return it."""
    pages = _Pages(world, layout, zone_minutes * 60, messages_a_page)
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, page in pages.written():
                archive.writestr(inside_zip + name, page)
            archive.writestr(f"{inside_zip}css/style.css", "body {}\n")
        return target
    target.mkdir(parents=True, exist_ok=True)
    for name, page in pages.written():
        (target / name).write_text(page, "utf-8")
    return target


def page_name(index: int) -> str:
    """What Desktop calls the pages of a chat: messages.html, messages2.html, ..."""
    return f"messages{index + 1 if index else ''}.html"


class _Tags:
    """Tags as Desktop's writer lays them out."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []

    def push(self, tag: str, *, inline: bool = False, empty: bool = False, **attributes: str) -> str:
        """The opening tag; attributes in the order of their names, as a map keeps them."""
        given = sorted((name.removesuffix("_"), value) for name, value in attributes.items())
        inner = "".join(f' {name}="{_escaped(value)}"' for name, value in given)
        indent = "" if inline else "\n" + " " * len(self._open)
        if not empty:
            self._open.append((tag, inline))
        return f"{indent}<{tag}{inner}{'/' if empty else ''}>" + ("" if inline else "\n")

    def pop(self) -> str:
        tag, inline = self._open.pop()
        return f"</{tag}>" if inline else "\n" + " " * len(self._open) + f"</{tag}>\n"

    def div(self, class_: str, inside: str = "", **more: Any) -> str:
        """A whole block."""
        return self.push("div", inline=False, class_=class_, **more) + inside + self.pop()

    def close_all(self) -> str:
        return "".join(self.pop() for _ in range(len(self._open)))


class _Before:
    """What the writer knows of the message before."""

    def __init__(self, event: Event, day: str, *, default: bool) -> None:
        self.event, self.day, self.default = event, day, default


class _Pages:
    def __init__(self, world: World, layout: PageLayout, offset: int, messages_a_page: int) -> None:
        self._world = world
        self._layout = layout
        self._offset = offset
        self._a_page = messages_a_page
        self._tags = _Tags()
        self._last_ids: list[int] = []

    def written(self) -> Iterator[tuple[str, str]]:
        """The pages, each with its name."""
        out: list[str] = []
        before: _Before | None = None
        separators = index = 0
        for count, event in enumerate(self._world.events()):
            if count // self._a_page != index:
                out.append(self._pagination(page_name(index + 1), "Next messages") + self._tags.close_all())
                yield page_name(index), "".join(out)
                assert before is not None
                self._last_ids.append(before.event.id)
                out, before, index = [], None, index + 1
            if not out:
                out.append(self._opening(index))
            day = self._local(event.at).date().isoformat()
            if before is None or before.day != day:
                separators -= 1
                out.append(self._service(separators, self._day(event.at)))
            default = event.kind == "message"
            out.append(self._message(event, day, before) if default else self._service(event.id, self._sentence(event)))
            before = _Before(event, day, default=default)
        out.append(self._tags.close_all())
        yield page_name(index), "".join(out)

    # What stands around messages.

    def _opening(self, index: int) -> str:
        tags = self._tags
        head = (
            "<!DOCTYPE html>" + tags.push("html") + tags.push("head") + tags.push("meta", charset="utf-8", empty=True)
            + tags.push("title", inline=True) + "Exported Data" + tags.pop()
            + tags.push("meta", name="viewport", content="width=device-width, initial-scale=1.0", empty=True)
            + tags.push("link", href="css/style.css", rel="stylesheet", empty=True)
            + tags.push("script", src="js/script.js", type="text/javascript") + tags.pop() + tags.pop()
            + tags.push("body", onload="CheckLocation();") + tags.push("div", class_="page_wrap")
        )  # fmt: skip
        header = tags.push("div", class_="page_header") + tags.push("div", class_="content")
        header += tags.div("text bold", _escaped(self._world.title + " ")) + tags.pop() + tags.pop()
        body = tags.push("div", class_="page_body chat_page") + tags.push("div", class_="history")
        back = self._pagination(page_name(index - 1), "Previous messages") if index else ""
        return head + header + body + back

    def _pagination(self, page: str, words: str) -> str:
        return self._tags.push("a", class_="pagination block_link", href=page) + words + self._tags.pop()

    def _service(self, number: int, sentence: str) -> str:
        around = self._tags.push("div", class_="message service", id=f"message{number}")
        return around + self._tags.div("body details", sentence) + self._tags.pop()

    # Names, times, texts.

    def _name(self, person: int) -> str:
        """As a service message gives it."""
        if person == THE_CHAT:
            return _escaped(self._world.title)
        return _escaped(self._world.people[person].name or "Deleted")

    def _names(self, people: tuple[int, ...]) -> str:
        names = [_escaped(self._world.people[person].name or "Deleted Account") for person in people]
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""

    def _composed(self, person: int) -> str:
        """As it stands above a message: first and last name, and a space between, whether there is a last or not."""
        name = self._world.title if person == THE_CHAT else self._world.people[person].name
        return "Deleted Account" if name is None else _escaped(name if " " in name else name + " ")

    def _local(self, at: int) -> dt.datetime:
        return dt.datetime.fromtimestamp(at + self._offset, dt.UTC)

    def _day(self, at: int) -> str:
        local = self._local(at)
        return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"

    def _date_time(self, at: int, *, zone: bool) -> str:
        written = self._local(at).strftime("%d.%m.%Y %H:%M:%S")
        sign, minutes = "-" if self._offset < 0 else "+", abs(self._offset) // 60
        return written + (f" UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}" if zone else "")

    def _link(self, number: int | None, words: str) -> str:
        page = next((place for place, last in enumerate(self._last_ids) if (number or 0) <= last), None)
        if page is None:
            return f'<a href="#go_to_message{number}" onclick="return GoToMessage({number})">{words}</a>'
        return f'<a href="{page_name(page)}#go_to_message{number}">{words}</a>'

    def _sentence(self, event: Event) -> str:
        who, title = self._name(event.actor), f"&laquo;{_escaped(self._world.title)}&raquo;"
        people = self._names(event.members)
        inviter = _escaped(next(iter(self._world.people.values())).name or "Deleted Account")
        return {
            "create_group": f"{who} created group {title}" + (f" with members {people}" if people else ""),
            "create_channel": f"Channel {title} created",
            "migrate_to_supergroup": f"{who} converted this group to a supergroup",
            "migrate_from_group": f"{who} converted a basic group to this supergroup {title}",
            "invite_members": f"{who} invited {people}",
            "remove_members": f"{who} removed {people}",
            "join_by_link": f"{who} joined group by link from {inviter}",
            "join_by_request": f"{who} joined group by request",
            "edit_title": f"{who} changed group title to {title}",
            "create_topic": f"{who} created topic {title}",
            "pin_message": f"{who} pinned {self._link(event.target, 'this message')}",
        }[event.kind]

    # A message.

    def _message(self, event: Event, day: str, before: _Before | None) -> str:
        tags, wrap = self._tags, self._needs_wrap(event, day, before)
        who = self._composed(event.actor)
        class_ = "message default clearfix" + ("" if wrap else " joined")
        parts = [tags.push("div", class_=class_, id=f"message{event.id}")]
        if wrap:
            parts.append(self._userpic(who, "pull_left userpic_wrap"))
        parts.append(tags.push("div", class_="body"))
        title = self._date_time(event.at, zone=self._layout != "2018")
        parts.append(tags.div("pull_right date details", f"{self._local(event.at):%H:%M}", title=title))
        if wrap:
            parts.append(tags.div("from_name", who))
        if event.forwarded_from is not None:
            parts.append(self._forwarded(event, event.forwarded_from, named=wrap))
        if event.target is not None:
            link = self._link(event.target, "this message")
            parts.append(tags.div("reply_to details", f"In reply to {link}"))
        if event.media is not None:
            parts.append(self._media(event.media))
        if text := "".join(map(_formatted, event.text)):
            parts.append(tags.div("text", text))
        if event.forwarded_from is not None:
            parts.append(tags.pop())
        if self._layout == "2026" and event.reactions:
            parts.append(self._reactions(event))
        return "".join([*parts, tags.pop(), tags.pop()])

    def _needs_wrap(self, event: Event, day: str, before: _Before | None) -> bool:
        if before is None or not before.default or before.event.actor != event.actor or before.day != day:
            return True
        if before.event.forwarded_from != event.forwarded_from:
            return True
        return event.at - before.event.at > (1 if event.forwarded_from else JOINED_WITHIN)

    def _userpic(self, name: str, class_: str) -> str:
        tags = self._tags
        size = "width: 42px; height: 42px"
        initials = tags.push("div", class_=class_) + tags.push("div", class_="userpic userpic3", style=size)
        return initials + tags.div("initials", name[:1], style="line-height: 42px") + tags.pop() + tags.pop()

    def _forwarded(self, event: Event, origin: str, *, named: bool) -> str:
        tags = self._tags
        pic = self._userpic(_escaped(origin), "pull_left forwarded userpic_wrap") if named else ""
        body = tags.push("div", class_="forwarded body")
        if not named:
            return pic + body  # the writer closes it behind the text
        name = tags.push("div", class_="from_name") + _escaped(origin if " " in origin else origin + " ")
        if self._layout == "2026":
            title = self._date_time(event.at, zone=True)
            name += tags.push("span", inline=True, class_="date details", title=title)
        else:
            name += tags.push("span", inline=True, class_="details")
        return pic + body + name + " " + self._date_time(event.at, zone=False) + tags.pop() + tags.pop()

    def _media(self, media: str) -> str:
        tags = self._tags
        class_, title, status = _MEDIA[media]
        inside = tags.push("div", class_="media_wrap clearfix")
        inside += tags.push("div", class_=f"media clearfix pull_left {class_}") + tags.div("fill pull_left")
        inside += tags.push("div", class_="body") + tags.div("title bold", title)
        inside += tags.div("description", _NOT_INCLUDED) + tags.div("status details", status)
        return inside + tags.pop() + tags.pop() + tags.pop()

    def _reactions(self, event: Event) -> str:
        tags = self._tags
        parts = [tags.push("span", class_="reactions")]
        for reaction in event.reactions:
            parts += [
                tags.push("span", class_="reaction"),
                tags.push("span", class_="emoji"),
                reaction.emoji,
                tags.pop(),
            ]
            if reaction.recent:
                parts.append(tags.push("span", class_="userpics"))
                for person, _ in reaction.recent:
                    name = self._world.people[person].name or "Deleted Account"
                    parts += [tags.push("div", class_="userpic userpic2", title=name), tags.pop()]
                parts.append(tags.pop())
            parts += [tags.push("span", class_="count"), str(reaction.count), tags.pop(), tags.pop()]
        return "".join([*parts, tags.pop()])


def _formatted(part: str | Part) -> str:
    if isinstance(part, str):
        return _escaped(part)
    text = _escaped(part.text)
    if part.type in _INLINE:
        return f"<{_INLINE[part.type]}>{text}</{_INLINE[part.type]}>"
    if part.type in _SCRIPTED:
        argument = _escaped(f'"{part.text[1:]}"')
        return f'<a href="" onclick="return {_SCRIPTED[part.type]}({argument})">{text}</a>'
    if part.type == "mention_name":
        return f'<a href="" onclick="return ShowMentionName()">{text}</a>'
    address = {"mention": f"https://t.me/{text[1:]}", "email": f"mailto:{text}", "phone": f"tel:{text}"}
    href = _escaped(part.extra or "") if part.type == "text_link" else address.get(part.type, text)
    return f'<a href="{href}">{text}</a>'


_ENTITIES = {"\n": "<br>", '"': "&quot;", "&": "&amp;", "'": "&apos;", "<": "&lt;", ">": "&gt;"}
_ENTITIES |= {"\u2028": "<br>", "\u2029": "<br>"}
_ENTITIES |= {chr(code): f"&#x{code >> 4}{code & 15:X};" for code in range(32) if code != 10}
_TABLE = str.maketrans(_ENTITIES)


def _escaped(text: str) -> str:
    return text.translate(_TABLE)
