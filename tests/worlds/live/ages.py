"""Which id an account gets that is made at a time: one long line until late 2021, then a jump to five billion, and
since February 2024 ids at random inside blocks that open one after the other."""

from bisect import bisect_right
from random import Random

_LINE = (
    (100_000_000, 1_424_000_000),
    (116_812_045, 1_437_696_000),
    (341_546_272, 1_487_782_000),
    (805_158_066, 1_563_208_000),
    (1_692_464_211, 1_615_402_500),
    (2_140_000_000, 1_637_400_000),
)
_JUMP = ((5_000_000_000, 1_638_400_000), (5_707_112_959, 1_663_803_300), (6_279_839_148, 1_688_399_160))
_JUMP_ENDS = ((7_000_000_000, 1_708_351_706),)
_BLOCKS = (
    (1_708_351_706, 7_000_000_000, 7_200_000_000),
    (1_716_729_388, 7_200_000_000, 7_500_000_000),
    (1_723_641_696, 7_500_000_000, 7_600_000_000),
    (1_726_678_480, 7_600_000_000, 8_200_000_000),
    (1_753_300_167, 8_200_000_000, 8_500_000_000),
    (1_761_942_128, 8_500_000_000, 8_600_000_000),
    (1_771_801_757, 8_600_000_000, 8_800_000_000),
    (1_778_606_483, 8_800_000_000, 9_000_000_000),
)
FIRST = _LINE[0][1]
"""The earliest time an account of these worlds is made."""


def id_made_at(rng: Random, at: int) -> int:
    """An id that Telegram could have given to an account made at `at`."""
    if at >= _BLOCKS[0][0]:
        opened = [block[0] for block in _BLOCKS]
        _, low, high = _BLOCKS[bisect_right(opened, at) - 1]
        return rng.randrange(low, high)
    line = _LINE if at < _LINE[-1][1] else (*_JUMP, *_JUMP_ENDS)
    at = max(at, line[0][1])
    place = min(bisect_right([time for _, time in line], at), len(line) - 1)
    (low, since), (high, until) = line[place - 1], line[place]
    middle = low + (high - low) * (at - since) / (until - since)
    # several ranges are open at a time, so neighbours in time are millions apart
    return min(max(round(middle + rng.uniform(-3_000_000, 3_000_000)), line[0][0]), line[-1][0] - 1)
