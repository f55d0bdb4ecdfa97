"""What goes: texts and rows by time, and whoever asked to be forgotten; and that nothing of it lingers."""

import json
from pathlib import Path

import pytest

from auditor.conductors.audit import Finished, reopen
from auditor.report.report import to_json
from storage.audited import audits
from storage.audited.retention import forget, holdings, retain
from storage.companion import talkers
from storage.errors import UnknownAudit
from storage.people.identities import Identities
from storage.records import Post, Who
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, DAY, ERLAN, NOW, Somebody, added, came_by_link, left, said
from tests.storage import chats_heard as live
from tests.storage.installation import again, audited, bytes_at_rest, frames, people_csv, report_of, rows, take_in

TOLD = "құпия сөйлем жиырма сегіз"
STORY = [added(1, ASEL, DANA, ERLAN), said(2, BOLAT, TOLD), said(3, DANA), left(4, ERLAN), said(5, ASEL)]


async def test_texts_go_after_their_time_and_fingerprints_stay(database: Store) -> None:
    await take_in(database, STORY)
    kept = "SELECT id, exact, words, length, link, mentions, emoji, hashtags FROM messages"
    marks = rows(database, kept)
    await retain(database, now=NOW + 30 * DAY - 1, text_days=30, row_days=400)
    assert rows(database, "SELECT count(*) FROM texts.texts") == [(3,)]
    await retain(database, now=NOW + 30 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT count(*) FROM texts.texts") == [(0,)]
    assert rows(database, "SELECT texts_rest FROM observations") == [(0,)]
    assert rows(database, kept) == marks


@pytest.mark.parametrize("days", [0, 30])
async def test_nothing_of_a_text_lingers_in_the_files(database: Store, days: int) -> None:
    many = [said(n, ASEL, f"{TOLD} {n} " + "толтырғыш " * 30) for n in range(10, 800)]
    await take_in(database, [*STORY, *many], keep_text=days > 0)
    home = Path(database.home)
    assert (TOLD.encode() in bytes_at_rest(home)) == (days > 0)
    await retain(database, now=NOW + days * DAY, text_days=days, row_days=400)
    assert TOLD.encode() not in bytes_at_rest(home)


async def test_the_text_of_a_later_observation_stays_its_own_time(database: Store) -> None:
    await take_in(database, STORY)
    await take_in(database, [*STORY, said(6, BOLAT, "кейінгі")], now=NOW + 20 * DAY)
    await retain(database, now=NOW + 31 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT text FROM texts.texts") == [("кейінгі",)]
    await retain(database, now=NOW + 50 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT count(*) FROM texts.texts") == [(0,)]


async def test_the_same_export_after_its_texts_went_adds_nothing(database: Store) -> None:
    await take_in(database, STORY)
    await retain(database, now=NOW + 40 * DAY, text_days=30, row_days=400)
    _, nothing_new = await take_in(database, STORY, now=NOW + 40 * DAY)
    assert nothing_new
    assert rows(database, "SELECT count(*) FROM texts.texts") == [(0,)]


async def test_rows_of_people_go_after_theirs_and_the_report_stays(database: Store) -> None:
    finished = await audited(database, STORY)
    await retain(database, now=NOW + 400 * DAY - 1, text_days=30, row_days=400)
    assert rows(database, "SELECT count(*) FROM messages")[0][0] == 3
    await retain(database, now=NOW + 400 * DAY, text_days=30, row_days=400)
    for table in ("messages", "arrivals", "leaves", "names"):
        assert rows(database, f"SELECT count(*) FROM {table}") == [(0,)]
    kept = await audits.find(database, str(finished.audit.row))
    assert kept.report == finished.audit.report
    with pytest.raises(UnknownAudit, match=r"^[^\n]*have gone[^\n]*$"):
        await reopen(database, kept)


async def test_of_a_chat_that_is_watched_only_replaced_rows_go(database: Store) -> None:
    await take_in(database, STORY)
    changed = [*STORY[:1], said(2, BOLAT, "басқа"), *STORY[2:]]
    await take_in(database, changed, now=NOW + DAY)
    later, _ = await take_in(database, [*changed, said(6, BOLAT)], now=NOW + 300 * DAY)
    await retain(database, now=NOW + 410 * DAY, text_days=0, row_days=400)
    assert rows(database, "SELECT count(*) FROM messages WHERE until IS NOT NULL") == [(0,)]
    assert len((await frames(database, later)).messages) == 4


async def test_of_a_chat_that_is_watched_whoever_was_last_shown_long_ago_goes(database: Store) -> None:
    everybody = [live.member(who) for who in (live.ASEL, live.BOLAT, live.DANA)]
    for day in (1, 2, 3):
        await live.read(database, day, members=everybody[: 4 - day], posts=[Post(day, live.at(day), day)])
    assert rows(database, "SELECT since, last FROM members ORDER BY last") == [(1, 1), (1, 2), (1, 3)]
    await retain(database, now=live.at(1) + 400 * DAY, text_days=30, row_days=400)
    for table in ("members", "posts", "names"):
        assert rows(database, f"SELECT count(*) FROM {table}") == [(2,)]
    await retain(database, now=live.at(3) + 400 * DAY, text_days=30, row_days=400)
    for table in ("members", "posts", "names"):
        assert rows(database, f"SELECT count(*) FROM {table}") == [(0,)]


async def test_that_somebody_is_a_bot_rests_as_long_as_what_it_wrote(database: Store) -> None:
    await live.read(database, 1, members=[live.member(live.ASEL), live.member(live.BOLAT, bot=True)])
    await live.read(database, 2, members=[live.member(live.DANA)])
    await retain(database, now=live.at(1) + 400 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT bot FROM members ORDER BY bot") == [(0,), (1,)]
    await retain(database, now=live.at(2) + 400 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT bot FROM members") == []


async def test_a_name_that_rows_speak_of_rests_with_them(database: Store) -> None:
    observation, _ = await take_in(database, STORY)
    dana = live.member(Who(str(DANA.id), DANA.name))
    await live.read(database, (NOW - live.BEGAN) / DAY, members=[dana], chat=observation.chat)
    later, _ = await take_in(database, [*STORY, said(6, BOLAT)][3:], now=NOW + 300 * DAY)
    assert rows(database, "SELECT count(*) FROM names WHERE seen = 2") == [(1,)]
    shown_before = (await frames(database, later)).people.index.tolist()
    await retain(database, now=NOW + 400 * DAY, text_days=30, row_days=400)
    assert (await frames(database, later)).people.index.tolist() == shown_before


async def test_after_its_rows_went_a_chat_can_be_audited_again(database: Store) -> None:
    first = await audited(database, STORY)
    await retain(database, now=NOW + 400 * DAY, text_days=30, row_days=400)
    second = await audited(database, STORY, now=NOW + 401 * DAY)
    assert not second.again
    assert second.report == first.report
    assert people_csv(database, second) == people_csv(database, first)


async def test_the_forgotten_are_gone_from_every_row(database: Store) -> None:
    observation, _ = await take_in(database, [*STORY, added(6, DANA, BOLAT)])
    dana = Identities(database.key).person(str(DANA.id))
    gone = await forget(database, str(DANA.id))
    assert gone == 3  # the message, the arrival by name alone, the name
    for table, columns in {
        "messages": "person",
        "arrivals": "person, adder",
        "leaves": "person",
        "names": "person",
    }.items():
        assert dana not in {cell for row in rows(database, f"SELECT {columns} FROM {table}") for cell in row}
    assert rows(database, "SELECT person FROM erasures") == [(dana,)]
    people = (await frames(database, await again(database, observation))).people
    assert len(people) == 3
    name = dana.to_bytes(8, "little", signed=True)
    assert name not in bytes_at_rest(Path(database.home)).replace(name, b"", 1)


async def test_later_exports_turn_the_forgotten_away_and_count_them(database: Store) -> None:
    await take_in(database, STORY)
    await forget(database, str(DANA.id))
    observation, _ = await take_in(database, [*STORY, said(6, DANA), came_by_link(7, DANA), added(8, DANA, BOLAT)])
    found = await frames(database, observation)
    assert (observation.coverage.erased_people, observation.coverage.erased_messages) == (1, 2)
    assert len(found.people) == 3
    assert found.arrivals["adder"].tolist()[-1] == 0
    _, nothing_new = await take_in(database, [*STORY, said(6, DANA), came_by_link(7, DANA), added(8, DANA, BOLAT)])
    assert nothing_new


async def test_the_forgotten_are_one_nameless_remainder_in_the_report(database: Store) -> None:
    await forget(database, str(DANA.id))
    report = report_of(await audited(database, [*STORY, said(6, DANA), said(7, DANA)]))
    assert report["coverage"]["erased"] == 1
    assert report["coverage"]["messages"] == 5
    assert report["measures"]["voices.half_by"]["count"] == 1
    assert report["measures"]["voices.writers"]["count"] == 3


async def test_a_name_that_another_bears_too_is_not_taken_with_the_forgotten(database: Store) -> None:
    other = Somebody(300, "Дана")
    observation, _ = await take_in(database, [*STORY, said(6, other)])
    await forget(database, str(DANA.id))
    assert len((await frames(database, await again(database, observation))).arrivals) == 2


async def test_a_stored_report_loses_the_rows_about_the_forgotten_and_keeps_its_counts(database: Store) -> None:
    finished = await audited(database, STORY)
    ids = Identities(database.key)
    dana, bolat = (ids.person(str(who.id)) for who in (DANA, BOLAT))
    report = json.loads(to_json(finished.report))
    report["evidence"] = {
        "arrivals.forced": [{"adder": dana, "messages": [1]}, {"adder": bolat, "messages": [2]}],
        "coordination.groups": [{"people": [bolat, dana]}, {"people": [bolat]}],
    }
    await audits.save(
        database,
        chat_row=1,
        observation=finished.audit.observation,
        identity=finished.audit.identity,
        arguments=finished.audit.arguments,
        as_of=finished.audit.as_of,
        made_at=NOW,
        report=json.dumps(report).encode(),
    )
    await forget(database, str(DANA.id))
    kept = json.loads((await audits.find(database, str(finished.audit.row))).report)
    assert kept["evidence"] == {
        "arrivals.forced": [{"adder": bolat, "messages": [2]}],
        "coordination.groups": [{"people": [bolat]}],
    }
    assert kept["measures"] == report["measures"]


async def with_evidence(database: Store, finished: Finished) -> None:
    """Gives a stored report two rows of evidence."""
    report = report_of(finished) | {"evidence": {"arrivals.forced": [{"adder": 12}, {"adder": 14}]}}
    await audits.save(
        database,
        chat_row=1,
        observation=finished.audit.observation,
        identity=finished.audit.identity,
        arguments=finished.audit.arguments,
        as_of=finished.audit.as_of,
        made_at=NOW,
        report=json.dumps(report).encode(),
    )


async def test_evidence_goes_with_the_rows_of_its_observation_and_counts_stay(database: Store) -> None:
    early = await audited(database, STORY)
    await with_evidence(database, early)
    late = await audited(database, [*STORY, said(6, BOLAT)], now=NOW + 300 * DAY)
    await with_evidence(database, late)
    assert ((await holdings(database)).evidence, (await holdings(database)).evidence_overdue) == (4, 0)
    await retain(database, now=NOW + 400 * DAY, text_days=0, row_days=400)
    gone, kept = [json.loads((await audits.find(database, str(each.audit.row))).report) for each in (early, late)]
    assert gone == report_of(early) | {"evidence": {"arrivals.forced": []}}
    assert kept["evidence"] == {"arrivals.forced": [{"adder": 12}, {"adder": 14}]}
    assert ((await holdings(database)).evidence, (await holdings(database)).evidence_overdue) == (2, 0)


async def test_whoever_was_never_seen_can_be_forgotten_too(database: Store) -> None:
    assert await forget(database, "999999999") == 0
    assert await forget(database, "999999999") == 0
    assert (await holdings(database)).erasures == 1


async def test_an_account_of_another_platform_is_forgotten_under_its_name_there(database: Store) -> None:
    await forget(database, "UC12345", platform="youtube")
    identities = Identities(database.key)
    assert rows(database, "SELECT person FROM erasures") == [(identities.account_of("youtube", "UC12345"),)]


async def test_what_is_held_is_counted(database: Store) -> None:
    await audited(database, STORY)
    held = await holdings(database)
    assert (held.chats, held.audits, held.messages, held.texts, held.oldest_text) == (1, 1, 3, 3, NOW)
    assert (held.arrivals, held.leaves, held.people, held.erasures) == (2, 1, 4, 0)
    await live.read(database, 5, members=[live.member(live.ASEL)], posts=[Post(1, live.at(1), 5)])
    await live.read(database, 6, members=[live.member(live.ASEL)], posts=[Post(1, live.at(1), 6)])
    held = await holdings(database)
    assert (held.accounts, held.posts) == (1, 2)


async def test_the_oldest_text_is_the_oldest_that_rests_and_the_denied_are_counted_apart(database: Store) -> None:
    assert ((await holdings(database)).oldest_text, (await holdings(database)).denied) == (None, 0)
    await take_in(database, STORY)
    await take_in(database, [*STORY, said(6, BOLAT, "кейінгі")], now=NOW + 20 * DAY)
    await retain(database, now=NOW + 31 * DAY, text_days=30, row_days=400)
    await talkers.grant(database, 1, "denied", now=NOW)
    await talkers.grant(database, 2, "trusted", now=NOW)
    held = await holdings(database)
    assert (held.oldest_text, held.talkers, held.denied) == (NOW + 20 * DAY, 2, 1)


async def test_the_identity_of_an_audit_names_no_row_path_or_clock(database: Store) -> None:
    finished = await audited(database, STORY)
    observation = await audits.find(database, str(finished.audit.row))
    assert json.loads(observation.identity) == {
        "chat": "channel:1234567890",
        "source": "desktop-export",
        "as_of": 1_514_764_800 + 5 * 3_600,
        "asked": {"since": None, "until": None, "as_of": None, "claimed": None},
    }
