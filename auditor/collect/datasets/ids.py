"""What a table writes for an account, a row or a shared thing -> what tells it apart, or nothing.

Programs write a number as `5017` here and as `5017.0` there, and words of their own where there is none. A spreadsheet
keeps fifteen digits of a number: longer ids come out as `1.35001E+18` or end in zeros, and many become one. Those are
never taken, and counted.
"""

import re

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

_WHOLE = re.compile(r"(-?[0-9]+)(?:[.,]0{1,2}|\.0{4,})")
"""A whole number written as a fraction; `5.000` may as well be five thousand."""
_AS_TEXT = re.compile(r"""'([0-9]+)|="([^"]*)\"""")
"""How a spreadsheet is told to take a number for a text."""
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+([0-9]{1,3})")
_KIND = re.compile(r"t[1-6]_")


class Ids(dict[str, str]):
    """The ids in one column of a table: what is written -> what tells apart what that names, "" where it names
    nothing or was rounded. Fills itself, up to a limit."""

    def __init__(self, absent: frozenset[str] = ABSENT) -> None:
        super().__init__()
        self.rounded = 0
        """How many were rounded."""
        self.example = ""
        self.by_tail = False
        """Whether those that end in zeros are taken for rounded: set by who saw the column's beginning."""
        self._absent = absent
        self._long = 0
        self._tailed = 0
        self._tails: dict[str, int] = {}

    def __missing__(self, written: str) -> str:
        told: str | None = written
        if not written.isdecimal():
            told = self._told(written.strip())
        elif len(written) > EXACT_DIGITS:
            return self._of_many_digits(written)
        elif written == "0":
            told = ""
        if told is None:
            return self._round(written)
        if len(self) < _KEPT:
            self[written] = told
        return told

    def _told(self, written: str) -> str | None:
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

    def _of_many_digits(self, written: str) -> str:
        self._long += 1
        if written.endswith("0") and (zeros := len(written) - len(written.rstrip("0"))) >= min(
            2, len(written) - EXACT_DIGITS
        ):
            self._tailed += 1
            if len(self._tails) < _SAMPLED:
                self._tails[written] = min(zeros, len(written) - EXACT_DIGITS)
            if self.by_tail:
                return self._round(written)
        return written

    def _round(self, written: str) -> str:
        self.rounded += 1
        self.example = self.example or written.strip()
        return ""

    def look_rounded(self) -> bool:
        """Whether long ids of the column were rounded, by the zeros at their ends."""
        return self._tailed * 2 > self._long and sum(self._tails.values()) >= _TAIL_LEAST

    @property
    def suspected(self) -> int:
        """Ids that end in zeros, where these are more than by chance, and none was taken for rounded."""
        return self._tailed if not self.by_tail and self._tailed > 10 + self._long / 5 else 0


def same_kind(reply: str, number: str) -> str:
    """The id of what was answered as rows bear it: Reddit's say of what kind it is (`t1_0a3fz`), where ids of rows may
    not."""
    return reply[3:] if reply.startswith("t") and _KIND.match(reply) and number and not _KIND.match(number) else reply
