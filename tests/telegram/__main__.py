"""Runs a local Telegram as a process, until it is interrupted.

    python -m tests.telegram --world dvk --people 900 --session audit.session

prints READY and the port, how each chat is called, and how to use it. The session is signed in; a program that signs
in by itself must know the server's key (`--public-key FILE` writes it).
"""

import argparse
import asyncio
import contextlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.telegram.faults import (
    Another,
    Drop,
    Emptied,
    Fault,
    FloodWait,
    Newer,
    Repeated,
    Revoked,
    RpcFault,
    ServerError,
    Silence,
    Slow,
    TurnedAway,
    What,
)
from tests.telegram.handshake import public_key_pem
from tests.telegram.server import LocalTelegram
from tests.worlds import adds, live
from tests.worlds.live import LiveChat, Operator
from tests.worlds.live.flooded import flooded_chat

WORLDS: dict[str, Callable[..., LiveChat]] = {
    "basic": live.basic_group_live,
    "channel": live.channel_live,
    "dvk": live.dvk_live,
    "farm": live.farm_live,
    "flooded": flooded_chat,
    "forced": adds.forced_live,
    "forced-without-leaves": adds.forced_without_leaves_live,
    "forum": live.forum_live,
    "guarded": live.guarded_live,
    "hidden": live.hidden_members_live,
    "huge": live.huge_live,
    "migrated": live.migrated_live,
    "on-request": live.on_request_live,
    "prehistory": live.prehistory_live,
    "private": live.private_live,
}


def arguments() -> argparse.Namespace:
    """What the process was told."""
    parser = argparse.ArgumentParser(prog="python -m tests.telegram", description="A local Telegram on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument(
        "--world", action="append", choices=[*sorted(WORLDS), "discussion"], help="may be given several times"
    )
    parser.add_argument("--people", type=int, help="how many people each chat has")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--now", type=int, default=int(time.time()), help="seconds since 1970; when the chats are seen")
    parser.add_argument("--standing", choices=["stranger", "member", "admin", "creator", "banned"])
    parser.add_argument("--session", type=Path, help="write a signed-in session here")
    parser.add_argument("--unsigned", type=Path, help="write a session here that is not signed in")
    parser.add_argument("--public-key", type=Path, help="write the server's public RSA key here")
    parser.add_argument("--password", help="the account's second factor")
    parser.add_argument("--hides-last-seen", action="store_true", help="the account hides its last-seen time")
    parser.add_argument("--latency", type=float, default=0.0, help="milliseconds that each answer takes")
    parser.add_argument("--cache-pages", action="store_true", help="make each page only once")
    parser.add_argument(
        "--fault",
        action="append",
        type=fault,
        default=[],
        metavar="REQUEST:NTH:WHAT[:SECONDS]",
        help="GetHistoryRequest:3:flood:7; NTH or REQUEST * for all; flood, slow, silence, drop, server-error, revoked,"
        " newer, another, emptied, repeated, turned-away, and error:400:CHANNEL_PRIVATE",
    )
    return parser.parse_args()


def fault(text: str) -> Fault:
    """A fault as it is written on the command line."""
    request, nth, what, *more = text.split(":")
    where = None if request == "*" else request, None if nth == "*" else int(nth)
    if what == "error":
        return Fault(*where, RpcFault(int(more[0]), more[1]))
    seconds = float(more[0]) if more else 0.0
    kinds: dict[str, What] = {
        "flood": FloodWait(int(seconds)),
        "slow": Slow(seconds),
        "silence": Silence(),
        "drop": Drop(),
        "server-error": ServerError(),
        "revoked": Revoked(),
        "newer": Newer(),
        "another": Another(),
        "emptied": Emptied(),
        "repeated": Repeated(),
        "turned-away": TurnedAway(),
    }
    if what not in kinds:
        raise argparse.ArgumentTypeError(f"{what} is none of {', '.join(kinds)}")
    return Fault(*where, kinds[what])


def chats(told: argparse.Namespace) -> list[LiveChat]:
    """The chats that were asked for."""
    more = {"now": told.now} | ({"standing": told.standing} if told.standing else {})
    size = () if told.people is None else (told.people,)
    found: list[LiveChat] = []
    for name in told.world or ["dvk"]:
        if name == "discussion":
            channel = live.channel_live(told.seed, *size, linked=1_400_000_021, **more)
            found += live.discussion_live(told.seed, *size, channel=channel, **more)
        else:
            found.append(WORLDS[name](told.seed, *size, **more))
    return found


async def run(told: argparse.Namespace) -> None:
    """Serves until the process is ended."""
    operator = Operator(password=told.password, hides_last_seen=told.hides_last_seen)
    worlds = chats(told)
    async with LocalTelegram(
        worlds,
        accounts=[operator],
        faults=told.fault,
        latency=told.latency / 1_000,
        cache_pages=told.cache_pages,
        port=told.port,
    ) as telegram:
        lines = [f"READY {telegram.port}"]
        for chat in worlds:
            door = f"@{chat.username}" if chat.username else f"https://t.me/+{chat.link_of(chat.creator)}"
            lines.append(f"chat {chat.id} {chat.shape} {door} {chat.count} members, {len(chat.written)} messages")
        if told.session:
            lines.append(f"session {telegram.session_file(told.session)}")
        if told.unsigned:
            lines.append(f"unsigned {telegram.unsigned_session_file(told.unsigned)}")
            lines.append(f"phone +{operator.phone} code {operator.code}")
        if told.public_key:
            told.public_key.write_bytes(public_key_pem())
            lines.append(f"public-key {told.public_key}")
        lines.append("open the session with any api_id and api_hash; end with Ctrl-C")
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(arguments()))
