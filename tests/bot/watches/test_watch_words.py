"""What somebody wants to be watched, in the words of four languages."""

import pytest

from auditor.errors import UsageError
from bot.watches.watch_words import ASKS, Wanted, wanted

NOW = 1_795_600_000


def asked(text: str) -> Wanted:
    return wanted(text, NOW)


@pytest.mark.parametrize(
    ("text", "named", "zone"),
    [("", "daily", "UTC"), ("weekly", "weekly", "UTC"), ("Every Month in", "monthly", None),
     ("каждую неделю Almaty", "weekly", "Asia/Almaty"), ("ай сайын Asia/Bishkek", "monthly", "Asia/Bishkek"),
     ("ар жумада", "weekly", "UTC"), ("күн сайын utc", "daily", "UTC")],
)  # fmt: skip
def test_how_often_is_said_in_many_words(text: str, named: str, zone: str | None) -> None:
    if zone is None:
        with pytest.raises(UsageError):
            asked(text)
        return
    assert (named, zone) == (asked(text).rule.named, asked(text).rule.zone)


def test_all_can_be_said_at_once() -> None:
    found = asked("0 9 * * 1-5 Asia/Almaty quiet 22-8 digest 9:30 10% all")

    assert ("0 9 * * 1-5", "Asia/Almaty") == (found.rule.cron, found.rule.zone)
    assert ((1_320, 480), 570, 0.1, "all") == (found.quiet, found.digest, found.effect, found.signs)


def test_in_other_languages_too() -> None:
    found = asked("каждый день тихо 23:30 - 7:15 сводка 2,5% сильные")

    assert ((1_410, 435), 540, 0.025, "strong") == (found.quiet, found.digest, found.effect, found.signs)


@pytest.mark.parametrize(
    ("text", "why"),
    [("daily mars", "zone"), ("when it rains", "rule"), ("quiet 99-8", "rule"), ("x" * 500, "rule"),
     ("0 0 31 2 *", "never"), ("* * * * *", "too-often")],
)  # fmt: skip
def test_what_makes_no_sense_is_said_to(text: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        asked(text)

    assert why == refused.value.facts["why"]


@pytest.mark.parametrize("text", ["watch @x daily", "Следи за @x", "бақыла @x", "байкоо сал @x"])
def test_who_asks_without_a_command_is_understood(text: str) -> None:
    assert ASKS.match(text)
    assert not ASKS.match(f"I {text}")
