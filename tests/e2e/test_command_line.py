"""The command where it is put to the test by what surrounds it: full disks, closed pipes, narrow terminals, odd titles,
ids that look like options. No traceback, nothing lost, nothing overwritten."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.report.package.folder import MOST_BYTES, same_folder, slug
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, ERLAN, added, came_by_link, created, export, said, written
from tests.e2e.command import run

ASTRAL = "𐐀" * 70
PEOPLE = (ASEL, BOLAT, DANA, ERLAN)


def elements(number: int = 40) -> list[dict[str, Any]]:
    talk = [said(n, PEOPLE[n % 4], f"сөз {n} мәтін") for n in range(4, number)]
    return [created(1, ASEL, ASEL, BOLAT), added(2, ASEL, DANA), came_by_link(3, ERLAN), *talk]


def chats(*titles: str, same_id: bool = False) -> bytes:
    listed = [
        {"name": title, "type": "private_supergroup", "messages": elements(40 + number)}
        | ({} if same_id else {"id": 1_500_000_001 + number})
        for number, title in enumerate(titles)
    ]
    return json.dumps({"about": "", "chats": {"about": "", "list": listed}}).encode()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with an export in it."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    written(folder, export(elements(), name=ASTRAL), "chat.json")
    return folder


def typed(*arguments: str, out: str = "", within: str = "{}", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own, its output sent wherever a shell sends it."""
    line = " ".join(["exec", '"$0"', "-m", "auditor.cli", '"$@"', out])
    root = str(Path(__file__).parents[2])
    return subprocess.run(  # noqa: S603
        ["/bin/bash", "-c", within.format(line), sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": root} | env,
        capture_output=True,
        timeout=120,
        check=False,
    )  # fmt: skip


FULL = b"deadsouls: standard output cannot be written: No space left on device.\n"


@pytest.mark.parametrize(
    "arguments",
    [("audit", "chat.json"), ("audit", "chat.json", "--json", "-"), ("show",), ("measures",), ("--help",)],
)
def test_a_full_disk_behind_standard_output_is_one_sentence(place: Path, arguments: tuple[str, ...]) -> None:
    assert typed("audit", "chat.json", "--quiet").returncode == 0
    ran = typed(*arguments, out="> /dev/full")
    assert (1, FULL) == (ran.returncode, ran.stderr)
    assert list(place.glob("audits/*/report.json"))


def test_what_is_asked_for_is_written_though_nobody_can_be_told(place: Path) -> None:
    path = written(place, chats("Сад", "Двор"))
    for out in ("> /dev/full", ">&-", "2> /dev/full > /dev/full", ">&- 2>&-"):
        typed("audit", str(path), "--chat", "all", "--report", "all", out=out)
        found = list(place.glob("all/*/report.json"))
        assert 2 == len(found), out
        for report in found:
            report.unlink()
    typed("audit", str(path), "--chat", "all", "--report", "all", within="({}) | head -1")
    assert 2 == len(list(place.glob("all/*/report.json")))


def test_exit_codes_stand_though_standard_error_is_full(place: Path) -> None:
    assert 1 == typed("audit", "nothing.json", out="2> /dev/full").returncode
    assert 2 == typed("audit", "--nonsense", out="2> /dev/full").returncode
    assert 0 == typed("audit", "chat.json", "--quiet", out="> /dev/full").returncode


@pytest.mark.parametrize("target", ["/dev/full", "no/such/folder/x.json", "."])
def test_a_report_that_cannot_be_written_is_said_and_the_folder_is_there(place: Path, target: str) -> None:
    ran = run("audit", "chat.json", "--json", target)
    assert (1, 1) == (ran.code, ran.err.count("\n"))
    assert "cannot be written" in ran.err
    assert list(place.glob("audits/*/page.html"))


def test_a_report_folder_that_is_a_file_or_closed_is_said(place: Path) -> None:
    (place / "file").touch()
    for folder in ("file", "file/inside", "/proc/nobody", "/dev/full"):
        ran = run("audit", "chat.json", "--report", folder)
        assert (1, 1) == (ran.code, ran.err.count("\n")), folder
        assert "cannot be" in ran.err


@pytest.mark.parametrize(
    ("encoding", "lang"), [("cp1251", "kk"), ("ascii", "ru"), ("latin-1", "en"), ("cp866", "kk"), ("utf-16", "ky")]
)
def test_a_terminal_that_lacks_letters_gets_every_one_of_them(place: Path, encoding: str, lang: str) -> None:
    path = written(place, export(elements(), name="Әңгіме → 𓀀"))
    ran = typed("audit", str(path), "--lang", lang, PYTHONIOENCODING=encoding)
    assert (0, b"") == (ran.returncode, ran.stderr)
    # the library that prints takes an ASCII terminal for one that was not set up, and writes UTF-8
    told = ran.stdout.decode("utf-8" if encoding == "ascii" else encoding)
    assert "Әңгіме → 𓀀" in told.encode("latin-1", "backslashreplace").decode("unicode_escape")


def test_a_system_that_knows_ascii_alone_finds_and_writes_what_is_named_otherwise(place: Path) -> None:
    narrow = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    written(place, export(elements(), name="Двор"), "выгрузка.json")
    ran = typed("audit", "выгрузка.json", **narrow)
    assert (0, b"") == (ran.returncode, ran.stderr)
    assert str(next(place.glob("audits/Двор-*/page.html"))).encode() in ran.stdout
    assert 0 == typed("show", "Двор", "--report", "отчёт", **narrow).returncode
    assert (place / "отчёт" / "page.html").exists()
    assert b"\xd0\x9d\xd0\xb5\xd1\x82" in typed("show", "Нет", **narrow).stderr
    table = "author,time,text\n" + "".join(f"a{n % 3},2020-01-01T00:{n:02d}:00,мәтін {n}\n" for n in range(40))
    (place / "таблица.csv").write_text(table, encoding="utf-8")
    ran = typed("audit", "таблица.csv", "--quiet", **narrow)
    assert (0, b"") == (ran.returncode, ran.stderr)


@pytest.mark.parametrize(
    "title", [ASTRAL, "a" * 255, "😀" * 90, ".", "..", "CON", "/", "\u202eевил", "", "é" * 200, "ﷺ" * 80, "𝕏 " * 70]
)
def test_whatever_a_chat_is_called_there_is_a_folder(place: Path, title: str) -> None:
    path = written(place, export(elements(), name=title))
    ran = run("audit", path)
    assert (0, "") == (ran.code, ran.err)
    (report,) = place.glob("audits/*/report.json")
    assert report.parent.parent == place / "audits"
    assert len(slug(title).encode()) <= MOST_BYTES
    assert slug(title).lower() not in {"con", ".", ".."}


ALIKE = [
    ("Соседи", "Соседи"),
    ("Sosedi", "SOSEDI"),
    ("caf\u00e9", "cafe\u0301"),
    ("😀", "👍"),
    ("𝓐bc", "Abc"),
    ("a b", "a-b"),
]


@pytest.mark.parametrize("titles", ALIKE)
@pytest.mark.parametrize("same_id", [False, True])
def test_chats_whose_folders_would_have_one_name_have_two(place: Path, titles: tuple[str, str], same_id: bool) -> None:
    path = written(place, chats(*titles, same_id=same_id))
    ran = run("audit", path, "--chat", "all", "--json", "both.json")
    assert (0, "") == (ran.code, ran.err)
    reports = [json.loads(each.read_bytes()) for each in place.glob("audits/*/report.json")]
    told = (titles[0], f"{titles[1]} (2)") if same_id and titles[0] == titles[1] else titles
    assert sorted(told) == sorted(report["chat"]["title"] for report in reports)
    assert len({each.name.casefold() for each in (place / "audits").iterdir()}) == 2
    decoder, both = json.JSONDecoder(), (place / "both.json").read_text(encoding="utf-8")
    first, end = decoder.raw_decode(both)
    assert reports[0]["coverage"]["messages"] != reports[1]["coverage"]["messages"]
    assert first != decoder.raw_decode(both[end:].lstrip())[0]


def test_a_chat_audited_before_keeps_its_folder(place: Path) -> None:
    for number, name in enumerate(("one", "two")):
        path = written(place, export(elements(40 + number), name="Соседи", id=1_500_000_001 + number), f"{name}.json")
        assert 0 == run("audit", path).code
    assert 2 == len(list(place.glob("audits/*/report.json")))
    assert 0 == run("audit", path).code
    assert 2 == len(list(place.glob("audits/*/report.json")))
    assert not same_folder("Соседи", "Сосед")


ID = "-1001500000001"


@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", ID),
        ("audit", "--quiet", ID),
        ("audit", ID, "--dry-run"),
        ("doctor", ID),
        ("watch", "add", ID),
        ("watch", "add", ID, "weekly"),
    ],
)
def test_a_marked_id_is_a_chat_and_no_option(
    place: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEADSOULS_OPERATORS", "5" if arguments[0] == "watch" else "")
    ran = run(*arguments)
    assert "option" not in ran.err.lower()
    if arguments[0] == "watch":
        assert (0, "") == (ran.code, ran.err)
        assert f"{ID}: " in ran.out
    else:
        assert "API_ID" in ran.err + ran.out


def test_an_audit_is_found_again_by_its_marked_id(place: Path) -> None:
    path = written(place, chats("Сад", "Двор"))
    assert 0 == run("audit", path, "--chat", ID).code
    for command in (("show", ID), ("show", "--lang", "ru", ID), ("wave", ID), ("export", ID, "tables")):
        ran = run(*command)
        assert (0, "") == (ran.code, ran.err), command
    assert (place / "tables" / "people.csv").exists()
    assert "1500000001" in run("show").out


def test_real_options_are_still_told_from_ids(place: Path) -> None:
    for wrong in (("show", "--nonsense"), ("audit", ID, "--nonsense"), ("audit", "-x"), ("show", ID, "-1")):
        assert 2 == run(*wrong).code, wrong
    for claimed in ("-100000", "0", "1" + "0" * 30):
        assert 2 == run("audit", "chat.json", "--claimed", claimed).code


def test_nothing_is_said_as_of_a_day_to_come(place: Path) -> None:
    ran = run("audit", "chat.json", "--as-of", "9999-12-31")
    assert (2, 1) == (ran.code, ran.err.count("\n"))
    assert "future" in ran.err
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert 0 == run("audit", "chat.json", "--as-of", today, "--quiet").code


def test_standard_input_that_is_closed_is_said(place: Path) -> None:
    ran = typed("forget", out="<&-")
    assert (2, 1) == (ran.returncode, ran.stderr.count(b"\n"))
