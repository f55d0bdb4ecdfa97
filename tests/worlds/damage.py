"""Exports as they are found in the world: each function spoils the bytes of one at a seeded place and says how.

All take the bytes of a readable export (any schema and layout of `desktop_export`, `indent=1`) and a seed.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

_ELEMENT = re.compile(rb'\{\n +"id": (-?\d+),\n +"type": "(message|service)",')
_TEXT = re.compile(rb'\n +"text": "(?=[^"\\]{4})')
_NAME = re.compile(rb'"(?:from|actor)": ("(?:[^"\\]|\\.)+")')
_ADDED = re.compile(rb'"members": (\[[^\]]*\])')

_UNQUOTED = '{\n  "type": "custom_emoji",\n  "text": "😮",\n  "document_id": video_files/sticker (2).webm\n }'.encode()

_WRONG = b"""{
   "id": ["%b"],
   "type": "message",
   "date": 12.5,
   "from": {"a": 1},
   "from_id": true,
   "text": {"b": [null]}
  },
  """

HOSTILE_NAMES = (
    "\u202egnp.exe\u202c Асет",
    "<script>alert('souls')</script>",
    "\u200b\u200d\ufeff",
    '"><img src=x onerror=alert(1)>',
    "\x1b[31mRed\x1b[0m\x07",
    "=HYPERLINK(0;1)",
    "{{ 7 * 7 }}",
    "../../etc/passwd",
    "Z̸̡͍̈a̴͕͝l̷̟͑g̶̨̈́ǫ̵̕",
    "null",
)
"""Names that try to break what shows them. All are valid strings of people."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What became of an export. `elements` are the ids of the elements hit, as far as they can be told; `valid`
    says whether it is still JSON by the letter."""

    kind: str
    data: bytes
    what: str
    elements: tuple[int, ...] = ()
    valid: bool = False


def control_characters(data: bytes, seed: int, *, count: int = 5) -> Damage:
    """Telegram Desktop writes a control character as `\\xNN`, which JSON does not know."""
    rng = Random(f"control/{seed}")
    places = sorted(rng.sample([hit.end() for hit in _TEXT.finditer(data)], count), reverse=True)
    ids = _ids(data, places)
    for place in places:
        data = _insert(data, place, rb"\x%02X" % rng.choice((0x01, 0x07, 0x0B, 0x1F)))
    return Damage("control_characters", data, f"{count} texts hold \\xNN", ids)


def control_character_in_name(data: bytes, seed: int) -> Damage:
    """One person's name holds a control character, everywhere it stands."""
    name = _some_name(data, seed)
    data = data.replace(name, name[:-1] + rb'\x0B"')
    return Damage("control_character_in_name", data, f"the name {name.decode()} ends with \\x0B everywhere")


def unquoted_document_id(data: bytes, seed: int, *, count: int = 3) -> Damage:
    """Version 4.1 wrote the file of a custom emoji without quotes."""
    rng = Random(f"unquoted/{seed}")
    hits = [hit for hit in re.finditer(rb'\n( +)"text": "([^"\\]+)"', data) if len(hit[1]) in {3, 6}]
    chosen = sorted(rng.sample(hits, count), key=lambda hit: hit.start(), reverse=True)
    ids = _ids(data, [hit.start() for hit in chosen])
    for hit in chosen:
        text = b'\n%b"text": [\n "%b",\n %b\n]' % (hit[1], hit[2], _UNQUOTED)
        data = data[: hit.start()] + text + data[hit.end() :]
    return Damage("unquoted_document_id", data, f"{count} texts hold a document_id without quotes", ids)


def truncated(data: bytes, seed: int) -> Damage:
    """The file ends in the middle of an element, as when a disk was full."""
    rng = Random(f"truncated/{seed}")
    element = rng.choice(_elements(data)[len(_elements(data)) // 2 :])
    place = element.end() + rng.randint(1, 40)
    return Damage("truncated", data[:place], f"the file ends at byte {place}", (int(element[1]),))


def lone_surrogate(data: bytes, seed: int) -> Damage:
    """Half of an emoji as an escape: JSON by the letter, but no text."""
    place = _some_text(data, seed)
    return Damage(
        "lone_surrogate", _insert(data, place, rb"\ud83d"), "a text begins with \\ud83d", _ids(data, [place]), True
    )


def invalid_utf8(data: bytes, seed: int) -> Damage:
    """A byte that no UTF-8 text holds."""
    place = _some_text(data, seed)
    return Damage("invalid_utf8", _insert(data, place, b"\xff\xc3"), "a text begins with FF C3", _ids(data, [place]))


def wrong_types(data: bytes, seed: int) -> Damage:
    """One element whose id is a list, whose date is a number and whose text is an object."""
    rng = Random(f"types/{seed}")
    element = rng.choice(_messages(data))
    data = _insert(data, element.start(), _WRONG % element[1])
    return Damage("wrong_types", data, "one more element before this one has wrong types", (int(element[1]),), True)


def id_as_string(data: bytes, seed: int) -> Damage:
    """One element's id is a word in quotes."""
    element = Random(f"word/{seed}").choice(_messages(data))
    data = _replace(data, element.span(1), b'"abc%b"' % element[1])
    return Damage("id_as_string", data, f"the id {int(element[1])} became a word", (int(element[1]),), True)


def date_as_number(data: bytes, seed: int) -> Damage:
    """One element's date is a number."""
    element = Random(f"date/{seed}").choice(_messages(data))
    date = re.compile(rb'"date": ("[^"]*")').search(data, element.end())
    assert date
    data = _replace(data, date.span(1), b"20180411")
    return Damage("date_as_number", data, f"the date of {int(element[1])} is 20180411", (int(element[1]),), True)


def members_as_string(data: bytes, seed: int) -> Damage:
    """The members of one addition are one string in place of a list."""
    hit = Random(f"members/{seed}").choice(list(_ADDED.finditer(data)))
    first = str(json.loads(hit[1])[0] or "")
    data = _replace(data, hit.span(1), json.dumps(first, ensure_ascii=False).encode())
    return Damage("members_as_string", data, "members is a string", _ids(data, [hit.start()]), True)


def huge_numbers(data: bytes, seed: int) -> Damage:
    """Numbers that no integer column and no float holds, as an id, as a reply and as a duration."""
    rng = Random(f"huge/{seed}")
    chosen = sorted(rng.sample(_messages(data), 3), key=lambda hit: hit.start(), reverse=True)
    for hit, (key, number) in zip(
        chosen,
        ((b"id", b"1" + b"0" * 30), (b"reply_to_message_id", b"1e400"), (b"duration_seconds", b"-9" + b"9" * 400)),
        strict=True,
    ):
        if key == b"id":
            data = _replace(data, hit.span(1), number)
        else:
            data = _insert(data, hit.end(), b'\n   "%b": %b,' % (key, number))
    ids = tuple(int(hit[1]) for hit in chosen)
    return Damage("huge_numbers", data, "an id is 10**30, a reply 1e400, a duration -10**401", ids, True)


def duplicated_ids(data: bytes, seed: int, *, count: int = 4) -> Damage:
    """Some messages bear the id of the message before them; `elements` are the ids they had."""
    rng = Random(f"twice/{seed}")
    twice: list[int] = []
    hits = _messages(data)
    half = len(hits) // 2
    for place in sorted(rng.sample(range(half, half + len(hits) // 4), count), reverse=True):
        data = _replace(data, hits[place].span(1), hits[place - 1][1])
        twice.append(int(hits[place][1]))
    return Damage("duplicated_ids", data, f"{count} messages bear the id of the one before", tuple(twice), True)


def deep_nesting(data: bytes, seed: int, *, depth: int = 100_000, closed: bool = True) -> Damage:
    """A text is a list of a list of a list; unclosed, nothing after it can be told apart."""
    element = Random(f"deep/{seed}").choice(_messages(data))
    deep = b"[" * depth + (b"]" * depth if closed else b"")
    data = _insert(data, element.end(), b'\n   "deep": %b,' % deep)
    return Damage("deep_nesting", data, f"{depth} brackets in one element", (int(element[1]),), closed)


def hostile_names(data: bytes, seed: int) -> Damage:
    """The title and some people's names try to break what shows them; every occurrence of a name is changed alike."""
    rng = Random(f"hostile/{seed}")
    names = sorted({hit[1] for hit in _NAME.finditer(data)})
    rng.shuffle(names)
    title = re.search(rb'"name": ("(?:[^"\\]|\\.)+"),\n +"type": "[a-z_]*group', data)
    assert title
    for old, new in zip([name for name in names if name != title[1]], HOSTILE_NAMES, strict=False):
        data = data.replace(old, _as_desktop(new))
    data = data.replace(title[1], _as_desktop("<b>\u202eДВК</b>\u2028=1+1"))
    return Damage("hostile_names", data, "the title and ten names are hostile", valid=False)


def missing_brace(data: bytes, seed: int) -> Damage:
    """One element does not end: its closing brace is not there."""
    rng = Random(f"brace/{seed}")
    hits = _messages(data)
    place = rng.randrange(1, len(hits))
    following = next(hit for hit in _elements(data) if hit.start() > hits[place - 1].start())
    end = data.rindex(b"}", 0, following.start())
    data = data[:end] + data[end + 1 :]
    return Damage("missing_brace", data, f"the brace at byte {end} is missing", (int(hits[place - 1][1]),))


DAMAGES: tuple[Callable[[bytes, int], Damage], ...] = (
    control_characters,
    control_character_in_name,
    unquoted_document_id,
    truncated,
    lone_surrogate,
    invalid_utf8,
    wrong_types,
    id_as_string,
    date_as_number,
    members_as_string,
    huge_numbers,
    duplicated_ids,
    deep_nesting,
    hostile_names,
    missing_brace,
)
"""All of them, for a parametrised test."""


def _elements(data: bytes) -> list[re.Match[bytes]]:
    return list(_ELEMENT.finditer(data))


def _messages(data: bytes) -> list[re.Match[bytes]]:
    return [hit for hit in _ELEMENT.finditer(data) if hit[2] == b"message"]


def _some_text(data: bytes, seed: int) -> int:
    """Where the text of some message begins."""
    return Random(f"text/{seed}").choice([hit.end() for hit in _TEXT.finditer(data)])


def _some_name(data: bytes, seed: int) -> bytes:
    return Random(f"name/{seed}").choice(sorted({hit[1] for hit in _NAME.finditer(data)}))


def _ids(data: bytes, places: list[int]) -> tuple[int, ...]:
    """The ids of the elements that hold these places (counted before anything was put in after them)."""
    found = set()
    for place in places:
        before = list(_ELEMENT.finditer(data, 0, place))
        found.add(int(before[-1][1]))
    return tuple(sorted(found))


def _insert(data: bytes, place: int, more: bytes) -> bytes:
    return data[:place] + more + data[place:]


def _replace(data: bytes, span: tuple[int, int], new: bytes) -> bytes:
    return data[: span[0]] + new + data[span[1] :]


def _as_desktop(text: str) -> bytes:
    """A string as Telegram Desktop writes it, its control characters as `\\xNN`."""
    quoted = json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return re.sub(r"\\u00([01][0-9a-f])", lambda hit: "\\x" + hit[1].upper(), quoted).encode()
