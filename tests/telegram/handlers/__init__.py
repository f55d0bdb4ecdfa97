"""The answers to requests, by theme. Importing a theme makes its answers known to `dispatch`."""

from tests.telegram.handlers import adminlog, chats, connection, history, invites, members, signin

__all__ = ["adminlog", "chats", "connection", "history", "invites", "members", "signin"]
