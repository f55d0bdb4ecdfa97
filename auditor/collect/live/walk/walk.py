"""The order of the steps. Each knows where it stands (`Marks`), and every page is kept with the marks behind it; so
whoever takes the walk up again goes on at the next page. What cannot be read is passed over and counted (`pages`)."""

from collections.abc import Awaitable, Callable

from auditor.collect.live.marks import STAGES, Marks, Progress, Stage
from auditor.collect.live.place import Place
from auditor.collect.live.telegram import Telegram
from auditor.collect.live.walk.admin_sources import read_admin_log, read_invites
from auditor.collect.live.walk.coverage import coverage_of
from auditor.collect.live.walk.history import read_ancestor, read_history
from auditor.collect.live.walk.members import MemberList
from auditor.collect.live.walk.state import Keeping, WalkState
from storage.records import Coverage


class Walk:
    """One walk through a chat, begun or taken up again. `run` it to the end."""

    def __init__(
        self,
        telegram: Telegram,
        reading: Keeping,
        place: Place,
        marks: Marks,
        progress: Callable[[Progress], None],
        *,
        listed_before: Callable[[int], bool] = lambda _: False,
        patience: float = 1.0,
    ) -> None:
        """`listed_before`: whether an earlier try at this reading found a person in the member list; `patience`:
        seconds until a page that came empty too early is asked for again."""
        self._state = WalkState(
            telegram=telegram, reading=reading, place=place, marks=marks, progress=progress, patience=patience
        )
        self.marks = marks
        self._members = MemberList(self._state, listed_before)

    async def run(self) -> Coverage:
        """Reads what has not been read yet; every page is kept as it arrives."""
        state = self._state
        marks = state.marks
        steps: dict[Stage, Callable[[], Awaitable[None]]] = {
            "members": self._members.read,
            "history": lambda: read_history(state),
            "ancestor": lambda: read_ancestor(state),
            "admin-log": lambda: read_admin_log(state),
            "invites": lambda: read_invites(state),
        }
        for stage in STAGES[STAGES.index(marks.stage) : -1]:
            if marks.stage != stage:
                marks.stage = stage
                await state.keep_marks()
            await steps[stage]()
        marks.stage = "done"
        await state.keep_marks()
        return coverage_of(state.place, marks)

    async def look_again(self) -> None:
        """The member list, the admin log and the invite links alone: who can be seen now."""
        await self._members.read()
        await read_admin_log(self._state)
        await read_invites(self._state)
