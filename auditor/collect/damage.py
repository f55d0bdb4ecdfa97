"""What of a file could not be read: how much, and where the first of it lies."""

PLACES_KEPT = 20
"""Places that are told; the rest is in the count alone."""


class Damage:
    """What was left out of one file. Its places are offsets of bytes, or lines, as the kind of source says."""

    def __init__(self) -> None:
        self.count = 0
        self.places: list[int] = []

    def at(self, place: int) -> None:
        """Something that stands there was left out."""
        self.count += 1
        if len(self.places) < PLACES_KEPT:
            self.places.append(place)
