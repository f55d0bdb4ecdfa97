"""What Telegram shows of the members' accounts, laid beside the people of a live audit.

An answer is 1 yes, 0 no or -1 cannot tell; what is not shown is never taken for a no.
"""

import numpy as np
import pandas as pd

from auditor.frames.facts import INACTIVE_DAYS, NEW_DAYS
from auditor.frames.inputs import DAY, NO_TIME, Facts, Flags, Ints
from storage.columns import MemberColumns, ProfileColumns

SEEN_LATELY = ("lately", "recently", "last-week", "last-month")
"""Buckets that are evidence of activity within 30 days, hidden by the reader's own setting or not (method.md)."""

LONG_AGO = "long-ago"
"""An exact date that lay over 30 days before the reading."""


def with_accounts(people: pd.DataFrame, members: MemberColumns, facts: Facts) -> pd.DataFrame:
    """The people with what was shown of their accounts; whoever was not shown has no answer."""
    living = ~members.deleted
    seen = pd.Series(members.seen, dtype="str").to_numpy()
    shown = pd.DataFrame(
        {
            "shown": True,
            "listed": members.listed,
            "creator": pd.Series(members.role, dtype="str").to_numpy() == "creator",
            "deleted": members.deleted,
            "empty": living & (seen == "empty"),
            "by_me": living & members.by_me,
            "inactive": _inactive(members, facts),
            "blank": members.blank,
            "flagged": members.flagged,
            "age_from": members.age_from,
            "age_to": members.age_to,
        },
        index=pd.Index(members.person, name="person"),
    ).reindex(people.index)
    answers = {name: shown[name].fillna(-1).astype(np.int8) for name in ("inactive", "blank", "flagged")}
    marks = ("shown", "listed", "creator", "deleted", "empty", "by_me")
    flags = {name: shown[name].eq(True) for name in marks}
    ages = {name: shown[name].fillna(NO_TIME).astype(np.int64) for name in ("age_from", "age_to")}
    people = people.assign(**answers, **flags, **ages)
    return people.assign(new=new_at_arrival(people, NEW_DAYS[0]))


def with_ages(people: pd.DataFrame, ages: MemberColumns) -> pd.DataFrame:
    """The people with when their accounts were made, of a source that shows no more of these."""
    made = pd.DataFrame({"age_from": ages.age_from, "age_to": ages.age_to}, index=pd.Index(ages.person, name="person"))
    made = made.reindex(people.index, fill_value=NO_TIME)
    people = people.assign(age_from=made["age_from"], age_to=made["age_to"])
    return people.assign(new=new_at_arrival(people, NEW_DAYS[0]))


def with_profiles(people: pd.DataFrame, profiles: ProfileColumns) -> pd.DataFrame:
    """The authors of a table with what it says of their accounts; of whom it says nothing there is no answer."""
    index = pd.Index(profiles.person, name="person")
    shown = {"photo": profiles.photo, "friends": profiles.friends, "followers": profiles.followers}
    answers = pd.DataFrame(shown, index=index).reindex(people.index, fill_value=-1)
    made = pd.DataFrame({"age_from": profiles.age_from, "age_to": profiles.age_to}, index=index)
    made = made.reindex(people.index, fill_value=NO_TIME)
    young = _made_within(NEW_DAYS[0], people["first_at"], made["age_from"], made["age_to"])
    return people.join(answers).assign(young=young)


def _inactive(members: MemberColumns, facts: Facts) -> Flags:
    """Last seen over 30 days ago (method.md): an older exact date is, a bucket is not, and of Empty nobody can tell.
    A deleted account is neither. As of a moment before the reading, the month alone decides, where it can."""
    seen = pd.Series(members.seen, dtype="str")
    answer = np.full(len(seen), -1, np.int8)
    answer[seen.isin(SEEN_LATELY).to_numpy()] = 0
    away = (seen == LONG_AGO).to_numpy()
    if facts.as_of is not None:
        limit, month = facts.as_of - INACTIVE_DAYS * DAY, np.where(away, members.seen_month, 0)
        begins, ends = (month.astype("M8[M]").astype("M8[s]").astype(np.int64) for month in (month, month + 1))
        by_now = facts.read_at is None or facts.as_of >= facts.read_at
        answer[away & (by_now | (ends <= limit))] = 1
        answer[away & (not by_now) & (begins >= limit)] = 0
    answer[members.deleted] = 0
    return answer


def new_at_arrival(people: pd.DataFrame, days: int) -> Flags:
    """Made within so many days before arriving: yes when made then at the earliest, no when before at the latest
    (method.md)."""
    return _made_within(days, people["arrived_at"], people["age_from"], people["age_to"])


def _made_within(days: int, moments: pd.Series, age_from: pd.Series, age_to: pd.Series) -> Flags:
    """Made within so many days before a moment, which may be unknown."""
    moment, first, last = (column.to_numpy(np.int64) for column in (moments, age_from, age_to))
    dated = moment != NO_TIME
    limit: Ints = np.where(dated, moment, 0) - days * DAY
    answer = np.full(len(moment), -1, np.int8)
    answer[dated & (last != NO_TIME) & (last < limit)] = 0
    answer[dated & (first != NO_TIME) & (first >= limit)] = 1
    return answer
