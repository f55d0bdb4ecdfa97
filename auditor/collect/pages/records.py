"""Makes records of the elements of a page.

Nobody has an id here: people are known by the names that stand above their messages, as in the oldest exports as JSON.
Whoever bears the name of the chat is the chat itself, or the channel.
"""

from collections.abc import Iterator, Sequence

from auditor.collect.desktop.records import NO_NUMBER
from auditor.collect.desktop.times import Clock
from auditor.collect.name_lists import NAMES_KEPT, could_be_several, names_in
from auditor.collect.pages.elements import Element
from auditor.collect.pages.sentences import NAMELESS, UNKNOWN, UNSUPPORTED, parse_sentence
from auditor.collect.pages.service_times import ServiceTimes, Settled
from auditor.collect.telegram import OF_DESKTOP, Event, adder_is_unknown
from auditor.collect.telegram import events_of as told_by
from auditor.collect.unknown import Unknowns
from storage.records import NO_ONE, Arrival, Leave, Message, Who


class Flattener:
    """Turns the elements of one chat into records, and counts what no record can say."""

    def __init__(self, clock: Clock, times: ServiceTimes, title: str) -> None:
        self._clock = clock
        self._times = times
        self._title = title
        self.elements = 0
        self.bad_ids = 0
        self.not_people = 0
        self.unknown_adders = 0
        self.unsupported = 0
        self.listed = 0
        """People whose names were read out of a list of names."""
        self.unknown_actions = Unknowns()
        self._author: Who | None = NO_ONE
        self._origin: str | None = None
        self._known: set[str] = set()

    def forget_author(self) -> None:
        """Who wrote what comes next without a name is not known: what was before could not be read."""
        self._author, self._origin = NO_ONE, None

    def flatten(self, elements: Sequence[Element]) -> tuple[list[Message], list[Arrival], list[Leave]]:
        """The records of these elements, in their order; those of service messages once their times are told."""
        messages: list[Message] = []
        events: list[Event] = []
        times = iter(self._clock.read([each for each in elements if not each.service]))
        for element in elements:
            if element.broken:
                self.forget_author()
                continue
            if element.day is not None:
                events += self._events(self._times.day_begins(element.day))
                continue
            self.elements += 1
            self.bad_ids += element.number is None
            if element.service:
                self._hold(element)
                continue
            at = next(times)
            if at is not None:
                events += self._events(self._times.message_at(at, element.seconds_east))
            sender = self._sender(element)
            if sender is None:
                self.not_people += 1
                continue
            number = NO_NUMBER if element.number is None else element.number
            origin = self._origin or None
            messages.append(Message(number, at, sender, element.kind, element.text, element.reply_to, origin))
        return messages, *_parted(events)

    def end(self) -> tuple[list[Arrival], list[Leave]]:
        """The records of the service messages that no message follows."""
        return _parted(list(self._events(self._times.end())))

    def _sender(self, element: Element) -> Who | None:
        """Who wrote a message, None for the chat itself; a joined message is of the author of the one before, and was
        forwarded from where that was."""
        if element.name is not None:
            self._author, self._origin = self._who(element.name), None
        elif not element.joined:
            self.forget_author()
        if not element.forwarded:
            self._origin = None
        elif element.forward is not None:
            self._origin = element.forward
        return self._author

    def _who(self, name: str) -> Who | None:
        name = " ".join(name.split())
        if name in NAMELESS:
            return NO_ONE
        if name == self._title:
            return None
        if could_be_several(name) and len(self._known) < NAMES_KEPT:
            self._known.add(name)
        return Who(None, name)

    def _hold(self, element: Element) -> None:
        said = parse_sentence(" ".join(element.text.split()))
        if said.action == UNSUPPORTED:
            self.unsupported += 1
        elif said.action == UNKNOWN:
            self.unknown_actions.add("(sentence)")
        elif said.action in OF_DESKTOP:
            self._times.hold(element, said)
        self.forget_author()

    def _events(self, settled: Settled) -> Iterator[Event]:
        for element, said, at in settled:
            actor = self._who(said.actor or "")
            names = names_in(said.whom, self._known) if said.whom else []
            self.listed += len(names) if len(names) > 1 else 0
            whom = [self._who(name) or Who(None, self._title) for name in names]
            number = NO_NUMBER if element.number is None else element.number
            events = list(told_by(OF_DESKTOP[said.action], number, at, actor, whom))
            self.unknown_adders += adder_is_unknown(events)
            yield from events


def _parted(events: list[Event]) -> tuple[list[Arrival], list[Leave]]:
    return (
        [event for event in events if isinstance(event, Arrival)],
        [event for event in events if isinstance(event, Leave)],
    )
