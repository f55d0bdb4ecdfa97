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


async def test_texts_go_after_their_time_and_fingerprints_stay(store: Store) -> None:
    await take_in(store, STORY)
    kept = "SELECT id, exact, words, length, link, mentions, emoji, hashtags FROM messages"
    marks = rows(store, kept)
    await retain(store, now=NOW + 30 * DAY - 1, text_days=30, row_days=400)
    assert rows(store, "SELECT count(*) FROM texts.texts") == [(3,)]
    await retain(store, now=NOW + 30 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT count(*) FROM texts.texts") == [(0,)]
    assert rows(store, "SELECT texts_rest FROM observations") == [(0,)]
    assert rows(store, kept) == marks


@pytest.mark.parametrize("days", [0, 30])
async def test_nothing_of_a_text_lingers_in_the_files(store: Store, days: int) -> None:
    many = [said(n, ASEL, f"{TOLD} {n} " + "толтырғыш " * 30) for n in range(10, 800)]
    await take_in(store, [*STORY, *many], keep_text=days > 0)
    home = Path(store.home)
    assert (TOLD.encode() in bytes_at_rest(home)) == (days > 0)
    await retain(store, now=NOW + days * DAY, text_days=days, row_days=400)
    assert TOLD.encode() not in bytes_at_rest(home)


async def test_the_text_of_a_later_observation_stays_its_own_time(store: Store) -> None:
    await take_in(store, STORY)
    await take_in(store, [*STORY, said(6, BOLAT, "кейінгі")], now=NOW + 20 * DAY)
    await retain(store, now=NOW + 31 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT text FROM texts.texts") == [("кейінгі",)]
    await retain(store, now=NOW + 50 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT count(*) FROM texts.texts") == [(0,)]


async def test_the_same_export_after_its_texts_went_adds_nothing(store: Store) -> None:
    await take_in(store, STORY)
    await retain(store, now=NOW + 40 * DAY, text_days=30, row_days=400)
    _, nothing_new = await take_in(store, STORY, now=NOW + 40 * DAY)
    assert nothing_new
    assert rows(store, "SELECT count(*) FROM texts.texts") == [(0,)]


async def test_rows_of_people_go_after_theirs_and_the_report_stays(store: Store) -> None:
    finished = await audited(store, STORY)
    await retain(store, now=NOW + 400 * DAY - 1, text_days=30, row_days=400)
    assert rows(store, "SELECT count(*) FROM messages")[0][0] == 3
    await retain(store, now=NOW + 400 * DAY, text_days=30, row_days=400)
    for table in ("messages", "arrivals", "leaves", "names"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(0,)]
    kept = await audits.find(store, str(finished.audit.row))
    assert kept.report == finished.audit.report
    with pytest.raises(UnknownAudit, match=r"^[^\n]*have gone[^\n]*$"):
        await reopen(store, kept)


async def test_of_a_chat_that_is_watched_only_replaced_rows_go(store: Store) -> None:
    await take_in(store, STORY)
    changed = [*STORY[:1], said(2, BOLAT, "басқа"), *STORY[2:]]
    await take_in(store, changed, now=NOW + DAY)
    later, _ = await take_in(store, [*changed, said(6, BOLAT)], now=NOW + 300 * DAY)
    await retain(store, now=NOW + 410 * DAY, text_days=0, row_days=400)
    assert rows(store, "SELECT count(*) FROM messages WHERE until IS NOT NULL") == [(0,)]
    assert len((await frames(store, later)).messages) == 4


async def test_of_a_chat_that_is_watched_whoever_was_last_shown_long_ago_goes(store: Store) -> None:
    everybody = [live.member(who) for who in (live.ASEL, live.BOLAT, live.DANA)]
    for day in (1, 2, 3):
        await live.read(store, day, members=everybody[: 4 - day], posts=[Post(day, live.at(day), day)])
    assert rows(store, "SELECT since, last FROM members ORDER BY last") == [(1, 1), (1, 2), (1, 3)]
    await retain(store, now=live.at(1) + 400 * DAY, text_days=30, row_days=400)
    for table in ("members", "posts", "names"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(2,)]
    await retain(store, now=live.at(3) + 400 * DAY, text_days=30, row_days=400)
    for table in ("members", "posts", "names"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(0,)]


async def test_that_somebody_is_a_bot_rests_as_long_as_what_it_wrote(store: Store) -> None:
    await live.read(store, 1, members=[live.member(live.ASEL), live.member(live.BOLAT, bot=True)])
    await live.read(store, 2, members=[live.member(live.DANA)])
    await retain(store, now=live.at(1) + 400 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT bot FROM members ORDER BY bot") == [(0,), (1,)]
    await retain(store, now=live.at(2) + 400 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT bot FROM members") == []


async def test_a_name_that_rows_speak_of_rests_with_them(store: Store) -> None:
    observation, _ = await take_in(store, STORY)
    dana = live.member(Who(str(DANA.id), DANA.name))
    await live.read(store, (NOW - live.BEGAN) / DAY, members=[dana], chat=observation.chat)
    later, _ = await take_in(store, [*STORY, said(6, BOLAT)][3:], now=NOW + 300 * DAY)
    assert rows(store, "SELECT count(*) FROM names WHERE seen = 2") == [(1,)]
    shown_before = (await frames(store, later)).people.index.tolist()
    await retain(store, now=NOW + 400 * DAY, text_days=30, row_days=400)
    assert (await frames(store, later)).people.index.tolist() == shown_before


async def test_after_its_rows_went_a_chat_can_be_audited_again(store: Store) -> None:
    first = await audited(store, STORY)
    await retain(store, now=NOW + 400 * DAY, text_days=30, row_days=400)
    second = await audited(store, STORY, now=NOW + 401 * DAY)
    assert not second.again
    assert second.report == first.report
    assert people_csv(store, second) == people_csv(store, first)


async def test_the_forgotten_are_gone_from_every_row(store: Store) -> None:
    observation, _ = await take_in(store, [*STORY, added(6, DANA, BOLAT)])
    dana = Identities(store.key).person(str(DANA.id))
    gone = await forget(store, str(DANA.id))
    assert gone == 3  # the message, the arrival by name alone, the name
    for table, columns in {
        "messages": "person",
        "arrivals": "person, adder",
        "leaves": "person",
        "names": "person",
    }.items():
        assert dana not in {cell for row in rows(store, f"SELECT {columns} FROM {table}") for cell in row}
    assert rows(store, "SELECT person FROM erasures") == [(dana,)]
    people = (await frames(store, await again(store, observation))).people
    assert len(people) == 3
    name = dana.to_bytes(8, "little", signed=True)
    assert name not in bytes_at_rest(Path(store.home)).replace(name, b"", 1)


async def test_later_exports_turn_the_forgotten_away_and_count_them(store: Store) -> None:
    await take_in(store, STORY)
    await forget(store, str(DANA.id))
    observation, _ = await take_in(store, [*STORY, said(6, DANA), came_by_link(7, DANA), added(8, DANA, BOLAT)])
    found = await frames(store, observation)
    assert (observation.coverage.erased_people, observation.coverage.erased_messages) == (1, 2)
    assert len(found.people) == 3
    assert found.arrivals["adder"].tolist()[-1] == 0
    _, nothing_new = await take_in(store, [*STORY, said(6, DANA), came_by_link(7, DANA), added(8, DANA, BOLAT)])
    assert nothing_new


async def test_the_forgotten_are_one_nameless_remainder_in_the_report(store: Store) -> None:
    await forget(store, str(DANA.id))
    report = report_of(await audited(store, [*STORY, said(6, DANA), said(7, DANA)]))
    assert report["coverage"]["erased"] == 1
    assert report["coverage"]["messages"] == 5
    assert report["measures"]["voices.half_by"]["count"] == 1
    assert report["measures"]["voices.writers"]["count"] == 3


async def test_a_name_that_another_bears_too_is_not_taken_with_the_forgotten(store: Store) -> None:
    other = Somebody(300, "Дана")
    observation, _ = await take_in(store, [*STORY, said(6, other)])
    await forget(store, str(DANA.id))
    assert len((await frames(store, await again(store, observation))).arrivals) == 2


async def test_a_stored_report_loses_the_rows_about_the_forgotten_and_keeps_its_counts(store: Store) -> None:
    finished = await audited(store, STORY)
    ids = Identities(store.key)
    dana, bolat = (ids.person(str(who.id)) for who in (DANA, BOLAT))
    report = json.loads(to_json(finished.report))
    report["evidence"] = {
        "arrivals.forced": [{"adder": dana, "messages": [1]}, {"adder": bolat, "messages": [2]}],
        "coordination.groups": [{"people": [bolat, dana]}, {"people": [bolat]}],
    }
    await audits.save(
        store,
        chat_row=1,
        observation=finished.audit.observation,
        identity=finished.audit.identity,
        arguments=finished.audit.arguments,
        as_of=finished.audit.as_of,
        made_at=NOW,
        report=json.dumps(report).encode(),
    )
    await forget(store, str(DANA.id))
    kept = json.loads((await audits.find(store, str(finished.audit.row))).report)
    assert kept["evidence"] == {
        "arrivals.forced": [{"adder": bolat, "messages": [2]}],
        "coordination.groups": [{"people": [bolat]}],
    }
    assert kept["measures"] == report["measures"]


async def with_evidence(store: Store, finished: Finished) -> None:
    """Gives a stored report two rows of evidence."""
    report = report_of(finished) | {"evidence": {"arrivals.forced": [{"adder": 12}, {"adder": 14}]}}
    await audits.save(
        store,
        chat_row=1,
        observation=finished.audit.observation,
        identity=finished.audit.identity,
        arguments=finished.audit.arguments,
        as_of=finished.audit.as_of,
        made_at=NOW,
        report=json.dumps(report).encode(),
    )


async def test_evidence_goes_with_the_rows_of_its_observation_and_counts_stay(store: Store) -> None:
    early = await audited(store, STORY)
    await with_evidence(store, early)
    late = await audited(store, [*STORY, said(6, BOLAT)], now=NOW + 300 * DAY)
    await with_evidence(store, late)
    assert ((await holdings(store)).evidence, (await holdings(store)).evidence_overdue) == (4, 0)
    await retain(store, now=NOW + 400 * DAY, text_days=0, row_days=400)
    gone, kept = [json.loads((await audits.find(store, str(each.audit.row))).report) for each in (early, late)]
    assert gone == report_of(early) | {"evidence": {"arrivals.forced": []}}
    assert kept["evidence"] == {"arrivals.forced": [{"adder": 12}, {"adder": 14}]}
    assert ((await holdings(store)).evidence, (await holdings(store)).evidence_overdue) == (2, 0)


async def test_whoever_was_never_seen_can_be_forgotten_too(store: Store) -> None:
    assert await forget(store, "999999999") == 0
    assert await forget(store, "999999999") == 0
    assert (await holdings(store)).erasures == 1


async def test_an_account_of_another_platform_is_forgotten_under_its_name_there(store: Store) -> None:
    await forget(store, "UC12345", platform="youtube")
    identities = Identities(store.key)
    assert rows(store, "SELECT person FROM erasures") == [(identities.account_of("youtube", "UC12345"),)]


async def test_what_is_held_is_counted(store: Store) -> None:
    await audited(store, STORY)
    held = await holdings(store)
    assert (held.chats, held.audits, held.messages, held.texts, held.oldest_text) == (1, 1, 3, 3, NOW)
    assert (held.arrivals, held.leaves, held.people, held.erasures) == (2, 1, 4, 0)
    await live.read(store, 5, members=[live.member(live.ASEL)], posts=[Post(1, live.at(1), 5)])
    await live.read(store, 6, members=[live.member(live.ASEL)], posts=[Post(1, live.at(1), 6)])
    held = await holdings(store)
    assert (held.accounts, held.posts) == (1, 2)


async def test_the_oldest_text_is_the_oldest_that_rests_and_the_denied_are_counted_apart(store: Store) -> None:
    assert ((await holdings(store)).oldest_text, (await holdings(store)).denied) == (None, 0)
    await take_in(store, STORY)
    await take_in(store, [*STORY, said(6, BOLAT, "кейінгі")], now=NOW + 20 * DAY)
    await retain(store, now=NOW + 31 * DAY, text_days=30, row_days=400)
    await talkers.grant(store, 1, "denied", now=NOW)
    await talkers.grant(store, 2, "trusted", now=NOW)
    held = await holdings(store)
    assert (held.oldest_text, held.talkers, held.denied) == (NOW + 20 * DAY, 2, 1)


async def test_the_identity_of_an_audit_names_no_row_path_or_clock(store: Store) -> None:
    finished = await audited(store, STORY)
    observation = await audits.find(store, str(finished.audit.row))
    assert json.loads(observation.identity) == {
        "chat": "channel:1234567890",
        "source": "desktop-export",
        "as_of": 1_514_764_800 + 5 * 3_600,
        "asked": {"since": None, "until": None, "as_of": None, "claimed": None},
    }
