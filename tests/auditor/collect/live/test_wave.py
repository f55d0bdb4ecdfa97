"""A chat that was flooded, read live: what the wave's figures say, beside what was planted."""

from pathlib import Path
from typing import Literal

import pytest

from auditor.collect.live.ids import ids_of
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.waits import Pace
from auditor.conductors.audit import Finished
from auditor.errors import ChatUnreachable
from auditor.measure.arrivals import wave
from auditor.measure.spec import Measure
from storage.audited import audits, updates
from storage.opening import open_store
from storage.people.identities import Identities
from storage.records import Arrival, Chat, Leave, Who
from tests.auditor.collect.live.live_audit import QUICK, audited, installation
from tests.telegram.server import LocalTelegram
from tests.worlds.live.flooded import Flooded, flooded_live


async def read(folder: Path, flooded: Flooded) -> tuple[Finished, Identities]:
    """One audit of it."""
    home = installation(folder)
    async with LocalTelegram([flooded.chat]) as telegram, open_store(home) as store:
        return await audited(telegram, store, flooded.chat), Identities(store.key)


def figures(done: Finished) -> dict[str, Measure]:
    """Those of the wave."""
    return {name: done.report.measures[name] for name in (spec.id for spec in wave.WAVES)}


async def test_a_group_of_nine_thousand_with_five_thousand_fakes(tmp_path: Path) -> None:
    flooded = flooded_live(1)
    done, identities = await read(tmp_path, flooded)
    found, (row,) = figures(done), done.report.evidence["arrivals.wave"]
    fakes = {identities.person(str(number)) for number in flooded.fakes}
    people = set(wave.people_of(done.frames).tolist())

    assert len(fakes & people) >= 0.99 * len(fakes)
    honest = len(people - fakes)
    usual = found["arrivals.wave_usual"]
    assert usual.of == len(people) == found["arrivals.wave"].count
    assert usual.low is not None
    assert usual.high is not None
    assert usual.low <= honest / len(people) <= max(usual.high, usual.low + 0.01)
    assert honest / len(people) < 0.03
    age = found["arrivals.wave_age"]
    assert age.value is not None
    assert age.value > 0.8
    assert row["rest_same_age"] / row["rest_same_age_of"] < 0.5
    assert row["p_age"] <= 0.01
    gone = found["arrivals.wave_gone"]
    assert gone.count == pytest.approx(len(flooded.gone), rel=0.02)
    assert row["rest_gone"] / row["rest_gone_of"] < 0.1
    assert sum(row["sources"].values()) == len(people)


async def test_of_a_wave_of_yesterday_nobody_knows_who_will_be_gone(tmp_path: Path) -> None:
    done, _ = await read(tmp_path, flooded_live(2, usual=600, fakes=300, days_since=1))

    assert figures(done)["arrivals.wave"].count == pytest.approx(300, abs=15)
    assert figures(done)["arrivals.wave_gone"].why == "wave-too-young"


async def test_a_channel_tells_its_admins_of_a_wave_by_link(tmp_path: Path) -> None:
    flooded = flooded_live(3, usual=600, fakes=900, kind="channel", standing="creator")
    done, identities = await read(tmp_path, flooded)
    people = set(wave.people_of(done.frames).tolist())
    (row,) = done.report.evidence["arrivals.wave"]
    fakes = {identities.person(str(number)) for number in flooded.fakes}

    assert len(fakes & people) >= 0.95 * len(fakes - {identities.person(str(number)) for number in flooded.gone})
    assert set(row["sources"]) <= {"invite-links", "admin-log", "member-list"}


async def test_where_the_bot_alone_was_an_admin_its_updates_tell_of_the_wave_and_nobody_can_be_named(
    tmp_path: Path,
) -> None:
    flooded = flooded_live(9, usual=400, fakes=300, kind="channel")
    chat, home = flooded.chat, installation(tmp_path)
    seen_by_the_bot = Chat(chat.title, "channel", chat.id, chat.username)
    async with LocalTelegram([chat]) as telegram, open_store(home) as store:
        await updates.listen(store, seen_by_the_bot, chat.begins - 1)
        for event in chat.events:
            if event.kind == "join_by_link":
                who = Who(str(event.actor), None)
                came = Arrival(0, 0, event.at, "by_link", who, None, "bot-updates")
                await updates.record(store, seen_by_the_bot, came, now=event.at)
            elif event.kind == "remove_members":
                went = Leave(0, 0, event.at, Who(str(event.actor), None), by_self=True, source="bot-updates")
                await updates.record(store, seen_by_the_bot, went, now=event.at)
        await updates.heartbeat(store, chat.now)
        done = await audited(telegram, store, chat)
        fakes = {Identities(store.key).person(str(number)) for number in flooded.fakes}
    (row,) = done.report.evidence["arrivals.wave"]

    assert fakes <= set(wave.people_of(done.frames).tolist())
    assert row["sources"] == {"bot-updates": row["count"]}
    gone = figures(done)["arrivals.wave_gone"]
    assert gone.count == pytest.approx(len(flooded.gone), abs=3)
    assert gone.of == row["count"]
    assert 0 < row["rest_gone"] < 0.2 * row["rest_gone_of"]


@pytest.mark.parametrize("kind", ["supergroup", "channel"])
async def test_the_ids_of_a_wave_are_read_again_for_an_admin_and_rest_nowhere(
    tmp_path: Path, kind: Literal["supergroup", "channel"]
) -> None:
    flooded = flooded_live(6, usual=600, fakes=900, kind=kind, standing="creator")
    home = installation(tmp_path)
    async with LocalTelegram([flooded.chat]) as telegram, open_store(home) as store:
        done = await audited(telegram, store, flooded.chat)
        wanted = wave.people_of(done.frames).tolist()
        session = telegram.session_file(home / "account.session")
        async with account(Credentials(1, "x", str(session))) as client:
            chat = await audits.chat_of(store, done.audit.row)
            ids = await ids_of(store, Pace(client, QUICK), chat, wanted)
        identities = Identities(store.key)

    assert ids == sorted(set(ids))
    assert {identities.person(str(number)) for number in ids} <= set(wanted)
    here = flooded.fakes - flooded.gone
    assert len(here & set(ids)) >= 0.95 * len(here)
    assert len(set(ids) - flooded.fakes) <= 0.05 * len(ids)
    for path in home.glob("deadsouls.db*"):
        content = path.read_bytes()
        assert all(str(number).encode() not in content for number in ids)


async def test_who_is_no_admin_reads_no_ids(tmp_path: Path) -> None:
    flooded = flooded_live(7, usual=600, fakes=300)
    home = installation(tmp_path)
    async with LocalTelegram([flooded.chat]) as telegram, open_store(home) as store:
        done = await audited(telegram, store, flooded.chat)
        session = telegram.session_file(home / "account.session")
        async with account(Credentials(1, "x", str(session))) as client:
            chat = await audits.chat_of(store, done.audit.row)
            with pytest.raises(ChatUnreachable, match="no admin"):
                await ids_of(store, Pace(client, QUICK), chat, wave.people_of(done.frames).tolist())


async def test_a_channel_shows_others_no_wave_and_the_report_says_so(tmp_path: Path) -> None:
    done, _ = await read(tmp_path, flooded_live(4, usual=600, fakes=900, kind="channel"))

    assert {measure.outcome for measure in figures(done).values()} == {"insufficient"}
    assert {measure.why for measure in figures(done).values()} == {"no-rhythm"}


async def test_a_chat_that_grows_as_it_always_did_has_no_wave(tmp_path: Path) -> None:
    done, _ = await read(tmp_path, flooded_live(5, usual=900, fakes=0))

    assert figures(done)["arrivals.wave"].count == 0
    assert {figures(done)[name].why for name in (spec.id for spec in wave.WAVES[1:])} == {"no-wave"}
