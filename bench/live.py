"""Reading a live chat: `python -m bench.live [--people 4000] [--rounds 3] [--latency 0]` and `--huge`.

A local Telegram runs as a process of its own. A bare loop over Telethon's raw requests (the member list, then the
history) and the collector (the same, with conversion, pseudonyms and storage) read the same chat in turn; printed are
the medians of reading, and of their ratio. `--huge` audits a world of 120,000 members with a
capped list and hidden last-seen by the command, and checks its figures against the truth.
"""

import argparse
import asyncio
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live.read import read_chat
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.target import Target
from auditor.collect.live.waits import Pace
from auditor.measure.spec import Measure
from storage.opening import open_store
from tests.auditor.measure.truth import untruths
from tests.worlds import live

NOW = 1_791_000_000


@contextlib.contextmanager
def telegram(folder: Path, *more: str) -> Iterator[Path]:
    """A local Telegram; yields the signed-in session."""
    session = folder / "account.session"
    command = [sys.executable, "-m", "tests.telegram", "--session", str(session), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            for line in server.stdout:
                if line.startswith("session"):
                    break
            yield session
        finally:
            server.terminate()


async def bare(session: Path, chat: str) -> float:
    """The least that reading takes: the raw requests, and nothing done with the answers. Returns seconds."""
    async with account(Credentials(1, "x", str(session))) as client:
        began = time.perf_counter()
        found = (await client(f.contacts.ResolveUsernameRequest(chat))).chats[0]
        channel = t.InputChannel(found.id, found.access_hash)
        members = last = 0
        while page := (await client(f.channels.GetParticipantsRequest(
            channel, t.ChannelParticipantsSearch(""), members, 200, hash=0
        ))).participants:  # fmt: skip
            members += len(page)
        peer = t.InputPeerChannel(found.id, found.access_hash)
        while page := (
            await client(f.messages.GetHistoryRequest(peer, last + 1, None, -100, 100, 0, last, 0))
        ).messages:
            last = max(message.id for message in page)
        return time.perf_counter() - began


async def collected(session: Path, chat: str, home: Path) -> float:
    """The collector, storage included. Returns seconds."""
    async with account(Credentials(1, "x", str(session))) as client, open_store(home) as store:
        began = time.perf_counter()
        await read_chat(
            store, client, Pace(client), Target("name", chat), now=NOW, keep_text=True, may_join=False,
            progress=lambda _: None,
        )  # fmt: skip
        return time.perf_counter() - began


async def in_turn(session: Path, rounds: int) -> dict[str, list[float]]:
    """The seconds of both, in turn. The first round warms up: what is loaded once is no matter of reading."""
    chat = live.dvk_live(1, 60).username or ""
    seconds: dict[str, list[float]] = {"bare": [], "collector": []}
    for _ in range(rounds + 1):
        seconds["bare"].append(await bare(session, chat))
        with tempfile.TemporaryDirectory() as folder:
            seconds["collector"].append(await collected(session, chat, Path(folder) / "home"))
    return {what: runs[1:] for what, runs in seconds.items()}


def throughput(people: int, rounds: int, latency: float) -> None:
    """Both competitors in turn."""
    world = ("--world", "dvk", "--people", str(people), "--now", str(NOW))
    with (
        tempfile.TemporaryDirectory() as folder,
        telegram(Path(folder), *world, "--latency", str(latency), "--cache-pages") as session,
    ):
        found = asyncio.run(in_turn(session, rounds))
    ratios = [after / before for before, after in zip(found["bare"], found["collector"], strict=True)]
    print(f"{people} people, {latency:.0f} ms an answer, {rounds} rounds")
    for what, runs in found.items():
        print(f"{what:10} {statistics.median(runs):6.2f} s")
    print(f"collector / bare: {statistics.median(ratios):.3f} (from {min(ratios):.3f} to {max(ratios):.3f})")


def huge(people: int) -> None:
    """The command on a world whose list is capped; its figures against the truth."""
    chat = live.huge_live(1, people, now=NOW)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        more = ("--world", "huge", "--people", str(people), "--now", str(NOW))
        with telegram(home, *more):
            settings = {"DEADSOULS_HOME": str(home), "DEADSOULS_API_ID": "1", "DEADSOULS_API_HASH": "x"}
            command = [
                sys.executable,
                "-m",
                "auditor.cli",
                "audit",
                f"@{chat.username}",
                "--report",
                f"{folder}/report",
            ]
            began = time.perf_counter()
            subprocess.run([*command, "--quiet", "--report", f"{folder}/report"], check=True, env=os.environ | settings)
            seconds = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        report: dict[str, Any] = json.loads((Path(folder) / "report" / "report.json").read_bytes())
    found = msgspec.convert(report["measures"], dict[str, Measure])
    shown = live.live_truth(chat, shown_only=True)
    truth = {**live.live_truth(chat), **{name: shown[name] for name in ("people.seen", "arrivals.unknown")}}
    del truth["people.seen"]  # whom a capped list and the history show is no matter of the truth
    missed = untruths(found, truth)
    print(
        f"{people} members, {len(chat.written)} messages: {seconds:.0f} s, at most {memory} MB (server's or command's)"
    )
    for measure in ("souls.deleted", "souls.inactive", "souls.never_posted", "souls.blank"):
        told, true = found[measure], truth[measure]
        print(f"{measure:20} {told.outcome} {told.low} .. {told.high}  truth {true.share:.4f}")
    print("missed:", missed or "nothing")


def main() -> None:
    """One of the proofs, or one competitor of the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.0, help="milliseconds")
    parser.add_argument("--huge", action="store_true")
    asked = parser.parse_args()
    if asked.huge:
        huge(asked.people or 120_000)
    else:
        throughput(asked.people or 4_000, asked.rounds, asked.latency)


if __name__ == "__main__":
    main()
