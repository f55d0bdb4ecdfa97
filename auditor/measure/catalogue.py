"""Every measure, in the order in which reports and pages tell of them. What each is stands in its own file."""

from auditor.measure import people, reach, voices, watch
from auditor.measure.arrivals import added_gone, added_silent, adders, bursts, forced, wave, ways
from auditor.measure.coordination import acts, asked, copies, groups, habits, pace, swarms
from auditor.measure.families import FAMILIES, SUBJECTS
from auditor.measure.farms import accounts, overlap
from auditor.measure.reasons import REASONS
from auditor.measure.souls import blank, dead, deleted, flagged, inactive, never_posted, new, profiles
from auditor.measure.spec import STRENGTHS, UNITS, Family, Rule, Spec

POLICY = "2026-11-29"
"""Dates the thresholds and the rules of strength; a report names the policy it was made under."""

CATALOGUE: tuple[Spec, ...] = (
    people.SEEN,
    people.CLAIMED,
    deleted.DELETED,
    inactive.INACTIVE,
    never_posted.NEVER_POSTED,
    new.NEW,
    blank.BLANK,
    flagged.FLAGGED,
    dead.DEAD,
    profiles.NO_FRIENDS,
    profiles.NO_FOLLOWERS,
    profiles.NO_PHOTO,
    profiles.YOUNG,
    ways.ADDED,
    ways.BY_LINK,
    ways.BY_REQUEST,
    ways.BY_SELF,
    ways.UNKNOWN,
    adders.ADDERS,
    adders.HALF_BY,
    added_silent.ADDED_SILENT,
    added_gone.ADDED_GONE,
    bursts.BURSTS,
    wave.WAVE,
    wave.USUAL,
    wave.AGE,
    wave.GONE,
    forced.FORCED,
    voices.WRITERS,
    voices.HALF_BY,
    voices.GINI,
    reach.VIEWS,
    reach.SPREAD,
    reach.REACTIONS,
    reach.FORWARDS,
    reach.COMMENTS,
    copies.COPIES,
    acts.ACTS,
    swarms.SWARMS,
    groups.GROUPS,
    asked.ASKED,
    pace.PACE,
    habits.HABITS,
    overlap.OVERLAP,
    accounts.ACCOUNTS,
    watch.ARRIVED,
    watch.GONE,
    watch.DELETED,
    watch.WOKE,
    watch.SILENT,
)

EVIDENCE_FIRST: tuple[Spec, ...] = (bursts.BURSTS, forced.FORCED, added_silent.ADDED_SILENT)
"""Whose rows and findings stand first in a report, in this order; those of the others follow in theirs."""

SPECS: dict[str, Spec] = {spec.id: spec for spec in CATALOGUE}

RULES: tuple[tuple[Family, Rule], ...] = (
    *((spec.family, rule) for spec in CATALOGUE for rule in spec.strength),
    ("watch", watch.MOVED),
)
"""By what the strength of a finding is decided, family by family. Families that are not here describe, and have no
strength beyond `none` and `cannot tell`."""


def sentences() -> list[str | tuple[str, str]]:
    """Every sentence that measures declare, in English, which is the key of its translations; a pair is singular and
    plural. What they say of their findings beside stands in the code (`say`)."""
    declared = [
        sentence
        for spec in CATALOGUE
        for sentence in (
            spec.title,
            spec.meaning,
            spec.misleads,
            spec.out_of,
            spec.smallest,
            spec.caution,
            None if spec.rows is None else spec.rows.title,
            None if spec.rows is None else spec.rows.count_is,
        )
        if sentence is not None
    ]
    rules = [rule.words for _, rule in RULES]
    return [*declared, *rules, *REASONS.values(), *FAMILIES.values(), *SUBJECTS.values(), *STRENGTHS.values(),
            *UNITS.values()]  # fmt: skip
