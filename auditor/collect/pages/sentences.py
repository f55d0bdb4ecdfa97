"""What a service message says in words.

Desktop writes these sentences into its pages by itself, in English whatever the language of its interface is, and they
have hardly changed since 2018 (`export/output/export_output_html.cpp`). A name may hold any words: the earliest verb
counts. Several people stand as "A, B and C" (`name_lists`).
"""

import re

import msgspec

UNKNOWN = ""
UNSUPPORTED = "unsupported"
OTHER = "other"
"""Of a kind that is known, and says nothing of who came and left."""


class Told(msgspec.Struct, frozen=True):
    """A service message: what Desktop calls it in JSON, who did it (None: nobody is named), and whom it was about."""

    action: str
    actor: str | None = None
    whom: str = ""


_VERBS = {
    "invited": "invite_members",
    "removed": "remove_members",
    "joined group by link": "join_group_by_link",
    "joined group by request": "join_group_by_request",
    "created group": "create_group",
    "created topic": "topic_created",
    "converted this group to a supergroup": "migrate_to_supergroup",
    "converted a basic group to this supergroup": "migrate_from_group",
    "changed group title to": "edit_group_title",
    "changed group photo": "edit_group_photo",
    "removed group photo": "delete_group_photo",
}
"""What is said in groups alone, by what it is called."""

_OTHER_VERBS = (
    "added tasks:", 'added "', "approved your suggested post", "boosted the group", "changed chat theme to",
    "changed topic", "created a bot", "disabled chat theme", "disabled sharing", "enabled sharing",
    "has set messages", "is now within", "joined Telegram", "just started a giveaway", "made", "marked",
    "pinned this", "pinned", "refunded", "rejected your suggested post", "requested to enable sharing",
    "requested your phone number", "scheduled a voice chat", "scored", "sent you a gift", "set a new background",
    "set the same background", "started voice chat", "suggests to", "took a screenshot",
    "will become the new main admin",
)  # fmt: skip
_BY_NOBODY = (
    "Channel theme was ", "Direct messages were ", "Group call", "History cleared", "New messages will ",
    "No exported messages", "No winners of the giveaway ", "Price per ", "Some winners of the giveaway ",
    "The admin deleted the post ", "The paid post was shown ", "The user refunded ", "This is an unclaimed ",
    "Voice chat", "You allowed ", "You are now within ", "You have ", "You refunded ", "You were charged ", "You won ",
    "You've received ", "requested: ",
)  # fmt: skip
_NOT_SUPPORTED = "This message is not supported by this version of Telegram Desktop."
_TO_A_CALL, _FROM_A_POLL, _WITH = " to the voice chat", '" from the poll.', " with members "

_OF_OTHERS = frozenset({"invite_members", "remove_members", "create_group"})
"""What is done to others, who are named behind the verb."""

_VERB = re.compile(
    " (" + "|".join(sorted(map(re.escape, (*_VERBS, *_OTHER_VERBS)), key=len, reverse=True)) + ")(?= |$|)"
)

OF_A_GROUP = frozenset(_VERBS.values())
"""Sentences that are said in groups alone."""

OF_A_CHANNEL = "edit_channel"
"""What is said in broadcast channels alone; that a channel was created is said of large groups, too."""

NAMELESS = frozenset({"", "Deleted", "Deleted Account"})
"""What stands for an account that has no name, which deleted ones have not."""


def parse_sentence(sentence: str) -> Told:
    """What a service message says; `UNKNOWN` as the action of what no Desktop that is known here writes."""
    action = _by_nobody(sentence)
    if action is not None:
        return Told(action)
    verb = _VERB.search(sentence)
    if verb is None:
        return Told(UNKNOWN)
    action, rest = _VERBS.get(verb[1], OTHER), sentence[verb.end() :].strip()
    if action == "create_group":
        rest = rest.rpartition("»")[2].partition(_WITH)[2]
    elif rest.endswith(_TO_A_CALL if action == "invite_members" else _FROM_A_POLL):
        return Told(OTHER)
    return Told(action, sentence[: verb.start()].strip(), rest if action in _OF_OTHERS else "")


def _by_nobody(sentence: str) -> str | None:
    """What is called a sentence that names nobody who did it; None for any other."""
    if sentence.startswith("Channel «") and sentence.endswith("» created"):
        return "create_channel"
    if sentence.startswith(("Channel title changed to «", "Channel photo changed", "Channel photo removed")):
        return OF_A_CHANNEL
    if sentence.startswith(_NOT_SUPPORTED):
        return UNSUPPORTED
    return OTHER if sentence.startswith(_BY_NOBODY) else None
