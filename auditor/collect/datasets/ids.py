"""Makes ids of what a table writes for an account, a row or a shared thing; nothing where it writes none.

Programs write a number as `5017` here and as `5017.0` there, and words of their own where there is none. A spreadsheet
keeps fifteen digits of a number: longer ids come out as `1.35001E+18` or end in zeros, and many become one. Those are
never taken, and counted.
"""

import re
from collections.abc import Collection
from itertools import islice

ABSENT = frozenset(
    ("nan", "-nan", "<na>", "nat", "na", "n/a", "#n/a", "#na", "null", "none", "nil", "undefined", "\\n", "(null)",
     "<null>", "#null!", "#value!", "#ref!", "#name?", "-", "--", "—", "?", "0", "-1")
)  # fmt: skip
"""What programs write where there is nothing: pandas, R, SQL, spreadsheets, JavaScript; 0 and -1 are nobody's ids."""

_GONE = (
    "deleted", "deleted user", "deleted account", "account deleted", "user deleted", "removed", "suspended", "blocked",
    "redacted", "hidden", "unknown", "unknown user", "anonymous", "anonymous user", "anon", "guest", "none", "null",
    "na", "nan", "удалённый аккаунт", "удаленный аккаунт", "аноним", "неизвестно", "жойылған аккаунт",
    "өчүрүлгөн аккаунт",
)  # fmt: skip
NOBODY = ABSENT | {f"{around[:1]}{word}{around[1:]}" for word in _GONE for around in ("", "[]", "<>", "()", "{}")}
"""What stands in the place of an author who is not known, in small letters. Somebody may be called so indeed; taken for
nobody, what they wrote widens the bounds, which hold the truth either way. Taken for one person, all who are gone would
be the most active of all."""

NO_TEXT = frozenset({"[deleted]", "[removed]", "nan", "NaN", "NULL", "null", "None", "<NA>", "\\N"})
SHORT = 1 + max(map(len, NO_TEXT))

EXACT_DIGITS = 15
"""A spreadsheet keeps so many."""

_KEPT = 1 << 15
_SAMPLED = 1_000
_TAIL_LEAST = 4
"""Zeros that the ids of a column must have at their ends together before they are taken for rounded: by chance that
happens once in 10,000."""

_TAILS_LEAST, _TAILS_MOST = 10, 0.2
"""The part of many ids that end in zeros, above which they were rounded: of ids of 16 digits a tenth does by chance."""

_WHOLE = re.compile(r"(-?[0-9]+)(?:[.,]0{1,2}|\.0{4,})")
"""A whole number written as a fraction; `5.000` may as well be five thousand."""
_AS_TEXT = re.compile(r"""'([0-9]+)|="([^"]*)\"""")
"""How a spreadsheet is told to take a number for a text."""
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+([0-9]{1,3})")
_KIND = re.compile(r"t[1-6]_")


class Ids(dict[str, str]):
    """The ids in one column of a table, by what is written there; "" where that names nothing or was rounded. Fills
    itself, up to a limit."""

    def __init__(self, absent: frozenset[str] = ABSENT) -> None:
        super().__init__()
        self.rounded = 0
        """How many were rounded."""
        self.example = ""
        self._by_tail = False
        self._absent = absent
        self._long: set[str] = set()
        self._taken = 0

    def __missing__(self, written: str) -> str:
        told: str | None = written
        if not written.isdecimal():
            told = self._written_id(written.strip())
        elif len(written) > EXACT_DIGITS:
            return self._long_id(written)
        elif written == "0":
            told = ""
        if told is None:
            return self._round(written)
        if len(self) < _KEPT:
            self[written] = told
        return told

    def _written_id(self, written: str) -> str | None:
        if written.casefold() in self._absent:
            return ""
        if found := _AS_TEXT.fullmatch(written):
            written = found[1] or found[2]
        if found := _WHOLE.fullmatch(written):
            return "" if found[1] in self._absent else found[1]
        if found := _SCIENTIFIC.fullmatch(written):
            digits, exponent = found[1] + (found[2] or ""), int(found[3])
            return digits[: exponent + 1] if exponent < len(digits) <= EXACT_DIGITS else None
        return written

    def _long_id(self, written: str) -> str:
        if not _tail(written):
            return written
        if self._by_tail:
            return self._round(written)
        self._taken += 1
        return written

    def _round(self, written: str) -> str:
        self.rounded += 1
        self.example = self.example or written.strip()
        return ""

    def look(self, column: Collection[str]) -> bool:
        """Looks through a part of the column before it is taken: whether long ids in it were rounded, which those
        before did not show. From then on none is taken that ends in zeros."""
        if self._by_tail or not any(column) or max(map(len, column)) <= EXACT_DIGITS:
            return False
        long = {written for written in column if len(written) > EXACT_DIGITS and written.isdecimal()}
        self._long.update(islice(long, max(0, _SAMPLED - len(self._long))))
        self._by_tail = _rounded(long) or _rounded(self._long)
        return self._by_tail

    @property
    def suspected(self) -> int:
        """Ids that end in zeros and were taken, before others showed that the column's were rounded."""
        return self._taken if self._by_tail else 0


def _tail(written: str) -> int:
    """The zeros at the end of a long id, as far as rounding would make them; 0 where it would have made more."""
    zeros = len(written) - len(written.rstrip("0"))
    beyond = len(written) - EXACT_DIGITS
    return min(zeros, beyond) if zeros >= min(2, beyond) else 0


def _rounded(long: Collection[str]) -> bool:
    """Whether these ids, each of which is another one, end in zeros more often than by chance."""
    tails = [tail for written in long if (tail := _tail(written))]
    if len(tails) * 2 > len(long):
        return sum(tails) >= _TAIL_LEAST
    return len(tails) > _TAILS_LEAST + _TAILS_MOST * len(long)


def same_kind(reply: str, number: str) -> str:
    """The id of what was answered as rows bear it: Reddit's say of what kind it is (`t1_0a3fz`), where ids of rows may
    not."""
    return reply[3:] if reply.startswith("t") and _KIND.match(reply) and number and not _KIND.match(number) else reply
