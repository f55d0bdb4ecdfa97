"""Files that are no chat and no table: what each of them is, and the sentence that helps its owner on."""

import re
from pathlib import Path

from auditor.errors import ExportUnreadable, Sentence

HEAD = 1 << 11
"""Bytes by which a file is told."""

_EXPORT_THE_CHAT = Sentence("export the chat itself, in Telegram Desktop as JSON, in WhatsApp with Export chat")
_UNPACK = Sentence("unpack it, and name the file or the folder that comes out")

_OF_TDL = re.sub(
    rb" ", rb"\\s*", rb' \{ "id" : -?\d+ , "messages" : \[ \{ "id" : \d+ , "type" : "message" , "file"'
)  # fmt: skip
"""Keys of tdl's `chat export`, in its order (iyear/tdl, app/chat/export.go)."""

_BEGINNINGS: tuple[tuple[bytes, Sentence, Sentence], ...] = (
    (
        rb"SQLite format 3\0",
        Sentence("a database (SQLite)"),
        Sentence(
            "what WhatsApp, Signal or a browser keeps there is all that its owner wrote; {export}",
            export=_EXPORT_THE_CHAT,
        ),
    ),
    (
        rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM.{4}\0{4}|....ftyp(?:heic|heix|mif1|avif)",
        Sentence("a picture"),
        Sentence("words in a picture are not read; {export}", export=_EXPORT_THE_CHAT),
    ),
    (
        rb"....ftyp|OggS|ID3|\x1aE\xdf\xa3|RIFF....(?:AVI |WAVE)",
        Sentence("a recording of sound or video"),
        Sentence("what is said in it is not read; {export}", export=_EXPORT_THE_CHAT),
    ),
    (
        _OF_TDL,
        Sentence("a list of messages by tdl, which does not say who wrote them"),
        Sentence(
            "nothing can be counted without; export the chat in Telegram Desktop as JSON, or audit it live, as @chat"
        ),
    ),
    (
        rb"%PDF-",
        Sentence("a PDF"),
        Sentence("a printed chat has lost what tells people apart; {export}", export=_EXPORT_THE_CHAT),
    ),
    (rb"Rar!\x1a\x07", Sentence("a RAR archive"), _UNPACK),
    (rb"7z\xbc\xaf\x27\x1c", Sentence("a 7-Zip archive"), _UNPACK),
    (rb".{257}ustar", Sentence("a tar archive"), _UNPACK),
)
"""How such files begin, what they are, and what to do."""

_CRYPT = re.compile(r"\.crypt\d{1,2}$")
"""Backups of WhatsApp are encrypted and say nothing of themselves; they are known by their names alone."""


def refuse_foreign(path: Path) -> None:
    """Raises `ExportUnreadable` for a file of another sort, with what it is and what helps."""
    if not path.is_file():
        return
    if _CRYPT.search(path.name):
        raise ExportUnreadable(
            "{path} is an encrypted backup of WhatsApp, which only the phone can open; there, {export_the_chat}.",
            path=path,
            export_the_chat=_EXPORT_THE_CHAT,
        )
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise ExportUnreadable(
            "{path} cannot be read: {said}.", path=path, said=str(error.strerror or error)
        ) from error
    for beginning, what, helps in _BEGINNINGS:
        if re.match(beginning, head, re.DOTALL):
            raise ExportUnreadable("{path} is {what}; {helps}.", path=path, what=what, helps=helps)
