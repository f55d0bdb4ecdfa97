"""Turns the options of researchers into the parameters of the search for groups. Raises `UsageError`."""

import re
from typing import TYPE_CHECKING, Any

from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.measure.coordination.parameters import CoordinationParameters
    from auditor.measure.methods.kinds import Kind

OPTIONS = ("preset", "window", "kinds", "min_participation", "min_group", "similarity", "edge_weight", "fdr")
"""The options that set them, as the command names them."""

LONGEST_WINDOW = 400 * 86_400

MOST_PEOPLE = 1_000_000

_UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
_WINDOW = re.compile(r"([0-9]{1,9})\s*(s|m|min|h|d)?")


def parameters_asked(**asked: Any) -> "CoordinationParameters | None":
    """The parameters, by option (`OPTIONS`); null where they are the defaults."""
    import msgspec

    from auditor.measure.coordination.parameters import DEFAULTS

    preset = asked["preset"]
    if preset not in DEFAULTS:
        raise UsageError(
            "--preset {preset}: there are {presets}.", preset=preset, presets=", ".join(filter(None, DEFAULTS))
        )
    usual = DEFAULTS[preset]
    said: dict[str, Any] = {}
    if asked["window"] is not None:
        said["windows"] = (_window(asked["window"]),)
    if asked["kinds"] is not None:
        said["kinds"] = _kinds(asked["kinds"])
    said |= {name: asked[name] for name in OPTIONS[3:5] if asked[name] is not None}
    said |= {name: float(asked[name]) for name in OPTIONS[5:] if asked[name] is not None}
    _check(preset, said)
    if said.get("min_participation") is not None:
        _check_participation(preset, said["min_participation"])
    if "edge_weight" in said:
        _check_edge_weight(preset, said["edge_weight"])
    parameters = msgspec.structs.replace(usual, **said)
    return None if parameters == DEFAULTS[None] else parameters


def _window(written: str) -> int:
    found = _WINDOW.fullmatch(written.strip())
    seconds = int(found[1]) * _UNITS[found[2] or ""] if found else 0
    if not 0 < seconds <= LONGEST_WINDOW:
        raise UsageError(
            "--window {written}: within so long people do the same; write seconds, or 5m, 1h, 1d, up to 400d.",
            written=written,
        )
    return seconds


def _kinds(written: str) -> "tuple[Kind, ...]":
    from auditor.measure.methods.kinds import KINDS

    said = [kind.strip() for kind in written.split(",")]
    if unknown := [kind for kind in said if kind not in KINDS]:
        raise UsageError(
            "--kinds does not know {unknown}; there are {kinds}.",
            unknown=", ".join(map(repr, unknown)),
            kinds=", ".join(KINDS),
        )
    return tuple(kind for kind in KINDS if kind in said)


def _check(preset: str | None, said: dict[str, Any]) -> None:
    """What stands in no relation to another option."""
    from auditor.measure.methods.meeting_families import REPLIES_WITHIN

    if not 0 < said.get("similarity", 1) <= 1:
        raise UsageError("--similarity is above 0 and at most 1: the part of their words that near copies share.")
    if "fdr" in said and preset is not None:
        raise UsageError("--fdr is of the search; the rule of --preset {preset} has no such limit.", preset=preset)
    if not 0 < said.get("fdr", 0.5) < 1:
        raise UsageError("--fdr lies between 0 and 1: the part of the pairs that may be there by chance.")
    if not 2 <= said.get("min_group", 2) <= MOST_PEOPLE:
        raise UsageError("--min-group is at least 2: one account acts together with nobody.")
    alone = preset is None and said.get("kinds") == ("reply",)
    if alone and said.get("windows", (0,))[0] > REPLIES_WITHIN:
        raise UsageError("--kinds reply goes with a --window of an hour at most: whom a chat talks about, many answer.")


def _check_participation(preset: str | None, least: int) -> None:
    if preset == "cnt":
        raise UsageError("--min-participation is not of CNT's rule; its least number of messages is --edge-weight.")
    if preset is None and least < 2:
        raise UsageError("--min-participation is at least 2: that two accounts meet once can be chance.")
    if not 1 <= least <= MOST_PEOPLE:
        raise UsageError("--min-participation is a number of messages from 1 on.")


def _check_edge_weight(preset: str | None, weight: float) -> None:
    if preset == "cnt" and not (weight >= 1 and float(weight).is_integer()):
        raise UsageError("--edge-weight of --preset cnt is a whole number of messages from 1 on.")
    if preset != "cnt" and not 0 <= weight <= 1:
        raise UsageError(
            "--edge-weight lies between 0 and 1: the quantile of weights that a pair must be above; of --preset cnt it "
            "is a number of messages."
        )
