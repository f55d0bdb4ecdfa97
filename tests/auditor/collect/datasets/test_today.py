"""Data sets of Telegram as it is today: rich messages, and what this version does not know."""

from pathlib import Path

import pytest

from auditor.collect.rich import MOST_LETTERS, words
from storage.records import Unknown
from tests.auditor.collect.datasets.reading import happened, lines, read, said, written

WORDS = "Жиын сейсенбі күні сағат жетіде"
TELETHONS = {
    "_": "RichMessage",
    "blocks": [
        {
            "_": "PageBlockParagraph",
            "text": {
                "_": "TextConcat",
                "texts": [
                    {"_": "TextPlain", "text": "Жиын сей"},
                    {"_": "TextBold", "text": {"_": "TextPlain", "text": "сенбі"}},
                    {"_": "TextUrl", "url": "https://x.org/a b", "text": {"text": " күні сағат жетіде"}},
                ],
            },
        }
    ],
    "photos": [{"_": "Photo", "id": 7, "text": "not said"}],
    "documents": [],
}
OTHERS = {"@type": "richMessage", "parts": [{"@type": "paragraph", "value": {"plain": WORDS}}]}


@pytest.mark.parametrize("rich", [TELETHONS, OTHERS, [WORDS], WORDS])
@pytest.mark.parametrize("text", ["", "Update your app"])
def test_the_words_of_a_rich_message_are_its_text(tmp_path: Path, rich: object, text: str) -> None:
    found = read(written(tmp_path, lines(said(1, 5, text, rich_message=rich), said(2, 6, "сәлем")), "set.ndjson"))
    assert [WORDS, "сәлем"] == [message.text for message in found.messages]


@pytest.mark.parametrize(
    "rich", [None, {}, [], 5, {"blocks": [{"_": "PageBlockDivider"}]}, {"type": "a b", "id": "c d"}]
)
def test_without_words_the_text_stands(tmp_path: Path, rich: object) -> None:
    found = read(written(tmp_path, lines(said(1, 5, WORDS, rich_message=rich)), "set.ndjson"))
    assert [WORDS] == [message.text for message in found.messages]


def test_what_nests_deep_or_is_endless_is_read_as_far_as_anybody_writes() -> None:
    deep: object = WORDS
    for _ in range(50_000):
        deep = [deep]
    assert WORDS == words(deep)
    assert MOST_LETTERS == len(words({"text": "сөз " * MOST_LETTERS}))


def test_unknown_actions_and_kinds_are_named_with_their_counts(tmp_path: Path) -> None:
    odd = said(5, 5) | {"_": "MessageWhispered"}
    empty = said(6, 5) | {"_": "MessageEmpty"}
    rows = [
        said(1, 5),
        happened(2, 5, "SoulBought"),
        happened(3, 5, "SoulBought"),
        happened(4, 5, "PinMessage"),
        odd,
        empty,
    ]
    found = read(written(tmp_path, lines(*rows), "set.ndjson")).coverage
    assert Unknown(2, (("MessageActionSoulBought", 2),)) == found.unknown_actions
    assert Unknown(1, (("MessageWhispered", 1),)) == found.unknown_types
