"""Chats of WhatsApp as phones of several countries write them, and what the tool makes of them."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from auditor.collect.datasets import TimesAsked
from auditor.collect.sources import open_sources
from auditor.errors import ChatNotChosen, ExportUnreadable, UsageError
from storage.records import NO_ONE, Who
from tests.auditor.collect.datasets.reading import NOW, Read, read, sources


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text + "+00:00").timestamp())


def write(folder: Path, *lines: str, name: str = "WhatsApp Chat with Our town.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def read_lines(folder: Path, *lines: str) -> Read:
    return read(write(folder, *lines))


ANDROID = (
    "17/03/2023, 09:00 - Messages and calls are end-to-end encrypted. Only people in this chat can read them.",
    '17/03/2023, 09:00 - Ada created group "Our town: all"',
    "17/03/2023, 09:01 - Ada added Ben, Cleo and Dan",
    "17/03/2023, 09:05 - Ben: good: morning",
    "second line",
    "",
    "fourth line",
    "17/03/2023, 09:06 - Cleo: <Media omitted>",
    "17/03/2023, 09:07 - Dan: IMG-20230317-WA0001.jpg (file attached)",
    "a caption",
    "17/03/2023, 09:08 - Dan: This message was deleted",
    "17/03/2023, 09:09 - Eve joined using this group's invite link",
    "17/03/2023, 09:10 - Ada removed Dan",
    "17/03/2023, 09:11 - Cleo left",
    "17/03/2023, 09:12 - +7 701 111 22 33: hello <This message was edited>",
    "17/03/2023, 09:13 - +7 701 111 22 33 changed to +7 701 111 22 44",
    "17/03/2023, 09:14 - +7 701 111 22 44: again",
    "17/03/2023, 09:15 - You added Finn",
)


def test_a_chat_of_android(tmp_path: Path) -> None:
    found = read_lines(tmp_path, *ANDROID)
    assert ("whatsapp", "group", "Our town") == (
        found.source.kind.name, found.source.chat.kind, found.source.chat.title
    )  # fmt: skip
    number = Who(None, "+7 701 111 22 33")
    assert [
        ("Ben", "text", "good: morning\nsecond line\n\nfourth line"), ("Cleo", "other", ""),
        ("Dan", "photo", "a caption"), ("Dan", "other", ""), (number.name, "text", "hello"),
        (number.name, "text", "again"),
    ] == [(message.sender.name, message.kind, message.text) for message in found.messages]  # fmt: skip
    ada = Who(None, "Ada")
    assert [
        ("Ada", "by_self", None), ("Ben", "added", ada), ("Cleo", "added", ada), ("Dan", "added", ada),
        ("Eve", "by_link", None), ("Finn", "added", NO_ONE),
    ] == [(event.who.name, event.kind, event.adder) for event in found.arrivals]  # fmt: skip
    assert [("Dan", False), ("Cleo", True)] == [(event.who.name, event.by_self) for event in found.leaves]


def test_its_times_are_to_the_minute_and_without_a_zone(tmp_path: Path) -> None:
    coverage = read_lines(tmp_path, *ANDROID).coverage
    assert ("minute", "UTC", "creation") == (coverage.time_resolution, coverage.tz, coverage.history_begins)
    assert (at("2023-03-17T09:00:00"), at("2023-03-17T09:15:00")) == (coverage.first_at, coverage.last_at)
    assert coverage.local_times == 12


def test_a_chat_of_an_iphone(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        "\u200e[17.03.23, 09:00:00] Our town: \u200eMessages and calls are end-to-end encrypted.",
        "[17.03.23, 09:00:01] Our town: \u200eYou created this group",
        "[17.03.23, 09:05:17] Ben: good morning",
        "\u200e[17.03.23, 09:06:18] Cleo: \u200eimage omitted",
        "\u200e[17.03.23, 09:07:19] Dan: \u200e<attached: 00000012-STICKER-2023-03-17.webp>",
        "\u200e[17.03.23, 09:08:20] Ben: \u200eBen added Eve",
        "\u200e[17.03.23, 09:09:21] Cleo: \u200eПодождите, это сообщение\u2026",
        "[17.03.23, 09:10:22] ~\u202fFinn: hello",
    )
    assert "Our town" == found.source.chat.title
    assert [
        ("Ben", "text", "good morning"), ("Cleo", "other", ""), ("Dan", "sticker", ""), ("Cleo", "other", ""),
        ("Finn", "text", "hello"),
    ] == [(message.sender.name, message.kind, message.text) for message in found.messages]  # fmt: skip
    assert [(NO_ONE, "by_self", None), (Who(None, "Eve"), "added", Who(None, "Ben"))] == [
        (event.who, event.kind, event.adder) for event in found.arrivals
    ]
    assert "second" == found.coverage.time_resolution


HEADINGS: dict[str, str] = {
    "[17/03/2023, 9:05:17 AM] {}": "2023-03-17T09:05:17",
    "[3/17/23, 9:05:17\u202fPM] {}": "2023-03-17T21:05:17",
    "[2023-03-17, 09:05:17] {}": "2023-03-17T09:05:17",
    "3/17/23, 12:05\u202fAM - {}": "2023-03-17T00:05:00",
    "3/17/23, 12:05 PM - {}": "2023-03-17T12:05:00",
    "17/3/23 9:05 p. m. - {}": "2023-03-17T21:05:00",
    "17/03/2023 09:05 - {}": "2023-03-17T09:05:00",
    "17.03.2023, 09:05 - {}": "2023-03-17T09:05:00",
    "17.03.23, 09:05 \u2013 {}": "2023-03-17T09:05:00",
    "17-03-2023 09:05 - {}": "2023-03-17T09:05:00",
    "2023/3/17 下午9:05 - {}": "2023-03-17T21:05:00",
    "17.3.2023 klo 9.05 - {}": "2023-03-17T09:05:00",
    "17/03/2023 à 09:05 - {}": "2023-03-17T09:05:00",
    "17.03.2023 г., 9:05 ч. - {}": "2023-03-17T09:05:00",
    "١٧/٠٣/٢٠٢٣, ٠٩:٠٥ - {}": "2023-03-17T09:05:00",
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_how_phones_write_dates_and_times(heading: str, tmp_path: Path) -> None:
    lines = [heading.format(f"{name}: hello") for name in ("Ada", "Ben", "Cleo")]
    assert [at(HEADINGS[heading])] * 3 == [message.at for message in read_lines(tmp_path, *lines).messages]


def people(*dates: str) -> list[str]:
    return [
        f"{date}, 09:0{n} - {name}: hi"
        for n, (date, name) in enumerate(zip(dates, ("Ada", "Ben", "Cleo"), strict=True))
    ]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (("01/02/2023", "02/02/2023", "13/02/2023"), "2023-02-01"),  # no month has the number 13
        (("02/01/23", "02/02/23", "02/13/23"), "2023-02-01"),
        (("12/02/2023", "01/03/2023", "02/03/2023"), "2023-02-12"),  # month first they would jump back
        (("01.02.2023", "02.02.2023", "03.02.2023"), "2023-02-01"),  # no country puts dots behind a month
    ],
)
def test_what_stands_first_in_a_date_is_told_by_all_of_them(dates: tuple[str, ...], first: str, tmp_path: Path) -> None:
    assert at(first) // 86_400 == (read_lines(tmp_path, *people(*dates)).messages[0].at or 0) // 86_400


def test_where_nothing_tells_the_order_it_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, *people("01/02/2023", "01/02/2023", "01/02/2023"))
    with pytest.raises(ExportUnreadable, match="--dates day-first or --dates month-first"):
        sources(path)
    for order, day in (("day-first", "2023-02-01"), ("month-first", "2023-01-02")):
        (source,) = open_sources(
            path, chat=None, columns=None, tz="UTC", now=NOW, times=TimesAsked(dates=order)  # type: ignore[arg-type]
        )  # fmt: skip
        assert at(day) == (next(source.read()).messages[0].at or 0) // 86_400 * 86_400


def test_what_is_asked_of_tables_alone_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, *ANDROID)
    with pytest.raises(UsageError, match="--columns"):
        sources(path, columns="author=a,time=b,text=c")
    with pytest.raises(UsageError, match="--epoch"):
        open_sources(path, chat=None, columns=None, tz="UTC", now=NOW, times=TimesAsked(epoch="1904"))


@pytest.mark.parametrize("named", ["chat.zip", "folder"])
def test_an_archive_and_a_folder_hold_a_chat(named: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    text = write(tmp_path / "folder", *ANDROID, name="_chat.txt")
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.write(text, "_chat.txt")
        archive.writestr("IMG-20230317-WA0001.jpg", b"\xff\xd8\xff")
    found = read(tmp_path / named)
    assert ("whatsapp", 6) == (found.source.kind.name, len(found.messages))


def test_a_talk_of_two_is_never_audited(tmp_path: Path) -> None:
    path = write(tmp_path, "17/03/2023, 09:05 - Ada: hi", "17/03/2023, 09:06 - Ben: hi", "17/03/2023, 09:07 - Ada: bye")
    with pytest.raises(ChatNotChosen, match="chats with one person are never audited"):
        sources(path)


def test_names_and_numbers_stand_in_no_coverage(tmp_path: Path) -> None:
    found = read_lines(tmp_path, *ANDROID, "17/03/2023, 09:20 - Grace frobbed Heidi")
    assert found.coverage.unknown_actions is not None
    assert (("(sentence)", 1),) == found.coverage.unknown_actions.names
    assert "Grace" not in repr(found.coverage)


def test_the_full_stop_of_a_name_is_no_end_of_a_sentence(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, "17/03/2023, 09:01 - Ada added Ben B.", "17/03/2023, 09:02 - Ben B. joined using a group link."
    )
    assert [("Ben B.", "added"), ("Ben B.", "by_link")] == [(event.who.name, event.kind) for event in found.arrivals]


SENTENCES = {
    "ru": (
        "Ада создал(-а) группу «Наш город»", "Ада добавил(-а) Бен", "Клео присоединился(-ась) к группе по ссылке",
        "Бен вышел(-ла)",
    ),
    "kk": (None, None, "Клео осы топқа шақыру сілтемесі арқылы қосылды", "Бен топтан шықты"),
    "es": (
        'Ada creó el grupo "Pueblo"', "Ada añadió a Ben", "Cleo se unió usando el enlace de invitación del grupo",
        "Ben salió del grupo",
    ),
    "pt": (
        'Ada criou o grupo "Vila"', "Ada adicionou Ben", "Cleo entrou usando o link de convite deste grupo", "Ben saiu"
    ),
    "de": (
        'Ada hat die Gruppe "Dorf" erstellt', "Ada hat Ben hinzugefügt",
        "Cleo ist dieser Gruppe über einen Einladungslink beigetreten", "Ben hat die Gruppe verlassen",
    ),
    "fr": (
        "Ada a créé le groupe « Ville »", "Ada a ajouté Ben", "Cleo a rejoint le groupe via le lien d'invitation",
        "Ben a quitté le groupe",
    ),
    "it": (
        'Ada ha creato il gruppo "Paese"', "Ada ha aggiunto Ben", "Cleo è entrato/a usando il link d'invito",
        "Ben ha abbandonato",
    ),
    "tr": (None, "Ada, Ben kişisini ekledi", "Cleo bu grubun davet bağlantısını kullanarak katıldı", "Ben ayrıldı"),
    "uk": (
        "Ада створив(-ла) групу «Місто»", "Ада додав(-ла) Бен", "Клео приєднався(-лась) за посиланням",
        "Бен вийшов(-ла)",
    ),
}  # fmt: skip
KINDS = ("by_self", "added", "by_link")


@pytest.mark.parametrize("language", SENTENCES)
def test_who_came_and_left_in_other_languages(language: str, tmp_path: Path) -> None:
    said = SENTENCES[language]
    lines = [f"17.03.2023, 09:0{n} - {sentence}" for n, sentence in enumerate(said) if sentence is not None]
    found = read_lines(tmp_path, *lines, "17.03.2023, 09:09 - Dan: hi")
    assert [kind for kind, sentence in zip(KINDS, said, strict=False) if sentence] == [
        event.kind for event in found.arrivals
    ]
    assert [(True, str(said[3]).split()[0])] == [(event.by_self, event.who.name) for event in found.leaves]
