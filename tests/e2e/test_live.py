"""A live audit by the command, as a person types it, of a local Telegram that runs as a process of its own."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from auditor.report.statements.wording import wording
from bench.live import NOW, telegram
from bench.secrets import leaks, needles
from tests.auditor.collect.live.live_audit import installation
from tests.auditor.measure.truth import untruths
from tests.e2e.command import measures_in, run
from tests.worlds import live
from tests.worlds.live.flooded import flooded_live

WORLD = ("--world", "dvk", "--people", "600", "--seed", "5", "--now", str(NOW))
CHAT = live.dvk_live(5, 600, now=NOW)


HEARING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from auditor.cli import main; main()"
)
"""The command, hearing Ctrl-C even where the tests themselves run in a background that does not."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEADSOULS_API_ID", "1")
    monkeypatch.setenv("DEADSOULS_API_HASH", "x")
    return installation(tmp_path)


def _deadsouls(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DEADSOULS_HOME": str(home)}
    command = [sys.executable, "-c", HEARING, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603


def _ends_well(run: subprocess.Popen[bytes]) -> None:
    _, said = run.communicate(timeout=120)
    assert run.returncode == 0, said.decode()


def _observations(home: Path, which: str) -> int:
    """How many there are by now; none where there is no database yet."""
    with contextlib.closing(sqlite3.connect(home / "deadsouls.db")) as connection:
        try:
            return int(connection.execute(f"SELECT count(*) FROM observations WHERE {which}").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def _rows(home: Path) -> list[object]:
    with contextlib.closing(sqlite3.connect(home / "deadsouls.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = ("messages", "arrivals", "leaves", "names")
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in tables]


def test_plan_audit_show_and_export(home: Path, tmp_path: Path) -> None:
    with telegram(home, *WORLD):
        planned = run("audit", "@dvk_chat", "--dry-run")
        assert (planned.code, planned.err) == (0, "")
        assert f"{len(CHAT.written):,} messages" in planned.out
        done = run("audit", "https://t.me/dvk_chat", "--report", tmp_path / "report")
        assert done.code == 0, done.err
        assert str(tmp_path / "report" / "page.html") in done.out
        fit = run("doctor", "@dvk_chat")
        assert "signed in" in fit.out
        assert "the member list can be read" in fit.out
    report = json.loads((tmp_path / "report" / "report.json").read_bytes())
    assert report["chat"]["source"] == "live"
    shown = live.live_truth(CHAT, shown_only=True)
    truth = {
        **live.live_truth(CHAT),
        "people.seen": shown["people.seen"],
        "arrivals.unknown": shown["arrivals.unknown"],
    }
    found = measures_in(report)
    for inexact in [name for name in found if name.startswith(("souls.inactive", "souls.dead"))]:
        truth.pop(inexact, None)  # measured now, in a world that is seen as of another day
    assert untruths(found, truth) == {}
    assert run("show", "@dvk_chat", "--lang", "ru").code == 0
    assert run("export", "@dvk_chat", tmp_path / "again").code == 0


def test_the_wave_that_flooded_a_chat_and_its_ids_for_its_admin(home: Path, tmp_path: Path) -> None:
    world = ("--world", "flooded", "--people", "500", "--seed", "8", "--now", str(NOW), "--standing", "creator")
    planted = flooded_live(8, usual=500, fakes=500, standing="creator", now=NOW)
    file = tmp_path / "ids.csv"
    with telegram(home, *world):
        assert run("audit", "@flooded_square", "--quiet", "--report", tmp_path / "report").code == 0
        told = run("wave", "@flooded_square", "--ids", file, "--lang", "ru")
        refused = run("wave", "@flooded_square", "--ids", tmp_path / "nowhere" / "ids.csv")
    words = wording("ru")
    assert (told.code, told.err) == (0, "")
    assert words.measure_title("arrivals.wave_usual") in told.out
    assert words.misleads("arrivals.wave") in told.out
    head, *lines = file.read_text().split()
    ids, here = set(map(int, lines)), planted.fakes - planted.gone
    assert head == "user_id"
    assert len(ids & here) >= 0.95 * len(here)
    assert len(ids - planted.fakes) <= 0.05 * len(ids)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "cannot be written" in refused.err


def test_after_kills_the_next_run_goes_on_to_the_same_rows(home: Path, tmp_path: Path) -> None:
    rng = Random(3)
    (tmp_path / "undisturbed").mkdir()
    quiet = installation(tmp_path / "undisturbed")
    with telegram(home, *WORLD, "--latency", "15") as session:
        (quiet / "account.session").write_bytes(session.read_bytes())
        (quiet / "account.session").chmod(0o600)
        began = time.perf_counter()
        asked = ("audit", "@dvk_chat", "--quiet", "--report")
        _ends_well(_deadsouls(quiet, *asked, str(tmp_path / "a")))
        whole = time.perf_counter() - began
        for _ in range(4):
            if _observations(home, "marks IS NULL"):
                break  # the last one died after it had read everything
            victim = _deadsouls(home, *asked, str(tmp_path / "b"))
            time.sleep(rng.uniform(0.4, 0.9) * whole * 0.6)
            victim.send_signal(signal.SIGKILL)
            victim.communicate()
        if not _observations(home, "marks IS NULL"):
            _ends_well(_deadsouls(home, *asked, str(tmp_path / "b")))
    assert _rows(home) == _rows(quiet)


def test_an_interrupted_audit_says_that_it_goes_on(home: Path, tmp_path: Path) -> None:
    with telegram(home, *WORLD, "--latency", "400"):
        stopped = _deadsouls(home, "audit", "@dvk_chat", "--report", str(tmp_path / "report"))
        deadline = time.monotonic() + 60
        while not _observations(home, "marks != ''") and time.monotonic() < deadline:
            time.sleep(0.05)
        stopped.send_signal(signal.SIGINT)
        _, said = stopped.communicate(timeout=20)
        assert stopped.returncode == 130
        assert said.decode().strip() == (
            "deadsouls: interrupted; what was read is kept, and the same command goes on from there."
        )


def test_nothing_of_people_is_at_rest_after_a_live_audit(home: Path, tmp_path: Path) -> None:
    with telegram(home, *WORLD):
        assert run("audit", "@dvk_chat", "--quiet", "--report", tmp_path / "report").code == 0
    secrets: list[str | int] = []
    for person in CHAT.world.people.values():
        secrets += [person.id] if len(str(person.id)) >= 9 else []
        secrets += [said for said in (person.username, person.phone) if said is not None and len(said) >= 8]
    assert len(secrets) > 500
    searched = {needle: what for needle, what in needles(secrets).items() if len(needle) > 8}
    assert leaks(home, searched) == {}
    assert leaks(tmp_path / "report", searched) == {}


def test_without_credentials_one_sentence_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("audit", "@dvk_chat")
    assert (ran.code, ran.out) == (1, "")
    assert "DEADSOULS_API_ID" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("GetHistoryRequest:*:newer", "newer than this version"),
        ("GetUsersRequest:*:newer", "newer than this version"),
        ("GetHistoryRequest:*:error:400:TAKEOUT_REQUIRED", "400 TAKEOUT_REQUIRED"),
        ("GetFullChannelRequest:*:another", "cannot be understood"),
    ],
)
def test_whatever_telegram_answers_the_command_ends_in_one_line(home: Path, fault: str, said: str) -> None:
    with telegram(home, *WORLD, "--fault", fault):
        ended = run("audit", "@dvk_chat", "--quiet")
        fit = run("doctor", "@dvk_chat")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert said in ended.err
    assert "Traceback" not in ended.err + fit.out + fit.err
    assert ("BAD  Layer:" in fit.out) == ("newer" in fault)
    secrets = [name for each in CHAT.accounts.values() for name in (each.first_name, each.username) if name]
    assert [name for name in secrets if len(name) > 3 and name in ended.err + fit.out + fit.err] == []
