"""Reads what a table says of its authors' accounts, as far as it is kept: whether they have friends, followers and a
photo, never how many, and on which day they were made. What a cell does not say plainly is not known.
"""

import re
from collections.abc import Sequence

from auditor.collect.datasets.columns import OF_ACCOUNTS, THINGS
from auditor.collect.datasets.moments import Moments
from auditor.errors import ExportUnreadable
from storage.records import NO_ONE, Account, Member, Who

AUTHORS_KEPT = 1 << 15
"""Authors whose accounts are not read again."""

_NUMBER = re.compile(r"[0-9][0-9., \u00a0\u202f]*[kKmMbB]?")
_YES, _NO = frozenset({"true", "yes", "t", "y", "1", "1.0"}), frozenset({"false", "no", "f", "n", "0", "0.0"})
_ADDRESS = ("http://", "https://", "//")
_THE_PLATFORMS = "default_profile"
"""Stands in the address of the picture that X shows of whoever has none (`sticky/default_profile_images/`)."""

_FROM = THINGS.index(OF_ACCOUNTS[0])


class Accounts:
    """The accounts of a table's authors, read beside its rows. What the first row says that says anything is taken."""

    def __init__(self, moments: Moments) -> None:
        self._moments = moments
        self._dated = True
        self._known: set[Who] = set()

    def read(self, authors: Sequence[Who], block: Sequence[Sequence[str]]) -> list[Member]:
        """The accounts that some rows show and no row showed before."""
        found = []
        for author, *cells in zip(authors, *block[_FROM:], strict=True):
            if not any(cells) or author in self._known or author is NO_ONE:
                continue
            created, followers, friends, photo, no_photo = cells
            account = Account(
                made_at=self._moment(created),
                followers=has_any(followers),
                friends=has_any(friends),
                photo=_photo(photo, no_photo),
            )
            if account != Account():
                found.append(Member(author, account))
                self._known.add(author)
        if len(self._known) > AUTHORS_KEPT:
            self._known.clear()
        return found

    def _moment(self, written: str) -> int | None:
        """When an account was made. A column whose dates can be two days is not read, and nobody asked about it: the
        audit can do without."""
        if not written or not self._dated:
            return None
        try:
            return self._moments.read(written)
        except ExportUnreadable:
            self._dated = False
            return None


def has_any(written: str) -> bool | None:
    """Whether a number is above zero: `0`, `0.0`, `1,204`, `1.2K`; None for what is no number."""
    value = written.strip()
    return any(digit in value for digit in "123456789") if _NUMBER.fullmatch(value) else None


def _photo(has: str, has_none: str) -> bool | None:
    """Whether an account has a photo of its own, by the cell that says so, else by the one that says the opposite."""
    told = _answer(has)
    if told is None:
        address = has_none.strip()
        lacks = _THE_PLATFORMS in address if address.startswith(_ADDRESS) else _answer(has_none)
        told = None if lacks is None else not lacks
    return told


def _answer(written: str) -> bool | None:
    word = written.strip().lower()
    return True if word in _YES else False if word in _NO else None
