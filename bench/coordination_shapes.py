"""Loads public data about coordination: CooRTweet's tables, logs of IRC channels, tweets with a label.

Each loader takes paths and gives a `Data`; what it cannot read it counts. Accounts and objects become numbers on the
way, and no name is kept. Raises `Unreadable`, with a sentence.
"""

import csv
import datetime as dt
import gzip
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO, cast

import numpy as np

from bench.coordination_rules import Messages


class Unreadable(Exception):
    """A file is not of the shape that was named."""


class Data(NamedTuple):
    """Messages in order of time, and, where the source labels accounts, those that it calls coordinated."""

    messages: Messages
    accounts: int
    labelled: frozenset[int] | None
    left_out: int
    """Rows or lines that should be messages, of no account or no time that can be read."""


class Row(NamedTuple):
    """A message as it was read. `shared` names what was passed on unchanged."""

    at: int
    account: str
    text: str = ""
    id: str = ""
    reply: str = ""
    shared: str = ""
    label: bool | None = None


def coortweet(paths: Iterable[Path]) -> Data:
    """Tables for CooRTweet: object_id, account_id (id_user before version 2), content_id, timestamp_share, in any
    order and among others. Times are seconds since 1970."""
    names = {
        "what": ("object_id",),
        "who": ("account_id", "id_user"),
        "id": ("content_id",),
        "at": ("timestamp_share",),
    }

    def row(cells: Mapping[str, str]) -> Row | None:
        at = _moment(cells["at"])
        if at is None or not cells["who"] or not cells["what"]:
            return None
        return Row(at, cells["who"], id=cells["id"], shared=cells["what"])

    return _data(found for path in paths for found in _rows_of(path, names, row))


USERS = ("userid", "user_id", "author_id", "account_id")
TIMES = ("tweet_time", "created_at", "time", "timestamp")
TEXTS = ("tweet_text", "full_text", "text", "content")
IDS = ("tweetid", "tweet_id", "id", "id_str")
REPLIES = ("in_reply_to_tweetid", "in_reply_to_status_id", "reply_id")
REPOSTS = ("retweet_tweetid", "retweeted_status_id", "repost_id")
LABELS = ("label", "is_control", "coordinated", "troll")
_NO = frozenset({"", "0", "false", "no", "none", "nan", "control", "genuine", "human", "organic", "normal"})


def tweets(paths: Iterable[Path], control: Iterable[Path] = ()) -> Data:
    """Tweets with a label: a table with a column of labels (`label`, or `is_control`, which means the contrary), or
    Twitter's own tables of information operations (tweetid, userid, tweet_time, tweet_text), all of whose accounts are
    labelled, beside `control` tables, none of whose are. An account is labelled if any of its tweets is."""
    names = {"who": USERS, "at": TIMES, "text": TEXTS, "id": IDS, "reply": REPLIES, "shared": REPOSTS, "label": LABELS}

    def rows(path: Path, whole: bool | None) -> Iterator[Row | None]:
        contrary = "is_control" in _header(path)

        def row(cells: Mapping[str, str]) -> Row | None:
            at, label = _moment(cells["at"]), cells["label"].strip().casefold() not in _NO
            if at is None or not cells["who"]:
                return None
            mine = whole if whole is not None else label != contrary
            shared = "" if cells["shared"].strip().casefold() in _NO else cells["shared"]
            reply = "" if cells["reply"].strip().casefold() in _NO else cells["reply"]
            return Row(at, cells["who"], cells["text"], cells["id"], reply, shared, mine)

        needed = {name: names[name] for name in ("who", "at", "text")}
        return _rows_of(path, needed, row, {name: names[name] for name in names if name not in needed})

    paths, control = list(paths), list(control)
    if not control and not all(set(LABELS) & set(_header(path)) for path in paths):
        raise Unreadable(f"No column of labels ({', '.join(LABELS)}), and no control file to compare with.")
    kinds = [(path, True if control else None) for path in paths] + [(path, False) for path in control]
    return _data(found for path, whole in kinds for found in rows(path, whole))


_CLOCK = r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?"
_SAID = (
    # As irssi, energymech, ZNC and eggdrop write it: 12:34 <@nick> text, [12:34:56] <nick> text
    re.compile(rf"^\[?{_CLOCK}\]?\s+<(?P<nick>[^>]+)>\s?(?P<text>.*)$"),
    # weechat: "2019-11-14 12:34:56<tab>@nick<tab>text"; its signs in place of a nick are no messages
    re.compile(rf"^(?P<date>\d{{4}}-\d\d-\d\d)[ T]{_CLOCK}\t(?P<nick>[^\t]+)\t(?P<text>.*)$"),
    re.compile(rf"^\[?(?P<date>\d{{4}}-\d\d-\d\d)[ T]{_CLOCK}\]?\s+<(?P<nick>[^>]+)>:?\s?(?P<text>.*)$"),
    # HexChat: a month and a day before the clock, and a tab behind the nick
    re.compile(rf"^(?P<month>[A-Z][a-z]{{2}})\s+(?P<day>\d\d?) {_CLOCK} <(?P<nick>[^>]+)>\s?(?P<text>.*)$"),
)
_SIGNS = frozenset({"-->", "<--", "--", "*", "=!=", "-", "=="})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TURN = re.compile(
    r"(?:Day changed|Log (?:opened|closed)|(?:BEGIN|ENDING) LOGGING AT|Session (?:Start|Time):|^\[?[\d:]*\]? ?---) *"
    r"(?:to )?(?:[A-Z][a-z]{2},? )?(?P<a>[A-Z][a-z]{2}|\d{1,2}) +(?P<b>[A-Z][a-z]{2}|\d{1,2})(?P<rest>[ \d:]*)$"
)
_DATED = re.compile(
    r"(?P<y>\d{4})[-_.]?(?P<m>\d\d)[-_.]?(?P<d>\d\d)|(?P<day>\d\d?)(?P<month>[A-Z][a-z]{2})(?P<year>\d{4})"
)
_LOOKS_SAID = re.compile(r"^[\[\d].{0,22}<[^>\s]+>")
HALF_A_DAY = 43_200


def irc(paths: Iterable[Path]) -> Data:
    """Logs of one channel, as irssi, weechat, energymech, ZNC and HexChat write them; a folder stands for its files.
    The day is told by the line, by lines that say it has changed, by a file's name (20191114, 2019-11-14, 14Nov2019, or
    folders 2019/11/14), and goes on where the clock falls back by half a day or more. Nicks are the same in any case
    and without the signs of their rank. Joins, notices and what one does ("* nick waves") are no messages."""
    files = [file for path in paths for file in (_files_in(path) if path.is_dir() else [path])]
    return _data(found for file in files for found in _said(file))


def _files_in(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]


def _said(file: Path) -> Iterator[Row | None]:
    day, last = _day_of_name(file), -1
    with _opened(file) as lines:
        for written in lines:
            line = written.rstrip("\r\n")
            if (turned := _turned(line)) is not None:
                day, last = turned, -1
                continue
            said = next((found for form in _SAID if (found := form.match(line))), None)
            if said is None:
                if _LOOKS_SAID.match(line):
                    yield None
                continue
            nick = said["nick"].strip().lstrip("@+%&~!").casefold()
            if nick in _SIGNS or not nick:
                continue
            clock = int(said["h"]) * 3_600 + int(said["m"]) * 60 + int(said["s"] or 0)
            own = _own_day(said.groupdict(), day)
            if own is None or clock >= 86_400:
                yield None
                continue
            if own == day and "date" not in said.groupdict() and clock <= last - HALF_A_DAY:
                own += dt.timedelta(days=1)
            day, last = own, clock
            yield Row(_epoch(day) + clock, nick, said["text"])


def _own_day(said: Mapping[str, str | None], day: dt.date | None) -> dt.date | None:
    """The day that a line names, or the one that it is of."""
    try:
        if said.get("date"):
            return dt.date.fromisoformat(str(said["date"]))
        if said.get("month"):
            return (
                None if day is None else dt.date(day.year, _MONTHS.index(str(said["month"])) + 1, int(str(said["day"])))
            )
    except ValueError:
        return None
    return day


def _turned(line: str) -> dt.date | None:
    """The day that a line says begins: "--- Day changed Fri Nov 15 2019", "[00:00] --- Fri Nov 15 2019"."""
    found = _TURN.search(line)
    if found is None:
        return None
    one, other = found["a"], found["b"]
    month, day = (one, other) if one in _MONTHS else (other, one)
    year = re.search(r"\b(?:19|20)\d\d\b", found["rest"])
    if month not in _MONTHS or not day.isdigit() or year is None:
        return None
    return _date(int(year[0]), _MONTHS.index(month) + 1, int(day))


def _day_of_name(file: Path) -> dt.date | None:
    """The day that a file's name tells, or its last folders and name together."""
    for name in (file.name, "-".join(file.parts[-4:-1]), "-".join(file.parts[-3:])):
        for found in _DATED.finditer(name):
            if found["y"]:
                day = _date(int(found["y"]), int(found["m"]), int(found["d"]))
            else:
                known = found["month"] in _MONTHS
                day = _date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"])) if known else None
            if day is not None:
                return day
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year > 1980 else None
    except ValueError:
        return None


def _epoch(day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())


_FORMS = ("%a %b %d %H:%M:%S %z %Y", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")


def _moment(text: str) -> int | None:
    """Seconds since 1970: of a number (milliseconds from 10^11 on), of ISO 8601, or of Twitter's "Wed Oct 10 20:19:24
    +0000 2018"; UTC where no zone is named."""
    text = text.strip()
    try:
        number = float(text)
        return int(number / 1_000 if abs(number) >= 1e11 else number)
    except (ValueError, OverflowError):
        pass
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        when = next((found for form in _FORMS if (found := _parsed(text, form))), None)  # type: ignore[assignment]
    if when is None:
        return None
    return int((when if when.tzinfo else when.replace(tzinfo=dt.UTC)).timestamp())


def _parsed(text: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, form)  # noqa: DTZ007 - the zone is looked at by the caller
    except ValueError:
        return None


Names = Mapping[str, tuple[str, ...]]


def _rows_of(
    path: Path, needed: Names, row: Callable[[Mapping[str, str]], Row | None], more: Names | None = None
) -> Iterator[Row | None]:
    """The rows of a table by what its columns are called; what has no column is empty."""
    csv.field_size_limit(sys.maxsize)
    with _opened(path) as lines:
        reader = csv.reader(line.replace("\0", "") for line in lines)
        header = [name.strip().lstrip("\ufeff").casefold() for name in next(reader, [])]
        place = {
            what: next((header.index(name) for name in names if name in header), None)
            for what, names in {**needed, **(more or {})}.items()
        }
        if lacking := [" or ".join(needed[what]) for what in needed if place[what] is None]:
            raise Unreadable(f"{path.name} has no column {', no column '.join(lacking)}.")
        for cells in reader:
            if cells:
                yield row({what: cells[at] if at is not None and at < len(cells) else "" for what, at in place.items()})


def _header(path: Path) -> list[str]:
    with _opened(path) as lines:
        return [name.strip().lstrip("\ufeff").casefold() for name in next(csv.reader(lines), [])]


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
            yield cast(TextIO, lines)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}.") from error


def _data(found: Iterable[Row | None]) -> Data:
    rows, left_out = list[Row](), 0
    for row in found:
        if row is None:
            left_out += 1
        else:
            rows.append(row)
    if not rows:
        raise Unreadable("No message was found.")
    rows.sort(key=lambda row: row.at)
    number: dict[str, int] = {}
    author = np.array([number.setdefault(row.account, len(number)) for row in rows], np.int64)
    labels = {number[row.account] for row in rows if row.label}
    messages = Messages(
        np.array([row.at for row in rows], np.int64),
        author,
        [row.text for row in rows],
        [row.reply or 0 for row in rows],
        [row.shared for row in rows],
    )
    known = any(row.label is not None for row in rows)
    return Data(messages, len(number), frozenset(labels) if known else None, left_out)
