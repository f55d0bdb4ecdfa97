"""Only the person at this machine: what other pages, other users and other names of this address get."""

import os
import re
import stat
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from auditor.cli import deadsouls
from auditor.desk import guard
from auditor.desk.first import FirstElsewhere, say
from auditor.desk.first import Running as Word
from auditor.desk.guard import Doors, is_of_another_user
from auditor.errors import UsageError
from tests.auditor.desk.running import Client, Running
from tests.house.tree import text_of


def ask(running: Running, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Somebody who was not let in."""
    return httpx.request(method, f"http://{running.host}{path}", headers={**headers})


def test_the_address_is_exchanged_once_for_a_cookie_that_no_script_and_no_other_site_can_use(running: Running) -> None:
    first = httpx.get(running.address)

    assert 303 == first.status_code
    assert "no-referrer" == first.headers["referrer-policy"]
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert f"path={first.headers['location'].lower()}" in cookie
    assert 403 == httpx.get(running.address).status_code


def test_a_token_that_comes_twice_closes_what_it_opened(running: Running, client: Client) -> None:
    assert 200 == client.get().status_code

    assert 403 == httpx.get(running.address).status_code, "a thief who read the address"

    assert 403 == client.get().status_code, "or the thief was first"


def test_a_token_is_good_for_two_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    doors, at = Doors(), time.monotonic()
    token = doors.token()
    monkeypatch.setattr(time, "monotonic", lambda: at + guard.TOKEN_SECONDS + 1)

    assert doors.exchange(token) is None


def test_without_the_cookie_nothing_is_shown(running: Running, client: Client) -> None:
    for path in ("/", f"{client.room}/", f"{client.room}/audits", f"{client.room}/runs/x/far", "/enter/guessed"):
        answer = ask(running, path)
        assert (403, guard.CLOSED) == (answer.status_code, answer.text), path
        assert 403 == ask(running, path, cookie="desk=guessed").status_code


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "evil.example:{port}"])
def test_a_name_that_was_pointed_here_is_no_way_in(running: Running, client: Client, host: str) -> None:
    forged = host.format(port=running.host.rpartition(":")[2])

    assert 421 == client.get(headers={"host": forged}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_a_page_of_another_site_reads_and_changes_nothing(client: Client, headers: dict[str, str]) -> None:
    read = client.get("audits", headers=headers)
    posted = client.post("paths", headers=headers, data={"path": "/etc/passwd"})

    assert [403, 403] == [read.status_code, posted.status_code]
    assert not [name for name in read.headers if name.startswith("access-control")]


def test_who_changes_something_must_say_from_where(client: Client) -> None:
    assert 403 == client.client.post(client.place("paths"), data={"path": "/etc/passwd"}).status_code


def test_no_page_may_be_framed_cached_or_read_by_another_site(client: Client) -> None:
    headers = client.get().headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert ("DENY", "no-store", "nosniff") == tuple(
        headers[name] for name in ("x-frame-options", "cache-control", "x-content-type-options")
    )
    assert "same-origin" == headers["cross-origin-resource-policy"]


def test_a_page_loads_nothing_from_elsewhere(client: Client) -> None:
    assert [] == re.findall(r'(?:src|href|action)="(?!/|#|\?|data:,)[^"]*"', client.get().text)


def test_a_second_desk_on_one_home_finds_the_first(running: Running, home: Path) -> None:
    with pytest.raises(FirstElsewhere) as found, Running(home):
        pass

    assert running.host in found.value.address
    assert found.value.address != running.address
    assert 303 == httpx.get(found.value.address).status_code


def test_another_token_is_given_to_nobody_who_cannot_read_the_home(running: Running, home: Path) -> None:
    place = home / "desk" / "running.json"

    assert 0o600 == stat.S_IMODE(place.stat().st_mode)
    assert 0o700 == stat.S_IMODE(home.stat().st_mode)
    assert 403 == ask(running, guard.ANOTHER, "POST").status_code
    assert 403 == ask(running, guard.ANOTHER, "POST", authorization="Bearer guessed").status_code


def test_a_first_desk_that_does_not_answer_is_told_of(running: Running, home: Path) -> None:
    say(home / "desk", Word(1, "x"))

    with pytest.raises(FirstElsewhere) as found, Running(home):
        pass
    assert "" == found.value.address


def test_another_user_of_this_machine_is_told_by_the_list_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = (
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     7        0 1 1\n"
        "   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  4711        0 2 1\n"
    )
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: listed)
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    asks = ("127.0.0.1", 0xC350), ("127.0.0.1", 0x1F90)

    assert not is_of_another_user(*asks)
    monkeypatch.setattr(os, "getuid", lambda: 4712)
    assert is_of_another_user(*asks)
    assert not is_of_another_user(("127.0.0.1", 1), asks[1]), "of whom nothing is known"


def test_it_listens_on_this_machine_alone_and_in_a_container_on_an_explicit_option(running: Running) -> None:
    port = int(running.host.rpartition(":")[2])
    lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    assert ["0100007F"] == [cells[1][:8] for cells in lines if cells[1].endswith(f":{port:04X}") and cells[3] == "0A"]

    image, compose = text_of("deploy/Dockerfile"), text_of("deploy/compose.yaml")
    assert 'CMD ["deadsouls-bot"]' in image
    assert not re.search(r"^\s*(ports|EXPOSE)", image + compose, re.MULTILINE)
    refused = CliRunner().invoke(deadsouls, ["desk", "--in-container"])
    assert isinstance(refused.exception, UsageError)


def test_nobody_who_uses_it_no_longer_keeps_it_open(home: Path) -> None:
    begun = time.monotonic()
    with Running(home, idle=1) as running:
        running.ended.wait(60)
    assert 1 < time.monotonic() - begun < 60
