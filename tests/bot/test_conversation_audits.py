"""Asking for an audit: in every way in which a chat can be named, and for what is none or may not be read."""

import asyncio
import csv
import io
import zipfile
from collections import Counter

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.package.alike import K
from auditor.report.report import from_json
from auditor.report.statements.wording import wording
from bot.commands.start import REQUEST_CHANNEL, REQUEST_GROUP
from bot.telling import answers
from storage.audited import audits
from tests.bot.running import EN, Running, report_of
from tests.bot.square import CLOSED, HOME, HOSTILE, MARKET, NEWS, ROOM, SQUARE
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.worlds.live import LiveChat

HELPER = next(each.username for each in SQUARE.accounts.values() if each.bot and each.username)
"""A bot."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def title_of(running: Running, said: Message) -> str:
    """The chat whose report a message shows."""
    number = report_of(said)
    assert number is not None
    return (await audits.chat_of(running.companion.store, number)).title


async def test_an_audit_is_one_message_from_the_queue_to_the_report_and_a_card(running: Running) -> None:
    aigul = running.person()
    aigul.says("/audit @Main_Square")
    said = await running.gets_report(aigul)
    card = await running.gets_file(aigul, ".png")

    number = report_of(said)
    assert number is not None
    kept = await audits.find(running.companion.store, str(number))
    assert said.html == answers.summary(from_json(kept.report), number, EN).html
    assert len(said.contents) > 1, "it was edited"
    assert aigul.messages == [said, card]
    assert said.labels[0] == ["Page", "CSV", "JSON"]
    assert f"<b>{SQUARE.title}</b>" in said.html
    assert len(said.text) < 2_000
    assert all(str(person) not in said.text for person in SQUARE.accounts)


@pytest.mark.parametrize(
    "words",
    ["/audit @main_square", "/audit MAIN_SQUARE", "/audit https://t.me/Main_Square", "/audit t.me/main_square/17",
     "/audit tg://resolve?domain=main_square", "/audit\n@main_square", "/audit  @main_square  please",
     "/audit@dead_souls_bot @main_square", "main_square", "@Main_Square", "have a look at https://t.me/s/main_square !",
     "Is @main_square real?"],
)  # fmt: skip
async def test_a_chat_is_named_in_many_ways(running: Running, words: str) -> None:
    await running.audited(SQUARE)
    aigul = running.person()
    aigul.says(words)

    assert await title_of(running, await running.gets_report(aigul)) == SQUARE.title


async def test_a_channels_post_shows_its_channel(running: Running) -> None:
    aigul = running.person()
    aigul.forwards_from(NEWS, "Great news /audit")

    assert await title_of(running, await running.gets_report(aigul)) == NEWS.title


async def test_a_post_of_a_group_shows_it_where_the_group_itself_wrote(running: Running) -> None:
    aigul = running.person()
    aigul.forwards_from(SQUARE, anonymous=True)

    assert await title_of(running, await running.gets_report(aigul)) == SQUARE.title


async def test_what_a_person_wrote_is_no_chat(running: Running) -> None:
    aigul, timur = running.person(), running.person()
    aigul.forwards_from(SQUARE, "a member wrote this")
    await running.hears(aigul, answers.failure("chat-unreachable/person", EN))
    aigul.forwards_from(timur, "/start")

    await running.hears(aigul, answers.failure("chat-unreachable/person", EN))


async def test_who_hides_where_their_words_come_from_is_no_chat(running: Running) -> None:
    aigul = running.person()
    hidden = {"type": "hidden_user", "date": running.api.now(), "sender_user_name": "@main_square"}
    aigul.says("x")
    await running.hears(aigul, answers.how_to_ask(EN))
    message = aigul._sends(aigul.messages[0].now, forward_origin=hidden)

    assert message.more["forward_origin"] is hidden
    await running.hears(aigul, answers.failure("chat-unreachable/person", EN))


async def test_a_forwarded_command_is_not_obeyed(running: Running) -> None:
    operator, victim = running.operator(), running.person()
    operator.forwards_from(victim, f"/allow {victim.id} trusted")
    await running.hears(operator, answers.failure("chat-unreachable/person", EN))
    victim.says(f"/audit https://t.me/+{ROOM.invite}")

    await running.hears(victim, answers.refusal("for-the-trusted", EN))


@pytest.mark.parametrize(("asked", "chat"), [(REQUEST_GROUP, SQUARE), (REQUEST_CHANNEL, NEWS)])
async def test_a_chat_is_shared_by_the_button_that_asks_for_one(running: Running, asked: int, chat: LiveChat) -> None:
    aigul = running.person()
    aigul.says("/start")
    await running.hears(aigul, answers.hello(EN))
    aigul.shares_chat(asked, chat)

    assert await title_of(running, await running.gets_report(aigul)) == chat.title


async def test_a_private_chat_that_is_shared_is_for_the_trusted(running: Running) -> None:
    aigul, trusted = running.person(), await running.trusted()
    for person in (aigul, trusted):
        person.says("/start")
        await running.hears(person, answers.hello(EN))
        person.shares_chat(REQUEST_GROUP, HOME)

    await running.hears(aigul, answers.refusal("for-the-trusted", EN))
    assert await title_of(running, await running.gets_report(trusted)) == HOME.title


@pytest.mark.parametrize("named", ["-1001500000005", "1500000005", "https://t.me/c/1500000005/3"])
async def test_a_number_names_a_chat_for_whom_the_operator_trusts(running: Running, named: str) -> None:
    aigul, trusted = running.person(), await running.trusted()
    for person in (aigul, trusted):
        person.says(f"/audit {named}")

    await running.hears(aigul, answers.refusal("for-the-trusted", EN))
    assert await title_of(running, await running.gets_report(trusted)) == HOME.title


async def test_a_number_that_the_reading_account_does_not_know_leads_nowhere(running: Running) -> None:
    trusted = await running.trusted()
    trusted.says("/audit -1009999999999")

    await running.hears(trusted, answers.failure("chat-unreachable/unknown-id", EN))


async def test_an_invite_link_is_for_the_trusted_and_joining_must_be_asked_for(running: Running) -> None:
    aigul, trusted = running.person(), await running.trusted()
    before = running.read("ImportChatInviteRequest")
    for person in (aigul, trusted):
        person.says(f"https://t.me/+{ROOM.invite}")
    await running.hears(aigul, answers.refusal("for-the-trusted", EN))
    closed = await running.hears(trusted, answers.failure("chat-unreachable/members-only", EN))
    assert running.read("ImportChatInviteRequest") == before
    (row,) = closed.now.buttons
    stranger_tap = aigul.forges_tap(closed, row[0].data or "")
    assert await aigul.notice(stranger_tap) == answers.refusal("for-the-trusted", EN).html
    trusted.taps(closed, row[0].label)

    assert await title_of(running, await running.gets_report(trusted)) == ROOM.title
    assert running.read("ImportChatInviteRequest") == before + 1
    await running.api.until(lambda: running.read("LeaveChannelRequest") == before + 1)


@pytest.mark.parametrize(
    ("named", "why"),
    [("@nobody_is_here", "chat-unreachable/no-such-chat"), ("@thrown_out", "chat-unreachable/removed"),
     ("@auditor_account", "chat-unreachable/person"), (f"@{HELPER}", "chat-unreachable/person")],
)  # fmt: skip
async def test_what_cannot_be_read_is_said_in_a_sentence(running: Running, named: str, why: str) -> None:
    assert CLOSED.username == "thrown_out"
    aigul = running.person()
    aigul.says(f"/audit {named}")

    said = await running.hears(aigul, answers.failure(why, EN))
    assert said.labels == []
    assert len(aigul.messages) == 1


async def test_a_dead_invite_link_is_said_to_be_one(running: Running) -> None:
    trusted = await running.trusted()
    trusted.says("https://t.me/+AAAAAdeadlinkdead")

    await running.hears(trusted, answers.failure("chat-unreachable/invite", EN))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_hostile_title_is_only_a_title(running: Running, language: str) -> None:
    aigul = running.person(language)
    aigul.says(f"/audit @{HOSTILE.username}")
    said = await running.gets_report(aigul)

    first = said.text.partition("\n")[0]
    assert first.startswith("<b>&amp;</b>")
    assert len(first) < 200
    assert "\u202e" not in said.text
    assert all(each["type"] != "text_mention" for each in said.now.entities)
    aigul.taps(said, wording(language).text("Page"))
    page = (await running.gets_file(aigul, ".html")).data.decode()
    assert "<a href='tg:" not in page


async def test_a_fresh_report_answers_at_once_and_says_its_age(running: Running) -> None:
    number = await running.audited(SQUARE)
    read, aigul = running.read(), running.person("ky")
    aigul.says("/audit @main_square")
    said = await running.gets_report(aigul)

    kept = await audits.find(running.companion.store, str(number))
    words = wording("ky")
    assert said.html == answers.summary(from_json(kept.report), number, words, age_hours=0).html
    assert len(said.contents) == 1
    await running.gets_file(aigul, ".png")
    assert running.read() == read


async def test_asking_again_makes_a_new_one(running: Running) -> None:
    number = await running.audited(MARKET)
    aigul = running.person()
    aigul.says("/audit @the_market")
    old = await running.gets_report(aigul)
    aigul.taps(old, f"again:{number}")
    new = await running.gets_report(aigul)

    assert new is not old
    assert report_of(new) not in {None, number}


async def test_two_who_ask_for_the_same_chat_share_one_reading_and_both_are_answered(running: Running) -> None:
    number = await running.audited(MARKET)
    people = [running.person(language) for language in (*LANGUAGES, *LANGUAGES)]
    shown = []
    for person in people:
        person.says("/audit @the_market")
        shown.append(await running.gets_report(person))
    read = running.read("GetFullChannelRequest")
    for person, said in zip(people, shown, strict=True):
        person.taps(said, f"again:{report_of(said)}")

    async def reported(person: Person) -> int | None:
        return report_of(await running.gets_report(person))

    new = await asyncio.gather(*(reported(person) for person in people))
    assert set(new) == {new[0]}
    assert new[0] != number
    assert running.read("GetFullChannelRequest") == read + 1


async def test_the_same_chat_under_two_names_is_read_once(running: Running) -> None:
    one, other = await running.trusted(), await running.trusted()
    read = running.read("GetFullChannelRequest")
    one.says("/audit -1001500000005")
    numbers = {report_of(await running.gets_report(one))}
    other.says("https://t.me/c/1500000005")
    numbers.add(report_of(await running.gets_report(other)))

    assert len(numbers) == 1
    assert running.read("GetFullChannelRequest") - read <= 1


async def test_the_last_report_and_its_tables_are_there_for_the_asking(running: Running) -> None:
    number = await running.audited(SQUARE)
    aigul = running.person()
    aigul.says("/report @main_square")
    assert report_of(await running.gets_report(aigul)) == number
    aigul.says("/export @main_square")

    assert (await running.gets_file(aigul, ".zip")).data.startswith(b"PK")
    assert aigul.messages[-1].text == ""


@pytest.mark.parametrize("word", ["--exact", "exact=True", "\u2014exact", "EXACT"])
async def test_exact_tables_are_refused_to_whoever_asks_the_bot(running: Running, word: str) -> None:
    await running.audited(SQUARE)
    for asker in (running.person(), running.operator()):
        asker.says(f"/export @main_square {word}")
        sent = await running.gets_file(asker, ".zip")
        assert asker.messages[-1].text == answers.not_exact(EN)
        packed = zipfile.ZipFile(io.BytesIO(sent.data))
        told = {name.rsplit("/", 1)[-1]: packed.read(name).decode() for name in packed.namelist()}
        assert "\npeople.exact,no\n" in told["coverage.csv"]
        rows = csv.reader(io.StringIO(told["people.csv"]))
        alike = Counter(tuple(row[1:]) for row in rows if row[0].startswith("p-"))
        assert min(alike.values()) >= K


async def test_an_update_that_comes_twice_is_one_asking(running: Running) -> None:
    aigul = running.person()
    asked = aigul.says("/audit @nobody_is_here")
    running.api.updates.push("message", asked.shown())
    await running.hears(aigul, answers.failure("chat-unreachable/no-such-chat", EN))
    await running.silence()

    assert len(aigul.messages) == 1


async def test_an_update_that_comes_again_after_its_answer_is_not_answered_again(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    aigul, usual = running.person(), running.companion.clock
    monkeypatch.setattr(running.companion, "clock", lambda: usual() + 30 * 3_600)  # no report is fresh
    asked = aigul.says("/audit @main_square")
    await running.gets_report(aigul)
    await running.gets_file(aigul, ".png")
    running.api.updates.push("message", asked.shown())
    await running.silence()

    assert len(aigul.messages) == 2, "a report and a card"
