"""What an audit of a live chat must find, counted from people and events by the definitions of docs/method.md.

Shares of members are over all members but bots, whatever the list shows of them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from statistics import median

from tests.worlds.live.chat import How, LiveChat, Member, arrivals_of
from tests.worlds.live.people import Account, Operator, shown_status
from tests.worlds.world import DAY, THE_CHAT, Event, Expected, Truth, fewest_making_half, gini

WAYS: tuple[How, ...] = ("added", "by_link", "by_request", "by_self", "unknown")


def live_truth(chat: LiveChat, operator: Operator | None = None, *, shown_only: bool = False) -> Truth:
    """Measure id -> what it must find, as of `chat.now`, by an operator with that last-seen setting.

    With `shown_only` only the events count that stand in the history and are not hidden, those of anonymous admins
    without a name; without, all that happened. What happened in the basic group before counts, too.

    Beside the measures: `souls.inactive.unknown` and `souls.dead.unknown` (people whose last-seen time nobody can
    know), `souls.blank.living` (without the deleted), `members.<way>` (how the members came; `arrivals.<way>` is over
    everybody who was ever seen), `arrivals.added_away` and `.self_away` (no member now), `bots`. The operator is not
    counted; only `people.claimed` counts the operator where `chat.standing` puts it in the chat.
    """
    operator = operator or Operator()
    found = _Found(chat, list(_events(chat, shown_only)))
    return {
        **_souls(chat, operator, found),
        **_arrivals(chat, found),
        **_voices(found),
        **(_reach(chat) if chat.shape == "channel" else {}),
    }


class _Found:
    """What the events say: how each came last, who wrote, who added whom."""

    def __init__(self, chat: LiveChat, events: list[Event]) -> None:
        self.begins = events[0].at if events else chat.now
        self.came: dict[int, Member] = {}
        self.wrote: Counter[int] = Counter()
        adds: set[tuple[int, int]] = set()
        is_bot = {each.id for each in chat.accounts.values() if each.bot}
        for event in events:
            if event.kind == "message" and event.actor != THE_CHAT and event.actor not in is_bot:
                self.wrote[event.actor] += 1
            for person, member in arrivals_of(event):
                if person not in is_bot:
                    self.came[person] = member
                    if member.how == "added" and member.inviter is not None:
                        adds.add((member.inviter, person))
        self.adders = Counter(adder for adder, _ in adds)
        self.members = {person: member for person, member in chat.members.items() if person not in is_bot}
        self.seen = set(self.members) | set(self.came) | set(self.wrote) | set(self.adders)


def _events(chat: LiveChat, shown_only: bool) -> Iterable[Event]:
    if chat.ancestor is not None:
        yield from _events(chat.ancestor, shown_only)
    if not shown_only:
        yield from chat.events
        return
    nameless = frozenset(chat.anonymous)
    for event in chat.written:
        if event.id > chat.available_min_id:
            yield replace(event, actor=THE_CHAT) if event.actor in nameless else event


def _souls(chat: LiveChat, operator: Operator, found: _Found) -> Truth:
    members = [chat.accounts[person] for person in found.members]
    everybody = len(members)
    inactive = {each.id: _inactive(each, operator, chat.now) for each in members}
    settled = [p for p, member in found.members.items() if chat.now - max(member.since, found.begins) >= 30 * DAY]

    def count(cases: Iterable[bool], of: int = everybody) -> Expected:
        return Expected(sum(cases), of)

    return {
        "people.seen": Expected(len(found.seen)),
        "people.claimed": Expected(chat.count + (chat.standing in {"member", "admin", "creator"})),
        "bots": Expected(len(chat.members) - everybody),
        "souls.deleted": count(each.deleted for each in members),
        "souls.inactive": count(inactive[each.id] is True for each in members),
        "souls.inactive.unknown": count(inactive[each.id] is None for each in members),
        "souls.never_posted": count((not found.wrote[person] for person in settled), len(settled)),
        "souls.blank": count(not each.photo and each.username is None for each in members),
        "souls.blank.living": count(not each.photo and each.username is None and not each.deleted for each in members),
        "souls.flagged": count(each.scam or each.fake or each.restricted for each in members),
        "souls.dead": count(
            each.deleted or (inactive[each.id] is True and not found.wrote[each.id]) for each in members
        ),
        "souls.dead.unknown": count(inactive[each.id] is None and not found.wrote[each.id] for each in members),
    }


def _inactive(account: Account, operator: Operator, now: int) -> bool | None:
    """Last seen over 30 days ago; None where nobody can know. A deleted account is in neither."""
    if account.deleted:
        return False
    status = shown_status(account, operator, now)
    if status is None or status.kind == "empty":
        return None
    return status.kind == "exact" and status.at is not None and now - status.at > 30 * DAY


def _arrivals(chat: LiveChat, found: _Found) -> Truth:
    seen, members = len(found.seen), len(found.members)
    ways = Counter(found.came[person].how if person in found.came else "unknown" for person in found.seen)
    member_ways = Counter(found.came[person].how if person in found.came else "unknown" for person in found.members)
    added = [person for person, member in found.came.items() if member.how == "added"]
    themselves = [person for person, member in found.came.items() if member.how != "added"]
    return {
        **{f"arrivals.{way}": Expected(ways[way], seen) for way in WAYS},
        **{f"members.{way}": Expected(member_ways[way], members) for way in WAYS},
        "arrivals.adders": Expected(len(found.adders), seen),
        "arrivals.half_by": Expected(fewest_making_half(found.adders.values()), len(found.adders)),
        "arrivals.added_silent": Expected(sum(not found.wrote[person] for person in added), len(added)),
        "arrivals.self_silent": Expected(sum(not found.wrote[person] for person in themselves), len(themselves)),
        "arrivals.added_away": Expected(sum(person not in chat.members for person in added), len(added)),
        "arrivals.self_away": Expected(sum(person not in chat.members for person in themselves), len(themselves)),
    }


def _voices(found: _Found) -> Truth:
    counts = found.wrote.values()
    return {
        "voices.writers": Expected(len(found.wrote), len(found.seen)),
        "voices.half_by": Expected(fewest_making_half(counts), len(found.wrote)),
        "voices.gini": Expected(gini(counts), len(found.wrote)),
    }


def _reach(chat: LiveChat) -> Truth:
    """Medians over the posts between 2 and 30 days old."""
    posts = [e for e in chat.written if e.reach is not None and 2 * DAY <= chat.now - e.at <= 30 * DAY]
    seen = [(post, post.reach) for post in posts if post.reach is not None and post.reach.views]
    if not seen:
        return {}
    return {
        "reach.views": Expected(median(reach.views for _, reach in seen), chat.count),
        "reach.forwards": Expected(median(reach.forwards / reach.views for _, reach in seen), len(seen)),
        "reach.comments": Expected(median(reach.comments / reach.views for _, reach in seen), len(seen)),
        "reach.reactions": Expected(
            median(sum(reaction.count for reaction in post.reactions) / reach.views for post, reach in seen), len(seen)
        ),
    }
