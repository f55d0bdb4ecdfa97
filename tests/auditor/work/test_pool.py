"""The processes that measure and draw, as they are started."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from auditor.work import pool

HEAVY = {
    "pandas",
    "sqlalchemy",
    "auditor.conductors.audit",
    "auditor.report.pages.page",
    "auditor.report.pictures.card",
}


def _missing() -> set[str]:
    return HEAVY - sys.modules.keys()


def test_whoever_asks_first_does_not_wait_for_what_drawing_needs() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as warmed:
        assert warmed.submit(_missing).result() == HEAVY
        warmed.submit(pool._loaded).result()
        assert warmed.submit(_missing).result() == set()
