"""Chats with and without coordination, seeded, whose truth is known. Nothing under `auditor/` or `storage/` is used."""

from tests.worlds.coordination.acts import Act, Crowd, Planted
from tests.worlds.coordination.regimes import REGIMES

__all__ = ["REGIMES", "Act", "Crowd", "Planted"]
