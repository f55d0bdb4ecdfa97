"""Objects of every kind: what is one, what is none, what is not known, and what they do not depend on."""

import itertools
from random import Random

import msgspec
import numpy as np
import pandas as pd
import pytest

from auditor.frames.inputs import Ints
from auditor.frames.timeline import Timeline, timeline_of
from auditor.measure.methods.alike import alike
from auditor.measure.methods.kinds import KINDS, Kind, kinds_not_shown, not_looked_at, objects_by_kind
from auditor.measure.methods.near_copies import SIMILARITY, Prints, near_pairs
from auditor.measure.methods.objects import Origins
from tests.auditor.measure.crowd_frames import text_input
from tests.worlds.chatter import sentence
from tests.worlds.coordination import edits

DAY = 86_400


def timeline(
    texts: list[str], people: list[int] | None = None, *, reply_to: list[int] | None = None,
    origin: list[int] | None = None, order: list[int] | None = None,
) -> Timeline:  # fmt: skip
    """One message a day; `order` is that of the rows."""
    rows = order or list(range(len(texts)))
    columns = text_input(
        [texts[row] for row in rows],
        reply_to and [reply_to[row] for row in rows],
        origin and [origin[row] for row in rows],
    )
    who = people or list(range(len(texts)))
    messages = pd.DataFrame(
        {
            "id": np.array([row + 1 for row in rows], np.int64),
            "at": np.array([row * DAY for row in rows], np.int64),
            "person": np.array([2 * who[row] + 2 for row in rows], np.int64),
        }
    )
    return timeline_of(messages, columns)


def objects(texts: list[str], kind: Kind, origins: Origins = "posts", **more: list[int]) -> list[int]:
    """The objects of one kind."""
    return list(map(int, objects_by_kind(timeline(texts, **more), origins=origins)[kind]))


SENTENCES = (
    "Ағайын, кеше кешке Алматыда көршілер көмір бағасын талқылады",
    "Соседи вчера вечером снова обсуждали у подъезда цены на уголь",
    "Yesterday evening our neighbours discussed the price of coal again",
    "कल शाम पड़ोसियों ने फिर से कोयले की कीमत पर चर्चा की थी",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_near_copies_are_one_text_however_far_apart(text: str) -> None:
    last = f"{text} жаңа"
    assert [0, 1, 0, 0] == objects([text, "something else that is long enough", text.upper() + "!", last], "text")


def test_short_texts_are_one_to_the_letter_and_shorter_ones_none() -> None:
    assert [0, 1, 0, -1, -1] == objects(
        ["қайырлы таң жұрт", "қайырлы таң елім", "Қайырлы таң, жұрт!", "сәлем", "сәлем"], "text"
    )


WORDS = (
    "biz bügin qaladağı jaña zauytqa qarsı ekenimizdi barşaña aşıq aytamyz jäne talabymyz özgermeidi sol üşin keldik"
)


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_a_sentence_with_words_of_ones_own_is_one_template(slots: int) -> None:
    rng = Random(slots)

    def filled() -> str:
        words = WORDS.split()
        for slot in range(slots):
            words[2 + 5 * slot] = f"own{rng.randrange(10**6)}"
        return " ".join(words)

    own = [filled() for _ in range(12)]
    other = [sentence(rng) for _ in range(12)]
    found = objects([*own, *other], "template")
    assert [-1] * 12 == found[12:]
    near = objects([*own, *other], "text")
    assert len(set(near[:12])) == (1 if slots == 1 else 12)
    assert ([-1] if slots == 1 else [0]) * 12 == found[:12]  # which are near copies are no more than that


@pytest.mark.parametrize(
    "form", ["менің атым {}, қолымды қойдым", "я, {}, тоже подписал это", "please sign for {} as well"]
)
def test_a_short_form_with_one_word_exchanged_is_a_template(form: str) -> None:
    rng = Random(form)
    talk = [sentence(rng) for _ in range(60)]
    names = ["Aigul", "Дана", "Ерлан", "Olga", "Тимур", "Bolat", "Асель", "Марат"]
    found = objects([*(form.format(name) for name in names), *talk], "template")
    assert [0] * 8 == found[:8]
    assert [-1] * 60 == found[8:]
    assert [-1] * 60 == objects([*(form.format(name) for name in names[:2]), *talk], "template")[2:]


def test_a_template_takes_three_people() -> None:
    form = [f"я, {name}, тоже подписал это" for name in ("Aigul", "Дана", "Ерлан", "Olga")]
    talk = [sentence(Random(place)) for place in range(40)]
    some = list(range(10, 50))
    assert [-1] * 4 == objects([*form, *talk], "template", people=[0, 1, 0, 1, *some])[:4]
    assert [0] * 4 == objects([*form, *talk], "template", people=[0, 1, 2, 1, *some])[:4]


def test_common_words_that_meet_by_chance_are_no_template() -> None:
    rng = Random(2)
    common = [f"сөз{number}" for number in range(12)]
    talk = [" ".join(rng.sample(common, 4)) for _ in range(400)]
    found = objects(talk, "template", people=[place % 90 for place in range(400)])
    assert {-1} == set(found)


def test_links_and_hashtags_count_in_any_text_mentions_and_emoji_in_bare_ones() -> None:
    words = "Ағайын, мынаны қараңыздар, өте маңызды"
    carried = "https://a.example/b?utm_source={} @somebody #тег 🔥🔥🔥"
    texts = [carried.format(1), f"{words} {carried.format(2)}", carried.format(3), words, ""]
    found = objects_by_kind(timeline(texts), origins="posts")
    assert [0, 0, 0, -1, -1] == found["link"].tolist() == found["hashtags"].tolist()
    assert [0, -1, 0, -1, -1] == found["mentions"].tolist() == found["emoji"].tolist()


def test_forwards_are_told_apart_as_far_as_the_source_does() -> None:
    texts, origin = ["", "", "жаңалық", "жаңалық", "жаңалық"], [7, 7, 7, 7, 0]
    assert [0, 0, 0, 0, -1] == objects(texts, "forward", origin=origin)
    assert [-1, -1, 0, 0, -1] == objects(texts, "forward", "authors", origin=origin)
    assert [0, 0, 0, 0, -1] == objects(texts, "given", "objects", origin=origin)


def test_what_is_replied_to_is_an_object_of_its_own_chat() -> None:
    answers = timeline(["a", "b", "c", "d"], reply_to=[5, 0, 5, 6])
    assert [0, -1, 0, 1] == objects_by_kind(answers, origins="posts")["reply"].tolist()
    of_two = objects_by_kind(answers, origins="posts", chat=np.array([0, 0, 1, 1]))
    assert [0, -1, 1, 2] == of_two["reply"].tolist()


def test_what_a_source_does_not_show_is_not_there() -> None:
    words = objects_by_kind(timeline(["бір", "екі"]), origins="objects")
    assert ("forward", "reply", "given") == kinds_not_shown(words)
    shared = objects_by_kind(timeline(["", ""], origin=[3, 3]), origins="objects")
    assert ["given"] == list(shared)
    chat = objects_by_kind(timeline(["", ""]), origins="authors")
    assert ["forward", "reply"] == list(chat)
    assert {-1} == {number for found in chat.values() for number in found.tolist()}


def test_where_nobody_looked_for_links_they_are_not_known() -> None:
    rows = timeline(["https://a.example/b", "сөз бен сөз"])
    looked = np.array([False, True])
    some = msgspec.structs.replace(rows, texts=msgspec.structs.replace(rows.texts, looked=looked))
    assert 1 == not_looked_at(some)
    assert not {"link", "hashtags"} & set(kinds_not_shown(objects_by_kind(some, origins="posts")))
    none = msgspec.structs.replace(rows, texts=msgspec.structs.replace(rows.texts, looked=np.zeros(2, np.bool_)))
    assert ("link", "mentions", "emoji", "hashtags", "given") == kinds_not_shown(objects_by_kind(none, origins="posts"))


def test_an_empty_chat_has_no_objects() -> None:
    assert 0 == sum(map(len, objects_by_kind(timeline([]), origins="posts").values()))


def chat_of(rng: Random) -> list[str]:
    """Talk with copies of all kinds in it."""
    planted = [sentence(rng) + " " + sentence(rng) for _ in range(20)]
    texts = [sentence(rng) for _ in range(300)]
    texts += [edits.words(rng, rng.choice(planted), rng.randrange(4)) for _ in range(200)]
    texts += [f"я, {rng.randrange(50)}имя, тоже подписал это" for _ in range(30)]
    texts += [rng.choice(["t.me/a/1", "@somebody", "🔥🔥🔥", "#тег", "рахмет сізге көп"]) for _ in range(60)]
    rng.shuffle(texts)
    return texts


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    rng = Random(seed)
    texts = chat_of(rng)
    order = rng.sample(range(len(texts)), len(texts))
    straight, mixed = (objects_by_kind(timeline(texts, order=rows), origins="posts") for rows in (None, order))
    assert set(KINDS) - {"given"} == set(straight) == set(mixed)
    for kind, found in straight.items():
        assert found.tolist() == mixed[kind].tolist()
    assert min(found.max() for kind, found in straight.items() if kind not in {"forward", "reply"}) >= 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("similarity", "least"), [(SIMILARITY, 0.97), (0.9, 0.97), (0.6, 0.9), (1.0, 0.97)])
def test_nothing_is_joined_that_is_not_alike_and_next_to_nothing_missed(
    seed: int, similarity: float, least: float
) -> None:
    rng = Random(f"alike/{seed}")
    planted = [" ".join(sentence(rng) for _ in range(rng.randint(1, 12))) for _ in range(40)]
    texts = list(dict.fromkeys(edits.words(rng, rng.choice(planted), rng.randrange(5)) for _ in range(350)))
    shown = text_input(texts)
    at = np.zeros(len(texts), np.int64)
    start = np.concatenate(([0], shown.word_ends[:-1]))
    prints = Prints(at, at, shown.exact, shown.words_total, start, shown.word_ends, shown.words)
    found = alike(prints, similarity)
    one, two = near_pairs(prints, 1, similarity)
    joined = found.near[one] == found.near[two]
    assert joined.mean() > least if len(one) else similarity == 1
    assert reached(one, two, len(texts)) >= set(pairs_in(found.near))
    assert (found.form[one[joined]] == found.form[two[joined]]).all()


def pairs_in(classes: Ints) -> list[tuple[int, int]]:
    """Neighbours within each class, which together hold it together."""
    order = np.argsort(classes, kind="stable")
    return [(int(a), int(b)) for a, b in itertools.pairwise(order) if classes[a] == classes[b]]


def reached(one: Ints, two: Ints, texts: int) -> set[tuple[int, int]]:
    """Every ordered pair of texts that near copies lead between."""
    root = list(range(texts))

    def top(text: int) -> int:
        while root[text] != text:
            text = root[text]
        return text

    for a, b in zip(one.tolist(), two.tolist(), strict=True):
        root[top(a)] = top(b)
    tops = [top(text) for text in range(texts)]
    return {(a, b) for a in range(texts) for b in range(texts) if tops[a] == tops[b]}
