"""How many messages each writer of a world gets, so that a given few write exactly half."""

from random import Random


def counts_of_writers(rng: Random, writers: int, messages: int, half_by: int) -> list[int]:
    """How much each writes: the first `half_by` exactly half of `messages`, each of them more than any other."""
    half, others = messages // 2, writers - half_by
    if messages % 2 or not 0 < half_by < writers or half < others:
        raise ValueError("these numbers of messages and writers do not fit together")
    ordinary = -(-half // others)
    floor = max(ordinary + 1, half // half_by // 3)
    if floor * half_by > half or (floor - 1) * others < half:
        raise ValueError(f"{half_by} of {writers} writers cannot write half of {messages} messages")
    top = _shared(rng, half - floor * half_by, [1 / (place + 10) ** 0.9 for place in range(half_by)], 10**9)
    rest = _shared(rng, half - others, [rng.paretovariate(1.1) for _ in range(others)], floor - 2)
    return [floor + more for more in top] + [1 + more for more in rest]


def _shared(rng: Random, whole: int, weights: list[float], most: int) -> list[int]:
    """`whole` shared out by weight, nobody getting over `most`."""
    total = sum(weights)
    shares = [min(most, int(whole * weight / total)) for weight in weights]
    missing = whole - sum(shares)
    while missing:
        open_places = [place for place, share in enumerate(shares) if share < most]
        for place in rng.sample(open_places, min(missing, len(open_places))):
            shares[place] += 1
            missing -= 1
    return shares
