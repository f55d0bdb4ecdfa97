"""`/compare`: two audits of a chat side by side, told to whoever may see both, all the way over the wire."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot.commands import compare
from bot.telling import answers
from storage.audited import audits
from tests.bot.running import EN, Running, companion, report_of
from tests.bot.square import HOME, MARKET, ROOM, SMALL, SQUARE
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.worlds.live import dvk_live

pytestmark = pytest.mark.asyncio(loop_scope="module")

DYING = dvk_live(11, 60, title="Двор <b>11</b>", chat_id=1_500_000_061, username="dying_yard", **SMALL)
NOT_THERE = answers.failure("unknown-audit", EN)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twice(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A chat that was audited twice, and lost two of three accounts in between."""
    chats = [SQUARE, MARKET, HOME, ROOM, DYING]
    async with companion(tmp_path_factory.mktemp("c"), chats) as running:
        await running.audited(DYING)
        running.two_of_three_die(DYING)
        await audited_again(running, "@dying_yard")
        yield running


async def audited_again(running: Running, chat: str) -> None:
    """The operator asks for a chat, and has it read anew whatever there is."""
    operator = running.operator()
    operator.says(f"/report {chat}")
    said = await running.gets_report(operator)
    first = report_of(said)
    operator.taps(said, "Audit again")
    await running._shown(operator, None, "another report", lambda each: report_of(each) not in {None, first})


async def compared(running: Running, person: Person, asked: str = "@dying_yard") -> Message:
    person.says(f"/compare {asked}")
    return await running._shown(person, None, "a comparison", lambda each: "→" in each.text)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_moved_is_told_with_its_interval_in_the_language_of_whoever_asks(
    twice: Running, language: str
) -> None:
    words = wording(language)
    said = await compared(twice, twice.person(language))

    assert said.text.startswith(f"{DYING.title}\n")
    for measure in ("watch.arrived", "watch.gone", "watch.deleted"):
        assert words.measure_title(measure) in said.text
    _, _, moved = said.text.partition(words.text("Moved beyond noise"))
    assert words.measure_title("souls.deleted") in moved
    assert len(said.text) < 4_096


async def test_the_page_over_time_is_sent_in_private_and_names_nobody(twice: Running) -> None:
    aigul = twice.person("ru")
    said = await compared(twice, aigul)
    tap = aigul.taps(said, wording("ru").text("Over time"))
    page = (await twice.gets_file(aigul, "-trend.html")).data.decode()

    assert await aigul.notice(tap) == ""
    assert 'lang="ru"' in page
    assert all(str(number) not in page for number in DYING.accounts)


async def test_one_audit_alone_is_said_to_be_one(twice: Running) -> None:
    number = await twice.audited(MARKET)
    aigul = twice.person()
    aigul.says("/compare @the_market")

    await twice.hears(aigul, compare.only_one(await audits.find(twice.companion.store, str(number)), EN))


@pytest.mark.parametrize("asked", ["@nobody_was_here", "@main_square"])
async def test_a_chat_without_an_audit_has_the_same_words_as_one_that_is_not_there(twice: Running, asked: str) -> None:
    aigul = twice.person()
    aigul.says(f"/compare {asked}")

    await twice.hears(aigul, NOT_THERE)


@pytest.mark.parametrize("asked", ["", "🙂" * 3_000, "<b>@dying_yard</b>", "https://example.org/x"])
async def test_what_names_no_chat_is_answered_in_a_sentence(twice: Running, asked: str) -> None:
    aigul = twice.person()
    aigul.says(f"/compare {asked}")
    said = await aigul.answer()

    assert said.html in {NOT_THERE.html, answers.failure("usage", EN).html}


async def test_a_private_chat_is_compared_for_whom_the_operator_trusts(twice: Running) -> None:
    operator = twice.operator()
    home = str(-1_000_000_000_000 - HOME.id)
    operator.says(f"/audit {home}")
    await twice.gets_report(operator)
    await audited_again(twice, home)
    aigul, trusted = twice.person(), await twice.trusted()
    aigul.says(f"/compare {home}")
    await twice.hears(aigul, NOT_THERE)

    assert HOME.title in (await compared(twice, trusted, home)).text


async def test_who_is_denied_between_the_comparison_and_the_tap_gets_no_page(twice: Running) -> None:
    aigul, operator = twice.person(), twice.operator()
    said = await compared(twice, aigul)
    operator.says(f"/deny {aigul.id}")
    await operator.answer("Done.")
    tap = aigul.taps(said, "Over time")

    assert await aigul.notice(tap) == EN.text("There is no audit of this chat yet, or it is no longer kept.")
    assert aigul.files == []


async def test_a_forged_number_is_no_page(twice: Running) -> None:
    aigul = twice.person()
    said = await compared(twice, aigul)
    tap = aigul.forges_tap(said, "trend:999999")

    assert await aigul.notice(tap) == EN.text("There is no audit of this chat yet, or it is no longer kept.")
    assert report_of(said) is not None
