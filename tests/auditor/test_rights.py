"""How one person came to one chat: as the audit of the chat counts it, and one silence for all that is not said."""

import datetime as dt
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.conductors.audit import frames_of
from auditor.conductors.measuring import Arguments
from auditor.conductors.one_person import Statement, Stay, arrival_of, statement, statement_page
from auditor.languages.spoken import LANGUAGES
from auditor.report.pages.statement import consent_unknown, statement_answer
from auditor.report.statements.wording import wording
from storage.audited.retention import forget, retain
from storage.audited.updates import record
from storage.opening import open_store
from storage.people.identities import Identities
from storage.records import Who
from storage.store import Store
from tests.auditor.collect.chats import ASEL as ASEL_EXPORTED
from tests.auditor.collect.chats import BEGAN, HOUR, added, came_by_link, left
from tests.auditor.collect.chats import BOLAT as BOLAT_EXPORTED
from tests.auditor.collect.chats import DANA as DANA_EXPORTED
from tests.auditor.collect.chats import said as exported
from tests.storage.chats_heard import ASEL, BOLAT, CHAT, DANA, DAY, ERLAN, at, came, member, read, said, shown, went
from tests.storage.installation import take_in


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "home") as opened:
        yield opened


async def stay(store: Store, who: Who) -> Stay | None:
    return await arrival_of(store, str(who.key), 1, CHAT)


async def test_each_source_is_told_with_its_certainty(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await read(
        store, 6, members=[member(ASEL), member(BOLAT, 3), member(DANA, 2), member(ERLAN)],
        arrivals=[shown(BOLAT, 3), shown(ASEL, 1, "by_self")], messages=[said(BOLAT, 4), said(BOLAT, 5)],
    )  # fmt: skip
    found = {who.name: await stay(store, who) for who in (ASEL, BOLAT, DANA, ERLAN)}
    told = {
        name: (s.arrival, s.arrived_at, s.source, s.certainty, s.messages, s.listed) for name, s in found.items() if s
    }
    assert told == {
        "Әсел": ("by_self", at(1), "service-messages", "exact", 0, True),
        "Болат": ("added", at(3), "bot-updates", "exact", 2, True),
        "Дана": ("unknown", at(2), "member-list", "date", 0, True),
        "Ерлан": ("unknown", None, "", "unknown", 0, True),
    }
    assert {s.as_of for s in found.values() if s} == {at(6)}
    assert {s.history_whole for s in found.values() if s} == {True}


async def test_it_is_what_the_audit_of_the_chat_counts(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await record(store, CHAT, went(DANA, 4), now=at(4))
    finished = await read(
        store, 6, members=[member(ASEL), member(BOLAT, 5)], arrivals=[shown(DANA, 2), shown(BOLAT, 1)],
        messages=[said(DANA, 3)],
    )  # fmt: skip
    for who in (ASEL, BOLAT, DANA):
        one = await stay(store, who)
        row = finished.frames.people.loc[Identities(store.key).person(str(who.key))]
        assert one is not None
        assert (one.arrival, one.source, one.messages) == (row["arrival"], row["arrival_source"], row["messages"])


async def test_a_name_alone_is_an_inference(store: Store) -> None:
    elements = [
        came_by_link(1, ASEL_EXPORTED), added(2, ASEL_EXPORTED, BOLAT_EXPORTED), exported(3, BOLAT_EXPORTED),
        left(4, BOLAT_EXPORTED),
    ]  # fmt: skip
    observation, _ = await take_in(store, elements)
    found = await arrival_of(store, str(BOLAT_EXPORTED.id), observation.chat_row, observation.chat)
    assert found is not None
    assert (found.arrival, found.certainty, found.messages, found.listed) == ("added", "inferred", 1, None)
    frames = await frames_of(store, observation, Arguments())
    assert found.as_of == frames.facts.as_of


async def test_who_comes_in_the_same_second_makes_no_name_surer(store: Store) -> None:
    second = BEGAN + 2 * HOUR
    elements = [
        came_by_link(1, ASEL_EXPORTED), added(2, ASEL_EXPORTED, BOLAT_EXPORTED),
        came_by_link(3, DANA_EXPORTED, at=second), exported(4, BOLAT_EXPORTED),
    ]  # fmt: skip
    observation, _ = await take_in(store, elements)
    found = {
        who.name: await arrival_of(store, str(who.id), observation.chat_row, observation.chat)
        for who in (BOLAT_EXPORTED, DANA_EXPORTED)
    }
    assert {name: (each.arrived_at, each.certainty) for name, each in found.items() if each is not None} == {
        BOLAT_EXPORTED.name: (second, "inferred"), DANA_EXPORTED.name: (second, "exact"),
    }  # fmt: skip


async def test_days_are_those_of_utc_wherever_the_machine_stands(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    monkeypatch.setenv("TZ", "Asia/Almaty")
    time.tzset()
    try:
        found = await statement(store, str(BOLAT.key), "@sosedi")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found is not None
    assert found.arrived == dt.datetime.fromtimestamp(at(3), dt.UTC).date().isoformat() == "2023-11-17"


async def test_where_somebody_acts_who_is_never_shown_coming_a_name_says_nothing_of_how_one_came(
    store: Store,
) -> None:
    elements = [added(1, ASEL_EXPORTED, BOLAT_EXPORTED), exported(2, BOLAT_EXPORTED)]
    observation, _ = await take_in(store, elements)
    found = await arrival_of(store, str(BOLAT_EXPORTED.id), observation.chat_row, observation.chat)
    assert found is not None
    assert (found.arrival, found.messages) == ("unknown", 1)


async def test_what_was_heard_after_the_last_audit_or_without_any_is_told(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    alone = await stay(store, BOLAT)
    assert alone is not None
    assert (alone.arrival, alone.certainty, alone.messages, alone.as_of) == ("added", "exact", None, None)
    await read(store, 4, members=[member(ASEL)])
    await record(store, CHAT, came(DANA, 5, "by_request"), now=at(5))
    later = await stay(store, DANA)
    assert later is not None
    assert (later.arrival, later.arrived_at, later.listed, later.as_of) == ("by_request", at(5), False, at(4))


@pytest.mark.parametrize(
    "typed", ["@sosedi", "https://t.me/Sosedi", "-1001400000001", "1400000001", "t.me/c/1400000001/5"]
)
async def test_a_chat_is_found_however_it_is_typed(store: Store, typed: str) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    found = await statement(store, str(BOLAT.key), typed)
    assert found is not None
    assert (found.title, found.arrived, found.certainty) == (CHAT.title, "2023-11-17", "exact")


async def test_silence_says_the_same_whatever_its_reason(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await read(store, 4, members=[member(BOLAT)])
    me = str(BOLAT.key)
    assert await statement(store, me, "@sosedi") is not None
    assert await statement(store, me, "@another") is None
    assert await statement(store, me, "@sosedi", denied=lambda chat: chat.telegram_id == CHAT.telegram_id) is None
    assert await statement(store, str(ERLAN.key), "@sosedi") is None
    assert await statement(store, me, "https://t.me/+abcdefghijk") is None
    assert await statement(store, me, "Соседи") is None
    await forget(store, me)
    assert await statement(store, me, "@sosedi") is None


async def test_after_retention_nothing_is_told(store: Store) -> None:
    await read(store, 4, members=[member(BOLAT)])
    await retain(store, now=at(4) + 401 * DAY, text_days=30, row_days=400)
    assert await statement(store, str(BOLAT.key), "@sosedi") is None


TOLD = Statement(
    tool="0.2.0", title="Соседи <b>дома</b>", kind="supergroup", as_of="2024-02-01", arrival="added",
    arrived="2024-01-17", source="bot-updates", certainty="exact", messages=0, history_whole=True, listed=True,
)  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_it_in_every_language_and_loads_nothing(lang: str) -> None:
    page = statement_page(TOLD, lang)
    assert f'<html lang="{lang}">' in page
    assert wording(lang).came("added") in page
    assert wording(lang).date_in_words("2024-01-17") in page
    assert "<b>" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<img|<link|https?:|url\(", page)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("messages", [None, 0, 1, 5])
def test_a_statement_says_first_how_its_person_came_and_what_nobody_can_know(lang: str, messages: int | None) -> None:
    told, words = replace(TOLD, messages=messages), wording(lang)
    answer = statement_answer(told, words)

    assert answer.startswith(words.came("added").rstrip("."))
    assert words.date_in_words("2024-01-17").rstrip(".") in answer
    assert "?" not in answer
    assert (words.text("They wrote nothing in the history read.") in answer) == (messages == 0)
    assert (words.number(messages or 0) in answer.removeprefix(words.came("added"))) or not messages
    assert consent_unknown(told, words)
    assert not consent_unknown(replace(told, arrival="by_link"), words)


def test_every_answer_has_its_words() -> None:
    never_read = replace(TOLD, as_of=None, messages=None, listed=None)
    assert wording("en").text("The chat's messages were not read.") in statement_page(never_read, "en").replace(
        "&#39;", "'"
    )
    unknown = replace(TOLD, arrival="unknown", arrived=None, source="", certainty="unknown", listed=None)
    page = statement_page(unknown, "en")
    assert "Known from" not in page
    assert "Nothing that was read shows it." in page
