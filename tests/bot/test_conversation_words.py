"""What is said to somebody who greets, asks for help, chooses a language, or says what the bot cannot use."""

import pytest

from auditor.languages import spoken
from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot.commands.every import COMMANDS
from bot.commands.help import help_text
from bot.commands.language import languages
from bot.commands.queue import lines_of
from bot.telling import answers
from tests.bot.running import EN, Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_greeting_is_in_the_language_of_ones_telegram_and_offers_to_choose_a_chat(
    running: Running, language: str
) -> None:
    aigul = running.person(language)
    aigul.says("/start")

    said = await running.hears(aigul, answers.hello(wording(language)))
    assert [button.asks_for for row in said.now.buttons for button in row] == [1, 2]


async def test_a_language_nobody_translated_becomes_the_operators(running: Running) -> None:
    jose = running.person("pt-BR")
    jose.says("/help")

    await running.hears(jose, help_text(COMMANDS, EN, operator=False))


async def test_help_lists_the_operators_commands_to_the_operator_alone(running: Running) -> None:
    aigul, operator = running.person(), running.operator()
    aigul.says("/help")
    operator.says("/help")

    theirs = await running.hears(aigul, help_text(COMMANDS, EN, operator=False))
    assert "/queue" not in theirs.text
    assert "/queue" in (await running.hears(operator, help_text(COMMANDS, EN, operator=True))).text


async def test_a_language_is_chosen_by_its_code_and_stays(running: Running) -> None:
    aigul = running.person("ru")
    aigul.says("/language ky")
    await running.hears(aigul, answers.hello(wording("ky")))
    aigul.says("/help")

    await running.hears(aigul, help_text(COMMANDS, wording("ky"), operator=False))


@pytest.mark.parametrize("code", ["", " xx", " kk ky", " 'ru'", " " + "k" * 4_000])
async def test_a_wrong_code_shows_the_choice(running: Running, code: str) -> None:
    aigul = running.person("kk")
    aigul.says(f"/language{code}")

    said = await running.hears(aigul, languages(wording("kk")))
    assert said.labels == [[spoken.language(each).name] for each in LANGUAGES]


async def test_a_language_is_chosen_by_a_button_and_the_message_speaks_it(running: Running) -> None:
    aigul = running.person("ru")
    aigul.says("/language")
    said = await running.hears(aigul, languages(wording("ru")))
    tap = aigul.taps(said, "Қазақша")

    assert await aigul.notice(tap) == ""
    assert await running.hears(aigul, answers.hello(wording("kk"))) is said


@pytest.mark.parametrize(
    "nothing",
    ["what are you?", "ё", "/audit", "/audit Қазақстан", "/audit @x", "/audit https://example.com/chat", "t.me/",
     "/audit " + "x" * 4_000, "/report @", "see https://t.me/", "@" + "x" * 300, "1234", "/me @1",
     "12345678901234567890"],
)  # fmt: skip
async def test_what_names_no_chat_is_answered_with_how_to_name_one(running: Running, nothing: str) -> None:
    aigul = running.person()
    aigul.says(nothing)

    await running.hears(aigul, answers.how_to_ask(EN))


async def test_a_text_of_ten_thousand_letters_is_answered_like_any_other(running: Running) -> None:
    aigul = running.person()
    aigul.says("ы" * 10_000)
    await running.hears(aigul, answers.how_to_ask(EN))
    aigul.says("ы " * 5_000)
    await running.hears(aigul, answers.how_to_ask(EN))
    aigul.says("/audit " + "@main_square " * 1_000)

    await running.hears(aigul, answers.how_to_ask(EN))


async def test_an_unknown_command_is_answered_with_those_that_are_known(running: Running) -> None:
    aigul = running.person()
    aigul.says("/burn @main_square daily")

    await running.hears(aigul, help_text(COMMANDS, EN, operator=False))


@pytest.mark.parametrize("command", ["/allow 1 trusted", "/deny @main_square", "/queue"])
async def test_the_operators_commands_are_for_operators(running: Running, command: str) -> None:
    aigul = running.person()
    aigul.says(command)

    await running.hears(aigul, answers.refusal("operators-only", EN))


async def test_the_operator_sees_an_empty_queue(running: Running) -> None:
    operator = running.operator()
    operator.says("/queue")

    await running.hears(operator, lines_of([], EN))


async def test_who_waits_for_nothing_is_told_so(running: Running) -> None:
    aigul = running.person()
    for command in ("/status", "/cancel"):
        aigul.says(command)
        await running.hears(aigul, answers.nothing_to_stop(EN))


@pytest.mark.parametrize("command", ["/report", "/export", "/report @nobody_asked", "/export @nobody_asked"])
async def test_a_report_that_is_not_there_is_said_not_to_be(running: Running, command: str) -> None:
    aigul = running.person()
    aigul.says(command)

    await running.hears(aigul, answers.failure("unknown-audit", EN))


async def test_privacy_says_how_long_in_every_language(running: Running) -> None:
    said = []
    for language in LANGUAGES:
        somebody = running.person(language)
        somebody.says("/privacy")
        said.append((await somebody.answer("400")).text)

    assert all("30" in each for each in said)
    assert all("/forget" in each for each in said)
