"""What is kept of a text beside its words: what is one and the same, what is not, and what it does not depend on."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.audited.retention import forget
from storage.people.traits.carried import carried
from storage.people.traits.links import LINK, same_link
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, said
from tests.storage.installation import bytes_at_rest, rows, take_in

KEY = bytes(range(32))
KINDS = ("link", "mentions", "emoji", "hashtags")


def of(text: str, hidden: str | None = None, key: bytes = KEY) -> dict[str, int]:
    """What one text carries, of each kind."""
    found = carried([text], [hidden], key)
    return {kind: int(getattr(found, kind)[0]) for kind in KINDS}


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("https://www.Example.ORG/Join/AbC", "example.org/Join/AbC"),
        ("HTTP://example.org:80/a/", "example.org/a"),
        ("https://example.org/a?utm_source=tg&utm_campaign=x", "example.org/a"),
        ("https://example.org/a?fbclid=1&b=2&a=1&GCLID=3", "example.org/a?a=1&b=2"),
        ("https://example.org/a#reviews", "example.org/a"),
        ("https://example.org/a?ref.&utm_x=1", "example.org/a"),
        ("https://example.org/wiki_(x))!", "example.org/wiki_(x)"),
        ("https://example.org/a»,", "example.org/a"),
        ("https://example.org/%D0%BF%D1%83%D1%82%D1%8C", "example.org/путь"),
        ("https://президент.рф/Указ", "президент.рф/Указ"),
        ("https://t.me/\u200bSomewhere/12?single", "t.me/somewhere/12"),
        ("https://telegram.me/joinchat/AbCdEf", "t.me/+AbCdEf"),
        ("tg://join?invite=AbCdEf", "t.me/+AbCdEf"),
        ("tg://resolve?domain=Somewhere&post=3", "t.me/somewhere"),
        ("t.me/s/Somewhere", "t.me/somewhere"),
        ("https://discordapp.com/invite/AbCd", "discord.gg/AbCd"),
        ("discord.gg/AbCd", "discord.gg/AbCd"),
        ("https://m.youtube.com/watch?v=aB_-9&feature=share", "youtu.be/aB_-9"),
        ("https://youtu.be/aB_-9?si=Zz", "youtu.be/aB_-9"),
        ("https://twitter.com/a/status/1?s=20", "x.com/a/status/1?s=20"),
        ("https://", "https"),
        ("www.", "www"),
        ("...", ""),
    ],
)
def test_a_link_has_one_way_to_be_written(written: str, same: str) -> None:
    assert same == same_link(written)
    assert same == same_link(same)


PIECES = st.sampled_from(
    ["https://", "HTTP://", "www.", "t.me/", "a.Org", "/", "?", "&", "#", "utm_a=1", "ref", "=", ".", "(", ")", "tg://",
     "resolve?domain=", "joinchat/", "%D0%BF", "%2e", "%E2%80%8B", "\u200b", "İ", "ſ", "x", "Q", " ", "s/", ":80", "+"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=30))
def test_what_is_written_the_one_way_stays(written: str) -> None:
    assert same_link(written) == same_link(same_link(written))


@pytest.mark.parametrize(
    "text",
    ["see https://a.example/b.", "(a.example/b)", "WWW.a.example/b", "https://a.example/b?utm_source=q",
     "first http://a.example/b then https://c.example/d"],
)  # fmt: skip
def test_the_first_link_of_a_text_is_found(text: str) -> None:
    assert of("https://a.example/b")["link"] == of(text)["link"] != 0


@pytest.mark.parametrize("text", ["и/или", "т.е./др", "12/05/2024", "1.5/2", "a@b.cc", "just words", "", "...", "@/#"])
def test_what_is_no_link_is_none(text: str) -> None:
    assert 0 == of(text)["link"]


def test_a_link_behind_words_counts_where_none_is_written() -> None:
    hidden = "https://www.casino.example/?utm_source=1"
    assert of("https://casino.example")["link"] == of("press here", hidden)["link"] != 0
    assert of("t.me/a")["link"] == of("t.me/a and here", hidden)["link"]
    assert 0 == of("press here", "...")["link"]


def test_mentions_are_a_set() -> None:
    assert of("@Somebody @other_one")["mentions"] == of("hey @OTHER_ONE, @somebody! @other_one")["mentions"] != 0
    assert of("@somebody")["mentions"] != of("@somebody @other_one")["mentions"]
    assert 0 == of("write to me@mail.example or t.me/somebody, https://a.example/@somebody")["mentions"]


@pytest.mark.parametrize("tag", ["#Свобода", "#Әділет2026", "#आज़ादी", "#自由", "#ELSŐ_nap", "#آزادی"])
def test_hashtags_are_a_set_in_any_script(tag: str) -> None:
    with_more = f"({tag.lower()}) сөздер #зат, {tag}!"
    assert of(f"#зат {tag}")["hashtags"] == of(with_more)["hashtags"] != 0
    assert of(tag)["hashtags"] not in {0, of("#зат")["hashtags"], of(tag[:2])["hashtags"]}


@pytest.mark.parametrize("text", ["#1", "# тег", "a#b", "&#1234;", "https://a.example/#tag", "##", "#_"])
def test_what_is_no_hashtag_is_none(text: str) -> None:
    assert 0 == of(text)["hashtags"]


def test_emoji_count_in_their_order_from_three_on_and_two_that_differ() -> None:
    assert of("🔥🚀🔥")["emoji"] == of("go 🔥 now 🚀🔥!")["emoji"] != 0
    assert len({of(text)["emoji"] for text in ("🔥🚀🔥", "🔥🔥🚀", "🔥🚀🔥🚀", "❤❤❤")}) == 4
    assert of("👍🏻👍🏿👍")["emoji"] == of("👍👍👍")["emoji"] != 0
    assert of("🔥" * 40)["emoji"] == of("🔥" * 41)["emoji"]
    assert len({of(text)["emoji"] for text in ("🔥🚀", "🚀🔥", "🔥🇰🇿", "🇰🇿🇰🇬", "🔥🔥")}) == 5


@pytest.mark.parametrize("text", ["🔥🔥", "👍🏻👍🏿", "🇰🇿🇰🇿", "👨‍👩‍👧‍👦", "🤷🏽‍♂️", "→→→→", "王王王", "١٢٣", "аб вгд"])
def test_one_emoji_is_none_however_often_up_to_twice(text: str) -> None:
    assert 0 == of(text)["emoji"]


def test_kinds_and_keys_have_numbers_of_their_own() -> None:
    text = "https://a.example/b @somebody #somebody 🔥🔥🔥"
    numbers = [*of(text).values(), *of(text, key=bytes(32)).values()]
    assert len(set(numbers)) == 8
    assert 0 not in numbers


ANY_TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "",
        "\x1e",
        "t.me/a\x1eb",
        "\ud83d",
        "🔥🔥🔥",
        "@ab",
        "#аб",
        "www.a",
        "WWW.",
        "w.",
        "https://a.b/c",
        "🇰🇿🇰🇬🇰🇿",
        "\u200d",
    ]
)


@given(st.lists(st.tuples(ANY_TEXT, st.none() | ANY_TEXT), max_size=10))
def test_a_text_carries_the_same_whatever_its_batch(rows: list[tuple[str, str | None]]) -> None:
    together = carried([text for text, _ in rows], [hidden for _, hidden in rows], KEY)
    for kind in KINDS:
        assert [of(text, hidden)[kind] for text, hidden in rows] == getattr(together, kind).tolist()


@pytest.mark.parametrize(
    "text",
    ["https://a.example/b " * 200_000, "a." * 2_000_000, "a-" * 2_000_000 + "/", "#" * 1_000_000, "#т" * 500_000,
     "@ab" * 500_000, ")" * 2_000_000, "https://a.example/" + ")" * 2_000_000, "🔥" * 1_000_000, "x?ref.&" * 300_000,
     "https://a.b/?" + "ref.&" * 400, "www." * 500_000, "\u200d" * 1_000_000, "https://" * 300_000, "%D0" * 700_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_hostile_texts_take_no_more_time_than_they_are_long(text: str) -> None:
    began = time.process_time()
    of(text, text)
    assert time.process_time() - began < 60  # each takes about a second; what grows with the square takes hours


async def test_of_what_a_text_carries_nothing_rests_but_numbers_that_go_with_their_rows(store: Store) -> None:
    text = "https://secret.example/qwxzkj @hidden_name #жасырынтег 🔥🔥🔥"
    await take_in(store, [said(1, ASEL, text), said(2, BOLAT, text)], keep_text=False)
    kept = "SELECT link, mentions, emoji, hashtags FROM messages"
    assert len(set(rows(store, kept))) == 1
    assert None not in rows(store, kept)[0]
    at_rest = bytes_at_rest(Path(store.home))
    for part in ("secret.example", "qwxzkj", "hidden_name", "жасырынтег", "🔥🔥🔥"):
        assert part.encode() not in at_rest
    numbers = [int(number).to_bytes(8, "big", signed=True) for number in rows(store, kept)[0]]
    assert all(number in at_rest for number in numbers)
    for who in (ASEL, BOLAT):
        await forget(store, str(who.id))
    assert rows(store, kept) == []
    assert not any(number in bytes_at_rest(Path(store.home)) for number in numbers)


def test_links_are_looked_for_where_they_begin() -> None:
    assert [] == LINK.findall("сөз.нүкте сөз / сөз")
    assert np.count_nonzero(carried(["a b c"] * 3, None, KEY).link) == 0
