"""Measures whether the crowd in a Telegram chat is real: `deadsouls` on the command line, and this library.

    import auditor

    frames = auditor.read("ChatExport_2018-04-11/result.json")
    report = auditor.measure_all(frames)
    report.measures["souls.never_posted"]

`read` and `measure_all` give what the command gives (`auditor/library.py`). Nothing heavy is loaded until one of them
is asked for, and no installation is touched: what is read rests in memory.
"""

import importlib
from typing import TYPE_CHECKING, Any

from auditor.version import __version__

if TYPE_CHECKING:
    from auditor.library import Frames, Report, measure_all, read

__all__ = ["Frames", "Report", "__version__", "measure_all", "read"]


def __getattr__(name: str) -> Any:
    """What the library offers, loaded when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("auditor.library"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
