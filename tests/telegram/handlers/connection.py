"""What every client asks on its way in: the configuration, itself, and whether anything new happened."""

import time
from typing import Any

from telethon.tl import functions, types

from tests.telegram.accounts import LOOPBACK
from tests.telegram.dispatch import Caller, answers
from tests.telegram.faults import RpcFault
from tests.telegram.shown.users import user

DATA_CENTRES = (1, 2, 3, 4, 5)


@answers(functions.help.GetConfigRequest)
def config(caller: Caller, _request: Any) -> Any:
    """All data centres are on loopback, so that a client that is sent to another stays on this machine."""
    now = int(time.time())
    accounts = caller.accounts
    return types.Config(
        date=now,
        expires=now + 3_600,
        test_mode=False,
        this_dc=caller.connection.dc,
        dc_options=[types.DcOption(dc, LOOPBACK, accounts.port_of(dc)) for dc in DATA_CENTRES],
        dc_txt_domain_name="",
        chat_size_max=200,
        megagroup_size_max=200_000,
        forwarded_count_max=100,
        online_update_period_ms=210_000,
        offline_blur_timeout_ms=5_000,
        offline_idle_timeout_ms=30_000,
        online_cloud_timeout_ms=300_000,
        notify_cloud_delay_ms=30_000,
        notify_default_delay_ms=1_500,
        push_chat_period_ms=60_000,
        push_chat_limit=2,
        edit_time_limit=172_800,
        revoke_time_limit=2**31 - 1,
        revoke_pm_time_limit=2**31 - 1,
        rating_e_decay=2_419_200,
        stickers_recent_limit=200,
        channels_read_media_period=604_800,
        call_receive_timeout_ms=20_000,
        call_ring_timeout_ms=90_000,
        call_connect_timeout_ms=30_000,
        call_packet_timeout_ms=10_000,
        me_url_prefix="https://t.me/",
        caption_length_max=1_024,
        message_length_max=4_096,
        webfile_dc_id=4,
    )


@answers(functions.help.GetNearestDcRequest)
def nearest_dc(caller: Caller, _request: Any) -> Any:
    """The data centre asked is always the nearest."""
    return types.NearestDc("KZ", caller.connection.dc, caller.connection.dc)


@answers(functions.users.GetUsersRequest)
def get_users(caller: Caller, request: Any) -> Any:
    """The people asked for; those whom the account cannot know come empty."""
    viewer, world = caller.account, caller.world
    found = []
    for each in request.id:
        try:
            found.append(user(world.person(each, viewer), viewer, world.now))
        except RpcFault:
            found.append(types.UserEmpty(getattr(each, "user_id", 0)))
    return found


@answers(functions.users.GetFullUserRequest)
def get_full_user(caller: Caller, request: Any) -> Any:
    """One person, with what their profile shows."""
    viewer, world = caller.account, caller.world
    person = world.person(request.id, viewer)
    full = types.UserFull(person.id, types.PeerSettings(), types.PeerNotifySettings(), 1, about="")
    return types.users.UserFull(full, [], [user(person, viewer, world.now)])


@answers(functions.updates.GetStateRequest)
def get_state(caller: Caller, _request: Any) -> Any:
    """Where the account's stream of updates stands; also how a client asks whether it is signed in."""
    assert caller.account, "nobody is told who is not signed in"
    return types.updates.State(1, 0, int(time.time()), 1, 0)


@answers(functions.updates.GetDifferenceRequest)
def get_difference(caller: Caller, _request: Any) -> Any:
    """Nothing happened meanwhile."""
    assert caller.account, "nobody is told who is not signed in"
    return types.updates.DifferenceEmpty(int(time.time()), 1)


@answers(functions.updates.GetChannelDifferenceRequest)
def get_channel_difference(caller: Caller, request: Any) -> Any:
    """Nothing happened in this chat meanwhile."""
    caller.world.readable(request.channel, caller.account)
    return types.updates.ChannelDifferenceEmpty(pts=max(request.pts, 1), final=True, timeout=30)
