"""Worlds written as WhatsApp and Discord write them go through the command; no figure misses the truth."""

import random
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from bench.chats import FORMATS, laid_out, mutant
from bench.mutations import checked
from tests.auditor.measure.truth import untruths
from tests.e2e.command import audit, home, measures_in, store
from tests.worlds.desktop_pages import write_pages
from tests.worlds.discord_export import joined, made, write_discord
from tests.worlds.dvk import dvk_world
from tests.worlds.whatsapp_export import Phone, write_whatsapp
from tests.worlds.world import DAY

__all__ = ["home"]

OF_PEOPLE = {"people.seen", "voices.writers", "voices.half_by", "voices.gini", "arrivals.added", "arrivals.by_link"}


@pytest.mark.parametrize(("phone", "name"), [("android", "chat.txt"), ("iphone", "chat.zip")])
def test_a_group_of_whatsapp_says_the_truth(phone: Phone, name: str, tmp_path: Path) -> None:
    world = dvk_world(
        3, people=600, by_request=0, newcomers=40, leavers=60, namesakes=20, deleted=10, title="Үй 12: көршілер"
    )
    report = audit(write_whatsapp(world, tmp_path / name, phone=phone), tmp_path / "out")
    found = measures_in(report)
    assert untruths(found, {name: of for name, of in world.truth.items() if name != "souls.deleted"}) == {}
    assert {"measured", "bounded"} >= {found[name].outcome for name in OF_PEOPLE}
    assert ("whatsapp", "group") == (report["chat"]["source"], report["chat"]["kind"])
    assert {"whatsapp-names", "local-times"} <= {note["id"] for note in report["coverage"]["notes"]}
    assert ("second" if phone == "iphone" else "minute") == report["coverage"]["time_resolution"]


def test_a_channel_of_discord_says_the_truth_of_who_talks(tmp_path: Path) -> None:
    world = dvk_world(4, people=600, by_link=100)
    report = audit(write_discord(world, tmp_path / "channel.json"), tmp_path / "out")
    found = measures_in(report)
    assert untruths(found, {name: of for name, of in world.truth.items() if name.startswith("voices.")}) == {}
    assert {"measured"} == {found[name].outcome for name in world.truth if name.startswith("voices.")}
    assert world.truth["people.seen"].count == found["people.seen"].count
    notes = {note["id"] for note in report["coverage"]["notes"]}
    assert {"discord-leaves", "whole-not-known", "leaves-not-logged"} <= notes


def test_ids_of_discord_tell_who_came_with_a_new_account_to_the_day(tmp_path: Path, home: Path) -> None:
    world = dvk_world(4, people=600, by_link=100)
    report = audit(write_discord(world, tmp_path / "channel.json"), tmp_path / "out")
    came = {person: event.at for event in world.events() for person in joined(event)}
    new = sum(at - 30 * DAY <= day_of(made(person)) for person, at in came.items())
    measure = measures_in(report)["souls.new"]
    assert 0 < new < len(came)
    assert measure.of == len(came)
    assert measure.count == new
    with store(home) as connection:
        kept = connection.execute("SELECT age_from, age_to, blank, seen FROM members").fetchall()
    assert len(kept) >= len(came)
    assert {(0, DAY - 1)} == {(first % DAY, last % DAY) for first, last, _, _ in kept}
    assert {(-1, "")} == {(blank, seen) for _, _, blank, seen in kept} or {(None, "")} == {row[2:] for row in kept}


def day_of(at: int) -> int:
    return at - at % DAY


@pytest.mark.parametrize("kind", FORMATS)
def test_a_mutated_chat_ends_in_a_report_or_one_clear_sentence(kind: str) -> None:
    """`bench/chats.py` runs five hundred of each."""
    for number in range(12):
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
            patch.setenv("DEADSOULS_HOME", folder)
            (Path(folder) / "given").mkdir()
            made = mutant(kind, random.Random(f"tests/{kind}/{number}"))
            checked(laid_out(made, Path(folder) / "given"), Path(folder))


def test_no_name_and_no_number_is_kept(tmp_path: Path, home: Path) -> None:
    world = dvk_world(3, people=300, deleted=10, by_request=0)
    audit(write_whatsapp(world, tmp_path / "chat.txt"), tmp_path / "a")
    audit(write_pages(world, tmp_path / "pages"), tmp_path / "b")
    shown = (tmp_path / "chat.txt").read_text()
    kept = b"".join(path.read_bytes() for path in home.iterdir() if path.is_file() and path.name != "texts.db")
    names = {person.name for person in world.people.values() if person.name and person.name in shown}
    numbers = set(re.findall(r"\+7 701 \d{7}", shown))
    assert len(names) > 250
    assert numbers
    assert [] == [name for name in names | numbers if name.encode() in kept]


def test_one_name_is_two_people_in_two_chats(tmp_path: Path, home: Path) -> None:
    world = dvk_world(3, people=100, by_request=0)
    for title in ("One", "Two"):
        audit(write_pages(replace(world, title=title), tmp_path / title), tmp_path / f"{title} report")
    with store(home) as connection:
        people = [
            {person for (person,) in connection.execute("SELECT DISTINCT person FROM messages WHERE chat = ?", row)}
            for row in connection.execute("SELECT DISTINCT chat FROM messages").fetchall()
        ]
    assert 2 == len(people)
    assert all(people)
    assert not people[0] & people[1]
