"""Nothing of people is at rest or in what leaves: every secret of a world is searched for in every form."""

import base64
from pathlib import Path

import pytest

from bench.secrets import CHANCE, ENOUGH, leaks, needles, sure_leaks
from tests.e2e.command import run
from tests.worlds.desktop_export import write_export
from tests.worlds.secrets_world import secrets_world


@pytest.mark.parametrize("text_days", [0, 30])
def test_no_secret_is_at_rest_or_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text_days: int) -> None:
    monkeypatch.setenv("DEADSOULS_RETAIN_TEXT_DAYS", "")
    assert sure_leaks(tmp_path, 3, text_days=text_days) == []
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert written >= {"deadsouls.db", "key", "page.html", "card.png", "report.json", "people.csv", "adders.csv"}


def test_the_search_would_find_them(tmp_path: Path) -> None:
    world, secrets = secrets_world(3)
    write_export(world, tmp_path / "result.json")
    searched = needles(secrets)
    assert len(leaks(tmp_path, searched)) == ENOUGH
    number = next(iter(world.people))
    for size, order in ((4, "little"), (8, "big")):
        (tmp_path / "result.json").write_bytes(b"xx" + number.to_bytes(size, order) + b"yy")  # type: ignore[arg-type]
        assert leaks(tmp_path, searched)
    name = str(world.people[number].name)
    for before in range(3):
        (tmp_path / "result.json").write_bytes(base64.b64encode(b"x" * before + name.encode() + b"tail"))
        assert leaks(tmp_path, searched)


def test_texts_are_kept_as_long_as_asked_and_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world, secrets = secrets_world(3)
    path = write_export(world, tmp_path / "result.json")
    assert run("audit", path, "--quiet", "--report", tmp_path / "report").code == 0
    home = tmp_path / "home"
    assert leaks(home, needles(secrets))
    monkeypatch.setenv("DEADSOULS_RETAIN_TEXT_DAYS", "0")
    assert "none rests" in run("privacy").out
    assert leaks(home, {needle: what for needle, what in needles(secrets).items() if len(needle) > CHANCE}) == {}
