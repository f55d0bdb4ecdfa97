"""A Telegram Desktop export (JSON), streamed: memory does not grow with the file.

files     what was given (a file, a folder, a .zip) -> one stream of bytes
layout    the bytes -> chats, and chunks of whole elements
elements  chunks -> typed elements; repairs what can be repaired, counts what cannot
times     two dates of an element -> one time, or none
records   elements -> records
export    ties them together: which chats there are, and reading one
"""

from auditor.collect.desktop.export import DesktopExport, open_export

__all__ = ["DesktopExport", "open_export"]
