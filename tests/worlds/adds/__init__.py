"""Groups to which people are added, forced or not, with the truth beside: who forces, who organises, how many each
added. Drawn from seeds; nothing under `auditor/` or `storage/` is used but the columns that frames are made of.

`group.py` draws what happened, `regime.py` says what of it there is and how much of it Telegram wrote down, `shown.py`
shows it as an export, as a live chat, or straight as frames.
"""

from tests.worlds.adds.group import Group, drawn
from tests.worlds.adds.regime import BY_NAME, REGIMES, Regime
from tests.worlds.adds.shown import as_frames, as_live, as_world, forced_live, forced_without_leaves_live

__all__ = [
    "BY_NAME",
    "REGIMES",
    "Group",
    "Regime",
    "as_frames",
    "as_live",
    "as_world",
    "drawn",
    "forced_live",
    "forced_without_leaves_live",
]
