"""The chats that the companion is asked about: small, and each of another kind."""

from typing import Any

from tests.worlds.live import LiveChat, channel_live, dvk_live, private_live
from tests.worlds.live.supergroups import small_shape

SMALL: dict[str, Any] = dict(small_shape(60))

SQUARE = dvk_live(1, 60, title="Главная площадь", chat_id=1_500_000_001, username="Main_Square", **SMALL)
"""Everybody can read it. Its username is not all small letters."""

MARKET = dvk_live(2, 60, title="Базар", chat_id=1_500_000_002, username="the_market", **SMALL)

NEWS = channel_live(3, 60, posts=5, chat_id=1_500_000_003, username="small_news")

ROOM = private_live(4, 60, title="Тихая комната", chat_id=1_500_000_004)
"""Read by members only, and by whoever has its link; the reading account is none."""

HOME = private_live(5, 60, title="Свой двор", chat_id=1_500_000_005, standing="member")
"""The same, but the reading account is in it."""

CLOSED = dvk_live(6, 60, title="Выгнали", chat_id=1_500_000_006, username="thrown_out", standing="banned", **SMALL)
"""The reading account was thrown out of it."""

HOSTILE = dvk_live(
    7, 60, title="<b>&amp;</b> <a href='tg://user?id=1'>x\u202egnitirw\n\n" + "Ы" * 4_096, chat_id=1_500_000_007,
    username="hostile_title", **SMALL,
)  # fmt: skip

EVERY_CHAT = (SQUARE, MARKET, NEWS, ROOM, HOME, CLOSED, HOSTILE)

PAGES = 12


def long_chat(seed: int) -> LiveChat:
    """A chat of a dozen pages, long enough to be disturbed while it is read."""
    shape = SMALL | {"messages": PAGES * 100}
    return dvk_live(seed, 60, title=f"Долгая {seed}", chat_id=1_500_000_100 + seed, username=f"long_{seed}", **shape)
