"""Every button: who may tap it, what comes of it, and what comes of data that nobody was shown."""

import io
import json
import zipfile

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.report import from_json
from auditor.report.statements.wording import wording
from bot.telling import answers
from storage.audited import audits
from tests.bot.running import EN, Running, report_of
from tests.bot.square import HOME, SQUARE
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_LONGER_GOOD = EN.text("This button no longer works.")
NOT_THERE = answers.failure("unknown-audit", EN).html


async def with_report(running: Running, language: str = "en") -> tuple[Person, Message, int]:
    """Somebody new, and the report they are shown."""
    await running.audited(SQUARE)
    person = running.person(language)
    person.says("/audit @main_square")
    said = await running.gets_report(person)
    number = report_of(said)
    assert number is not None
    await running.gets_file(person, ".png")
    return person, said, number


async def test_the_page_is_in_the_language_of_whoever_taps(running: Running) -> None:
    aigul, said, number = await with_report(running, "kk")
    tap = aigul.taps(said, f"page:{number}")
    page = (await running.gets_file(aigul, ".html")).data.decode()

    assert await aigul.notice(tap) == ""
    assert 'lang="kk"' in page
    assert SQUARE.title in page


async def test_the_tables_are_packed_and_name_nobody(running: Running) -> None:
    aigul, said, _ = await with_report(running)
    aigul.taps(said, "CSV")
    packed = zipfile.ZipFile(io.BytesIO((await running.gets_file(aigul, ".zip")).data))

    names = [name.rpartition("/")[2] for name in packed.namelist()]
    assert "people.csv" in names
    assert "datapackage.json" in names
    everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    assert all(str(person) not in everything for person in SQUARE.accounts)


async def test_two_people_know_the_people_of_a_chat_under_different_names(running: Running) -> None:
    found = []
    for _ in range(2):
        person, said, _number = await with_report(running)
        person.taps(said, "CSV")
        packed = zipfile.ZipFile(io.BytesIO((await running.gets_file(person, ".zip")).data))
        table = next(packed.read(name) for name in packed.namelist() if name.endswith("people.csv"))
        found.append({line.partition(",")[0] for line in table.decode().splitlines()[1:]})

    assert len(found[0]) > 50
    assert not found[0] & found[1]


async def test_the_json_carries_no_pointers(running: Running) -> None:
    aigul, said, _ = await with_report(running)
    aigul.taps(said, "JSON")
    report = json.loads((await running.gets_file(aigul, ".json")).data)

    assert report["chat"]["title"] == SQUARE.title
    assert "t.me" not in json.dumps(report)


async def test_pointers_are_for_operators(running: Running) -> None:
    aigul, said, number = await with_report(running)
    tap = aigul.forges_tap(said, f"pointers:{number}")
    assert await aigul.notice(tap) == NOT_THERE
    operator = running.operator()
    operator.forges_tap(said, f"pointers:{number}")

    await running.gets_file(operator, ".html")


async def test_what_could_not_be_seen_is_told_in_full(running: Running) -> None:
    aigul, said, number = await with_report(running, "ru")
    kept = await audits.find(running.companion.store, str(number))
    aigul.taps(said, f"unseen:{number}")

    await running.hears(aigul, answers.unseen(from_json(kept.report), wording("ru")))


async def test_a_report_is_shown_in_another_language_in_the_same_message(running: Running) -> None:
    aigul, said, number = await with_report(running)
    kept = await audits.find(running.companion.store, str(number))
    choice = [[label for label, _ in row] for row in answers.in_which_language(number)]
    aigul.taps(said, f"in:{number}")
    await running.api.until(lambda: said.labels == choice)
    for language in LANGUAGES[1:]:
        aigul.forges_tap(said, f"show:{number}:{language}")
        shown = await running.hears(aigul, answers.summary(from_json(kept.report), number, wording(language)))
        assert shown is said


async def test_again_twice_on_one_button_is_once(running: Running) -> None:
    aigul, said, number = await with_report(running)
    taps = [aigul.taps(said, f"again:{number}") for _ in range(2)]
    new = await running.gets_report(aigul)
    assert [await aigul.notice(tap) for tap in taps] == ["", ""]
    await running.silence()

    assert report_of(new) != number
    assert [each for each in aigul.messages if report_of(each) is not None] == [said, new]


async def test_again_after_the_answer_is_another_audit(running: Running) -> None:
    aigul, said, number = await with_report(running)
    made = []
    for _ in range(2):
        aigul.taps(said, f"again:{number}")
        made.append(report_of(await running.gets_report(aigul)))

    assert 3 == len({number, *made})


async def test_a_language_button_with_a_language_nobody_speaks(running: Running) -> None:
    aigul, said, number = await with_report(running)
    for data in ("lang:zz", f"show:{number}:zz"):
        assert await aigul.notice(aigul.forges_tap(said, data)) == NO_LONGER_GOOD


@pytest.mark.parametrize(
    "data",
    ["", "page", "page:", "page:-1", "page:1:2", "page: 1", "page:1\n", "drop:1", "stop:x", "in:1;DROP TABLE audits",
     "show:1", "lang:", "lang:../", "x" * 64, "ы" * 32, "forget:" + "9" * 50, "again:1e9", "\x00", "PAGE:1"],
)  # fmt: skip
async def test_forged_data_does_nothing(running: Running, data: str) -> None:
    aigul, said, _ = await with_report(running)
    before = len(aigul.messages)

    assert await aigul.notice(aigul.forges_tap(said, data)) == NO_LONGER_GOOD
    assert len(aigul.messages) == before


@pytest.mark.parametrize("what", ["page", "csv", "json", "unseen", "again", "in", "pointers"])
@pytest.mark.parametrize("number", ["0", "987654321", "999999999999", str(SQUARE.id), str(HOME.id)])
async def test_the_number_of_no_audit_leads_to_none(running: Running, what: str, number: str) -> None:
    aigul, said, _ = await with_report(running)

    assert await aigul.notice(aigul.forges_tap(said, f"{what}:{number}")) == NOT_THERE


@pytest.mark.parametrize("what", ["page", "csv", "json", "unseen", "again", "in", "pointers"])
async def test_the_number_of_an_audit_that_is_not_for_somebody_is_like_the_number_of_none(
    running: Running, what: str
) -> None:
    trusted = await running.trusted()
    trusted.says(f"/audit {HOME.id}")
    private = report_of(await running.gets_report(trusted))
    aigul, said, _ = await with_report(running)

    assert await aigul.notice(aigul.forges_tap(said, f"{what}:{private}")) == NOT_THERE
    shown = aigul.forges_tap(said, f"show:{private}:ru")
    assert await aigul.notice(shown) == NOT_THERE


@pytest.mark.parametrize("number", ["0", "987654321", "999999999999"])
async def test_nobody_stops_or_joins_by_a_number(running: Running, number: str) -> None:
    aigul, said, _ = await with_report(running)
    trusted = await running.trusted()

    assert await aigul.notice(aigul.forges_tap(said, f"stop:{number}")) == EN.text("This button no longer works.")
    for somebody in (aigul, trusted):
        tap = somebody.forges_tap(said, f"join:{number}")
        assert await somebody.notice(tap) == answers.refusal("for-the-trusted", EN).html


async def test_a_tap_that_is_too_old_to_be_answered_still_brings_the_file(running: Running) -> None:
    aigul, said, _ = await with_report(running)
    usual, running.api.query_lifetime = running.api.query_lifetime, -1.0
    try:
        tap = aigul.taps(said, "JSON")
        await running.gets_file(aigul, ".json")
    finally:
        running.api.query_lifetime = usual

    assert tap.answers == []


async def test_a_button_of_a_report_that_has_gone_says_so(running: Running) -> None:
    aigul, said, _ = await with_report(running)
    tap = aigul.forges_tap(said, "csv:4040")

    assert await aigul.notice(tap) == NOT_THERE
