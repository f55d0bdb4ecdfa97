"""Who may ask for what: the whole table of the pure rules, and a walk over the wire in each mode."""

import itertools
from pathlib import Path
from typing import get_args

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot import access
from bot.access import Kind, Mode, Quota, Role, Used, Verdict
from bot.commands.every import COMMANDS
from bot.talk import Command
from bot.telling import answers
from storage.people.identities import Identities
from tests.bot.running import EN, NOTED, OPERATOR, Running, companion, report_of
from tests.bot.square import HOME, MARKET, SQUARE
from tests.storage.installation import rows

ROLES: tuple[Role, ...] = get_args(Role)
MODES: tuple[Mode, ...] = get_args(Mode)
KINDS: tuple[Kind, ...] = get_args(Kind)

ASKING = frozenset({"audit", "status", "cancel", "report", "export", "compare", "wave", "watch", "watches", "unwatch"})
RIGHTS = frozenset({"start", "help", "language", "privacy", "me", "forget"})
OPERATING = frozenset({"allow", "deny", "queue"})

MAY_ASK: dict[Mode, dict[Role, Verdict]] = {
    "closed": {"operator": "allowed", "trusted": "closed", "allowed": "closed", "stranger": "closed",
               "denied": "denied"},
    "list": {"operator": "allowed", "trusted": "allowed", "allowed": "allowed", "stranger": "not-on-the-list",
             "denied": "denied"},
    "open": {"operator": "allowed", "trusted": "allowed", "allowed": "allowed", "stranger": "allowed",
             "denied": "denied"},
}  # fmt: skip
"""Written out by hand, so that the rules are compared with what was meant and not with themselves."""

PRIVATE_IS_FOR = frozenset({"operator", "trusted"})


def test_every_command_is_for_whom_it_was_meant() -> None:
    meant = {
        **dict.fromkeys(ASKING, "askers"),
        **dict.fromkeys(RIGHTS, "everybody"),
        **dict.fromkeys(OPERATING, "operators"),
    }

    assert meant == {each.name: each.who for each in COMMANDS if each.name in meant}


@pytest.mark.parametrize(("role", "mode", "command"), [*itertools.product(ROLES, MODES, COMMANDS)])
def test_who_may_use_a_command(role: Role, mode: Mode, command: Command) -> None:
    expected: Verdict = MAY_ASK[mode][role]
    if command.who == "everybody" or role == "operator":
        expected = "allowed"
    elif command.who == "operators":
        expected = "operators-only"

    assert access.decide_command(role, mode, command.who) == expected


@pytest.mark.parametrize(("role", "mode", "kind"), [*itertools.product(ROLES, MODES, KINDS)])
def test_who_may_have_which_chat(role: Role, mode: Mode, kind: Kind) -> None:
    expected = MAY_ASK[mode][role]
    if expected == "allowed" and kind == "denied":
        expected = "chat-denied"
    if expected == "allowed" and kind == "private" and role not in PRIVATE_IS_FOR:
        expected = "for-the-trusted"

    assert access.decide_chat(role, mode, kind) == expected
    assert access.decide_new(role, mode, kind, Used(), Quota()) == expected


@pytest.mark.parametrize(("role", "mode", "kind"), [*itertools.product(ROLES, MODES, KINDS)])
@pytest.mark.parametrize("used", [Used(5, 0), Used(0, 4), Used(5, 4), Used(99, 99)])
def test_who_has_asked_for_enough(role: Role, mode: Mode, kind: Kind, used: Used) -> None:
    expected = access.decide_chat(role, mode, kind)
    if expected == "allowed" and role not in PRIVATE_IS_FOR:
        chat = "quota-chat" if kind != "export" and used.chat >= 4 else "allowed"
        expected = "quota-person" if used.person >= 5 else chat  # type: ignore[assignment]

    assert access.decide_new(role, mode, kind, used, Quota(5, 4)) == expected


@pytest.mark.parametrize("granted", ["", "allowed", "trusted", "denied", "operator", "stranger", "nonsense"])
def test_a_role_is_granted_and_nobody_becomes_an_operator_so(granted: str) -> None:
    operators = frozenset({1})

    assert access.role_of(1, granted, operators) == "operator"
    expected = granted if granted in {"allowed", "trusted", "denied"} else "stranger"
    assert access.role_of(2, granted, operators) == expected


def test_every_refusal_has_words_in_every_language() -> None:
    for language, verdict in itertools.product(LANGUAGES, get_args(Verdict)):
        if verdict != "allowed":
            assert answers.refusal(verdict, wording(language)).html != verdict


async def grant(running: Running, what: str) -> None:
    """The operator decides."""
    operator = running.operator()
    operator.says(what)
    await operator.answer(NOTED)


@pytest.mark.parametrize("mode", MODES)
async def test_the_rules_hold_over_the_wire(tmp_path: Path, mode: Mode) -> None:
    async with companion(tmp_path, [SQUARE, HOME], access=mode) as running:
        people = {role: running.person() for role in ROLES if role != "operator"} | {"operator": running.operator()}
        await grant(running, f"/allow {people['trusted'].id} trusted")
        await grant(running, f"/allow {people['allowed'].id}")
        await grant(running, f"/deny {people['denied'].id}")
        public = await running.audited(SQUARE)
        private = await _private(running)
        for role in ROLES:
            person, verdict = people[role], MAY_ASK[mode][role]
            for command in ("/help", "/language", "/privacy", "/me @nobody", "/forget"):
                person.says(command)
                await person.answer()
            person.says("/audit @main_square")
            if verdict == "allowed":
                said = await running.gets_report(person)
                tapped = person.taps(said, f"unseen:{public}")
                assert await person.notice(tapped) == ""
            else:
                said = await running.hears(person, answers.refusal(verdict, EN))
                tapped = person.forges_tap(said, f"unseen:{public}")
                assert await person.notice(tapped) == answers.failure("unknown-audit", EN).html
                person.sends_document("result.json", b"{}")
                await running.hears(person, answers.refusal(verdict, EN))
            inside = person.forges_tap(said, f"unseen:{private}")
            may = verdict == "allowed" and role in PRIVATE_IS_FOR
            assert await person.notice(inside) == ("" if may else answers.failure("unknown-audit", EN).html)
            if verdict == "allowed" and not may:
                person.says(f"/audit {HOME.id}")
                await running.hears(person, answers.refusal("for-the-trusted", EN))


async def _private(running: Running) -> int:
    operator = running.operator()
    operator.says(f"/audit {HOME.id}")
    number = report_of(await running.gets_report(operator))
    assert number is not None
    return number


async def test_what_was_allowed_is_asked_about_again_at_every_answer(tmp_path: Path) -> None:
    async with companion(tmp_path, [SQUARE, MARKET], access="list", quota_person=2) as running:
        aigul = running.person()
        await grant(running, f"/allow {aigul.id}")
        aigul.says("/audit @main_square")
        said = await running.gets_report(aigul)
        await running.gets_file(aigul, ".png")
        number = report_of(said)
        await grant(running, f"/deny {aigul.id}")
        for what in ("page", "csv", "json", "unseen", "again", "in"):
            tap = aigul.forges_tap(said, f"{what}:{number}")
            assert await aigul.notice(tap) == answers.failure("unknown-audit", EN).html
        for command in ("/report @main_square", "/export @main_square", "/status", "/cancel", "@main_square"):
            aigul.says(command)
            await running.hears(aigul, answers.refusal("denied", EN))
        assert [each.file.kind for each in aigul.messages if each.file] == ["photo"]

        await grant(running, f"/allow {aigul.id}")
        await grant(running, "/deny @Main_Square")
        for person in (aigul, running.operator()):
            tap = person.forges_tap(said, f"page:{number}")
            assert await person.notice(tap) == answers.failure("unknown-audit", EN).html
            person.says("/audit @main_square")
            await running.hears(person, answers.refusal("chat-denied", EN))
        await grant(running, "/allow @main_square")
        aigul.says("/report")
        assert report_of(await running.gets_report(aigul)) == number
        await running.gets_file(aigul, ".png")

        for expected in ("chat-unreachable/no-such-chat", ""):
            aigul.says("/audit @nobody_is_here")
            refused = answers.failure(expected, EN) if expected else answers.refusal("quota-person", EN)
            await running.hears(aigul, refused)

        noted = rows(running.companion.store, "SELECT person, command, verdict FROM decisions")
        pseudonym = Identities(running.companion.store.key).asker(str(aigul.id))
        assert {verdict for person, _, verdict in noted if person == pseudonym} == {
            "allowed", "denied", "chat-denied", "quota-person"
        }  # fmt: skip
        assert all(str(each) not in str(noted) for each in (aigul.id, OPERATOR, "square"))


async def test_being_forgotten_gives_no_new_quota(tmp_path: Path) -> None:
    async with companion(tmp_path, [SQUARE], quota_person=1) as running:
        aigul = running.person()
        aigul.says("/audit @main_square")
        await running.gets_report(aigul)
        await running.gets_file(aigul, ".png")
        aigul.says("/forget")
        asked = await aigul.answer()
        aigul.taps(asked, EN.text("Delete everything"))
        await running.api.until(lambda: not asked.now.buttons)
        aigul.says("/audit @nobody_is_here")

        await running.hears(aigul, answers.refusal("quota-person", EN))
        assert [] == rows(running.companion.store, "SELECT * FROM askings")
