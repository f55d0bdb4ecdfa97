"""What the report of a live audit says of what was and was not seen."""

import msgspec

from auditor.conductors.coverage import coverage_facts
from auditor.frames.frames import Frames
from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from storage.records import Coverage
from tests.auditor.measure.live_rows import BEGAN, Came, Shown, live_frames, posts

READ = Coverage(source="live", elements=9, first_at=BEGAN, last_at=BEGAN + 9, not_people=2)


def notes(shown: Frames) -> dict[str, dict[str, int | str]]:
    return {note.id: note.facts for note in coverage_facts(READ, shown).notes}


def test_of_a_whole_list_little_is_missing() -> None:
    shown = live_frames([Shown(2), Shown(12, bot=True)], came=[Came(2, 1)], wrote=[2, 12], claimed=2, bots=1)
    assert notes(shown) == {
        "claimed-by-telegram": {"count": 2},
        "bots-apart": {"count": 1},
        "arrivals-service-messages": {"count": 1},
        "not-people-live": {"count": 3},
    }
    facts = coverage_facts(READ, shown)
    assert (facts.people_seen, facts.people_claimed, facts.members_listed, facts.bots) == (1, 2, 1, 1)
    assert (facts.messages, facts.arrival_sources, facts.members_hidden) == (1, ["service-messages"], False)


def test_of_a_list_cut_off_it_is_said_who_is_missing_and_why() -> None:
    people = [Shown(2, seen="last-week", by_me=True), Shown(4, seen="empty"), Shown(6, deleted=True, seen="empty")]
    shown = live_frames(
        people, came=[Came(2, 1, source="admin-log")], listing="capped", claimed=90, history_hidden=True,
        history_whole=False,
    )  # fmt: skip
    assert list(notes(shown)) == [
        "list-capped", "last-seen-by-me", "last-seen-empty", "history-hidden", "history-begins-late", "arrivals-unseen",
        "leaves-unclear", "claimed-by-telegram", "bots-not-all-known", "arrivals-admin-log", "not-people-live",
    ]  # fmt: skip
    assert notes(shown)["list-capped"] == {"listed": 3, "claimed": 90}
    assert notes(shown)["last-seen-empty"] == {"count": 1}


def test_gone_by_the_list_and_members_the_list_lacks_are_said() -> None:
    found = notes(live_frames([Shown(2, joined=3)], came=[Came(4, 1)], claimed=3, bots=0))
    assert found["gone-by-list"] == {}
    assert found["list-short"] == {"count": 2}
    assert found["arrivals-member-list"] == {"count": 1}


def test_a_channel_that_shows_nobody_says_so_and_counts_its_posts() -> None:
    shown = live_frames([], listing="none", kind="channel", claimed=500, bots=0, posts=posts([5] * 12))
    assert list(notes(shown)) == ["list-closed-channel", "claimed-by-telegram", "not-people-live"]
    linked = msgspec.structs.replace(READ, linked="Обсуждение")
    assert "discussion-apart" in [note.id for note in coverage_facts(linked, shown).notes]
    assert coverage_facts(READ, shown).messages == 12
    assert coverage_facts(READ, shown).members_listed is None


def test_every_note_of_a_live_audit_is_a_sentence_in_every_language() -> None:
    shown = live_frames([Shown(2, seen="empty"), Shown(4, by_me=True)], listing="hidden", claimed=9, came=[Came(4, 2)])
    for language in LANGUAGES:
        for note in coverage_facts(READ, shown).notes:
            assert wording(language).note(note) != note.id


def test_where_joining_would_show_more_it_is_said_at_once() -> None:
    shown = live_frames([], listing="hidden", claimed=90, bots=0)
    outside = msgspec.structs.replace(READ, joining_shows_more=True)
    assert [note.id for note in coverage_facts(outside, shown).notes][:2] == ["list-closed", "joining-shows-more"]
    assert "joining-shows-more" not in notes(shown)
