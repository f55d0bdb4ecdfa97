"""A Telegram Desktop export for the browser (HTML), streamed: memory does not grow with the chat.

files      what was given (a page, a folder, a .zip) -> the pages of each chat, in order
blocks     the text of a page -> its title, and one block a message
elements   a block -> what it says, as far as it can be read
sentences  what a service message says in words -> what Desktop calls it in JSON, and whom it names
records    elements -> records; a service message gets its time from the messages around it
export     ties them together: which chats there are, and reading one
"""

from auditor.collect.format import Format
from auditor.collect.pages.export import open_pages
from auditor.collect.pages.files import holds_json, holds_pages
from storage.sources import PAGES

HTML_EXPORT = Format(
    kind=PAGES,
    begins=lambda begins: begins.line.startswith("<"),
    holds=holds_pages,
    opens=lambda path, asked: open_pages(path, chat=asked.chat, tz=asked.tz, now=asked.now),
)

__all__ = ["HTML_EXPORT", "holds_json", "holds_pages"]
