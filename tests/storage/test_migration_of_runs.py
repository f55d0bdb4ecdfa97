"""A database that was written when each live observation held all accounts anew is read as it was."""

import sqlite3
from pathlib import Path

import msgspec
import pytest

from auditor.conductors.audit import frames_of
from auditor.conductors.measuring import Arguments
from storage.audited.observations import find_observation
from storage.audited.shown import read_columns
from storage.columns import MemberColumns
from storage.keeping.readings import reading
from storage.opening import open_store
from storage.records import Batch, Chat, Coverage
from storage.sqlite.database import migrations
from storage.store import Store
from tests.storage.chats_heard import ASEL, DAY, member
from tests.storage.installation import rows

BEFORE = next(number for number, script in enumerate(migrations()) if "members_in_runs" in script)
"""The last version with snapshots."""

READ_AT = {1: 1_700_000_000, 3: 1_700_000_000 + 20 * DAY, 4: 1_700_000_000 + 45 * DAY, 5: 1_700_000_000 + 46 * DAY}
"""The live observations. Between the first two an export was taken in; the last is not finished."""

SECOND = 1_699_999_937
"""When somebody was seen last, two days before the first reading."""

COVERAGE = Coverage(source="live", listing="whole", claimed=4, first_at=1_600_000_000, history_begins="creation")

Shown = tuple[str, int | None, int, int | None]
"""seen, seen_at, deleted, adder."""

SNAPSHOTS: dict[int, dict[int, Shown]] = {
    1: {20: ("exact", SECOND, 0, None), 22: ("recently", None, 0, 20), 24: ("online", None, 0, None)},
    3: {20: ("exact", SECOND, 0, None), 22: ("recently", None, 0, 20), 26: ("empty", None, 0, None)},
    4: {20: ("exact", SECOND, 0, None), 22: ("", None, 1, 20), 24: ("exact", READ_AT[4] - 5, 0, None)},
    5: {20: ("exact", SECOND, 0, None), 22: ("", None, 1, 20)},
}
POSTS = {1: {7: 50, 8: 5}, 3: {7: 50, 8: 60}, 4: {8: 60}, 5: {8: 61}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "key").write_bytes(bytes(range(32)))
    (folder / "key").chmod(0o600)
    with sqlite3.connect(folder / "deadsouls.db") as old:
        for script in migrations()[:BEFORE]:
            old.executescript(script)
        old.execute(f"PRAGMA user_version = {BEFORE}")
        old.execute("INSERT INTO chats VALUES (1, 'channel:1', 1, 'Соседи', NULL, 'supergroup')")
        told = msgspec.json.encode(COVERAGE).decode()
        for number in (1, 2, 3, 4, 5):
            live = number in READ_AT
            row = (number, 1, "live" if live else "desktop-export", READ_AT.get(number, 1_700_500_000), told, 1, 1)
            old.execute(
                "INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, "{}" if number == 5 else None)
            )
            for person, (seen, at, deleted, adder) in SNAPSHOTS.get(number, {}).items():
                old.execute(
                    "INSERT INTO members VALUES (1, ?, ?, 1, 'member', 1699000000, ?, 0, ?, 0, 0, ?, ?, 0, 5, 6, 7)",
                    (number, person, adder, deleted, seen, at),
                )
            for post, views in POSTS.get(number, {}).items():
                old.execute("INSERT INTO posts VALUES (1, ?, ?, 1699000000, ?, 1, 0, -1)", (number, post, views))
    old.close()
    return folder


async def shown(store: Store, number: int) -> tuple[MemberColumns, dict[int, int], list[int]]:
    """What an observation shows of accounts and posts, and who is inactive by it."""
    observation = await find_observation(store, number)
    assert observation is not None
    columns = await read_columns(store, observation)
    assert columns.members is not None
    assert columns.posts is not None
    views = dict(zip(columns.posts.id.tolist(), columns.posts.views.tolist(), strict=True))
    people = (await frames_of(store, observation, Arguments())).people
    return columns.members, views, people.index[people["inactive"] == 1].tolist()


@pytest.mark.parametrize("number", [1, 3, 4])
async def test_every_observation_shows_whom_it_showed(home: Path, number: int) -> None:
    async with open_store(home) as store:
        members, views, inactive = await shown(store, number)
    old = SNAPSHOTS[number]
    assert sorted(old) == members.person.tolist()
    assert [bool(old[person][2]) for person in sorted(old)] == members.deleted.tolist()
    assert [old[person][3] or 0 for person in sorted(old)] == members.adder.tolist()
    assert POSTS[number] == views
    away = [p for p, (seen, at, *_) in old.items() if seen == "exact" and READ_AT[number] - (at or 0) > 30 * DAY]
    assert away == inactive


async def test_what_was_shown_again_is_one_row_and_no_second_of_a_last_sight_is_left(home: Path) -> None:
    async with open_store(home) as store:
        found = rows(store, "SELECT person, since, last, seen, seen_month FROM members ORDER BY person, since")
        assert [
            (20, 1, 3, "lately", None), (20, 4, 5, "long-ago", 646), (22, 1, 3, "recently", None), (22, 4, 5, "", None),
            (24, 1, 1, "lately", None), (24, 4, 4, "lately", None), (26, 3, 3, "empty", None),
        ] == found  # fmt: skip
        assert [(7, 1, 3), (8, 1, 1), (8, 3, 4), (8, 5, 5)] == rows(
            store, "SELECT id, since, last FROM posts ORDER BY id, since"
        )
        assert "ok" == await store.quick_check()
    at_rest = b"".join(path.read_bytes() for path in home.iterdir())
    assert SECOND.to_bytes(4, "big") not in at_rest


async def test_an_unfinished_reading_goes_on(home: Path) -> None:
    chat = Chat("Соседи", "supergroup", 1)
    async with open_store(home) as store:
        async with reading(store, chat, now=READ_AT[5] + 9, keep_text=True) as under_way:
            assert ("{}", READ_AT[5]) == (under_way.marks, under_way.begun_at)
            await under_way.keep(Batch([], [], [], [member(ASEL)]), "on")
            await under_way.finish(COVERAGE)
        members, _, _ = await shown(store, 5)
        assert {20, 22} < set(members.person.tolist())
        assert 3 == len(members.person)
        assert sorted(SNAPSHOTS[4]) == (await shown(store, 4))[0].person.tolist()
