"""Reading a live chat: `python -m bench.live [--people 4000] [--rounds 3] [--latency 0]` and `--huge`.

A local Telegram runs as a process of its own. A bare loop over Telethon's raw requests (the member list, then the
history) and the collector (the same, with conversion, pseudonyms and storage) read the same chat in turn, in processes
of their own; printed are the medians of reading, and their ratio. `--huge` audits a world of 120,000 members with a
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

from auditor.collect.live.pace import Pace
from auditor.collect.live.read import read_chat
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.target import Target
from auditor.measure.catalogue import Measure
from storage.database import open_database
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
    async with account(Credentials(1, "x", str(session))) as client, open_database(home) as database:
        began = time.perf_counter()
        await read_chat(
            database, client, Pace(client), Target("name", chat), now=NOW, keep_text=True, may_join=False,
            progress=lambda _: None,
        )  # fmt: skip
        return time.perf_counter() - began


def one(what: str, session: Path, chat: str) -> None:
    """Runs one competitor and prints its seconds and memory."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        seconds = asyncio.run(bare(session, chat) if what == "bare" else collected(session, chat, home))
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))


def throughput(people: int, rounds: int, latency: float) -> None:
    """Both competitors in turn."""
    found: dict[str, list[tuple[float, int]]] = {"bare": [], "collector": []}
    with tempfile.TemporaryDirectory() as folder:
        more = (
            "--world",
            "dvk",
            "--people",
            str(people),
            "--now",
            str(NOW),
            "--latency",
            str(latency),
            "--cache-pages",
        )
        with telegram(Path(folder), *more) as session:
            for number in range(rounds + 1):  # the first round warms up
                for what, runs in found.items():
                    command = [sys.executable, "-m", "bench.live", "--one", what, "--session", str(session)]
                    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
                    if number:
                        runs.append(tuple(json.loads(printed)))
    median = {what: statistics.median(seconds for seconds, _ in runs) for what, runs in found.items()}
    ratio = statistics.median(b[0] / a[0] for a, b in zip(found["bare"], found["collector"], strict=True))
    print(f"{people} people, {latency:.0f} ms an answer, {rounds} rounds")
    for what, seconds in median.items():
        print(f"{what:10} {seconds:6.2f} s  {max(memory for _, memory in found[what])} MB")
    print(f"collector / bare: {ratio:.3f}")


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
    parser.add_argument("--one", choices=["bare", "collector"])
    parser.add_argument("--session", type=Path)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.session, live.dvk_live(1, 60).username or "")
    elif asked.huge:
        huge(asked.people or 120_000)
    else:
        throughput(asked.people or 4_000, asked.rounds, asked.latency)


if __name__ == "__main__":
    main()
