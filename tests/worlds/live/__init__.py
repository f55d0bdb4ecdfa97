"""Chats as Telegram shows them live: a world, and beside it what the accounts, the member list and the rights look
like. Pure and seeded; nothing here knows Telethon, and nothing under `auditor/` or `storage/` is used."""

from tests.worlds.live.chat import LiveChat, Member, Standing
from tests.worlds.live.kinds import basic_group_live, channel_live, discussion_live, forum_live, migrated_live
from tests.worlds.live.people import Account, LastSeen, Operator, Status, shown_status
from tests.worlds.live.supergroups import (
    NOW,
    dvk_live,
    farm_live,
    guarded_live,
    hidden_members_live,
    huge_live,
    on_request_live,
    prehistory_live,
    private_live,
)
from tests.worlds.live.truth import live_truth

__all__ = [
    "NOW",
    "Account",
    "LastSeen",
    "LiveChat",
    "Member",
    "Operator",
    "Standing",
    "Status",
    "basic_group_live",
    "channel_live",
    "discussion_live",
    "dvk_live",
    "farm_live",
    "forum_live",
    "guarded_live",
    "hidden_members_live",
    "huge_live",
    "live_truth",
    "migrated_live",
    "on_request_live",
    "prehistory_live",
    "private_live",
    "shown_status",
]
