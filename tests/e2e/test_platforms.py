"""Tables that are said to be of one platform: their authors are the same accounts, for a search for farms and for
whoever asks to be forgotten; and nobody else can join them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADSOULS_HOME", str(tmp_path / "home"))


def table(folder: Path, number: int) -> Path:
    """Comments by 40, of whom 28 write under every page, and 12 under this one alone."""
    path = folder / f"page{number}.csv"
    rows = ["author_id,time,text"]
    for step in range(300):
        author = step // 2 % 28 if step % 2 else 1_000 * number + step // 2 % 12
        rows.append(f"{author + 1},{1_700_000_000 + 977 * step + number},сөз {number} мәтін {step * 7} жазылған хабар")
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def audit(folder: Path, number: int, *asked: str) -> dict[str, Any]:
    out = folder / f"{number}.json"
    ran = run("audit", table(folder, number), "--quiet", "--json", out, "--report", folder / f"out{number}", *asked)
    assert (0, "") == (ran.code, ran.err)
    return json.loads(out.read_text("utf-8"))  # type: ignore[no-any-return]


def farms(folder: Path) -> dict[str, Any]:
    ran = run("farms", "--json", folder / "farms.json")
    assert 0 == ran.code, ran.err
    return json.loads((folder / "farms.json").read_text("utf-8"))  # type: ignore[no-any-return]


def test_tables_of_one_platform_share_their_people_and_others_are_strangers(tmp_path: Path) -> None:
    for number in range(1, 5):
        audit(tmp_path, number, "--platform", "YouTube")
    audit(tmp_path, 5)
    audit(tmp_path, 6, "--platform", "vk")
    found = farms(tmp_path)
    assert [f"page{number}.csv" for number in (1, 2, 3, 4, 6)] == [chat["title"] for chat in found["chats"]]
    overlap = found["measures"]["farms.overlap"]
    assert ("measured", 28) == (overlap["outcome"], overlap["count"])
    named = {chat["chat"] for row in found["evidence"]["farms.overlap"] for chat in row["chats"]}
    assert {f"page{number}.csv" for number in range(1, 5)} == named


def test_reports_of_one_platform_name_nobody_alike(tmp_path: Path) -> None:
    people = []
    for number in (1, 2):
        audit(tmp_path, number, "--platform", "youtube")
        ran = run("export", f"page{number}.csv", tmp_path / f"data{number}")
        assert 0 == ran.code, ran.err
        lines = (tmp_path / f"data{number}" / "people.csv").read_text("utf-8").splitlines()[1:]
        people.append({line.split(",")[0] for line in lines})
    assert all(people)
    assert not people[0] & people[1]


def test_a_join_key_is_refused_beside_a_platform(tmp_path: Path) -> None:
    key = tmp_path / "join.key"
    key.write_bytes(b"k" * 32)
    ran = run("audit", table(tmp_path, 1), "--platform", "youtube", "--join-key", key, "--quiet")
    assert (2, True) == (ran.code, "no --join-key" in ran.err)
    audit(tmp_path, 1, "--platform", "youtube")
    ran = run("export", "page1.csv", tmp_path / "data", "--join-key", key)
    assert (2, True, False) == (ran.code, "no --join-key" in ran.err, (tmp_path / "data").exists())


def test_the_note_says_it_and_chats_of_telegram_have_no_platform(tmp_path: Path) -> None:
    notes = audit(tmp_path, 1, "--platform", "youtube")["coverage"]["notes"]
    assert {"id": "table-of-platform", "facts": {"platform": "youtube"}} in notes
    for name in ("telegram", "you tube", "-x", "ютуб"):
        assert 2 == run("audit", table(tmp_path, 1), "--platform", name).code
    assert 2 == run("audit", "@chat", "--platform", "youtube").code


def test_whoever_is_forgotten_by_the_account_is_gone_from_every_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        audit(tmp_path, number, "--platform", "youtube")
    ran = run("forget", "--platform", "youtube", stdin="3\n")
    assert 0 == ran.code, ran.err
    assert int(ran.out.split()[1]) >= 10
    found = audit(tmp_path, 1, "--platform", "youtube")
    assert 1 == found["coverage"]["erased"]
