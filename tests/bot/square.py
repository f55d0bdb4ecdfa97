"""The chats that the companion is asked about: small, and each of another kind."""

from dataclasses import replace

from tests.worlds.live import channel_live, dvk_live, private_live
from tests.worlds.live.supergroups import small_shape

SQUARE = dvk_live(1, 60, title="Главная площадь", chat_id=1_500_000_001, username="Main_Square", **small_shape(60))
"""Everybody can read it. Its username is not all small letters."""

MARKET = dvk_live(2, 60, title="Базар", chat_id=1_500_000_002, username="the_market", **small_shape(60))

NEWS = channel_live(3, 60, posts=5, chat_id=1_500_000_003, username="small_news")

ROOM = private_live(4, 60, title="Тихая комната", chat_id=1_500_000_004)
"""Read by members only, and by whoever has its link; the reading account is none."""

HOME = private_live(5, 60, title="Свой двор", chat_id=1_500_000_005, standing="member")
"""The same, but the reading account is in it."""

CLOSED = replace(
    dvk_live(6, 60, title="Выгнали", chat_id=1_500_000_006, username="thrown_out", **small_shape(60)),
    standing="banned",
)
"""The reading account was thrown out of it."""

HOSTILE = dvk_live(
    7, 60, title="<b>&amp;</b> <a href='tg://user?id=1'>x\u202egnitirw\n\n" + "Ы" * 4_096, chat_id=1_500_000_007,
    username="hostile_title", **small_shape(60),
)  # fmt: skip

EVERY_CHAT = (SQUARE, MARKET, NEWS, ROOM, HOME, CLOSED, HOSTILE)
