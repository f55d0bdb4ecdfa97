"""From a table's file to the frames: every kind of object that a table can hold, and an export's links behind words."""

import asyncio
import csv
import json
from pathlib import Path
from random import Random

import pytest

from auditor.conductors.audit import frames_of
from auditor.conductors.measuring import Arguments
from auditor.frames.timeline import timeline_of
from auditor.measure.coordination.searching import origins_of
from auditor.measure.methods.kinds import Kind, kinds_not_shown, objects_by_kind
from storage.audited.observations import find_observation
from storage.opening import open_store
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, ERLAN, export, said
from tests.e2e.command import audit, home
from tests.worlds.chatter import sentence

__all__ = ["home"]

BEGINS = 1_700_006_400
HEADER = ("time", "author_id", "id", "text", "reply", "object")
FORM = "я, {}, тоже подписал это"
Cells = tuple[str, str, str]
"""Text, what it replies to, what it shares."""

SHARED: dict[Kind, list[Cells]] = {
    "text": [("Біздің жағалау бүкіл қалаға тиесілі, бүгін жоқ дейміз", "", "")] * 3,
    "template": [(FORM.format(name), "", "") for name in ("Дана", "Olga", "Ерлан", "Aigul", "Тимур", "Bolat")],
    "link": [(f"https://www.a.example/b?utm_source={place}", "", "") for place in range(3)],
    "mentions": [("@somebody @other", "", ""), ("@Other, @somebody!", "", ""), ("@other @somebody", "", "")],
    "emoji": [("🔥🚀🔥", "", ""), ("🔥🚀🔥 !", "", ""), ("🔥 🚀 🔥", "", "")],
    "hashtags": [("#тег #ой бірінші", "", ""), ("екінші #ОЙ #тег", "", ""), ("#ой #тег #тег", "", "")],
    "reply": [("бірінші жауап", "1", ""), ("екінші жауап", "1", ""), ("үшінші жауап", "1", "")],
    "given": [("", "", "post77")] * 3,
}


def objects(folder: Path) -> tuple[dict[Kind, list[int]], tuple[Kind, ...]]:
    """The objects of the chat that was audited first, and what could not be looked at."""

    async def found() -> tuple[dict[Kind, list[int]], tuple[Kind, ...]]:
        async with open_store(folder) as store:
            observation = await find_observation(store, 1)
            assert observation is not None
            frames = await frames_of(store, observation, Arguments())
        assert frames.texts is not None
        timeline = timeline_of(frames.messages, frames.texts)
        kinds = objects_by_kind(timeline, origins=origins_of(frames))
        return {kind: numbers.tolist() for kind, numbers in kinds.items()}, kinds_not_shown(kinds)

    return asyncio.run(found())


@pytest.mark.parametrize("kind", list(SHARED))
def test_a_table_shows_objects_of_this_kind(kind: Kind, home: Path, tmp_path: Path) -> None:
    rng = Random(kind)
    planted = SHARED[kind]
    rows = [(BEGINS + place, f"n{place}", place + 1, sentence(rng), "", "") for place in range(40)]
    rows += [(BEGINS + 900_000 * place, f"f{place}", 100 + place, *cells) for place, cells in enumerate(planted, 1)]
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    report = audit(path, tmp_path / "out")
    found, hidden = objects(home)

    assert "kept-before-links" not in [note["id"] for note in report["coverage"]["notes"]]
    assert len(set(found[kind][-len(planted) :])) == 1
    assert found[kind][-1] not in {-1, *found[kind][: -len(planted)]}
    assert "forward" in hidden
    assert ("reply" in hidden) == (kind != "reply")
    assert ("given" in hidden) == (kind != "given")


def test_an_export_shows_links_behind_words_and_whom_a_post_is_from(home: Path, tmp_path: Path) -> None:
    link = {"type": "text_link", "text": "осында", "href": "https://T.me/Somewhere?utm_source=1"}
    plain = {"type": "link", "text": "t.me/somewhere"}
    story = [
        said(1, ASEL, ["басыңыз ", link, " жылдам"]),
        said(2, BOLAT, [plain]),
        said(3, DANA, [{"type": "bold", "text": "қалың"}, {"type": "link", "text": "casino.example"}]),
        said(4, ERLAN, "жаңалық", forwarded_from="Арна", reply_to_message_id=2),
        said(5, ERLAN, [{"type": "text_link", "text": "casino", "href": "http://casino.example"}, link]),
    ]
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "result.json").write_bytes(export(story))
    audit(folder, tmp_path / "out")
    found, hidden = objects(home)

    assert [0, 0, 1, -1, 1] == found["link"]
    assert [-1, -1, -1, 0, -1] == found["forward"] == found["reply"]
    assert ("given",) == hidden
    assert "somewhere" not in json.dumps(found)
