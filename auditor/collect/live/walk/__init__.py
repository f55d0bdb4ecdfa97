"""The way through a chat: members, history, the basic group it once was, the admin log, the invite links."""

from auditor.collect.live.walk.walk import Walk

__all__ = ["Walk"]
