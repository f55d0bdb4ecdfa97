"""Makes records of the elements of an export.

Ids come as "user123" (since 2021), as (1 << 32) + 123 (2018-2021), or not at all (before 2018-12). Members of
service messages come by name alone. What a name stands for is settled behind the storage door, once all is read.
"""

from collections.abc import Iterator

from auditor.collect.desktop.elements import Element
from auditor.collect.desktop.times import Clock
from auditor.collect.telegram import OF_DESKTOP, adder_is_unknown, events_of
from auditor.collect.unknown import DESKTOPS_ACTIONS, Unknowns
from storage.records import NO_ONE, Arrival, Founder, Leave, Member, Message, MessageKind, Who

NO_NUMBER = 0
"""Stands for the id of an element whose id is no number; Telegram gives none below 1, migrated ones are negative."""

UNSUPPORTED = "unsupported"

_USER_SPACE, _CHAT_SPACE = 1 << 32, 2 << 32
_NOT_A_PERSON = ("channel", "chat")
_KINDS: dict[str, MessageKind] = {
    "sticker": "sticker",
    "video_message": "video",
    "voice_message": "voice",
    "animation": "animation",
    "video_file": "video",
    "audio_file": "voice",
}


class Flattener:
    """Turns the elements of one chat into records, and counts what no record can say."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.elements = 0
        self.bad_ids = 0
        self.not_people = 0
        self.unknown_adders = 0
        self.with_id = 0
        self.without_id = 0
        self.unsupported = 0
        self.founder: Founder | None = None
        """Whom the elements that were flattened last show to have made the chat."""
        self._founded: Element | None = None
        self._founder_is_sought = True
        self.unknown_actions = Unknowns()
        self.unknown_types = Unknowns()

    def flatten(self, elements: list[Element]) -> tuple[list[Message], list[Arrival], list[Leave], list[Member]]:
        """The records of these elements, in their order."""
        messages: list[Message] = []
        arrivals: list[Arrival] = []
        leaves: list[Leave] = []
        members: list[Member] = []
        self.elements += len(elements)
        self.founder = self._founder_among(elements) if self._founder_is_sought else None
        elements = self._supported(elements)
        nameless = 0
        for element, at in zip(elements, self._clock.read(elements), strict=True):
            number = element.id
            if number is None:
                number = NO_NUMBER
                self.bad_ids += 1
            if element.type == "message":
                raw = element.from_id
                sender = Who(raw[4:], element.name) if raw.__class__ is str and raw[:4] == "user" else None
                if sender is None or not sender.name or not sender.key:
                    sender = who_is(raw, element.name)
                if element.reactions is not None:
                    members.extend(self._reactors(element))
                if sender is None:
                    self.not_people += 1
                    continue
                if sender.key is None:
                    nameless += 1
                text = element.written
                forward = element.forwarded_from
                if element.forwarded_from_id is not None:
                    forward = str(element.forwarded_from_id)
                link = None if element.text.__class__ is str else element.link
                messages.append(
                    Message(number, at, sender, _kind(element, text), text, element.reply_to_message_id, forward, link)
                )
            else:
                members.extend(_doer(element))
                for record in self._events(element, number, at):
                    (arrivals if isinstance(record, Arrival) else leaves).append(record)  # type: ignore[arg-type]
        self.without_id += nameless
        self.with_id += len(messages) - nameless
        return messages, arrivals, leaves, members

    def _founder_among(self, elements: list[Element]) -> Founder | None:
        """Who made the chat, where its history begins with that: who did or, where the chat itself did, who acts first.
        The founder of a group of the small kind is shown coming."""
        for element in elements:
            self._founded = self._founded or element
            if self._founded.type != "service" or self._founded.action != "create_channel":
                self._founder_is_sought = False
                return None
            said = element.type == "message"
            raw, name = (element.from_id, element.name) if said else (element.actor_id, element.actor)
            who = who_is(raw, name)
            if who is not None and (said or element.actor_id is not None or element.actor):
                self._founder_is_sought = False
                return Founder(self._founded.id or NO_NUMBER, who)
        return None

    def _supported(self, elements: list[Element]) -> list[Element]:
        """The elements but those that stand for a message which the Desktop that exported it could not write: of such a
        one there is no more than its id."""
        if all(element.type != UNSUPPORTED for element in elements):
            return elements
        supported = [element for element in elements if element.type != UNSUPPORTED]
        self.unsupported += len(elements) - len(supported)
        return supported

    def _reactors(self, element: Element) -> Iterator[Member]:
        for reaction in element.reactions or ():
            for reactor in reaction.recent:
                who = who_is(reactor.from_id, reactor.name)
                if who is not None and who.key is not None:
                    yield Member(who)

    def _events(self, element: Element, number: int, at: int | None) -> Iterator[Arrival | Leave]:
        """Who came and left by an element that is no message; what is not known is counted by its name."""
        if element.type != "service":
            self.unknown_types.add(element.type)
        elif element.action:
            if element.action not in DESKTOPS_ACTIONS:
                self.unknown_actions.add(element.action)
            yield from self._service(element, number, at)

    def _service(self, element: Element, number: int, at: int | None) -> Iterator[Arrival | Leave]:
        deed = OF_DESKTOP.get(element.action or "")
        if deed is None:
            return
        actor = who_is(element.actor_id, element.actor)
        if actor is not None and actor.key is None:
            self.without_id += 1
        elif actor is not None:
            self.with_id += 1
        whom = [Who(None, name or None) for name in element.members or ()]
        events = list(events_of(deed, number, at, actor, whom))
        self.unknown_adders += adder_is_unknown(events)
        yield from events


def _doer(element: Element) -> Iterator[Member]:
    """Whoever did something else than come, add or found the chat; who did these is told by their records."""
    if element.type != "service" or not element.action or element.action in _TOLD_BY_RECORDS:
        return
    actor = who_is(element.actor_id, element.actor)
    if actor is not None and actor.key is not None:
        yield Member(actor)


_TOLD_BY_RECORDS = frozenset({*OF_DESKTOP, "create_channel"} - {"remove_members"})


def who_is(raw: str | int | None, name: str | None) -> Who | None:
    """Who stands behind an id and a name; None for a channel or the chat itself."""
    key = _person_key(raw)
    if key is None:
        return Who(None, name) if name else NO_ONE
    return Who(key, name or None) if key else None


def _person_key(raw: str | int | None) -> str | None:
    """The id of a person as text; None where the export gives none, empty for a channel or a chat."""
    if isinstance(raw, int):
        if raw >= _CHAT_SPACE or raw <= 0:
            return ""
        return str(raw - _USER_SPACE if raw > _USER_SPACE else raw)
    if not raw:
        return None
    if raw.startswith("user"):
        return raw[4:] or None
    if raw.startswith(_NOT_A_PERSON):
        return ""
    return _person_key(int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 19 else raw


def _kind(element: Element, text: str) -> MessageKind:
    if element.media_type is not None:
        return _KINDS.get(element.media_type, "other")
    if element.photo is not None:
        return "photo"
    if element.file is not None:
        return "file"
    if element.poll is not None:
        return "poll"
    return "text" if text else "other"
