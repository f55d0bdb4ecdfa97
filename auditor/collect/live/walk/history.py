"""The history of a chat, and that of the basic group it once was: around holes, and back to them."""

import contextlib

import msgspec

from auditor.collect.live import pages
from auditor.collect.live.convert import ANCESTOR
from auditor.collect.live.gaps import GAPS_ASKED, with_jumps
from auditor.collect.live.marks import Marks, Progress
from auditor.collect.live.telegram import HistoryPage
from auditor.collect.live.walk.state import WalkState
from auditor.collect.unknown import Unknowns
from auditor.errors import RequestRefused
from storage.records import Hole


async def read_history(state: WalkState) -> None:
    """Reads what an earlier try left unread, then on to the end, then once more where messages are missing."""
    marks = state.marks
    ended = False
    while marks.mending:
        ended = await _mend(state, marks.mending[0])
    if not ended:
        await _read_to_the_end(state)
    if not marks.gaps_asked and _passed_count(state) < (marks.counted or 0):
        marks.gaps_asked = True
        marks.mending = [Hole(gap.after, gap.until, 0) for gap in marks.gaps[:GAPS_ASKED]]
        while marks.mending:
            await _mend(state, marks.mending[0])


async def _read_to_the_end(state: WalkState) -> None:
    place, marks = state.place, state.marks
    found = pages.history(
        state.telegram, place.peer, marks.history_to, counted=marks.counted or 0, patience=state.patience
    )
    async with contextlib.aclosing(found):
        async for page in found:
            if isinstance(page, Hole):
                _pass_over(state, page)
                continue
            if page.count is not None:
                marks.counted = page.count if page.ids else max(page.count, marks.counted or 0)
            await _keep_history(state, page, 0)
            state.progress(Progress("history", messages_read(marks), marks.counted))
            if _is_end(state, page):
                break


def _is_end(state: WalkState, page: HistoryPage) -> bool:
    """Fewer than asked for is the end, where all that Telegram counts was read."""
    return len(page.ids) < page.asked and _passed_count(state) >= (state.marks.counted or 0)


def messages_read(marks: Marks) -> int:
    """Messages of the history that were read, by this reading or before; the basic group of old apart."""
    return marks.elements_before + marks.elements - marks.ancestor_elements


def _passed_count(state: WalkState) -> int:
    """Messages that were read, and those passed over."""
    return messages_read(state.marks) + sum(hole.count for hole in state.marks.holes if not hole.ancestor)


def _pass_over(state: WalkState, hole: Hole) -> None:
    """Counts what lies unread; at the end of the history no more than Telegram counts there."""
    left = (state.marks.counted or 0) - _passed_count(state)
    count = min(hole.count, left) if hole.until is None and left > 0 else hole.count
    state.marks.holes.append(msgspec.structs.replace(hole, count=count))


async def _mend(state: WalkState, first: Hole) -> bool:
    """Asks again for what an earlier reading left unread, and takes of a page all that it holds of such, and what
    is new. Says whether the history ends there."""
    marks, end, ended, behind = state.marks, first.until or 0, False, first.after
    peer = state.place.ancestor if first.ancestor else state.place.peer
    if peer is None:
        marks.mending.remove(first)
        return False
    found = pages.history(state.telegram, peer, first.after, until=end, counted=first.count, patience=state.patience)
    async with contextlib.aclosing(found):
        async for page in found:
            at = end
            if isinstance(page, Hole):
                at = min(page.until or end, end)
                marks.holes.append(Hole(page.after, at, min(page.count, first.count), first.ancestor))
            elif page.ids:
                at = page.ids[-1] + 1
            within = [hole for hole in marks.mending if hole.ancestor == first.ancestor]
            others = [hole for hole in marks.mending if hole.ancestor != first.ancestor]
            marks.mending = [*(hole for each in within for hole in _rest_of_hole(each, at)), *others]
            if not isinstance(page, Hole):
                new = [] if first.ancestor else [Hole(marks.history_to, at, 0)]
                await _keep_history(state, page, ANCESTOR if first.ancestor else 0, within=[*within, *new])
                marks.counted = marks.counted if first.ancestor else page.count
                ended = not first.ancestor and _is_end(state, page)
                if not first.ancestor:
                    shown = [number for number in page.ids if number < end]
                    up_to = [end] if at >= end or not page.ids else []
                    marks.gaps = with_jumps(marks.gaps, [behind, *shown, *up_to])
                    behind = shown[-1] if shown else behind
            if at >= end:
                break
    return ended


async def _keep_history(state: WalkState, page: HistoryPage, shift: int, *, within: list[Hole] | None = None) -> None:
    """Keeps a page with the marks behind it. `shift` is added to ids of the basic group; of a page `within` holes, only
    what lies in these is kept."""
    if not page.ids:
        return
    seen = page.convert(broadcast=state.place.broadcast, shift=shift, shown=state.shown, within=within)
    marks = state.marks
    marks.holes += [Hole(number - 1, number + 1, 1, bool(shift)) for number in seen.unread]
    marks.elements += seen.elements
    marks.ancestor_elements += seen.elements if shift else 0
    marks.not_people += seen.not_people
    marks.unknown_adders += seen.unknown_adders
    marks.migrated_at = marks.migrated_at or seen.migrated_at
    marks.unknown_actions = Unknowns(marks.unknown_actions).with_all(seen.unknown_actions).found
    if seen.first_at is not None and seen.last_at is not None:
        marks.first_at = seen.first_at if marks.first_at is None else min(marks.first_at, seen.first_at)
        marks.last_at = max(seen.last_at, marks.last_at or seen.last_at)
    if seen.begins == "creation" or (marks.begins is None and seen.begins is not None):
        marks.begins = seen.begins
    if marks.begins is None and seen.first_id == 1 and not shift:
        marks.begins = "first-message"
    if shift:
        marks.ancestor_to = max(page.ids[-1], marks.ancestor_to) if within is None else marks.ancestor_to
    else:
        if within is None:
            marks.gaps = with_jumps(marks.gaps, [marks.history_to, *page.ids])
        marks.history_to = max(page.ids[-1], marks.history_to)
    await state.keep(seen.batch)


async def read_ancestor(state: WalkState) -> None:
    """Reads the history of the basic group that this supergroup once was; only its members of old may read it."""
    was, marks = state.place.ancestor, state.marks
    if was is None or marks.history_from:
        return
    with contextlib.suppress(RequestRefused):  # who came later cannot read it
        found = pages.history(state.telegram, was, marks.ancestor_to, patience=state.patience)
        async with contextlib.aclosing(found):
            async for page in found:
                if isinstance(page, Hole):
                    marks.holes.append(msgspec.structs.replace(page, ancestor=True))
                    continue
                marks.ancestor_counted = page.count or marks.ancestor_counted
                await _keep_history(state, page, ANCESTOR)
                state.progress(Progress("ancestor", marks.elements, None))
                if not page.ids and marks.ancestor_elements >= (marks.ancestor_counted or 0):
                    break


def _rest_of_hole(hole: Hole, at: int) -> list[Hole]:
    """What is left of a hole once all before the id `at` was asked for."""
    if at <= hole.after + 1:
        return [hole]
    return [Hole(at - 1, hole.until, hole.count, hole.ancestor)] if at < (hole.until or 0) else []
