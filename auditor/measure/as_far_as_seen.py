"""What a search among texts says where much was left out of it (`methods/left_out.py`)."""

import msgspec

from auditor.measure.methods.copies import PEOPLE_LEAST
from auditor.measure.methods.left_out import LeftOut
from auditor.measure.spec import Counted, Spec


def as_far_as_seen(spec: Spec, counted: Counted, left: LeftOut) -> Counted:
    """What was counted by a search among texts, where so much was left out that nothing found is no none: it cannot
    tell, or what was found is the least there is."""
    measure = counted.measure
    if left.why is None or counted.facts is None or measure.outcome != "measured":
        return counted
    facts = counted.facts | {"why": left.why, "left_out": left.messages, "left_out_of": left.of}
    if not counted.rows:
        return Counted(spec.unavailable(left.why), [], facts)
    count, of = measure.count or 0, measure.of or 0
    low, high = {
        "episodes": (count, count + left.messages // PEOPLE_LEAST),
        "groups": (1, max(count, of // PEOPLE_LEAST)),  # one more text may make two groups into one
    }.get(measure.unit, (count, of))
    known = spec.bounded(count, of, low, high)
    return Counted(msgspec.structs.replace(known, inside=measure.inside), counted.rows, facts)
