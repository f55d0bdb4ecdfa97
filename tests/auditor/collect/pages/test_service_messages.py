"""What service messages say in words, and when they were."""

import datetime as dt
from pathlib import Path

import pytest

from auditor.collect.pages.sentences import OF_A_CHANNEL, OTHER, UNKNOWN, UNSUPPORTED, Told, parse_sentence
from storage.records import NO_ONE, Arrival, Leave, Who
from tests.auditor.collect.datasets.reading import Read, read
from tests.auditor.collect.pages.written import page, said, service, write

ADA, BEN, CLEO = (Who(None, name) for name in ("Ada", "Ben", "Cleo"))


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


def read_pages(folder: Path, *messages: str) -> Read:
    return read(write(folder, page(*messages)))


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        (
            "Ada created group «Our «town»» with members Ben, Cleo and Dan",
            Told("create_group", "Ada", "Ben, Cleo and Dan"),
        ),
        ("Ada created group «with members»", Told("create_group", "Ada")),
        ("Ada invited Ben", Told("invite_members", "Ada", "Ben")),
        ("Ada invited Ben to the voice chat", Told(OTHER)),
        ("Ada removed Ben", Told("remove_members", "Ada", "Ben")),
        ("Ada removed group photo", Told("delete_group_photo", "Ada")),
        ('Ada removed "yes" from the poll.', Told(OTHER)),
        ("Ada joined group by link from Ben", Told("join_group_by_link", "Ada")),
        ("Ada joined group by request", Told("join_group_by_request", "Ada")),
        ("Ada converted a basic group to this supergroup «Our town»", Told("migrate_from_group", "Ada")),
        ("Channel «Our town» created", Told("create_channel")),
        ("Channel photo changed", Told(OF_A_CHANNEL)),
        ("Ada pinned this message", Told(OTHER, "Ada")),
        ("Voice chat (12 seconds)", Told(OTHER)),
        ("New messages will auto-delete in 24 hours", Told(OTHER)),
        (
            "This message is not supported by this version of Telegram Desktop. Please update the application.",
            Told(UNSUPPORTED),
        ),
        ("Ada joined group by telepathy", Told(UNKNOWN)),
        ("", Told(UNKNOWN)),
    ],
)
def test_a_sentence_of_desktops(sentence: str, what: Told) -> None:
    assert what == parse_sentence(sentence)


def test_who_came_and_who_left(tmp_path: Path) -> None:
    found = read_pages(
        tmp_path / "chat", service(1, "Ada created group &laquo;Our town&raquo;"),
        service(2, "Ada invited Ben, Cleo and Dan"),
        service(3, "Ben joined group by link from Ada"), service(4, "Cleo joined group by request"),
        service(5, "Deleted Account invited Eve"), service(6, "Our town invited Finn"), service(7, "Ada removed Ben"),
        service(8, "Cleo removed Cleo"), service(9, "Ada invited Ada"),
    )  # fmt: skip
    people = [(event.who.name, event.kind, event.adder) for event in found.arrivals]
    assert [
        ("Ada", "by_self", None), ("Ben", "added", ADA), ("Cleo", "added", ADA), ("Dan", "added", ADA),
        ("Ben", "by_link", None), ("Cleo", "by_request", None), ("Eve", "added", NO_ONE), ("Finn", "added", None),
        ("Ada", "unclear", ADA),
    ] == people  # fmt: skip
    assert [("Ben", False), ("Cleo", True)] == [(event.who.name, event.by_self) for event in found.leaves]
    coverage = found.coverage
    assert ("creation", 3, 1) == (coverage.history_begins, coverage.names_listed, coverage.unknown_adders)


def test_a_name_that_is_known_to_hold_what_parts_names_is_one(tmp_path: Path) -> None:
    found = read_pages(tmp_path / "chat", said(2, "Tom and Jerry", "a"), service(3, "Ada invited Tom and Jerry"))
    assert ["Tom and Jerry"] == [event.who.name for event in found.arrivals]


def test_what_no_desktop_says_is_counted_and_names_nobody(tmp_path: Path) -> None:
    found = read_pages(tmp_path / "chat", service(2, "Ada invited Ben"), service(3, "Eve teleported Ada"))
    assert found.coverage.unknown_actions is not None
    assert (1, (("(sentence)", 1),)) == (found.coverage.unknown_actions.count, found.coverage.unknown_actions.names)


def times(found: Read) -> list[int | None]:
    events: list[Arrival | Leave] = [*found.arrivals, *found.leaves]
    return [event.at for event in sorted(events, key=lambda event: event.id)]


def test_a_service_message_was_between_the_messages_around_it(tmp_path: Path) -> None:
    found = read_pages(
        tmp_path / "chat", service(-1, "16 March 2023"), service(1, "Ada invited Ben"),
        said(2, "Ada", "a", at="16.03.2023 09:00:00 UTC+06:00"), service(3, "Ada invited Cleo"),
        said(4, "Ada", "b", at="16.03.2023 09:00:40 UTC+06:00"), service(5, "Ada invited Dan"),
        service(-2, "17 March 2023"), service(6, "Ada invited Eve"), service(-3, "18 March 2023"),
        said(7, "Ada", "c", at="18.03.2023 10:00:00 UTC+06:00"),
    )  # fmt: skip
    assert [
        at("2023-03-16T09:00:00+06:00"), at("2023-03-16T09:00:00+06:00"), at("2023-03-16T09:00:40+06:00"),
        at("2023-03-17T00:00:00+06:00"),
    ] == times(found)  # fmt: skip
    assert (86_399, 0) == (found.coverage.events_within, found.coverage.undated)
    assert 7 == found.coverage.elements


def test_times_are_as_fine_as_the_messages_around_them_are_close(tmp_path: Path) -> None:
    pairs = []
    for number in range(2, 42, 2):
        stamp = f"16.03.2023 09:{number:02}:{{:02}} UTC+06:00"
        pairs += [said(number, "Ada", "a", at=stamp.format(0)), service(number + 1, f"Ada invited Ben{number}")]
        pairs.append(said(number + 100, "Ada", "b", at=stamp.format(30)))
    assert 30 == read_pages(tmp_path / "chat", service(-1, "16 March 2023"), *pairs).coverage.events_within


def test_where_nothing_tells_the_day_there_is_no_time(tmp_path: Path) -> None:
    found = read_pages(
        tmp_path / "chat", service(1, "Ada invited Ben"), said(2, "Ada", "a", at="16.03.2023 09:00:00 UTC+06:00"),
        service(3, "Ada invited Cleo"), said(4, "Ada", "b", at="19.03.2023 09:00:00 UTC+06:00"),
        service(5, "Ada invited Dan"),
    )  # fmt: skip
    assert [None, None, None] == times(found)
    assert 3 == found.coverage.undated
