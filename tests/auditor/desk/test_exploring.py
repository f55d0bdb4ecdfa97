"""The rows behind an audit: which are shown, in what order, and how they may be saved."""

import csv
import io
import re
from pathlib import Path

import httpx
import pytest

from auditor.desk import exploring
from tests.auditor.desk.running import Client, Running, wait
from tests.house.sample import EXAMPLE


@pytest.fixture
def audited(client: Client) -> Client:
    client.over(client.drop("result.json", (EXAMPLE / "result.json").read_bytes()))
    return client


def pseudonyms(answer: httpx.Response) -> list[str]:
    return re.findall(r'<th scope="row"><code>(p-\w{12})</code>', answer.text)


def saved(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_rows_come_a_page_at_a_time_sorted_and_filtered(audited: Client) -> None:
    first, second = pseudonyms(audited.get("audits/1/people")), pseudonyms(audited.get("audits/1/people?page=2"))
    assert (100, 100, set()) == (len(first), len(second), set(first) & set(second))
    most = audited.get("audits/1/people?sort=messages&down=down")
    assert pseudonyms(most)[:1] == pseudonyms(audited.get(f"audits/1/people?find={pseudonyms(most)[0]}"))
    wrote = audited.get("audits/1/people?wrote=yes&came=by_link").text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Came by invite link" in wrote
    assert "Added by someone" not in wrote
    assert '<td class="number">0</td>' not in wrote
    adder = re.findall(r"adder=(p-\w{12})", audited.get("audits/1/people?came=added").text)[0]
    assert {adder} == set(
        re.findall(r"<code>(p-\w{12})</code></a></td>", audited.get(f"audits/1/people?adder={adder}").text)
    )
    assert adder in pseudonyms(audited.get("audits/1/adders"))
    assert 200 == audited.get("audits/1/people?page=9999&sort=nonsense&came=nonsense").status_code
    assert 200 == audited.get("audits/1/episodes").status_code


def test_saved_rows_are_in_bands_and_not_fewer_than_five(audited: Client) -> None:
    rows = saved(audited.get("audits/1/people.csv?came=by_link"))

    assert len(rows) > 100
    assert {0, 1, 2, 4, 8, 16, 32, 64, 128} >= {int(row["messages"]) for row in rows if row["messages"]}
    assert [row["person"] for row in rows] == sorted(row["person"] for row in rows)
    one = rows[0]["person"]
    assert 422 == audited.get(f"audits/1/people.csv?find={one}").status_code


def test_exact_rows_are_saved_where_they_are_asked_for(audited: Client) -> None:
    banded, exact = (saved(audited.get(f"audits/1/people.csv?wrote=yes{more}")) for more in ("", "&exact=yes"))

    assert len(banded) == len(exact)
    assert len({row["messages"] for row in exact}) > 10 > len({row["messages"] for row in banded})


def test_whoever_comes_before_the_rows_are_there_is_asked_to_wait(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "WAIT_SECONDS", 0.01)
    with Running(home) as running, running.let_in() as client:
        client.over(client.drop("result.json", (EXAMPLE / "result.json").read_bytes()))
        assert "1,010 rows" in client.get("audits/1/people").text, "after an audit they are at hand"
    with Running(home) as running, running.let_in() as client:
        assert "Fetching the rows" in client.get("audits/1/people").text
        wait(lambda: "1,010 rows" in client.get("audits/1/people").text)
