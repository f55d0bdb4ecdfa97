"""A chat of WhatsApp as its own "Export chat" writes it, streamed: memory does not grow with the chat.

files      what was given (a .txt, or the .zip or folder with it) -> lines
headings   a line -> the date, the time and the rest of what begins there, or nothing
order      the dates of the whole file -> what stands first in them, the day, the month or the year
sentences  what WhatsApp says of who came and left, by language
words      a text -> what somebody typed of it
chat       ties them together: what chat it is, and reading it
"""

from auditor.collect.format import Format
from auditor.collect.whatsapp.chat import open_whatsapp
from auditor.collect.whatsapp.files import holds_whatsapp
from auditor.collect.whatsapp.headings import begins_like_whatsapp
from storage.sources import WHATSAPP

WHATSAPP_EXPORT = Format(
    kind=WHATSAPP,
    begins=lambda begins: begins_like_whatsapp(begins.line),
    holds=holds_whatsapp,
    takes=frozenset({"chat", "dates"}),
    opens=lambda path, asked: open_whatsapp(path, tz=asked.tz, now=asked.now, times=asked.times),
)

__all__ = ["WHATSAPP_EXPORT"]
