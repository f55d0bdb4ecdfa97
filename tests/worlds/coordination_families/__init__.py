"""Worlds to measure the search for coordination on: families in which some act in concert, regimes in which nobody
does.

Each is a function of a seed. Seeds below 400,000 are for whoever develops; what measures lies above, and is drawn once.
Nothing under `auditor/` or `storage/` is used, and no threshold of the search: what is planted follows from what
is told of real campaigns, and from the ranges over which a search is to hold.
"""

from tests.worlds.coordination_families.clean import REGIMES, SHARED_SOURCE
from tests.worlds.coordination_families.planted import FAMILIES, SINGLE_ACTS
from tests.worlds.coordination_families.table import Came, World

__all__ = ["FAMILIES", "REGIMES", "SHARED_SOURCE", "SINGLE_ACTS", "Came", "World"]
