"""Which ids Telegram was giving out at a time."""

from tests.worlds.world import DAY


def newest_id(at: int) -> int:
    """About the largest id given out by then: 400 million in July 2017, 217 million more in the eleven months after."""
    return 380_000_000 + (at - 1_501_459_000) // DAY * 640_000
