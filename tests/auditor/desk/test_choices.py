"""Settings, the key, forgetting: what is chosen holds, and what opens or deletes is asked again."""

import re
import stat
from pathlib import Path

import httpx
import pytest

from auditor.settings import read_settings
from storage.people.identities import replace_key
from storage.sealing.sealed import seal_with, unseal_with
from tests.auditor.desk.running import Client, Running
from tests.auditor.desk.test_files import SMALL


def answer_in(page: httpx.Response) -> str:
    """What the button of a page that asks again sends along."""
    found = re.search(r'name="answer" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def test_what_is_chosen_holds_for_every_door_and_is_closed_to_others(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {"lang": "kk", "show_tz": "Asia/Almaty", "retain_text_days": "0", "retain_rows_days": "90"}

    assert 303 == client.post("settings", data=chosen).status_code

    now = read_settings()
    assert ("kk", "Asia/Almaty", 0, 90) == (now.lang, now.show_tz, now.retain_text_days, now.retain_rows_days)
    assert 0o600 == stat.S_IMODE((home / "settings.env").stat().st_mode)
    assert 'lang="kk"' in client.get("settings").text
    assert "UTC+05:00" in client.get("settings").text
    monkeypatch.setenv("DEADSOULS_LANG", "ru")
    assert "ru" == read_settings().lang, "the environment goes first"


@pytest.mark.parametrize(
    "wrong",
    [{"lang": "xx"}, {"retain_text_days": "-1"}, {"show_tz": "Nowhere/At_all"}, {"show_tz": "UTC\nA=1"}],
    ids=str,
)
def test_what_cannot_be_meant_changes_nothing(client: Client, home: Path, wrong: dict[str, str]) -> None:
    assert 422 == client.post("settings", data=wrong).status_code
    assert not (home / "settings.env").exists()


def test_the_key_is_asked_for_again_and_saved_sealed(client: Client, home: Path) -> None:
    asked = client.post("settings/key")
    assert (home / "key").read_bytes() not in asked.content
    given = {"answer": answer_in(asked), "new_passphrase": "five words drawn by dice"}

    saved = client.post("settings/key", data=given)
    assert (home / "key").read_bytes() == unseal_with(given["new_passphrase"], saved.content, "it")
    assert "attachment" in saved.headers["content-disposition"]

    replayed = client.post("settings/key", data=given)
    assert "attachment" not in replayed.headers.get("content-disposition", ""), "an answer is good once"
    other = client.post("settings/key", data=given | {"answer": answer_in(client.post("account/login"))})
    assert "attachment" not in other.headers.get("content-disposition", ""), "and for what was asked alone"


def test_a_person_is_forgotten_after_a_second_word(client: Client) -> None:
    client.over(client.drop("result.json", SMALL))
    held = "people under pseudonyms 2"
    assert held in client.get("settings").text

    asked = client.post("settings/forget", data={"person": "user2"})
    assert held in client.get("settings").text, "nothing goes before the answer"
    client.post("settings/forget", data={"person": "1", "answer": answer_in(asked)})
    assert held in client.get("settings").text, "an answer about somebody else is none"
    again = client.post("settings/forget", data={"person": "2"})
    done = client.post("settings/forget", data={"person": "2", "answer": answer_in(again)})

    assert "passed over from now on" in done.text
    assert "people under pseudonyms 1" in client.get("settings").text
    assert 422 == client.post("settings/forget", data={"person": "Zarina"}).status_code


def test_where_the_key_is_sealed_its_passphrase_is_asked_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Running(home):
        key = (home / "key").read_bytes()
    replace_key(home / "key", seal_with("the one that is set", key))
    monkeypatch.setenv("DEADSOULS_PASSPHRASE", "the one that is set")

    with Running(home) as running, running.let_in() as client:
        asked = client.post("settings/key")
        assert 'name="passphrase"' in asked.text
        given = {"answer": answer_in(asked), "passphrase": "guessed", "new_passphrase": "five words drawn by dice"}
        assert 422 == client.post("settings/key", data=given).status_code
        given |= {"answer": answer_in(client.post("settings/key")), "passphrase": "the one that is set"}
        assert key == unseal_with("five words drawn by dice", client.post("settings/key", data=given).content, "it")


def test_before_a_language_is_chosen_it_is_the_browsers(client: Client) -> None:
    first = client.get(headers={"accept-language": "de-DE,ky;q=0.9,en;q=0.8"})
    then = client.get(headers={"accept-language": "ru"})

    assert 'lang="ky"' in first.text
    assert 'lang="ky"' in then.text
