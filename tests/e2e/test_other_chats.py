"""Worlds written as WhatsApp and Discord write them go through the command; no figure misses the truth."""

import random
import tempfile
from pathlib import Path

import pytest

from bench.chats import FORMATS, laid_out, mutant
from bench.mutations import checked
from tests.auditor.measure.truth import untruths
from tests.e2e.command import audit, measures_in
from tests.worlds.discord_export import write_discord
from tests.worlds.dvk import dvk_world
from tests.worlds.whatsapp_export import Phone, write_whatsapp

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


@pytest.mark.parametrize("kind", FORMATS)
def test_a_mutated_chat_ends_in_a_report_or_one_clear_sentence(kind: str) -> None:
    """`bench/chats.py` runs five hundred of each."""
    for number in range(12):
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
            patch.setenv("DEADSOULS_HOME", folder)
            (Path(folder) / "given").mkdir()
            made = mutant(kind, random.Random(f"tests/{kind}/{number}"))
            checked(laid_out(made, Path(folder) / "given"), Path(folder))
