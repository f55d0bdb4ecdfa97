"""Where a walk through a chat stands: kept behind every page, so that the next try goes on at the next one."""

from typing import Literal

import msgspec

from storage.records import Gap, Hole, Unknown

Stage = Literal["members", "history", "ancestor", "admin-log", "invites", "done"]
STAGES: tuple[Stage, ...] = ("members", "history", "ancestor", "admin-log", "invites", "done")


class Marks(msgspec.Struct):
    """Where a walk stands, and what it has counted so far."""

    stage: Stage = "members"
    listed: int = 0
    """Lines of the member list that were asked for."""
    people: int = 0
    """People in them: a line that is repeated is nobody new."""
    unread_members: int = 0
    unread_from: int | None = None
    """How many lines were read before the first that could not be."""
    bots: int | None = 0
    bots_listed: int = 0
    whole_list: bool = False
    history_from: int = 0
    history_to: int = 0
    ancestor_to: int = 0
    log_below: int = 0
    link: int = 0
    importer_at: int = 0
    elements: int = 0
    elements_before: int = 0
    """Read by earlier readings of the same history."""
    counted: int | None = None
    """How many messages of the history Telegram counts."""
    ancestor_elements: int = 0
    ancestor_counted: int | None = None
    ancestor_missing: int = 0
    """As earlier readings left it."""
    mending: list[Hole] = msgspec.field(default_factory=list)
    """What earlier readings left unread, and this one has yet to ask for."""
    holes: list[Hole] = msgspec.field(default_factory=list)
    """What this one left unread."""
    gaps: list[Gap] = msgspec.field(default_factory=list)
    """Where the ids of the history jump furthest: what Telegram counts and did not show may lie there."""
    gaps_asked: bool = False
    """By this try at the reading."""
    first_at: int | None = None
    last_at: int | None = None
    begins: str | None = None
    migrated_at: int | None = None
    not_people: int = 0
    unknown_adders: int = 0
    unknown_actions: Unknown | None = None
    unread_sources: bool = False
    sources: list[str] = msgspec.field(default_factory=lambda: ["service-messages"])


class Progress(msgspec.Struct, frozen=True):
    """How far a stage has come: `done` of about `of`, null where nobody knows."""

    stage: Stage
    done: int
    of: int | None
