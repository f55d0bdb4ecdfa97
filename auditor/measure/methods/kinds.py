"""The object of each message, by every kind of object that is looked for.

An object is what several messages have in common: near copies of a text, a form with words of one's own in it, a link,
the names mentioned, a row of emoji, hashtags, the post passed on, the message replied to, or whatever a table's column
says was shared. One message can have one of each kind, and the kinds are searched side by side.
"""

from typing import Literal, get_args

import numpy as np
import pandas as pd

from auditor.frames.inputs import Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.alike import FORM_WORDS, alike
from auditor.measure.methods.near_copies import SIMILARITY, Prints
from auditor.measure.methods.objects import LETTERS_EXACT, LETTERS_NEAR, Origins
from auditor.measure.methods.templates import frames_of

Kind = Literal["text", "template", "link", "mentions", "emoji", "hashtags", "forward", "reply", "given"]

KINDS: tuple[Kind, ...] = get_args(Kind)

TEMPLATE_PEOPLE = 3
"""People who wrote a template, at least; fewer may be one writer's manner of speaking (method.md)."""

TEMPLATE_TEXTS = 3
"""Different texts of a template, at least."""


def objects_by_kind(
    timeline: Timeline, *, origins: Origins, chat: Ints | None = None, similarity: float = SIMILARITY
) -> dict[Kind, Ints]:
    """By kind, the number of each message's object, from 0 in order of time; -1 for none.

    A kind that the source does not show is not in it: that is not known, which is not none. `chat` is the chat of each
    message where there are several, for the ids of messages are a chat's own. `similarity` is that of near copies.
    """
    found: dict[Kind, Ints] = {}
    if _has_texts(timeline):
        found |= _text_objects(timeline, similarity)
    if timeline.texts.looked[timeline.row].any() and _has_texts(timeline):
        found |= _carried_objects(timeline)
    origin, reply = timeline.ordered(timeline.texts.origin), timeline.ordered(timeline.texts.reply_to)
    if origins != "objects":
        found["forward"] = _passed_on(timeline, origin, origins)
    elif origin.any():
        found["given"] = _numbered(origin, origin != 0)
    if origins != "objects" or reply.any():
        aim = reply if chat is None else _both(reply, chat)
        found["reply"] = _numbered(aim, reply != 0)
    return {kind: found[kind] for kind in KINDS if kind in found}


def kinds_not_shown(found: dict[Kind, Ints]) -> tuple[Kind, ...]:
    """The kinds that could not be looked at."""
    return tuple(kind for kind in KINDS if kind not in found)


def not_looked_at(timeline: Timeline) -> int:
    """In how many messages nobody looked for links and the like, because an earlier version kept them."""
    return int(np.count_nonzero(~timeline.texts.looked[timeline.row]))


def _has_texts(timeline: Timeline) -> bool:
    """Whether the source shows texts at all."""
    return bool((timeline.ordered(timeline.texts.exact) != 0).any() or timeline.texts.wordless[timeline.row].any())


def _carried_objects(timeline: Timeline) -> dict[Kind, Ints]:
    """Links and hashtags of all messages; mentions and emoji of those whose words say too little to be compared: in a
    sentence they are an address and a mood."""
    texts = timeline.texts
    bare = timeline.ordered(texts.length) < LETTERS_EXACT
    link, mentions = timeline.ordered(texts.link), timeline.ordered(texts.mentions)
    emoji, hashtags = timeline.ordered(texts.emoji), timeline.ordered(texts.hashtags)
    return {
        "link": _numbered(link, link != 0),
        "mentions": _numbered(mentions, bare & (mentions != 0)),
        "emoji": _numbered(emoji, bare & (emoji != 0)),
        "hashtags": _numbered(hashtags, hashtags != 0),
    }


def _passed_on(timeline: Timeline, origin: Ints, origins: Origins) -> Ints:
    """Posts that were passed on, told apart by their origin or, where that is no more than an author, by their words as
    well; without words it tells nothing there."""
    if origins == "posts":
        return _numbered(origin, origin != 0)
    exact = timeline.ordered(timeline.texts.exact)
    return _numbered(_both(origin, exact), (origin != 0) & (exact != 0))


def _both(one: Ints, two: Ints) -> Ints:
    """A number for each pair of numbers, alike for equal pairs; of hashes, which meet by chance in no chat."""
    return (one * np.int64(0x9E3779B97F4A7C1 | 1)) ^ two


def _numbered(values: Ints, some: Bools) -> Ints:
    """The values numbered in the order in which they come, -1 where there is none."""
    found = np.full(len(values), -1, np.int64)
    found[some] = pd.factorize(values[some])[0]
    return found


def _text_objects(timeline: Timeline, similarity: float) -> dict[Kind, Ints]:
    """Near copies over the whole time, and templates."""
    exact, length = timeline.ordered(timeline.texts.exact), timeline.ordered(timeline.texts.length)
    some = np.flatnonzero((exact != 0) & (length >= LETTERS_EXACT))
    text, first = _distinct(exact[some])
    prints = _prints(timeline, some[first])
    near = np.flatnonzero(length[some[first]] >= LETTERS_NEAR)
    classes = alike(_part(prints, near), similarity)
    copies, forms = np.arange(len(first)) + len(near), np.full(len(first), -1, np.int64)
    copies[near], forms[near] = classes.near, np.where(_long(prints.total[near]), classes.form, -1)
    forms = _with_several(forms, copies)
    frames = frames_of(prints)
    forms = np.where(frames >= 0, frames + len(first), forms)
    nothing = np.full(len(exact), -1, np.int64)
    written, template = nothing.copy(), nothing.copy()
    written[some], template[some] = pd.factorize(copies[text])[0], forms[text]
    return {"text": written, "template": _by_several_people(template, timeline.person)}


def _distinct(exact: Ints) -> tuple[Ints, Ints]:
    """Which of the distinct texts each is, in order of time, and where each comes first."""
    text, known = pd.factorize(exact)
    first = np.empty(len(known), np.int64)
    first[text[::-1]] = np.arange(len(exact))[::-1]
    return text.astype(np.int64), first


def _prints(timeline: Timeline, messages: Ints) -> Prints:
    """The fingerprints of these messages' texts."""
    shown, row = timeline.texts, timeline.row[messages]
    start = np.where(row > 0, shown.word_ends[np.maximum(row - 1, 0)], 0)
    at = timeline.at[messages]
    return Prints(at, at, shown.exact[row], shown.words_total[row], start, shown.word_ends[row], shown.words)


def _part(prints: Prints, some: Ints) -> Prints:
    columns = {name: getattr(prints, name)[some] for name in prints.__struct_fields__ if name != "words"}
    return Prints(**columns, words=prints.words)


def _long(total: Ints) -> Bools:
    return (total >= FORM_WORDS[0]) & (total <= FORM_WORDS[1])


def _with_several(forms: Ints, copies: Ints) -> Ints:
    """The forms of enough different texts that are more than near copies of one."""
    known = np.flatnonzero(forms >= 0)
    form, inverse, texts = np.unique(forms[known], return_inverse=True, return_counts=True)
    pairs = np.unique(inverse * (int(copies.max(initial=0)) + 1) + copies[known])
    kinds = np.bincount(pairs // (int(copies.max(initial=0)) + 1), minlength=len(form))
    kept = np.full(len(forms), -1, np.int64)
    kept[known] = np.where(((texts >= TEMPLATE_TEXTS) & (kinds > 1))[inverse], forms[known], -1)
    return kept


def _by_several_people(template: Ints, person: Ints) -> Ints:
    """The templates that enough people wrote."""
    some = np.flatnonzero(template >= 0)
    number = pd.factorize(template[some])[0].astype(np.int64)
    many = int(person.max(initial=0)) + 1
    people = np.bincount(np.unique(number * many + person[some]) // many)
    return _numbered(template, _marked(len(template), some[people[number] >= TEMPLATE_PEOPLE]))


def _marked(size: int, places: Ints) -> Bools:
    marked = np.zeros(size, np.bool_)
    marked[places] = True
    return marked
