"""What a message begins with: a date, a time, and who wrote it.

How these are written depends on the phone's language and region. Android writes `17/03/2023, 09:59 - Name: text`, an
iPhone `[17.03.23, 09:59:00] Name: text`, with marks of the writing direction and narrow spaces in between. A line that
does not begin so goes on with the message before it.
"""

import re

import msgspec

MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of the writing direction, and of the byte order."""

SAID_BY_WHATSAPP = "\u200e"
"""An iPhone sets this mark before what WhatsApp itself says."""

_SPACES = "[ \u00a0\u202f\u2009]"
_MORNING = r"a\.?\s?m\.?|ДП|дп|AM|πμ|π\.μ\.|上午|오전|午前|ص|पूर्वाह्न"
_EVENING = r"p\.?\s?m\.?|ПП|пп|PM|μμ|μ\.μ\.|下午|오후|午後|م|अपराह्न"

_HEADING = re.compile(
    rf"""
    (?P<bracket>\[)?
    (?P<one>\d{{1,4}}) (?P<mark>[./-]) {_SPACES}? (?P<two>\d{{1,2}}) (?P=mark) {_SPACES}? (?P<three>\d{{1,4}}) \.?
    (?:{_SPACES}?[гр]\.?)?
    (?: , {_SPACES}* | {_SPACES}+ ) (?:(?:à|às|kl\.?|klo|um|la|в|о){_SPACES}+)?
    (?:(?P<day_part>{_MORNING}|{_EVENING}){_SPACES}*)?
    (?P<hour>\d{{1,2}}) [:.] (?P<minute>\d{{2}}) (?:[:.](?P<second>\d{{2}}))?
    (?:{_SPACES}*(?P<half>{_MORNING}|{_EVENING}))?
    (?:{_SPACES}?(?:Uhr|ч\.?|h))?
    (?(bracket) \]{_SPACES}? | {_SPACES}[-\u2013\u2014]{_SPACES} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IN_THE_EVENING = re.compile(_EVENING, re.IGNORECASE)


class Heading(msgspec.Struct, frozen=True, gc=False):
    """A date as three numbers in the order in which they stand, and a time of day in seconds; `to_the_second`: seconds
    are written. `dotted`: the date has dots, which no country puts behind a month."""

    date: tuple[int, int, int]
    of_day: int
    to_the_second: bool
    dotted: bool
    year_first: bool
    rest: str


def heading(line: str) -> Heading | None:
    """What a line begins with; None where it goes on with what was before."""
    bare = MARKS.sub("", line[:80])
    found = _HEADING.match(bare)
    if found is None:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = found["half"] or found["day_part"]
    if half is not None:
        hour = hour % 12 + (12 if _IN_THE_EVENING.fullmatch(half) else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    date = int(found["one"]), int(found["two"]), int(found["three"])
    return Heading(
        date,
        hour * 3600 + minute * 60 + second,
        found["second"] is not None,
        found["mark"] == ".",
        len(found["one"]) == 4,
        _after_letters(line, found.end()),
    )


def _after_letters(line: str, letters: int) -> str:
    """What follows so many letters that are no marks."""
    seen = 0
    for place, letter in enumerate(line):
        if seen == letters:
            return line[place:]
        seen += MARKS.match(letter) is None
    return ""


def begins_like_whatsapp(line: str) -> bool:
    """Whether a file that begins with this line is a chat of WhatsApp."""
    return heading(line) is not None
