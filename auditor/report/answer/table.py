"""The table that the answer is put together from: of each part the first row that holds is said.

A row is data: when it holds, and its English sentence, whose `{facts}` are those of `facts.py`; a pair is singular and
plural by the count that it names. A part of which nothing is known is left out, never filled with a question mark.
What a row may say of a person or a crowd: that they were added, wrote, left, acted alike; never that they are false.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from auditor.measure.misleading import (
    COPIED_IN_GOOD_FAITH,
    FEW_READERS,
    FEW_WRITE_EVERYWHERE,
    MANY_ANSWER_WITHOUT_A_PLAN,
    NO_AGREEMENT,
    SAME_SOURCE,
    WAVES_CAN_BE_NEWS,
)
from auditor.report.answer.known import Known
from auditor.report.statements.headlines import (
    ACTS,
    ADDED_SILENT,
    COPIES,
    FORCED,
    GROUPS,
    HALF_ADDED,
    HALF_WROTE,
    SWARMS,
    WAVE,
    WRITERS,
)

Part = Literal["crowd", "contrast", "verdict", "beside", "cannot_know"]

When = Callable[[Known], bool]


class Row(NamedTuple):
    """One sentence of one part."""

    part: Part
    name: str
    """The family and the strength, or what it is about."""
    when: When
    sentence: str | tuple[str, str]
    counted: str = ""
    """What the plural is chosen by."""


def _leads(picture: str) -> When:
    return lambda known: known.picture == picture


def _untold_at_all(known: Known) -> bool:
    return known.picture == "looked_for" and known.tells_nothing


def _nothing_found(known: Known) -> bool:
    """Whether acting together was looked for, at least by groups, and nothing exceeds its limit."""
    return known.strongest is None and known.is_of(GROUPS, "none") and known.ends(WRITERS) is not None


def _quiet_clean(known: Known) -> bool:
    return known.picture == "looked_for" and _nothing_found(known) and known.days > 0


def _wave_alone(known: Known) -> bool:
    return known.picture == "wave" and known.strongest is None


def _asks_consent(known: Known) -> bool:
    """Whether what is told is about people whom others added."""
    if known.strongest is not None:
        return known.strongest.id == FORCED
    return known.added is not None or known.number(FORCED, "silent_adders") > 0


def _whole(known: Known) -> bool:
    return known.report.coverage.history_complete is True


def _leaving_known(known: Known) -> bool:
    return known.fates is not None and all(each.gone_later is not None for each in known.fates)


TABLE: tuple[Row, ...] = (
    # -- who this crowd is
    Row(
        "crowd", "wave",
        lambda known: known.picture == "wave" and known.is_exact(WAVE),
        (
            "{wave} of the {dated} person known to have come, {wave_share}, came within {span}: {when}.",
            "{wave} of the {dated} people known to have come, {wave_share}, came within {span}: {when}.",
        ),
        "dated",
    ),
    Row(
        "crowd", "wave, names in doubt",
        _leads("wave"),
        "{wave_share} of those known to have come did so within {span}: {when}.",
    ),
    Row("crowd", "everything cannot tell", _untold_at_all, "There is too little here to say: {missing}."),
    Row(
        "crowd", "nothing found",
        _quiet_clean,
        (
            "No signs that accounts act together were found among the {writers} person who wrote in {days}.",
            "No signs that accounts act together were found among the {writers} people who wrote in {days}.",
        ),
        "writers",
    ),
    Row(
        "crowd", "added, and by whom",
        lambda known: known.added is not None and known.ends(HALF_ADDED) is not None,
        (
            "{of_seen}, {added} were added by somebody else, and {half_added} person made half of all additions.",
            "{of_seen}, {added} were added by somebody else, and {half_added} people made half of all additions.",
        ),
        "half_added",
    ),
    Row("crowd", "added", lambda known: known.added is not None, "{of_seen}, {added} were added by somebody else."),
    Row(
        "crowd", "views",
        lambda known: known.picture == "views" and bool(known.report.coverage.people_claimed),
        (
            "For 100 of its {subscribers} subscriber, a usual post of this channel shows {views} views.",
            "For 100 of its {subscribers} subscribers, a usual post of this channel shows {views} views.",
        ),
        "subscribers",
    ),
    Row("crowd", "views, uncounted", _leads("views"),
        "For 100 subscribers, a usual post of this channel shows {views} views."),
    Row(
        "crowd", "a table of texts",
        lambda known: not known.report.chat.has_members and known.ends(HALF_WROTE) is not None,
        "{of_seen}, {half} wrote half of it all ({messages}).",
    ),
    Row(
        "crowd", "writers",
        lambda known: known.ends(WRITERS) is not None and known.ends(HALF_WROTE) is not None,
        "{of_seen}, {writers} wrote; {half} of them wrote half of it all.",
    ),
    # -- beside what it stands
    Row("contrast", "wave", lambda known: known.picture == "wave" and known.usual is not None,
        "In the same hours of other days {usual} came; {expected} were to be expected."),
    Row(
        "contrast", "fates",
        lambda known: known.added is not None and _leaving_known(known) and _whole(known),
        "Of the added, {silent} stayed without writing a word; of those who came by themselves, {own_silent}.",
    ),
    Row(
        "contrast", "fates, of a part of the history",
        lambda known: known.added is not None and _leaving_known(known),
        "Of the added, {silent} stayed and wrote nothing in the history read; of those who came by themselves, "
        "{own_silent}.",
    ),
    Row(
        "contrast", "fates, leaving not known",
        lambda known: known.added is not None and known.fates is not None,
        "Of the added, {silent} wrote nothing in the history read; of those who came by themselves, {own_silent}.",
    ),
    Row(
        "contrast", "the added alone",
        lambda known: (
            known.added is not None and known.ends(ADDED_SILENT) is not None and known.fate("added") is not None
        ),
        "Of the added, {added_silent} wrote nothing in the history read.",
    ),
    Row("contrast", "forced × cannot tell", lambda known: _quiet_clean(known) and known.is_of(FORCED, "cannot tell"),
        "Forced adding could not be looked for: {why_forced}."),
    Row(
        "contrast", "forced × none",
        lambda known: _quiet_clean(known) and known.is_of(FORCED, "none") and known.number(FORCED, "tested") > 0,
        (
            "The people of {tested} adder left no more often than those who came by themselves.",
            "None of {tested} adders' people left more often than those who came by themselves.",
        ),
        "tested",
    ),
    # -- what was found, the strongest
    Row(
        "verdict", "wave, gone",
        lambda known: _wave_alone(known) and known.goes_more,
        "For a flood: a week later {gone} of the wave were gone, of all others {rest_gone}.",
    ),
    Row(
        "verdict", "wave, of one age",
        lambda known: _wave_alone(known) and known.is_of_one_age,
        "For a flood: {one_age} of its accounts were made within 90 days, of all others {rest_one_age}.",
    ),
    Row(
        "verdict", "wave, stayed",
        lambda known: _wave_alone(known) and known.parts("gone") is not None,
        "A week later {gone} of the wave were gone, of all others {rest_gone}.",
    ),
    Row("verdict", "wave", _wave_alone, "Whether somebody made this wave, the figures do not say."),
    Row(
        "verdict", "forced × strong",
        lambda known: known.found(FORCED, "strong"),
        (
            ("Strong signs of forced adding: the people of {adders} adder left and kept silent more often than chance "
             "explains."),
            ("Strong signs of forced adding: the people of {adders} adders left and kept silent more often than chance "
             "explains."),
        ),
        "adders",
    ),
    Row(
        "verdict", "forced × some",
        lambda known: known.found(FORCED, "some"),
        (
            ("Some signs of forced adding: the people of {adders} adder left and kept silent more often than chance "
             "explains."),
            ("Some signs of forced adding: the people of {adders} adders left and kept silent more often than chance "
             "explains."),
        ),
        "adders",
    ),
    Row(
        "verdict", "groups × strong / some, one group",
        lambda known: known.found(GROUPS, "strong", "some") and known.number(GROUPS, "groups") == 1,
        (
            ("{grouped} account acted together again and again ({kind}, within {window}): {pairs}, where "
             "{expected_pairs} would be usual."),
            ("{grouped} accounts acted together again and again ({kind}, within {window}): {pairs}, where "
             "{expected_pairs} would be usual."),
        ),
        "grouped",
    ),
    Row(
        "verdict", "groups × strong / some",
        lambda known: known.found(GROUPS, "strong", "some"),
        (
            ("{grouped} account in {groups} groups acted together again and again (the clearest: {kind}, within "
             "{window}): {pairs}, where {expected_pairs} would be usual."),
            ("{grouped} accounts in {groups} groups acted together again and again (the clearest: {kind}, within "
             "{window}): {pairs}, where {expected_pairs} would be usual."),
        ),
        "grouped",
    ),
    Row(
        "verdict", "copies × some",
        lambda known: known.found(COPIES, "some", "strong"),
        (
            "In {of_mass} moment at least 10 people posted nearly one text within 5 minutes.",
            "In {of_mass} moments at least 10 people posted nearly one text within 5 minutes.",
        ),
        "of_mass",
    ),
    Row(
        "verdict", "acts × some, a mass",
        lambda known: known.found(ACTS, "some", "strong") and known.number(ACTS, "mass_people") > 0,
        (
            ("{mass} person did the same within {mass_window}: {mass_kind}. Nothing else here drew more than "
             "{mass_others} in as short a time."),
            ("{mass} people did the same within {mass_window}: {mass_kind}. Nothing else here drew more than "
             "{mass_others} in as short a time."),
        ),
        "mass",
    ),
    Row(
        "verdict", "acts × some, even steps",
        lambda known: known.found(ACTS, "some", "strong") and known.number(ACTS, "steps_people") > 0,
        (
            "{steps} person did the same at even steps, {steps_time} on average: {steps_kind}.",
            "{steps} people did the same one after the other at even steps, {steps_time} on average: {steps_kind}.",
        ),
        "steps",
    ),
    Row(
        "verdict", "swarms × some",
        lambda known: known.found(SWARMS, "some", "strong"),
        (
            "{swarms} time many people answered one person within minutes, more than chance explains ({swarming}).",
            "{swarms} times many people answered one person within minutes, more than chance explains ({swarming}).",
        ),
        "swarms",
    ),
    Row("verdict", "another finding", lambda known: known.strongest is not None, "Found: {title}, {strength}."),
    Row(
        "verdict", "forced, silence only, leaving not recorded",
        lambda known: known.number(FORCED, "silent_adders") > 0 and known.report.coverage.leaves_logged is not True,
        (
            "The people of {silent_adders} adder do not take part; whether they leave is not recorded here.",
            "The people of {silent_adders} adders do not take part; whether they leave is not recorded here.",
        ),
        "silent_adders",
    ),
    Row(
        "verdict", "forced, silence only",
        lambda known: known.number(FORCED, "silent_adders") > 0,
        (
            "The people of {silent_adders} adder do not take part; that they leave more often is not shown.",
            "The people of {silent_adders} adders do not take part; that they leave more often is not shown.",
        ),
        "silent_adders",
    ),
    Row(
        "verdict", "forced × none",
        lambda known: known.added is not None and known.is_of(FORCED, "none") and known.number(FORCED, "tested") > 0,
        (
            "The people of {tested} adder left no more often than those who came by themselves.",
            "None of {tested} adders' people left more often than those who came by themselves.",
        ),
        "tested",
    ),
    Row("verdict", "forced × cannot tell", lambda known: known.added is not None and known.is_of(FORCED, "cannot tell"),
        "Forced adding could not be looked for: {why_forced}."),
    Row("verdict", "everything cannot tell", _untold_at_all, "What would do: {would_do}."),
    Row(
        "verdict", "nothing found",
        lambda known: _nothing_found(known) and not _quiet_clean(known),
        (
            "No signs that accounts act together were found among the {writers} person who wrote.",
            "No signs that accounts act together were found among the {writers} people who wrote.",
        ),
        "writers",
    ),
    Row("verdict", "acting together × cannot tell",
        lambda known: known.is_of(GROUPS, "cannot tell") and bool(known.untold),
        "Could not be looked for: {untold}."),
    # -- what stands beside it
    Row("beside", "wave, beside a finding", lambda known: known.picture == "wave" and known.strongest is not None,
        WAVES_CAN_BE_NEWS),
    Row("beside", "wave, against", lambda known: (
            _wave_alone(known) and (known.goes_more or known.is_of_one_age)
        ),
        "Against: a post that goes round, an advert or a move from another chat brings a wave of living people, too."),
    Row("beside", "wave", _wave_alone, WAVES_CAN_BE_NEWS),
    Row("beside", "nothing found, a part not looked for", lambda known: _nothing_found(known) and bool(known.untold),
        "Could not be looked for: {untold}."),
    # -- what nobody can know
    Row("cannot_know", "groups", lambda known: known.found(GROUPS, "strong", "some"), NO_AGREEMENT),
    Row("cannot_know", "copies", lambda known: known.found(COPIES, "some", "strong"), SAME_SOURCE),
    Row("cannot_know", "acts", lambda known: known.found(ACTS, "some", "strong"), COPIED_IN_GOOD_FAITH),
    Row("cannot_know", "swarms", lambda known: known.found(SWARMS, "some", "strong"),
        MANY_ANSWER_WITHOUT_A_PLAN),
    Row("cannot_know", "wave", _wave_alone, "Who these people are, figures cannot show."),
    Row("cannot_know", "added, live", lambda known: _asks_consent(known) and known.report.chat.read.live,
        "Whether anybody had agreed to be added, an audit cannot show."),
    Row("cannot_know", "added", _asks_consent, "Whether anybody had agreed to be added, an export cannot show."),
    Row("cannot_know", "views", _leads("views"), FEW_READERS),
    Row("cannot_know", "few write", lambda known: known.has_few_writers and known.strongest is None,
        FEW_WRITE_EVERYWHERE),
    Row("cannot_know", "nothing found", _nothing_found,
        "What is smaller than what was looked for can hide in {messages}."),
)  # fmt: skip
