"""Formats that are known are read without being told what stands where."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.collect.datasets.shapes import formats
from auditor.library import measure_all
from auditor.library import read as loaded
from storage.records import Unknown
from tests.auditor.collect.datasets.known_formats import AT, OF_4CAT, TELEGRAM, TEXTS, Known
from tests.auditor.collect.datasets.reading import NOW, lines, read, sources, written
from tests.house.tree import ROOT


def as_file(folder: Path, said: Any) -> Path:
    if isinstance(said, tuple):
        return written(folder, lines(*said), "file")
    if isinstance(said, dict) or (said and isinstance(said[0], dict)):
        return written(folder, json.dumps(said, indent=2, ensure_ascii=False), "file")
    file = io.StringIO(newline="")
    csv.writer(file).writerows(said)
    return written(folder, file.getvalue(), "file")


@pytest.mark.parametrize("known", TEXTS, ids=lambda known: known.name)
def test_a_format_of_texts_is_read_as_its_page_says(tmp_path: Path, known: Known) -> None:
    found = read(as_file(tmp_path, known.said))
    first, second = found.messages
    assert known.texts == (first.text, second.text)
    assert (AT, AT + 10) == (first.at, second.at)
    assert known.keys == (first.sender.key, second.sender.key)
    assert known.answers == (second.reply_to == first.id)
    assert known.posts == (first.reply_to is not None)
    assert 0 == found.coverage.damaged + found.coverage.textless * bool(known.texts[0]) + found.coverage.authorless


def test_every_format_has_such_a_file_and_a_page() -> None:
    assert {known.name for known in formats().texts} == {known.name for known in TEXTS}
    assert {"TDLib", "Pyrogram, Kurigram", "Bot API", "4CAT, Telegram"} == {known.name for known in formats().telegram}
    listed = (ROOT / "docs" / "tables.md").read_text("utf-8")
    told = [(known.name, known.page) for known in formats().texts]
    told += [(known.name, known.page) for known in formats().telegram]
    assert [] == [name for name, _ in told if f"| {name} |" not in listed]
    assert all(page.startswith("https://") for _, page in told)


@pytest.mark.parametrize("name", TELEGRAM)
def test_a_dump_of_telegram_is_a_data_set_with_who_came_and_who_left(tmp_path: Path, name: str) -> None:
    found = read(as_file(tmp_path, TELEGRAM[name]))
    assert "dataset" == found.source.kind.name
    assert [("101", "сәлем", "text"), ("102", "hello", "photo" if name == "TDLib" else "other")] == [
        (message.sender.key, message.text, message.kind) for message in found.messages
    ]
    first, second = found.messages
    assert (None, first.id) == (first.reply_to, second.reply_to)
    assert [("201", "added"), ("202", "added"), ("105", "by_link" if name == "TDLib" else "by_self")] == [
        (arrival.who.key, arrival.kind) for arrival in found.arrivals
    ]
    assert [("201", False)] == [(leave.who.key, leave.by_self) for leave in found.leaves]
    assert {"TDLib": 1, "Pyrogram": 1, "Bot API": 2}[name] == found.coverage.not_people
    unknown = Unknown(1, (("messageSoulBought", 1),)) if name == "TDLib" else None
    assert unknown == found.coverage.unknown_actions


def test_a_content_of_no_kind_is_read_and_counted(tmp_path: Path) -> None:
    said = json.loads(json.dumps(TELEGRAM["TDLib"]))
    said["messages"][1]["content"]["@type"] = ["messageText", {}]
    assert 2 == read(as_file(tmp_path, said)).coverage.unknown_actions.count  # type: ignore[union-attr]


def test_messages_of_4cat_are_a_data_set_too(tmp_path: Path) -> None:
    found = read(as_file(tmp_path, OF_4CAT))
    assert ("dataset", ["101"], 1) == (
        found.source.kind.name, [message.sender.key for message in found.messages], found.coverage.not_people
    )  # fmt: skip


def test_several_chats_of_a_dump_are_told_apart(tmp_path: Path) -> None:
    other = json.loads(json.dumps(TELEGRAM["Pyrogram"]).replace("-1001234567890", "-5"))
    path = written(tmp_path, lines(*TELEGRAM["Pyrogram"], *other), "file")
    assert ["basic-group", "supergroup"] == sorted(source.chat.kind for source in sources(path, chat="all"))


@pytest.mark.parametrize("name", TELEGRAM)
def test_a_way_of_coming_that_a_dump_does_not_tell_is_between_nobody_and_all_who_came(
    tmp_path: Path, name: str
) -> None:
    """Of six people one came without being added, by a link: TDLib says so, the others do not."""
    report = measure_all(loaded(as_file(tmp_path, TELEGRAM[name]), now=NOW))
    told = [report.measures[f"arrivals.{way}"] for way in ("by_link", "by_request", "by_self")]
    assert (2, 6) == (report.measures["arrivals.added"].count, report.measures["arrivals.added"].of)
    is_told = name == "TDLib"
    assert is_told == ("ways-not-told" not in {note.id for note in report.coverage.notes})
    found = [(measure.outcome, measure.count, measure.of, measure.low, measure.high) for measure in told]
    exact = [("measured", count, 6, None, None) for count in (1, 0, 0)]
    assert (exact if is_told else [("bounded", 0, 6, 0.0, 1 / 6)] * 3) == found
