"""What somebody wants to be watched, in the words of four languages."""

import re
from html import unescape

import pytest

from auditor.errors import UsageError
from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot.watches.watch_answers import no_rule
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


@pytest.mark.parametrize(
    ("text", "cron"),
    [("every day at 9:30", "30 9 * * *"), ("daily at 9", "0 9 * * *"), ("every day 9am", "0 9 * * *"),
     ("each day at 12 am", "0 0 * * *"), ("every day at 9:30 pm", "30 21 * * *"), ("at noon", "0 12 * * *"),
     ("every Monday at 9", "0 9 * * mon"), ("Mondays and Thursdays at 21.30", "30 21 * * mon,thu"),
     ("on weekdays at 8:00", "0 8 * * mon-fri"), ("weekly on Fri at 7 in the evening", "0 19 * * fri"),
     ("каждый день в 9:30", "30 9 * * *"), ("каждый день в 21.30", "30 21 * * *"), ("ежедневно в 9 утра", "0 9 * * *"),
     ("в 9 часов вечера каждый день", "0 21 * * *"), ("по понедельникам в 9:00", "0 9 * * mon"),
     ("каждую среду в 12 дня", "0 12 * * wed"), ("по вторникам и пятницам в 3 ночи", "0 3 * * tue,fri"),
     ("по выходным в полдень", "0 12 * * sat,sun"), ("каждый месяц в 9:30", None),
     ("күн сайын 9:30-да", "30 9 * * *"), ("күн сайын сағат 9:30-да", "30 9 * * *"),
     ("әр күні сағат 9-да", "0 9 * * *"),
     ("күн сайын кешкі сағат 9-да", "0 21 * * *"), ("дүйсенбі сайын 9:00-де", "0 9 * * mon"),
     ("әр жұма таңғы 8-де", "0 8 * * fri"), ("жексенбі күні сайын 18:00-де", "0 18 * * sun"),
     ("күн сайын саат 9:30да", "30 9 * * *"), ("ар күнү саат 9да", "0 9 * * *"), ("күн сайын кечки 9да", "0 21 * * *"),
     ("дүйшөмбү сайын саат 9:00дө", "0 9 * * mon"), ("жума күнү саат 9да", "0 9 * * fri"),
     ("жума сайын 9:30да", None), ("эртең мененки саат 7де", "0 7 * * *")],
)  # fmt: skip
def test_a_time_of_day_and_days_of_the_week_are_understood_in_four_languages(text: str, cron: str | None) -> None:
    found = asked(text).rule

    assert found.cron == cron or (cron is None and found.cron.startswith("30 9 "))
    assert found == asked(f"{text} UTC").rule
    assert ("Asia/Almaty", found.cron.split()[2:4]) == (
        asked(f"{text} Almaty").rule.zone, asked(f"{text} Almaty").rule.cron.split()[2:4]
    )  # fmt: skip


def test_a_time_goes_with_all_the_rest() -> None:
    found = asked("каждый день в 9:30 Asia/Almaty тихо 23-7 сводка в 10 10%")

    assert ("30 9 * * *", "Asia/Almaty", "daily") == (found.rule.cron, found.rule.zone, found.rule.named)
    assert ((1_380, 420), 600, 0.1) == (found.quiet, found.digest, found.effect)


@pytest.mark.parametrize(
    "text",
    ["every day 9", "every day at 25:00", "каждый день в 9:75", "every day at 9:30 and 21:30", "at 13 am",
     "каждый день в 12 утра", "every day 0930", "daily every Monday", "every Monday at 9 and every Friday at 10",
     "в 2 вечера", "күн сайын 9", "күн сайын 24:30да"],
)  # fmt: skip
def test_what_could_be_two_times_or_none_is_none(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        asked(text)

    assert refused.value.facts["why"] == "time"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", ["time", "rule"])
def test_what_is_said_to_them_shows_words_that_are_understood(language: str, why: str) -> None:
    said = unescape(no_rule(why, wording(language)).html).replace(";", ",")
    shown = [
        each for each in re.split(r"[,:.](?=\s|$)|\s(?:or|или|немесе|не|же)\s", said) if re.search(r"\d:\d\d", each)
    ]

    assert len(shown) == 2
    for each in shown:
        assert asked(re.sub(r"/watch @\w+", "", each)).rule.cron.split()[0] in {"0", "30"}


@pytest.mark.parametrize("text", ["watch @x daily", "Следи за @x", "бақыла @x", "байкоо сал @x"])
def test_who_asks_without_a_command_is_understood(text: str) -> None:
    assert ASKS.match(text)
    assert not ASKS.match(f"I {text}")
