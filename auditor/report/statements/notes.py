"""The English sentences of what was and was not seen, by id; read by `wording.py` alone, like `sentences.py`."""

NOTES: dict[str, str | tuple[str, str]] = {
    "export-no-member-list": "An export holds no member list. Counted are people who came, added somebody or wrote; a "
    "member who did none of these in the history read is not seen.",
    "table-of-texts": "A table of texts shows who wrote what and when. Nobody's membership is known: who only read, "
    "how people came and who left is not in it.",
    "table-names": "The table has no ids of authors; each name is taken for one author. People of one name count as "
    "one, and one person under several names as several.",
    "table-of-platform": "Authors are known by their accounts on {platform}: they are the same people in every table "
    "that was read here with that name.",
    "table-some-names": "Some authors are known by name only; each such name is counted as one author.",
    "authorless": (
        "{count} row names no author. It may be anybody's; the bounds hold that.",
        "{count} rows name no author. Each may be anybody's; the bounds hold that.",
    ),
    "textless": (
        "{count} row has no text; it counts as written, and can be no copy of another.",
        "{count} rows have no text; they count as written, and can be no copies of others.",
    ),
    "rounded-ids": (
        (
            "{count} id in the table was rounded by a spreadsheet (1.35E+18, or zeros at its end): many ids become one "
            "so. It was not taken for an id."
        ),
        (
            "{count} ids in the table were rounded by a spreadsheet (1.35E+18, or zeros at their ends): many ids "
            "become one so. They were not taken for ids."
        ),
    ),
    "suspect-ids": (
        (
            "{count} id in the table ends in zeros and was taken before other ids of its column showed that a "
            "spreadsheet had rounded them. If it was rounded, it stands for many."
        ),
        (
            "{count} ids in the table end in zeros and were taken before other ids of their column showed that a "
            "spreadsheet had rounded them. If they were rounded, each stands for many."
        ),
    ),
    "rows-without-id": (
        "{count} row has no id; it is counted.",
        "{count} rows have no id; they are counted.",
    ),
    "dataset-no-member-list": "A data set of messages holds no member list, no names and no deleted accounts. Counted "
    "are people who came, added somebody or wrote.",
    "dataset-bots-not-known": "A data set does not tell bots from people; bots are counted as people.",
    "dataset-whole-not-known": "Whether the data set holds the chat's whole history is not known; what it lacks is not "
    "seen.",
    "whole-not-known": "Whether the file holds the whole history of the channel is not known; what it lacks is not "
    "seen.",
    "discord-leaves": "Discord does not say who left, and who came only in a channel that greets newcomers.",
    "whatsapp-names": "WhatsApp has no ids in its exports: people are counted by the names that the phone has for "
    "them, or by their numbers. Whoever wrote the export is “you” in its sentences: whom they added is known, not "
    "under which name they write.",
    "held-again": (
        "{count} message is in the data set more than once; it was read once.",
        "{count} messages are in the data set more than once; each was read once.",
    ),
    "damaged-lines": (
        "{count} row is damaged and was left out, in line {line} of the file.",
        "{count} rows are damaged and were left out, the first in line {line} of the file.",
    ),
    "stray-quotes": (
        "In {count} row quotes do not match, in line {line} of the file; it was read by itself.",
        "In {count} rows quotes do not match, the first in line {line} of the file; each was read by itself.",
    ),
    "encoding": "The file does not say what it is written in; by its letters it was read as {encoding}.",
    "ways-not-told": "The file does not tell who followed an invite link or asked to be let in: whoever came without "
    "being added may have come in any of these ways, and the bounds hold that.",
    "bots-not-known": "An export does not tell bots from people; bots are counted as people.",
    "history-begins-late": "The history read begins on {first}, later than the chat itself; what was before is not "
    "seen.",
    "history-begins-late-undated": "The history read does not begin with the chat itself; what was before is not seen.",
    "names-as-people": "This export has no ids of writers; each name is taken for one person.",
    "some-without-ids": "Some people are known by name only; each such name is counted as one person.",
    "arrivals-unrecorded": (
        (
            "{count} person acts here who is shown coming nowhere, so others may have come unseen, too. Whoever was "
            "added under the name of somebody who acts may be that person or a namesake; the bounds hold both."
        ),
        (
            "{count} people act here who are shown coming nowhere, so others may have come unseen, too. Whoever was "
            "added under the name of somebody who acts may be that person or a namesake; the bounds hold both."
        ),
    ),
    "names-taken": (
        (
            "{count} arrival is told by a name alone. It was taken for the one person who bears the name: everybody "
            "who acts here is shown coming. A silent namesake cannot be excluded."
        ),
        (
            "{count} arrivals are told by a name alone. Each was taken for the one person who bears the name: "
            "everybody who acts here is shown coming. Silent namesakes cannot be excluded."
        ),
    ),
    "unresolved": (
        (
            "{count} mention of a name could not be matched to one person. It is not counted as a person of its own; "
            "the bounds show what would change if it were."
        ),
        (
            "{count} mentions of names could not be matched to one person. They are not counted as people of their "
            "own; the bounds show what would change if each were."
        ),
    ),
    "local-times": (
        "{count} date has no time zone; it was read as {tz}.",
        "{count} dates have no time zone; they were read as {tz}.",
    ),
    "mostly-lost": (
        "{count} of {of} entries is damaged and was left out; nothing was measured.",
        "{count} of {of} entries are damaged and were left out; nothing was measured.",
    ),
    "often-lost": (
        "{count} of {of} entries is damaged and in no figure.",
        "{count} of {of} entries are damaged and in no figure.",
    ),
    "mostly-undated": (
        "{count} of {of} entries has no usable time; nothing about time was measured.",
        "{count} of {of} entries have no usable time; nothing about time was measured.",
    ),
    "often-undated": (
        "{count} of {of} entries has no usable time and is in no figure about time.",
        "{count} of {of} entries have no usable time and are in no figure about time.",
    ),
    "undated": (
        "{count} entry has no usable date and is in no figure about time.",
        "{count} entries have no usable date and are in no figure about time.",
    ),
    "contradicting-times": (
        "{count} entry has two dates that contradict each other; the one in UTC was used.",
        "{count} entries have two dates that contradict each other; the one in UTC was used.",
    ),
    "no-times": "Nothing in the source has a usable date; nothing about time could be measured.",
    "minute-times": "The times are good to the minute only; nothing that needs seconds could be measured.",
    "hour-times": "The times are good to the hour only; nothing that needs minutes could be measured.",
    "day-times": "The times are good to the day only; nothing that needs hours could be measured.",
    "worse-times": "The times are not even good to the day; nothing that needs days could be measured.",
    "minute-events": "Service messages have no times of their own here. By the messages around them, when people came "
    "and left is known to the minute.",
    "hour-events": "Service messages have no times of their own here. By the messages around them, when people came "
    "and left is known to the hour only.",
    "day-events": "Service messages have no times of their own here. By the messages around them, when people came "
    "and left is known to the day only.",
    "relative-times": "The times are seconds from a beginning of their own, as was said. No day of a calendar is known;"
    " evidence counts from 1970-01-01.",
    "days-from-1900": "The times are a spreadsheet's day numbers, read as counted from 1900. If its workbook counts "
    "from 1904, say --epoch 1904: every time is four years later then.",
    "days-from-1904": "The times are a spreadsheet's day numbers, counted from 1904, as was said.",
    "kept-before-links": (
        (
            "{count} message was kept by an earlier version of this program, which did not look for links, mentions, "
            "emoji and hashtags; which of them it holds is not known."
        ),
        (
            "{count} messages were kept by an earlier version of this program, which did not look for links, mentions, "
            "emoji and hashtags; which of them they hold is not known."
        ),
    ),
    "repeated-ids": (
        "{count} message has the same id as another one; both are counted.",
        "{count} messages have the same id as another one; all are counted.",
    ),
    "bad-ids": (
        "{count} message has an id that is not a number; it is counted.",
        "{count} messages have an id that is not a number; they are counted.",
    ),
    "not-people": (
        "{count} message was written by a channel or by the chat itself; it is not among the messages of people.",
        "{count} messages were written by channels or by the chat itself; they are not among the messages of people.",
    ),
    "unknown-adders": (
        "For {count} addition the source does not say who added.",
        "For {count} additions the source does not say who added.",
    ),
    "unknown-actions": (
        (
            "{count} service message is of a kind that this version does not know; if people come or leave by it, that "
            "is in no figure: {names}."
        ),
        (
            "{count} service messages are of kinds that this version does not know; if people come or leave by them, "
            "that is in no figure: {names}."
        ),
    ),
    "unknown-types": (
        "{count} entry is of a type that this version does not know, and is in no figure: {names}.",
        "{count} entries are of types that this version does not know, and are in no figure: {names}.",
    ),
    "unknown-chats": (
        "{count} more chat of the file is of a type that this version does not know, and was not read: {names}.",
        "{count} more chats of the file are of types that this version does not know, and were not read: {names}.",
    ),
    "unsupported": (
        (
            "{count} message is marked as unsupported: the Telegram Desktop that wrote the export could not write it. "
            "Who wrote it and when is not known; it is not counted, and the bounds leave room for it. A newer Telegram "
            "Desktop may export it."
        ),
        (
            "{count} messages are marked as unsupported: the Telegram Desktop that wrote the export could not write "
            "them. Who wrote them and when is not known; they are not counted, and the bounds leave room for them. A "
            "newer Telegram Desktop may export them."
        ),
    ),
    "names-listed": (
        (
            "{count} person is named together with others in one sentence; a name that holds a comma or “and” may have "
            "been read as several."
        ),
        (
            "{count} people are named together with others in one sentence; a name that holds a comma or “and” may "
            "have been read as several."
        ),
    ),
    "pages-missing": (
        "{count} page of the export is missing; what was on it is not seen.",
        "{count} pages of the export are missing; what was on them is not seen.",
    ),
    "pages-beside": "The same export lies there as HTML, too. The JSON was read, which shows more: ids of people, and "
    "when each of them came.",
    "repaired": (
        "{count} entry was damaged and could be repaired.",
        "{count} entries were damaged and could be repaired.",
    ),
    "damaged": (
        "{count} entry is damaged and was left out, at byte {offset} of the file.",
        "{count} entries are damaged and were left out, the first at byte {offset} of the file.",
    ),
    "truncated": "The file breaks off before its end; what came after is not seen.",
    "erased": (
        "{count} person asked to be forgotten and counts as unseen.",
        "{count} people asked to be forgotten and count as unseen.",
    ),
    "leaves-not-logged": "The history does not show who left; people who have left may still be counted as members.",
    "leaves-unclear": "It is not clear whether the history shows who left; people who have left may still be counted "
    "as members.",
    "claimed": (
        "{count} member in all is the number stated by the asker; the audit did not count it.",
        "{count} members in all is the number stated by the asker; the audit did not count it.",
    ),
    "claimed-too-small": "The stated member count ({claimed}) is below the number of people seen ({seen}); the two do "
    "not fit together.",
    "one-writer": "Only one person wrote; shares among those who write say nothing.",
    "window": "Only the history from {since} to {until} was read.",
    "window-since": "Only the history from {since} on was read.",
    "window-until": "Only the history up to {until} was read.",
    "claimed-by-telegram": (
        "{count} member in all is Telegram's own count, bots and deleted accounts included.",
        "{count} members in all is Telegram's own count, bots and deleted accounts included.",
    ),
    "list-capped": "Telegram lists {listed} of {claimed} members and no more. The list shows the most recently active "
    "first, so those who are missing are more likely inactive; nothing is extrapolated from it.",
    "history-missing": "{read} of about {of} messages of the history were read. Telegram did not give the others, or "
    "they could not be understood; what they hold is not known, and figures that rest on the whole history are bounds.",
    "sources-unread": "The admin log or the lists of invite links could not be understood in whole; how people came "
    "whom they alone would show is not known.",
    "list-unread": (
        (
            "{count} line of the member list could not be understood and was passed over; {listed} of {claimed} members"
            " were seen. Nothing is extrapolated from them."
        ),
        (
            "{count} lines of the member list could not be understood and were passed over; {listed} of {claimed} "
            "members were seen. Nothing is extrapolated from them."
        ),
    ),
    "messages-unreadable": (
        (
            "{count} message could not be understood: Telegram writes it in a way that is newer than this program. Once"
            " the program is updated, the next audit reads it."
        ),
        (
            "{count} messages could not be understood: Telegram writes them in a way that is newer than this program. "
            "Once the program is updated, the next audit reads them."
        ),
    ),
    "list-hidden": "The chat hides its member list; {listed} of {claimed} members were seen, mostly admins. Nothing is "
    "extrapolated from them.",
    "list-closed": "The member list is closed to the account that read the chat; who the members are is not seen.",
    "joining-shows-more": "The chat shows its member list to members only: an audit by an account that has joined would"
    " show who they are, and everybody in the chat would see that account.",
    "list-closed-channel": "A channel shows its subscribers to its admins only. This audit shows how its posts are "
    "read, not who the subscribers are.",
    "discussion-apart": "Comments are written in a discussion group, a chat of its own with people of its own; the "
    "figures here are of the channel alone.",
    "list-short": (
        "{count} member whom Telegram counts is not in the list and counts as unseen.",
        "{count} members whom Telegram counts are not in the list and count as unseen.",
    ),
    "last-seen-by-me": (
        (
            "For {count} member Telegram shows only roughly when they were last seen, because the account that read "
            "the chat hides its own last-seen time. If it showed its own, the time would be exact."
        ),
        (
            "For {count} members Telegram shows only roughly when they were last seen, because the account that read "
            "the chat hides its own last-seen time. If it showed its own, the times would be exact."
        ),
    ),
    "last-seen-empty": (
        (
            "{count} member with a living account shows no last-seen time at all: it is hidden, or long past. Of such "
            "a member it cannot be told whether they are inactive; the upper bound holds them."
        ),
        (
            "{count} members with living accounts show no last-seen time at all: it is hidden, or long past. Of such "
            "members it cannot be told whether they are inactive; the upper bound holds them."
        ),
    ),
    "bots-apart": (
        "{count} bot is among the members; bots are not people and are in no other figure.",
        "{count} bots are among the members; bots are not people and are in no other figure.",
    ),
    "bots-not-all-known": "Bots among the members who were not seen are counted as people.",
    "history-hidden": "What was written before the account that read the chat came to it is hidden from it.",
    "arrivals-unseen": (
        (
            "For {count} person nothing shows how they came: Telegram does not write every arrival into the history, "
            "above all in large groups."
        ),
        (
            "For {count} people nothing shows how they came: Telegram does not write every arrival into the history, "
            "above all in large groups."
        ),
    ),
    "gone-by-list": "The history does not show everybody who left; gone are all who came and are not in the member "
    "list now, however long they stayed.",
    "arrivals-bot-updates": (
        "{count} arrival is known from the updates of a bot.",
        "{count} arrivals are known from the updates of a bot.",
    ),
    "bot-listened": "A bot of this installation has written down arrivals as they happened since {since}.",
    "bot-deaf": (
        (
            "In that time it heard nothing {count} time, for {hours} h in all; who came and left then is known from "
            "other sources only, or not at all."
        ),
        (
            "In that time it heard nothing {count} times, for {hours} h in all; who came and left then is known from "
            "other sources only, or not at all."
        ),
    ),
    "arrivals-admin-log": (
        "{count} arrival is known from the admin log, which goes back 48 hours.",
        "{count} arrivals are known from the admin log, which goes back 48 hours.",
    ),
    "arrivals-service-messages": (
        "{count} arrival is known from the service messages of the history.",
        "{count} arrivals are known from the service messages of the history.",
    ),
    "arrivals-invite-links": (
        "{count} arrival is known from the lists of those who used an invite link.",
        "{count} arrivals are known from the lists of those who used an invite link.",
    ),
    "arrivals-member-list": (
        "{count} arrival is known from the member list alone: when, but not always how.",
        "{count} arrivals are known from the member list alone: when, but not always how.",
    ),
    "not-people-live": (
        "{count} message was written by a bot, a channel or the chat itself; it is not among the messages of people.",
        (
            "{count} messages were written by bots, channels or the chat itself; they are not among the messages of "
            "people."
        ),
    ),
}
"""What a reader must know of the coverage; a pair is singular and plural, by `count`."""

FOREMOST = frozenset({"mostly-lost", "often-lost", "no-times", "mostly-undated", "often-undated"})
"""Notes that stand on the first screen of whatever shows a report: without them its figures are misread."""
