"""The worlds hold what they say: counted again from the written export, by names, with nothing but `json`."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.worlds.damage import DAMAGES, Damage, deep_nesting
from tests.worlds.desktop_export import Layout, Schema, write_export
from tests.worlds.dvk import dvk_world, sample_world
from tests.worlds.full_account import NEVER_READ
from tests.worlds.secrets_world import secrets_world
from tests.worlds.world import DAY, World

SCHEMAS: tuple[Schema, ...] = ("2018-08", "2019", "2021", "2025")
LAYOUTS: tuple[Layout, ...] = ("single", "full")


def middle_world() -> World:
    """3,000 people with names of their own, some of whom left."""
    return dvk_world(
        7,
        people=3_000,
        never_wrote=2_350,
        half_by=20,
        messages=12_000,
        adders=15,
        by_link=300,
        by_request=60,
        by_self=120,
        newcomers=200,
        leavers=250,
        unknown=10,
    )


def read(path: Path) -> Any:
    with path.open("rb") as file:
        return json.load(file)


def test_truth_of_a_middle_world_counted_again(tmp_path: Path) -> None:
    world = middle_world()
    chat = read(write_export(world, tmp_path / "result.json"))
    found = counted_by_names(chat)

    truth = {measure: (expected.count, expected.of) for measure, expected in world.truth.items()}
    assert {measure: truth[measure] for measure in found} == found
    assert truth["people.seen"][0] == 3_250
    assert truth["arrivals.unknown"] == (10, 3_250)
    assert truth["arrivals.adders"][0] == 15
    assert truth["voices.half_by"][0] == 20
    assert truth["voices.gini"][0] == pytest.approx(gini_by_pairs(writers(chat)), abs=1e-9)


def test_the_busiest_write_exactly_half() -> None:
    counts = sorted(Counter(e.actor for e in middle_world().events() if e.kind == "message").values(), reverse=True)
    assert sum(counts) == 12_000
    assert sum(counts[:20]) == 6_000
    assert counts[19] > counts[20]


def test_the_base_world_is_exact_in_small() -> None:
    world = dvk_world(
        1, people=2_000, never_wrote=1_570, half_by=12, messages=9_000, by_link=200, by_request=40, by_self=80
    )
    truth = world.truth
    assert (truth["souls.never_posted"].count, truth["souls.never_posted"].of) == (1_570, 2_000)
    assert [truth[f"arrivals.{kind}"].count for kind in ("added", "by_link", "by_request", "by_self", "unknown")] == [
        1_680,
        200,
        40,
        80,
        0,
    ]
    assert len({str(person.name).casefold() for person in world.people.values()}) == 2_000
    assert min(world.people) >= 100_000_000


def test_variants_are_planted_exactly() -> None:
    world = dvk_world(3, people=2_000, half_by=12, messages=9_000, namesakes=25, newcomers=60, deleted=30, leavers=100)
    names = Counter(person.name for person in world.people.values())
    assert names.pop(None) == 30
    assert sum(count - 1 for count in names.values()) == 25
    assert world.truth["souls.deleted"].count == 30
    assert world.truth["souls.never_posted"].of == 1_940
    assert world.truth["people.seen"].count == 2_100


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("indent", [1, None])
def test_every_schema_and_layout_is_json(tmp_path: Path, schema: Schema, layout: Layout, indent: int | None) -> None:
    world = sample_world()
    path = write_export(world, tmp_path / "result.json", schema=schema, layout=layout, indent=indent)
    whole = read(path)
    chats = whole["chats"]["list"] if layout == "full" else [whole]
    messages = next(chat["messages"] for chat in chats if chat.get("name") == world.title)
    assert len(messages) == sum(1 for _ in world.events())
    assert ("date_unixtime" in messages[0], "text_entities" in messages[-1]) == (schema == "2025", schema == "2025")
    shown = path.read_text(encoding="utf-8")
    assert all((secret in shown) == (layout == "full") for secret in NEVER_READ)


def test_two_writings_are_the_same_bytes_as_json_would_lay_them_out(tmp_path: Path) -> None:
    first = write_export(sample_world(), tmp_path / "a.json").read_bytes()
    assert first == write_export(sample_world(), tmp_path / "b.json").read_bytes()
    assert first.decode() == json.dumps(json.loads(first), ensure_ascii=False, indent=1)
    assert len(first) <= 1_500_000


def test_a_migrated_chat_in_a_zip_with_local_times(tmp_path: Path) -> None:
    world = sample_world()
    path = write_export(world, tmp_path / "export.zip", migrated_after=200, zone_minutes=360)
    with ZipFile(path) as archive:
        (name,) = archive.namelist()
        messages = json.loads(archive.read(name))["messages"]
    ids = [message["id"] for message in messages]
    assert ids == sorted(set(ids))
    assert ids[0] == 1 - 1_000_000_000
    assert [m["action"] for m in messages if "migrate" in m.get("action", "")] == [
        "migrate_to_supergroup",
        "migrate_from_group",
    ]
    assert seconds(messages[5]["date"]) - int(messages[5]["date_unixtime"]) == 6 * 3_600


@pytest.mark.parametrize("spoil", DAMAGES)
def test_damage_is_seeded_and_says_whether_it_is_still_json(tmp_path: Path, spoil: Any) -> None:
    whole = write_export(sample_world(), tmp_path / "result.json").read_bytes()
    spoilt: Damage = spoil(whole, 4)
    assert spoilt == spoil(whole, 4)
    assert spoilt.data != whole
    if spoil is not deep_nesting:
        assert parses(spoilt.data) == spoilt.valid


def test_secrets_stand_in_the_export(tmp_path: Path) -> None:
    world, secrets = secrets_world(1)
    shown = write_export(world, tmp_path / "result.json").read_text(encoding="utf-8")
    assert all(len(str(secret)) >= 8 for secret in secrets)
    people = world.people.values()
    assert all(str(person.name) in shown for person in people)
    assert any(f"@{person.username}" in shown for person in people)
    assert any(str(person.phone) in shown for person in people)
    assert all(person >= 100_000_000 for person in world.people)


def parses(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def seconds(date: str) -> int:
    return int(datetime.fromisoformat(f"{date}+00:00").timestamp())


def writers(chat: dict[str, Any]) -> Counter[str]:
    return Counter(message["from"] for message in chat["messages"] if message["type"] == "message")


def gini_by_pairs(wrote: Counter[str]) -> float:
    """The mean difference of all pairs over twice the mean."""
    counts = list(wrote.values())
    return sum(abs(a - b) for a in counts for b in counts) / (2 * len(counts) * sum(counts))


def counted_by_names(chat: dict[str, Any]) -> dict[str, tuple[float, float | None]]:
    """The measures of a chat whose names are each borne by one person, straight from the file."""
    wrote = writers(chat)
    last: dict[str, tuple[int, str]] = {}
    gone: dict[str, int] = {}
    adds: set[tuple[str, str]] = set()
    end = seconds(chat["messages"][-1]["date"])
    start = seconds(chat["messages"][0]["date"])
    for element in chat["messages"]:
        at, actor, members = seconds(element["date"]), element.get("actor"), element.get("members", [])
        match element.get("action"):
            case "invite_members":
                kind = "by_self" if members == [actor] else "added"
                adds |= {(actor, member) for member in members if kind == "added"}
                last |= dict.fromkeys(members, (at, kind))
            case "join_group_by_link" | "join_group_by_request" as action:
                last[actor] = (at, action.removeprefix("join_group_"))
            case "remove_members":
                gone |= dict.fromkeys(members, at)
    gone = {name: at for name, at in gone.items() if at >= last[name][0]}
    seen = set(last) | set(wrote)
    there = [name for name in seen - set(gone) if end - last.get(name, (start, ""))[0] >= 30 * DAY]
    kinds = Counter(kind for _, kind in last.values())
    added = [name for name, (_, kind) in last.items() if kind == "added"]
    old = [name for name in added if name in gone or end - last[name][0] >= DAY]
    by_adder = Counter(adder for adder, _ in adds)
    found: dict[str, tuple[float, float | None]] = {
        "people.seen": (len(seen), None),
        "souls.deleted": (0, len(seen - set(gone))),
        "souls.never_posted": (sum(name not in wrote for name in there), len(there)),
        "arrivals.adders": (len(by_adder), len(seen)),
        "arrivals.half_by": (fewest(by_adder), len(by_adder)),
        "arrivals.added_silent": (sum(name not in wrote for name in added), len(added)),
        "arrivals.added_gone": (sum(name in gone and gone[name] - last[name][0] <= DAY for name in old), len(old)),
        "voices.writers": (len(wrote), len(seen)),
        "voices.half_by": (fewest(wrote), len(wrote)),
    }
    for kind in ("added", "by_link", "by_request", "by_self"):
        found[f"arrivals.{kind}"] = (kinds[kind], len(seen))
    return found


def fewest(counts: Counter[str]) -> int:
    ordered = [count for _, count in counts.most_common()]
    return next(n for n in range(1, len(ordered) + 1) if 2 * sum(ordered[:n]) >= sum(ordered))
