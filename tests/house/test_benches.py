"""Every slow proof has a size at which it can be tried."""

from bench.smallest import NOT_ALONE, SMALLEST, scripts


def test_every_script_has_a_smallest_size() -> None:
    assert set(SMALLEST) | NOT_ALONE == scripts()
