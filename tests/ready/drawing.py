"""Processes that measure and draw, as the companion has them, but forked from one that has loaded what they need. One
or two seconds of processor time for each."""

import concurrent.futures
import multiprocessing
from multiprocessing import forkserver

from auditor.work import pool
from auditor.work.pool import Pool

LOADED = (
    "auditor.collect.desktop",
    "auditor.conductors.audit",
    "auditor.conductors.compare",
    "auditor.measure.measures",
    "auditor.report.package.datapackage",
    "auditor.report.pages.page",
    "auditor.report.pictures.card",
    "scipy.stats",
)
"""What does not exist is passed over: then the processes load it themselves."""


def made(own: Pool) -> concurrent.futures.ProcessPoolExecutor:
    """In the place of the pool's own."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(list(LOADED))
    return concurrent.futures.ProcessPoolExecutor(
        own._processes, mp_context=forking, initializer=pool.begun, initargs=(own._key, own._behind)
    )


def end() -> None:
    """Ends the process that forks them, if there is one."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
