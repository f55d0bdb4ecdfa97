"""Who waits where for what."""

from storage.companion import askings, jobs, talkers
from storage.companion.jobs import DAY, Request
from storage.store import Store
from tests.auditor.collect.chats import ASEL, said
from tests.storage.installation import audited, rows

AIGUL, ROOM, SUPERGROUP = 11, -100, -1_001_000
NOW = 1_800_000_000


async def test_a_button_asks_once_until_it_is_answered_and_then_anew(store: Store) -> None:
    first = await askings.request_of(store, AIGUL, 7)
    asked = await jobs.ask(store, Request("live", "name:square", AIGUL, AIGUL, first, "en"), now=NOW)
    assert first == await askings.request_of(store, AIGUL, 7)

    await askings.answered(store, asked.asking)
    second = await askings.request_of(store, AIGUL, 7)
    assert (7, 7) == (first % askings.A_BUTTON, second % askings.A_BUTTON)
    assert first < second
    assert 8 == (await askings.request_of(store, AIGUL, 8)) % askings.A_BUTTON


async def test_who_waits_in_a_group_waits_on_in_the_supergroup_it_became(store: Store) -> None:
    asked = await jobs.ask(store, Request("live", "name:square", AIGUL, ROOM, 7, "en"), now=NOW)
    await askings.shown(store, asked.asking, 70)
    await askings.moved(store, ROOM, SUPERGROUP)

    assert [(SUPERGROUP, None)] == rows(store, "SELECT room, message FROM askings")
    ((asking, _),) = await askings.under_way(store)
    assert None is askings.replies_to(asking.request), "the new room's message 7 is somebody else's"


async def test_a_card_is_due_until_it_is_noted_as_sent(store: Store) -> None:
    asked = await jobs.ask(store, Request("live", "name:square", AIGUL, AIGUL, 7, "en"), now=NOW)
    audit = (await audited(store, [said(1, ASEL, "Salem")])).audit.row
    await jobs.end(store, asked.job, "done", now=NOW, audit=audit)
    assert [] == await askings.cards_due(store)

    await askings.answered(store, asked.asking, card=True)
    assert [(asked.asking, audit)] == [(asking.asking, of) for asking, of in await askings.cards_due(store)]
    await askings.card_sent(store, asked.asking)
    assert [] == await askings.cards_due(store)


async def test_who_is_forgotten_has_used_up_what_they_asked_for_until_the_day_is_over(store: Store) -> None:
    for number in range(3):
        await jobs.ask(store, Request("live", f"name:{number}", AIGUL, AIGUL, number + 1, "en"), now=NOW + number // 2)
    await talkers.forget_talker(store, AIGUL, now=NOW + 2)

    assert 0 == await jobs.asked_since(store, NOW - DAY, asker=AIGUL)
    assert 3 == await askings.spent_since(store, NOW - DAY, AIGUL)
    assert 0 == await askings.spent_since(store, NOW, AIGUL), "the hour alone rests"
    assert 0 == await askings.spent_since(store, NOW - DAY, AIGUL + 1)
    assert 1 == await jobs.asked_since(store, NOW - DAY, target="name:0"), "nor is the chat's"
    assert AIGUL not in {row[0] for row in rows(store, "SELECT person FROM spent")}
    await talkers.let_go(store, now=NOW + DAY + 1, decision_days=400)
    assert [] == rows(store, "SELECT * FROM spent")
