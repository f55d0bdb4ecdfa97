"""Parameters of researchers, from the command down to report, page, tables and summary."""

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.auditor.measure import plain_rules_by_hand as by_hand
from tests.auditor.measure.plain_rules_by_hand import Share
from tests.e2e.command import audit, home, run, store

__all__ = ["home"]

BEGINS = 1_700_006_400
HEADER = ("content_id", "account_id", "timestamp_share", "object_id")
ASKED, GROUPS = "coordination.asked", "coordination.groups"


def shares() -> list[Share]:
    """Thirty people who share what they like, and six who share the same within a minute."""
    rng = Random("shares")
    found = [Share(rng.randrange(90), BEGINS + rng.randrange(10 * 86_400), rng.randrange(30), n) for n in range(400)]
    for act in range(8):
        at = BEGINS + act * 86_400 + rng.randrange(80_000)
        found += [Share(100 + act, at + rng.randrange(40), 30 + who, 1_000 + 10 * act + who) for who in range(6)]
    return sorted(found, key=lambda share: (share.at or 0, share.message))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The shares as CooRTweet's table; its messages have ids that are no numbers."""
    path = tmp_path / "shares.csv"
    rows = [(f"t1_{share.message:x}", f"u{share.person}", share.at, f"o{share.object}") for share in shares()]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def identities(home: Path) -> list[str]:
    with store(home) as connection:
        return [str(row[0]) for row in connection.execute("select identity from audits order by audit")]


def evidence(folder: Path) -> list[dict[str, str]]:
    with (folder / "data" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["measure"] == ASKED]


def test_what_is_asked_stands_beside_the_defaults_in_all_that_is_written(
    table: Path, home: Path, tmp_path: Path
) -> None:
    usual = audit(table, tmp_path / "usual")
    asked = audit(table, tmp_path / "asked", "--preset", "cnt", "--window", "1m", "--edge-weight", "3")
    expected = by_hand.cnt(shares(), 60, 3)

    assert "parameters" not in usual
    assert ASKED not in usual["measures"]
    assert asked["parameters"] == {
        "preset": "cnt", "windows": [60], "kinds": None, "min_participation": None, "min_group": 2, "similarity": 0.8,
        "edge_weight": 3.0, "fdr": None,
    }  # fmt: skip
    assert {name: measure for name, measure in asked["measures"].items() if name != ASKED} == usual["measures"]
    assert len(usual["evidence"][GROUPS]) == len(asked["evidence"][GROUPS]) == 1
    rows = asked["evidence"][ASKED]
    assert len(expected) == sum(len(row["edges"]) for row in rows)
    assert sorted(expected.values()) == sorted(edge[2] for row in rows for edge in row["edges"])
    assert len({end for pair in expected for end in pair}) == asked["measures"][ASKED]["inside"]
    (finding,) = (finding for finding in asked["findings"] if finding["id"] == ASKED)
    assert finding["strength"] == "cannot tell"

    said = "With these parameters, not the defaults: --preset cnt --window 60 --kinds given --min-group 2 "
    page = (tmp_path / "asked" / "page.html").read_text(encoding="utf-8")
    assert said in page
    assert "not rated" in page
    assert "the defaults" not in (tmp_path / "usual" / "page.html").read_text(encoding="utf-8")
    assert {row["directed"] for row in rows} == {True}
    assert [len(row["edges"]) for row in rows] == [
        len(json.loads(row["edges"])) for row in evidence(tmp_path / "asked")
    ]
    assert len(set(identities(home))) == 2


def test_the_summary_tells_the_parameters_and_counts_no_sign_of_them(table: Path, tmp_path: Path) -> None:
    usual = run("audit", table, "--report", tmp_path / "out")
    asked = run("audit", table, "--report", tmp_path / "out", "--window", "1h", "--kinds", "given", "--min-group", "4")
    russian = run("audit", table, "--report", tmp_path / "out", "--preset", "coortweet", "--lang", "ru")

    signs = [line for line in usual.out.splitlines() if "signs looked for" in line]
    assert signs
    assert signs == [line for line in asked.out.splitlines() if "signs looked for" in line]
    told = " ".join(asked.out.split())
    assert "With these parameters, not the defaults: --window 3600 --kinds given --min-participation 2" in told
    assert "По этим параметрам, а не по обычным: --preset coortweet" in " ".join(russian.out.split())


def test_other_parameters_are_another_audit_and_the_same_ones_are_not(table: Path, home: Path, tmp_path: Path) -> None:
    audit(table, tmp_path / "out")
    audit(table, tmp_path / "out", "--similarity", "0.8", "--min-group", "3")
    assert len(identities(home)) == 1
    assert "coordination" not in identities(home)[0]

    audit(table, tmp_path / "out", "--fdr", "0.05")
    audit(table, tmp_path / "out", "--fdr", "0.05")
    audit(table, tmp_path / "out", "--fdr", "0.1")
    assert len(set(identities(home))) == len(identities(home)) == 3


def test_message_ids_lead_back_to_what_the_table_writes_where_they_are_asked_for(
    table: Path, home: Path, tmp_path: Path
) -> None:
    plain, pointing = tmp_path / "plain", tmp_path / "pointing"
    without = audit(table, plain, "--preset", "cnt")
    shown = audit(table, pointing, "--preset", "cnt", "--message-ids")

    written = {f"t1_{share.message:x}" for share in shares()}
    rows = shown["evidence"][ASKED] + shown["evidence"][GROUPS]
    assert {each for row in rows for each in row["messages"]} <= written
    in_table = {each for row in evidence(pointing) for each in row["messages"].split()}
    assert in_table == {each for row in shown["evidence"][ASKED] for each in row["messages"]}
    assert "Message ids: t1_" in (pointing / "page.html").read_text(encoding="utf-8")
    assert all(isinstance(each, int) for row in without["evidence"][ASKED] for each in row["messages"])
    for file in (*plain.rglob("*.*"), *home.rglob("*.db*")):
        assert b"t1_" not in file.read_bytes()


def test_ids_that_a_spreadsheet_would_run_are_no_formula(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "shares.csv"
    rows = [(f"=cmd {share.message}", f"u{share.person}", share.at, f"o{share.object}") for share in shares()]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    audit(path, tmp_path / "out", "--preset", "cnt", "--message-ids")

    cells = [row["messages"] for row in evidence(tmp_path / "out")]
    assert cells
    assert all(cell.startswith("'=cmd%20") for cell in cells)
    assert home.exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--window", "0"), "--window"),
        (("--kinds", "colour"), "--kinds"),
        (("--kinds", "link,given"), "--kinds link: this source does not show that"),
        (("--similarity", "0"), "--similarity"),
        (("--preset", "cnt", "--fdr", "0.1"), "--fdr"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(asked: tuple[str, ...], said: str, table: Path, tmp_path: Path) -> None:
    ran = run("audit", table, "--report", tmp_path / "out", *asked)

    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith(f"deadsouls: {said}")
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_an_earlier_audit_is_shown_with_its_parameters(table: Path, home: Path, tmp_path: Path) -> None:
    audit(table, tmp_path / "out", "--preset", "cnt")
    shown = run("show", "shares.csv", "--json", tmp_path / "again.json")

    assert "not the defaults: --preset cnt" in " ".join(shown.out.split())
    again: dict[str, Any] = json.loads((tmp_path / "again.json").read_bytes())
    assert again == json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert home.exists()
