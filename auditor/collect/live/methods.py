"""Every request this tool may send to Telegram. A test proves that no other leaves it.

`READING` is all that `Pace` lets through. Signing in is done by `session.py` alone, joining and leaving by `join.py`.
"""

from telethon.tl import functions as f

READING = frozenset(
    {
        f.account.GetPrivacyRequest,
        f.channels.GetAdminLogRequest,
        f.channels.GetChannelsRequest,
        f.channels.GetFullChannelRequest,
        f.channels.GetParticipantsRequest,
        f.contacts.ResolveUsernameRequest,
        f.help.GetConfigRequest,
        f.messages.CheckChatInviteRequest,
        f.messages.GetAdminsWithInvitesRequest,
        f.messages.GetChatInviteImportersRequest,
        f.messages.GetDialogsRequest,
        f.messages.GetExportedChatInvitesRequest,
        f.messages.GetFullChatRequest,
        f.messages.GetHistoryRequest,
        f.users.GetUsersRequest,
    }
)

CONNECTING = frozenset(
    {
        f.InitConnectionRequest,
        f.InvokeWithLayerRequest,
        f.InvokeWithoutUpdatesRequest,
        f.PingDelayDisconnectRequest,
        f.PingRequest,
        f.ReqDHParamsRequest,
        f.ReqPqMultiRequest,
        f.SetClientDHParamsRequest,
        f.help.GetCdnConfigRequest,
        f.updates.GetChannelDifferenceRequest,
        f.updates.GetDifferenceRequest,
        f.updates.GetStateRequest,
    }
)
"""What Telethon itself sends to open and hold a connection; all of it reads."""

SIGNING_IN = frozenset(
    {
        f.account.GetPasswordRequest,
        f.auth.CheckPasswordRequest,
        f.auth.ExportAuthorizationRequest,
        f.auth.ExportLoginTokenRequest,
        f.auth.ImportAuthorizationRequest,
        f.auth.ImportLoginTokenRequest,
        f.auth.LogOutRequest,
        f.auth.ResendCodeRequest,
        f.auth.SendCodeRequest,
        f.auth.SignInRequest,
    }
)

JOINING = frozenset(
    {f.channels.JoinChannelRequest, f.channels.LeaveChannelRequest, f.messages.DeleteChatUserRequest,
     f.messages.ImportChatInviteRequest}
)  # fmt: skip
"""Joining on explicit demand, and leaving again."""
