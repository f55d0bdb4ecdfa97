"""How somebody came to a chat, by their own export: told to them, and kept nowhere."""

import json
from pathlib import Path

import pytest

from tests.auditor.desk.running import Client


def export() -> bytes:
    """Aigul made the chat and added Bolat and Dana; Dana wrote, Bolat never did; two are called Erlan."""
    at = 1_704_067_200

    def entry(number: int, **said: object) -> dict[str, object]:
        return {
            "id": number,
            "date_unixtime": str(at + number * 3600),
            "date": "2024-01-01T00:00:00",
            "text": "",
            **said,
        }

    def came(number: int, who: str, key: int) -> dict[str, object]:
        return entry(number, type="service", actor=who, actor_id=f"user{key}", action="join_group_by_link", inviter="x")

    made = entry(1, type="service", actor="Aigul", actor_id="user1", action="create_group", title="x", members=[])
    added = entry(
        2, type="service", actor="Aigul", actor_id="user1", action="invite_members", members=["Bolat", "Dana"]
    )
    wrote = entry(3, type="message", **{"from": "Dana"}, from_id="user4", text="hello")
    others = [came(4, "Erlan", 5), came(5, "Erlan", 6), entry(6, type="message", **{"from": "Erlan"}, from_id="user5")]
    others += [entry(7, type="message", **{"from": "Erlan"}, from_id="user6", text="a")]
    chat = {
        "name": "Hostile <b>chat</b>",
        "type": "private_supergroup",
        "id": 9,
        "messages": [made, added, wrote, *others],
    }
    return json.dumps(chat).encode()


def statement(client: Client, person: str, **more: str) -> str:
    """The page, or, where there is none, why."""
    answer = client.post("statement", files={"file": ("result.json", export())}, data={"person": person, **more})
    if answer.status_code != 303:
        return answer.text
    run = client.path_of(answer)
    made = client.over(run)
    return client.get(f"{run}/page").text if "page?save" in made.text else made.text


def test_a_statement_names_nobody_and_nothing_of_it_rests(client: Client, home: Path) -> None:
    page = statement(client, "Bolat")

    assert "Another person added them." in page
    assert "None in the history read." in page
    assert not [name for name in ("Bolat", "Aigul", "Dana", "Erlan") if name in page]
    assert "<b>chat" not in page
    assert "Nothing was audited here yet." in client.get("audits").text
    assert [] == [path for path in (home / "desk").rglob("*") if path.is_file() and path.suffix in ("", ".json")
                  and path.name not in ("running.json", "lock")]  # fmt: skip


def test_whoever_wants_a_name_on_it_writes_one(client: Client) -> None:
    page = statement(client, "user4", shown_name="Dana <i>K.</i>")

    assert "Dana &lt;i&gt;K.&lt;/i&gt;" in page
    assert "Another person added them." in page


@pytest.mark.parametrize("person", ["Erlan", "Nobody", "user77"])
def test_of_whom_the_export_does_not_surely_show_there_is_no_page(client: Client, person: str) -> None:
    assert "nobody or several of that name" in statement(client, person)
