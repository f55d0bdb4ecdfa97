"""What an admin may read besides: the admin log, and who came by which invite link."""

from auditor.collect.live.telegram import LogPage, Peer
from auditor.collect.live.walk.state import WalkState, where_permitted
from auditor.errors import AnswerUnreadable, RequestRefused

PAGE_OF_LOG = 100


async def read_admin_log(state: WalkState) -> None:
    """Reads who came and went by the admin log, the newest first; an admin's account alone may."""
    place, marks = state.place, state.marks
    if not place.admin or place.chat.kind == "basic-group":
        return
    with where_permitted():
        while (page := await _log_page(state, place.peer)) is not None and page.ids:
            below = min(page.ids)
            if marks.log_below and below >= marks.log_below:
                return  # the page repeats
            marks.log_below = below
            state.note_source("admin-log")
            await state.keep(page.batch)
            if len(page.ids) < PAGE_OF_LOG:
                return


async def _log_page(state: WalkState, peer: Peer) -> LogPage | None:
    """The next page of the admin log; None where it cannot be understood."""
    try:
        return await state.telegram.log(peer, state.marks.log_below, PAGE_OF_LOG)
    except AnswerUnreadable:
        state.marks.unread_sources = True
        return None


async def read_invites(state: WalkState) -> None:
    """Who came by which link; own links only, unless this account owns the chat."""
    place = state.place
    if not place.admin or place.chat.kind == "basic-group":
        return
    try:
        for link in await state.telegram.links(place.shown):
            await _read_importers(state, link)
    except RequestRefused:
        return
    except AnswerUnreadable:
        state.marks.unread_sources = True


async def _read_importers(state: WalkState, link: str) -> None:
    behind, asked = None, set[str]()
    while repr(behind) not in asked:
        asked.add(repr(behind))
        page = await state.telegram.importers(state.place.peer, link, behind)
        if not page.lines:
            return
        state.note_source("invite-links")
        await state.keep(page.batch)
        if page.behind is None:
            return
        behind = page.behind
