"""What Telegram sends today that it did not yesterday, live: rich messages, and actions of a name nobody knows."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from telethon.extensions import BinaryReader
from telethon.tl import types as t

from auditor.collect.live import convert
from auditor.collect.rich import words
from auditor.collect.unknown import TELEGRAMS_ACTIONS, Unknowns
from storage.keeping.keeper import _continued
from storage.records import Coverage, Unknown

AT = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
NOBODY_ELSE = convert.People([])


def plain(text: str) -> Any:
    return t.TextPlain(text)


LINK = t.TextUrl(plain(" осында"), "https://x.org", 7)
ITEMS = [t.PageListItemText(plain("бірінші")), t.PageListItemBlocks([t.PageBlockParagraph(plain("екінші"))])]
RICH = t.RichMessage(
    blocks=[
        t.PageBlockHeading1(plain("Жиын")),
        t.PageBlockParagraph(t.TextConcat([plain("сей"), t.TextBold(plain("сенбі")), LINK])),
        t.PageBlockList(ITEMS),
        t.PageBlockTable(plain(""), [t.PageTableRow([t.PageTableCell(text=plain("ұяшық"))])]),
        t.PageBlockPreformatted(t.TextEmpty(), "python"),
        t.PageBlockDivider(),
    ],
    photos=[],
    documents=[],
)
SAID = "Жиын\nсейсенбі осында\nбірінші\nекінші\nұяшық"


def message(number: int, text: str, **keys: Any) -> Any:
    sent = t.Message(number, t.PeerChannel(7), date=AT, message=text, from_id=t.PeerUser(5), **keys)
    return BinaryReader(bytes(sent)).tgread_object()  # as it comes off the wire


@pytest.mark.parametrize("text", ["", "This message needs a newer version"])
def test_the_words_of_a_rich_message_are_its_text(text: str) -> None:
    seen = convert.history([message(1, text, rich_message=RICH), message(2, "сәлем")], NOBODY_ELSE, broadcast=False)
    assert [SAID, "сәлем"] == [told.text for told in seen.batch.messages]
    assert SAID == words(RICH.to_dict())


class MessageActionSoulBought(t.MessageActionHistoryClear):  # type: ignore[misc]
    """An action of a layer to come."""


def test_an_unknown_action_is_named_and_a_known_one_is_not() -> None:
    actions = [
        MessageActionSoulBought(),
        t.MessageActionPinMessage(),
        MessageActionSoulBought(),
        t.MessageActionBoostApply(1),
    ]
    served = [
        t.MessageService(n, t.PeerChannel(7), date=AT, action=action, from_id=t.PeerUser(5))
        for n, action in enumerate(actions, 1)
    ]
    seen = convert.history(served, NOBODY_ELSE, broadcast=False)
    assert ["MessageActionSoulBought"] * 2 == seen.unknown_actions


def test_of_names_that_are_not_known_a_dozen_are_kept_and_cut() -> None:
    found = Unknowns().with_all(f"{chr(ord('a') + n)}" * 200 for n in range(26)).found
    assert found is not None
    assert 26 == found.count
    assert [f"{chr(ord('a') + n)}" * 48 + "…" for n in range(12)] == [name for name, _ in found.names]


def test_somebody_has_looked_at_every_action_that_telethon_knows() -> None:
    theirs = {name for name in vars(t) if name.startswith("MessageAction")}
    assert theirs == TELEGRAMS_ACTIONS


def test_a_later_reading_adds_to_what_was_unknown_before() -> None:
    last = Coverage(source="live", read_from=0, read_to=9, unknown_actions=Unknown(3, (("A", 2), ("B", 1))))
    new = Coverage(source="live", read_from=9, read_to=20, unknown_actions=Unknown(2, (("B", 2),)))
    assert Unknown(5, (("B", 3), ("A", 2))) == _continued(new, last, again=0).unknown_actions
    known = msgspec.structs.replace(new, unknown_actions=None)
    assert last.unknown_actions == _continued(known, last, again=0).unknown_actions
