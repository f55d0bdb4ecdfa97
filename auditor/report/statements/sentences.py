"""The English sentences of measures and coverage, by id. English is the source text: what stands here is the
key of the same sentence in `auditor/languages`. Only `wording.py` reads it.
"""

from auditor.report.statements.notes import NOTES
from storage.sources import SHOWERS, SOURCES

MEASURES: dict[str, tuple[str, str]] = {
    "people.seen": (
        "People seen",
        "Everyone the source shows: people who came to the chat, added somebody or wrote.",
    ),
    "people.claimed": (
        "Member count",
        "The number of members that Telegram shows, or that the asker of this audit stated.",
    ),
    "souls.deleted": ("Deleted accounts", "Members whose Telegram account no longer exists."),
    "souls.inactive": (
        "Not seen for over 30 days",
        "Members who were last seen on Telegram more than 30 days ago; deleted accounts are not counted here.",
    ),
    "souls.never_posted": (
        "Never wrote",
        "Members without a single message in the history read, among those who had at least 30 days to write one.",
    ),
    "souls.new": ("New accounts", "Accounts created at most 30 days before they came to the chat."),
    "souls.blank": ("Neither photo nor username", "Members whose profile shows neither a photo nor a username."),
    "souls.flagged": ("Marked by Telegram", "Members whom Telegram itself marks as scam, fake or restricted."),
    "souls.dead": (
        "Dead souls",
        "Deleted accounts, and members who were not seen for over 30 days and never wrote.",
    ),
    "arrivals.added": ("Added by someone", "People whom another person added to the chat."),
    "arrivals.by_link": ("Came by invite link", "People who followed an invite link."),
    "arrivals.by_request": ("Came by request", "People who asked to join and were let in."),
    "arrivals.by_self": ("Came by themselves", "People who found the chat and joined without a link or an inviter."),
    "arrivals.unknown": ("Unknown how they came", "People whose arrival the history does not show."),
    "arrivals.adders": ("People who added others", "How many different people added somebody."),
    "arrivals.half_by": (
        "Made half of all additions",
        "The fewest people who together made at least half of all additions.",
    ),
    "arrivals.added_silent": (
        "Added and never wrote",
        "People who were added and have not a single message in the history read.",
    ),
    "arrivals.added_gone": (
        "Added and soon gone",
        (
            "People who were added and left within 24 hours; where leaving is not logged, those missing from a "
            "complete member list."
        ),
    ),
    "arrivals.bursts": (
        "Bursts of arrivals",
        "Times when many more people arrived or were added than is usual for this chat.",
    ),
    "arrivals.wave": (
        "Came in one wave",
        "People who came in the largest wave, in which far more came than in the same hours of other days.",
    ),
    "arrivals.wave_usual": (
        "Would have come anyway",
        "Of the people of the wave, those whom the same hours of other days would have brought.",
    ),
    "arrivals.wave_age": (
        "Accounts of one age in the wave",
        "Of the accounts of the wave whose age is known, the most that were made within 90 days.",
    ),
    "arrivals.wave_gone": (
        "Gone a week after the wave",
        "Of the people of the wave, those who have left or are deleted, a week or more after it.",
    ),
    "arrivals.forced": (
        "Adders whose added people leave and stay silent",
        (
            "People who added at least 10 others, who then left and stayed silent more often than those who came by "
            "themselves."
        ),
    ),
    "voices.writers": ("People who wrote", "People with at least one message in the history read."),
    "voices.half_by": (
        "Wrote half of all messages",
        "The fewest people who together wrote at least half of all messages.",
    ),
    "voices.gini": (
        "Inequality of writing",
        "Gini index among those who wrote: 0 means that all wrote equally much, 1 that one person wrote everything.",
    ),
    "reach.views": (
        "Views per subscriber",
        "Median views of posts between 2 and 30 days old, divided by the number of subscribers.",
    ),
    "reach.spread": ("Spread of views", "How much views differ from post to post, beyond chance."),
    "reach.reactions": ("Reactions per view", "Median number of reactions, divided by views."),
    "reach.forwards": ("Forwards per view", "Median number of forwards, divided by views."),
    "reach.comments": ("Comments per view", "Median number of comments, divided by views."),
    "coordination.copies": (
        "One text from several people",
        "Episodes in which at least 3 people posted nearly the same text within 5 minutes.",
    ),
    "coordination.swarms": (
        "Swarms of replies",
        "Bursts of replies by many people to one message or one author, beyond chance.",
    ),
    "coordination.groups": (
        "Accounts that act together",
        "Groups of at least 3 accounts that repeatedly post the same within 5 minutes, more often than by chance.",
    ),
    "coordination.pace": (
        "Faster than a person writes",
        "Accounts that write more a day, or with shorter pauses for longer, than a person does.",
    ),
    "coordination.habits": (
        "Texts that were left out",
        "Messages with texts that over a tenth of the writers used, on 3 days or more: left out of copies and groups.",
    ),
    "farms.overlap": (
        "People shared with other chats",
        "People who are in other audited chats too, more often than by chance.",
    ),
    "farms.accounts": (
        "Accounts acting together in several chats",
        "Accounts in groups that act together in more than one audited chat.",
    ),
    "watch.arrived": ("New since the earlier audit", "People in the later audit who were not in the earlier one."),
    "watch.gone": ("Gone since the earlier audit", "People in the earlier audit who are not in the later one."),
    "watch.deleted": ("Deleted since the earlier audit", "Members whose account was deleted between the two audits."),
    "watch.woke": ("Began to write", "People who had never written by the earlier audit and wrote after it."),
    "watch.silent": (
        "Fell silent",
        "People who wrote in the 30 days before the earlier audit, and not in the 30 days before the later one.",
    ),
}
"""A measure's title, and one sentence of what counts."""

MISLEADS: dict[str, str] = {
    "only-the-seen": "Whoever came before the history begins and left no trace in it is not counted.",
    "claimed-is-a-word": "This number was stated, not counted here; it can include bots, deleted accounts and people "
    "who have left since.",
    "deleted-says-not-why": "People delete their accounts for many reasons, and Telegram deletes unused ones; the "
    "figure does not say why.",
    "last-seen-can-be-hidden": "People can hide when they were last seen; such people are in the upper bound only.",
    "most-people-read": "In any large chat most people only read. Whoever never wrote may read every day, and deleted "
    "messages are not seen.",
    "age-is-an-interval": "An account's age can only be estimated, and new people come to Telegram every day.",
    "privacy-looks-blank": "Careful people, too, hide their photo and do without a username.",
    "telegram-flags": "Telegram marks few accounts and can be wrong; a low number proves nothing.",
    "added-is-not-forced": "An addition does not say whether the person agreed: friends and colleagues add each other, "
    "often when asked to.",
    "events-can-be-missing": "Telegram does not write every arrival into the history, above all in large groups. What "
    "is missing is unknown.",
    "organisers-add-many": "An organiser who invites colleagues or neighbours adds many people, too.",
    "leaving-is-rarely-logged": "In large groups Telegram rarely writes down that somebody left, so the true number "
    "may be higher.",
    "bursts-are-context": "News, an event or a shared link brings many people at once. A burst alone does not say how "
    "they were brought.",
    "organisers-invite-readers": "Whoever invites colleagues, parents or neighbours adds people, too, who only read or "
    "who leave because the chat is not for them. This is a pattern in figures, not a verdict on a person.",
    "deleted-messages-are-gone": "Deleted messages are not in the history, so someone who wrote can look silent.",
    "few-write-everywhere": "In nearly every large chat a few people write most of it; by itself this is normal.",
    "few-readers-not-fakes": "Few views mean few readers, not false subscribers: many people mute a channel or read "
    "it elsewhere.",
    "same-source": "Subscribers of one channel pass on the same news; greetings, thanks and appeals are copied in good "
    "faith. One text from many is not yet a plan.",
    "many-answer-one": "A question, a quarrel or good news draws many replies at once without any plan.",
    "some-write-much": "A bot, an account that several people share, or somebody who passes on a lot writes as fast. "
    "This is a pattern in figures, not a verdict on a person.",
    "waves-can-be-news": "A post that goes round, an advert or a move from another chat brings a wave of real people.",
    "many-say-it": "Greetings, jokes and quoted rules are everybody's words. Whoever hides behind such a text is not "
    "found.",
    "same-owner": "Chats of one owner share moderators, news and links; readers of one channel pass on the same posts; "
    "and one message with links to several chats brings the same people to each in the same hour.",
    "same-interests": "People with the same town, work or interests are often in the same chats.",
    "coverage-differs": "The two audits may not have seen equally much; part of a difference can come from that.",
}
"""The innocent explanation of a figure, or how it can be misread."""

REASONS: dict[str, str] = {
    "source-cannot-show": "this source does not show it",
    "texts-have-no-members": "a table of texts has authors, but no members",
    "no-people": "no people were seen",
    "no-messages": "no messages were read",
    "no-added": "nobody was added",
    "no-adders": "nobody is known to have added anyone",
    "no-large-adders": "nobody is known to have added at least 10 people",
    "too-few-self-joiners": "fewer than 30 people came by themselves, too few to compare with",
    "no-rhythm": "too few arrivals, or over too short a time, to know what is usual",
    "no-times": "the source has no usable dates",
    "not-given": "no member count was stated",
    "too-young": "nobody has had 30 days to write yet",
    "mostly-lost": "half of the source or more is damaged",
    "mostly-undated": "half of the source or more has no usable time",
    "minute-times": "the times are good to the minute only",
    "hour-times": "the times are good to the hour only",
    "day-times": "the times are good to the day only",
    "worse-times": "the times are not even good to the day",
    "leaves-not-logged": "the history does not show who left",
    "too-few-arrivals-to-tell": "too few arrivals to tell whether leaving is logged",
    "members-not-listed": "the chat does not show its members to the account that read it",
    "no-known-arrivals": "of no member is it known when they came",
    "names-in-doubt": "the added are known by names that others may bear",
    "not-a-channel": "only a channel shows how often its posts were viewed",
    "subscribers-cannot-write": "subscribers cannot write in a channel",
    "too-few-posts": "fewer than 10 posts between 2 and 30 days old",
    "posts-missing": "too many posts could not be read",
    "history-missing": "too much of the history could not be read",
    "no-views": "the posts have no views",
    "numbers-not-shown": "the channel does not show these numbers",
    "lists-not-whole": "both audits must see the whole member list to tell who is gone",
    "rows-gone": "the rows of people behind one of the two audits have gone, as the retention says",
    "too-close": "the two audits are less than 30 days apart",
    "not-known-twice": "only one of the two audits knows it",
    "coverage-differs": "the two audits did not see the chat in the same way",
    "no-interval": "this figure has no interval of its own",
    "no-texts": "nothing of the texts was kept",
    "no-replies": "no message here is shown as an answer to another",
    "replies-rounded": "a spreadsheet rounded the ids that say which message answers which",
    "no-words": "no message here shows words that its author typed",
    "nothing-to-compare": "no text here is long enough to be compared, and nothing was passed on",
    "wordless": "most texts are nothing but links, mentions, emoji or signs, of which no copies can be seen",
    "wordless-in-bursts": "many people at once wrote links, mentions, emoji or signs, of which no copies can be seen",
    "habits-left-out": "texts that many people write were left out, and they are a tenth of all messages or more",
    "habits-in-bursts": "a text that many people write was left out, and it came in bursts, as no greeting does",
    "too-few-writers": "too few people wrote",
    "too-few-chats": "too few chats were audited here",
    "too-few-compared": "of too few chats the messages can be compared",
    "no-wave": "no wave was found",
    "wave-too-young": "the wave is less than a week old",
    "too-few-ages": "the age of too few accounts is known",
}
"""Why a figure is missing: the end of "cannot be known: …"."""

FAMILIES: dict[str, str] = {
    "people": "How many people?",
    "souls": "Who is really there?",
    "arrivals": "How did they get there?",
    "voices": "Who talks?",
    "reach": "Does anyone read?",
    "coordination": "Do they act as one?",
    "farms": "Are the same accounts elsewhere?",
    "watch": "What changed?",
}
"""The question that a family of measures answers; the title of its section."""

SUBJECTS: dict[str, str] = {
    "arrivals": "Forced adding",
    "coordination": "Acting together",
    "farms": "The same accounts in several chats",
}
"""What the findings of a family are about, for a line that has no room for its question."""

SMALLEST: dict[str, tuple[str, str]] = {
    "arrivals.forced": (
        "an adder of {count} person who has left again",
        "an adder of {count} people who have all left again",
    ),
    "coordination.copies": ("{count} person with one text", "{count} people with one text"),
    "coordination.swarms": ("{count} person replying to one message", "{count} people replying to one message"),
    "coordination.groups": ("a group of {count} person", "a group of {count} people"),
    "coordination.pace": ("{count} message in a day", "{count} messages in a day"),
    "farms.accounts": (
        "{count} person with two texts in two chats, or three in one",
        "{count} people with two texts in two chats, or three in one",
    ),
}
"""The smallest pattern that a search could have found: the end of a sentence."""

KINDS: dict[str, str] = {
    "basic-group": "basic group",
    "supergroup": "group",
    "channel": "channel",
    "table": "table of texts",
}

STRENGTHS: dict[str, str] = {
    "strong": "strong signs",
    "some": "some signs",
    "none": "no signs found",
    "cannot tell": "cannot tell",
}

STRENGTH_RULES: dict[str, str] = {
    "adder-with-exit-evidence-and-10-percent": "someone whose added people left more often than by chance (q ≤ 0.05) "
    "made at least 10% of all additions",
    "adder-with-exit-evidence": "there is someone whose added people left more often than by chance (q ≤ 0.05)",
    "group-swarm-or-act-of-mass": "a group at q ≤ 0.05, a swarm of replies, or one text from at least 10 people in one "
    "episode; for now none of it is more",
    "groups-in-several-chats": "a group that acts together, or comes in one order, in several chats; for now it is "
    "never more",
    "difference-excludes-zero": "the interval of a difference excludes zero",
}

UNITS: dict[str, tuple[str, str]] = {
    "people": ("{count} person", "{count} people"),
    "messages": ("{count} message", "{count} messages"),
    "episodes": ("{count} episode", "{count} episodes"),
    "groups": ("{count} group", "{count} groups"),
    "windows": ("{count} window of time", "{count} windows of time"),
}

OUT_OF: dict[str, tuple[str, str]] = {
    "voices.half_by": ("of {count} person who wrote", "of {count} people who wrote"),
    "arrivals.half_by": ("of {count} person who added others", "of {count} people who added others"),
    "arrivals.forced": (
        "of {count} person who added at least 10 others",
        "of {count} people who added at least 10 others",
    ),
    "arrivals.bursts": ("of {count} window of time", "of {count} windows of time"),
}
"""What a number is out of, where it is not all who were seen."""

CAME: dict[str, str] = {
    "added": "Another person added them.",
    "by_link": "They came by an invite link.",
    "by_request": "They asked to join and were let in.",
    "by_self": "They came by themselves.",
    "unclear": "Somebody added them, or they came by themselves; which of the two is not known.",
    "unknown": "How they came is not known.",
}
"""How one person came to a chat."""

KNOWN_FROM: dict[str, str] = {
    "bot-updates": "a bot that was an admin of the chat and wrote it down as it happened",
    "admin-log": "the chat's admin log",
    "service-messages": "service messages in the chat's history",
    "invite-links": "the list of those who used an invite link",
    "member-list": "the member list",
}
"""What an arrival is known from."""

CERTAINTIES: dict[str, str] = {
    "exact": "Certain: Telegram itself says so.",
    "date": "Only when they came is known, not how.",
    "inferred": "Inferred: the history shows a name alone, or does not show who acted.",
    "unknown": "Nothing that was read shows it.",
}

LABELS: tuple[str, ...] = (
    "Read",
    "The page",
    "The card",
    "The tables",
    "The report",
    "Nothing new in this file; the same audit again",
    "time left",
    "planned",
    "computed",
    "Yes",
    "No",
    "Measure",
    "What it is",
    "What it needs",
    "How it can mislead",
    "Strength of findings, by policy {policy}",
    "Earlier audits",
    "No audits yet.",
    "Before",
    "After",
    "Difference",
    "Reading {file}",
    "Storing",
    "Measuring",
    "Writing",
)
"""Words of the command line, here so that every catalogue has them."""


def every() -> list[str | tuple[str, str]]:
    """Each sentence of this file once; a pair is singular and plural."""
    sentences: list[str | tuple[str, str]] = [sentence for pair in MEASURES.values() for sentence in pair]
    for table in (MISLEADS, REASONS, NOTES, FAMILIES, SUBJECTS, SMALLEST, KINDS, STRENGTHS, STRENGTH_RULES, UNITS,
                  OUT_OF, CAME, KNOWN_FROM, CERTAINTIES):  # fmt: skip
        sentences += table.values()
    sentences += [sentence for shower in SHOWERS for sentence in (shower.title, shower.hint)]
    sentences += [sentence for kind in SOURCES.values() for sentence in (kind.read_from, kind.seen)]
    return list(dict.fromkeys([*sentences, *LABELS]))
