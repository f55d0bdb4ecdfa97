"""A channel of Slack, from the folder that its own export unpacks to: a folder a channel, in it a file a day
(slack.com/help/articles/220556107). People are known by their ids; times are to the second and finer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.collect.datasets.packed import digest
from auditor.collect.format import Format
from auditor.collect.telegram import events_of
from auditor.errors import ChatNotChosen, ExportUnreadable
from storage.records import Arrival, Batch, Chat, Coverage, Message, Who
from storage.sources import SLACK  # type: ignore[attr-defined]

_NOBODYS = frozenset({"bot_message", "channel_topic", "channel_purpose", "channel_name", "channel_archive"})


class SlackChannel:
    """One channel, ready to be read."""

    kind = SLACK

    def __init__(self, folder: Path) -> None:
        self._days = sorted(folder.glob("*.json"))
        self.chat = Chat(folder.name, "group", file=digest(self._days[0], folder.name))
        self._elements = self._not_people = self._damaged = 0
        self._first: int | None = None
        self._last: int | None = None

    def read(self) -> Iterator[Batch]:
        """A day at a time."""
        for number, day in enumerate(self._days, start=1):
            batch = Batch([], [], [], [], number / len(self._days))
            try:
                said = json.loads(day.read_text("utf-8"))
            except (OSError, ValueError):
                said, self._damaged = [], self._damaged + 1
            for element in said if isinstance(said, list) else []:
                self._take(element, batch)
            yield batch

    def _take(self, element: dict[str, Any], batch: Batch) -> None:
        self._elements += 1
        at = int(float(element.get("ts", 0))) or None
        if at is not None:
            self._first, self._last = min(self._first or at, at), max(self._last or at, at)
        what, user = element.get("subtype"), element.get("user")
        if user is None or what in _NOBODYS:
            self._not_people += 1
            return
        who = Who(str(user), None)
        if what in {"channel_join", "channel_leave"}:
            adder = Who(str(element["inviter"]), None) if "inviter" in element else who
            came = what == "channel_join"
            for event in events_of("add" if came else "remove", self._elements, at, adder if came else who, [who]):
                (batch.arrivals if isinstance(event, Arrival) else batch.leaves).append(event)  # type: ignore[arg-type]
            return
        batch.messages.append(Message(self._elements, at, who, "text", str(element.get("text", "")), None, None))

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        return Coverage(
            source=self.kind.name, elements=self._elements, first_at=self._first, last_at=self._last, ways_told=False,
            not_people=self._not_people, damaged=self._damaged,
        )  # fmt: skip


def _channels(path: Path) -> list[Path]:
    return sorted({day.parent for day in path.glob("*/????-??-??.json")}) if (path / "users.json").is_file() else []


def open_slack(path: Path, chat: str | None) -> list[SlackChannel]:
    """The channels that `chat` names, or the only one. Raises `ExportUnreadable` or `ChatNotChosen`."""
    found = [channel for channel in _channels(path) if chat in {None, "all", channel.name}]
    if not found:
        raise ExportUnreadable(f"{path} holds no such channel of Slack.")
    if len(found) > 1 and chat != "all":
        raise ChatNotChosen(f"{path} holds {len(found)} channels; choose one with --chat.")
    return [SlackChannel(channel) for channel in found]


SLACK_EXPORT = Format(
    kind=SLACK,
    holds=lambda path: bool(_channels(path)),
    opens=lambda path, asked: open_slack(path, asked.chat),
)
