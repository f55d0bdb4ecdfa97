"""An export of Slack comes into the house as one file, the declaration of its kind, and its name among the formats."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SLACK = """
SLACK = Kind(
    name="slack",
    title="Slack export",
    hint="An export of a Slack channel could show it.",
    read_from="Slack export",
    seen=("Of the {count} person this export shows", "Of the {count} people this export shows"),
    shows=frozenset({"people", "texts"}),
    notes=("export-no-member-list", "whole-not-known", "limits", "claim", "ways", "erased", "logging"),
    telegram=False,
)

"""
LINES = {
    "storage/sources.py": (
        ('"whatsapp", "live",', '"whatsapp", "slack", "live",'),
        ("\nSEVERAL_CHATS = ", f"{SLACK}\nSEVERAL_CHATS = "),
        ("PAGES, DISCORD, WHATSAPP)}", "PAGES, DISCORD, WHATSAPP, SLACK)}"),
    ),
    "auditor/collect/sources.py": (
        (
            "from auditor.collect.source import",
            "from auditor.collect.slack import SLACK_EXPORT\nfrom auditor.collect.source import",
        ),
        ("WHATSAPP_EXPORT, DISCORD_EXPORT)", "WHATSAPP_EXPORT, DISCORD_EXPORT, SLACK_EXPORT)"),
    ),
}
"""What is written into files that are there: all of it declares, nothing decides."""


def with_slack(place: Path) -> Path:
    """A copy of the tree with the new file and these lines."""
    for name in ("storage", "auditor"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).parent / "second" / "slack.py", place / "auditor" / "collect")
    for name, lines in LINES.items():
        text = (place / name).read_text("utf-8")
        for there, put in lines:
            assert 1 == text.count(there)
            text = text.replace(there, put)
        (place / name).write_text(text, "utf-8")
    return place


def an_export(folder: Path) -> Path:
    """A channel of four days, in which five people write, one of whom was added and one joined."""
    (folder / "general").mkdir(parents=True)
    (folder / "users.json").write_text("[]")
    for day in range(1, 5):
        at = 1_700_000_000 + 86_400 * day
        said = [{"type": "message", "user": f"U{n}", "text": f"day {day}", "ts": f"{at + n}.000200"} for n in range(5)]
        if day == 1:
            said.insert(
                0, {"type": "message", "subtype": "channel_join", "user": "U3", "inviter": "U0", "ts": f"{at}.1"}
            )
            said.insert(1, {"type": "message", "subtype": "channel_join", "user": "U4", "ts": f"{at}.2"})
            said.append({"type": "message", "subtype": "bot_message", "text": "beep", "ts": f"{at}.3"})
        (folder / "general" / f"2023-11-{14 + day}.json").write_text(json.dumps(said))
    return folder


@pytest.mark.slow
def test_one_file_and_the_lines_that_declare_it_are_a_new_source(tmp_path: Path) -> None:
    tree, given = with_slack(tmp_path / "tree"), an_export(tmp_path / "export")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "auditor.cli", "audit", str(given), "--json", "-", "--quiet"],
        cwd=tree, capture_output=True, text=True, check=False, env={"DEADSOULS_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr[-2_000:]
    report = json.loads(done.stdout)
    measures = report["measures"]
    assert {"title": "general", "kind": "group", "source": "slack"} == report["chat"]
    assert (5, 20) == (measures["people.seen"]["value"], report["coverage"]["messages"])
    assert (1, 5) == (measures["arrivals.added"]["count"], measures["arrivals.added"]["of"])
    assert (0, 0.2) == (measures["arrivals.by_link"]["low"], measures["arrivals.by_link"]["high"])
