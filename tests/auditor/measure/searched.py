"""The searches of a family as an audit makes them, with as many reshuffles as a test has time for."""

from collections.abc import Sequence
from functools import partial

import msgspec

from auditor.frames.frames import Frames
from auditor.measure.arrivals.bursts import BURSTS
from auditor.measure.arrivals.forced import FORCED
from auditor.measure.arrivals.wave import WAVES
from auditor.measure.arrivals.ways import ADDED, BY_LINK, BY_REQUEST, BY_SELF, UNKNOWN
from auditor.measure.catalogue import CATALOGUE
from auditor.measure.coordination.groups import GROUPS
from auditor.measure.farms.accounts import ACCOUNTS
from auditor.measure.measures import answers_of
from auditor.measure.methods.joint_acts import ChatInput
from auditor.measure.spec import Answer, Measure, Spec


def _drawing(specs: Sequence[Spec], drawn: Spec, **asked: int) -> list[Spec]:
    """The specs, one of which draws otherwise."""
    redrawn = msgspec.structs.replace(drawn, count=partial(drawn.count, **asked)) if asked else drawn
    return [redrawn if spec is drawn else spec for spec in specs]


def coordination(frames: Frames, **asked: int) -> dict[str, Answer]:
    """Copies, swarms, groups, pace and habits."""
    family = [spec for spec in CATALOGUE if spec.family == GROUPS.family and not spec.on_request]
    return answers_of(frames, _drawing(family, GROUPS, **asked))


def arrivals(frames: Frames) -> dict[str, Answer]:
    """Bursts, forced adds, and the adders of people who are silent alone."""
    return answers_of(frames, (BURSTS, FORCED, *FORCED.beside))


def waves(frames: Frames) -> dict[str, Answer]:
    """The largest wave."""
    return answers_of(frames, WAVES)


def farms(chats: Sequence[ChatInput], **asked: int) -> dict[str, Answer]:
    """What several chats share."""
    family = [spec for spec in CATALOGUE if spec.family == ACCOUNTS.family]
    return answers_of(chats, _drawing(family, ACCOUNTS, **asked))


def by_kind(frames: Frames) -> dict[str, Measure]:
    """How people came."""
    found = answers_of(frames, (ADDED, BY_LINK, BY_REQUEST, BY_SELF, UNKNOWN))
    return {measure: answer.measure for measure, answer in found.items()}
