"""The list of the chats of a full account: of what kind each of them is."""

import re
from pathlib import PurePosixPath

from auditor.collect.pages.blocks import plain
from auditor.collect.pages.files import Place

LONGEST_LIST = 1 << 26
"""Bytes; a list of a hundred thousand chats has half of that."""

_ENTRY = re.compile(
    r'<a\b[^<>]*\bclass="entry\b[^<>]*\bhref="([^"#]*)[^<>]*>(.*?)(?=<a\b[^<>]*\bclass="entry\b|\Z)', re.DOTALL
)
_INFO = re.compile(r'<div\b[^<>]*\bclass="pull_right info details"[^<>]*>(.*?)</div>', re.DOTALL)
_KINDS = {"group": "private_supergroup", "channel": "private_channel", "private": "personal_chat", "bot": "bot_chat"}


def chats_listed(place: Place) -> dict[str, str]:
    """By the folder of each chat what an export as JSON would call it (`type`)."""
    found: dict[str, str] = {}
    for name in place.lists():
        with place.open(name) as stream:
            text, size = [], 0
            for block in stream.blocks:
                size += len(block)
                if size > LONGEST_LIST:
                    break
                text.append(block)
        for entry in _ENTRY.finditer(b"".join(text).decode("utf-8", "replace")):
            info = _INFO.search(entry[2])
            kind = _KINDS.get(plain(info[1])) if info else None
            if kind is not None:
                found[_folder(name, entry[1])] = kind
    return found


def _folder(of_list: str, link: str) -> str:
    """The folder that a link of a list leads to, within what was given: links start at the folder of the export."""
    parts = [*PurePosixPath(of_list).parts[:-2]]
    for part in PurePosixPath(link).parts[:-1]:
        if part == "..":
            continue
        parts.append(part)
    return str(PurePosixPath(*parts)) if parts else "."
