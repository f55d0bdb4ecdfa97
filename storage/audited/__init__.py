"""Audited chats: observations, their rows, reports, retention and rights."""
