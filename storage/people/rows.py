"""Records become pseudonymous rows: here an id or a name becomes a pseudonym, an id's age and a text's fingerprint are
taken, and people on the erasure list are turned away. Nothing here knows the database."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap64

from storage.people.identities import NOBODY, Identities
from storage.people.traits import account_age, last_seen, texts
from storage.people.traits import names as name_traits
from storage.records import Arrival, Batch, Founder, Leave, Member, Message, Post, Who
from storage.sources import SOURCES, SourceName

PEOPLE_REMEMBERED = 300_000
"""How many (id, name) pairs are kept in memory with their pseudonyms; beyond, they are made anew."""

Row = tuple[object, ...]
"""A row without the columns that are the same for all: chat, since, until, and the traits' version. Where a column may
be null, 0 or '' says so (`insertion`); none of them has a 0 of its own."""

FOUNDER = "founder"
"""Stands among arrivals, as their kind, for whoever made the chat and came nowhere."""

TABLES = ("messages", "arrivals", "leaves", "names", "members", "posts")
"""What rows are made for."""

_UNMET = -1
"""Stands for the pseudonym of somebody not met yet; no pseudonym that is remembered is one by name and all ones."""

_SPACE = 1 << 63

DAY = 86_400


class _Ordinals:
    """Tells repeated ids of a file apart: the first of an id is 0, the next 1."""

    def __init__(self) -> None:
        self._seen = BitMap64()
        self._highest = -_SPACE
        self._repeats: dict[int, int] = {}
        self.repeated = 0

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        if ids and ids[0] > self._highest and all(map(int.__lt__, ids, ids[1:])):
            self._seen.update([number + _SPACE for number in ids])
            self._highest = ids[-1]
            return [0] * len(ids)
        return [self._one(number) for number in ids]

    def _one(self, number: int) -> int:
        place = number + _SPACE
        if place not in self._seen:
            self._seen.add(place)
            self._highest = max(self._highest, number)
            return 0
        self.repeated += 1
        ordinal = self._repeats[number] = self._repeats.get(number, 0) + 1
        return ordinal


class Rows:
    """Makes the rows of one observation. `take` batches; the rows wait in `waiting` until somebody writes them."""

    def __init__(
        self,
        *,
        chat: int,
        identity: str,
        observation: int,
        key: bytes,
        read_at: int,
        source: SourceName,
        keep_text: bool,
        paged: bool,
        platform: str = "",
    ) -> None:
        self.waiting: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.erasures: frozenset[int] = frozenset()
        """Whom to turn away."""
        self.erased: set[int] = set()
        self.erased_names: set[int] = set()
        self.erased_messages = 0
        self._chat = chat
        self._identity = identity
        self._observation = observation
        self._identities = Identities(key)
        self._of_another_platform = not SOURCES[source].telegram
        self._platform = platform
        self._text_key = texts.text_key(key)
        self._read_at = read_at
        self._keep_text = keep_text
        self._paged = paged
        self._people: dict[Who, int] = {}
        self._message_ordinals = _Ordinals()
        self._service_ordinals = _Ordinals()
        self._accounts_shown: set[int] = set()

    @property
    def repeated(self) -> int:
        """How many ids came again."""
        return self._message_ordinals.repeated + self._service_ordinals.repeated

    def take(self, batch: Batch) -> None:
        """Makes rows of one batch; they wait to be written."""
        if len(self._people) > PEOPLE_REMEMBERED:
            self._people.clear()
            self._accounts_shown.clear()
        self._members(batch.members)
        self.waiting["posts"] += map(_post_row, batch.posts)
        self.waiting["messages"] += self._message_rows(batch.messages)
        self.waiting["arrivals"] += self._arrival_rows(batch.arrivals)
        if batch.founder is not None:
            self.waiting["arrivals"] += self._founder_row(batch.founder)
        self.waiting["leaves"] += self._leave_rows(batch.leaves)

    def _person(self, who: Who) -> int:
        """The pseudonym of `who`: by id, else by name alone; `NOBODY` where the source shows neither."""
        known = self._people.get(who, _UNMET)
        if known is not _UNMET:
            return known
        name = self._identities.name(self._identity, who.name)
        if who.key is None:
            person = name
        else:
            person = self._by_id(who.key)
            if person in self.erasures:
                self.erased.add(person)
                self.erased_names.add(name)
            else:
                self._show(person, name, who.name)
        self._people[who] = person
        return person

    def _by_id(self, key: str) -> int:
        if self._platform:
            return self._identities.account_of(self._platform, key)
        if self._of_another_platform:
            return self._identities.account(self._identity, key)
        return self._identities.person(key)

    def _members(self, members: list[Member]) -> None:
        """Notes the names shown, and what is shown of accounts."""
        told = [(self._person(member.who), member) for member in members]
        shown = [
            (person, member)
            for person, member in told
            if member.account is not None
            and person not in self.erasures
            and (member.listing is not None or person not in self._accounts_shown)
        ]
        if not shown:
            return
        self._accounts_shown.update(person for person, _ in shown)
        for (person, member), age in zip(shown, self._ages([member for _, member in shown]), strict=True):
            self.waiting["members"].append(self._account(person, member, age))

    def _ages(self, members: list[Member]) -> Iterable[tuple[int, int]]:
        """Between which moments the accounts were made, 0 where unknown; to the day, for a moment is an id."""
        if self._of_another_platform:
            made = (member.account.made_at if member.account else None for member in members)
            return [(0, 0) if at is None else (at - at % DAY, at - at % DAY + DAY - 1) for at in made]
        ids = np.array([int(member.who.key or 0) for member in members], np.int64)
        return zip(*(_or_zero(bound) for bound in account_age.created_many(ids)), strict=True)

    def _account(self, person: int, member: Member, age: tuple[int, int]) -> Row:
        account, listing = member.account, member.listing
        assert account is not None  # noqa: S101 - whoever calls has looked
        role, joined_at, adder = "", 0, NOBODY
        if listing is not None:
            role, joined_at = listing.role, listing.joined_at or 0
            adder = NOBODY if listing.adder is None else self._person(listing.adder)
        return (
            person, int(listing is not None), role, joined_at, NOBODY if self._turned_away(adder) else adder,
            int(account.bot), int(account.deleted), _shown(account.blank), _shown(account.flagged),
            *last_seen.at_rest(account.seen, account.seen_at, self._read_at), int(account.by_me), *age,
            account_age.VERSION, _shown(account.photo), _shown(account.friends), _shown(account.followers),
        )  # fmt: skip

    def _show(self, person: int, name: int, shown_as: str | None) -> None:
        if shown_as is None and self._paged:
            return  # there a missing name says nothing: what is deleted says so itself
        traits = name_traits.name_traits(shown_as)
        version = name_traits.VERSION
        now = self._observation
        self.waiting["names"].append((self._chat, person, name, now, now, traits.script, traits.digits, version))

    def _turned_away(self, person: int) -> bool:
        return person in self.erasures

    def _message_rows(self, messages: list[Message]) -> list[Row]:
        ordinals = self._ordinals(self._message_ordinals, [message.id for message in messages])
        links = [message.link for message in messages]
        marks = texts.fingerprints([message.text for message in messages], self._text_key, links)
        keep, people, person_of = self._keep_text, self._people, self._person
        beside = marks.carried
        numbers = (marks.length, marks.exact, marks.words_total)
        carried = (beside.link, beside.mentions, beside.emoji, beside.hashtags)
        signs = zip(*(column.tolist() for column in carried), strict=True)
        columns = zip(
            messages, ordinals, *(column.tolist() for column in numbers), marks.packed_words(), signs, strict=True
        )
        rows: list[Row] = []
        for message, ordinal, length, exact, total, words, besides in columns:
            sender = message.sender
            person = people.get(sender, _UNMET)
            if person is _UNMET:
                person = person_of(sender)
            origin = 0 if message.forward is None else self._identities.origin(message.forward)
            rows.append(
                (
                    message.id, ordinal, message.at or 0, person, message.kind, message.reply_to or 0, origin,
                    length, exact, total, words, *besides, message.text if keep else "",
                )
            )  # fmt: skip
        if not self.erasures:
            return rows
        kept = [row for row in rows if row[3] not in self.erasures]
        self.erased_messages += len(rows) - len(kept)
        return kept

    def _arrival_rows(self, arrivals: list[Arrival]) -> Iterable[Row]:
        for ordinal, arrival in zip(self._elements(arrivals), arrivals, strict=True):
            person = self._person(arrival.who)
            adder = NOBODY if arrival.adder is None else self._person(arrival.adder)
            if not self._turned_away(person):
                adder = NOBODY if self._turned_away(adder) else adder
                place = person if arrival.source == "invite-links" else arrival.position
                yield arrival.source, arrival.id, ordinal, place, arrival.at or 0, arrival.kind, person, adder

    def _founder_row(self, founder: Founder) -> Iterable[Row]:
        person = self._person(founder.who)
        if not self._turned_away(person):
            yield "service-messages", founder.id, 0, -1, 0, FOUNDER, person, NOBODY

    def _leave_rows(self, leaves: list[Leave]) -> Iterable[Row]:
        for ordinal, leave in zip(self._elements(leaves), leaves, strict=True):
            person = self._person(leave.who)
            if not self._turned_away(person):
                yield leave.source, leave.id, ordinal, leave.position, leave.at or 0, person, int(leave.by_self)

    def _ordinals(self, ordinals: _Ordinals, ids: Sequence[int]) -> list[int]:
        """Telegram itself gives an id once; what comes again in another page is the same."""
        return [0] * len(ids) if self._paged else ordinals.rows_of(ids)

    def _elements(self, records: Sequence[Arrival | Leave]) -> list[int]:
        """The ordinal of each record's service message; those of one message share it."""
        if self._paged:
            return [0] * len(records)
        ordinals: list[int] = []
        for before, record in zip((None, *records), records, strict=False):
            again = before is not None and before.id == record.id and before.position < record.position
            ordinals.append(ordinals[-1] if again else self._service_ordinals.rows_of([record.id])[0])
        return ordinals


def _or_zero(times: npt.NDArray[np.int64]) -> list[int]:
    """Times to be written, 0 where unknown."""
    return np.where(times == account_age.NO_TIME, 0, times).tolist()  # type: ignore[no-any-return]


def _shown(value: bool | None) -> int:
    return -1 if value is None else int(value)


def _post_row(post: Post) -> Row:
    shown = (post.views, post.forwards, post.reactions, post.comments)
    return post.id, post.at, *(-1 if count is None else count for count in shown)
