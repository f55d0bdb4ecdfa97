"""What stands on a page of an export for the browser, and what it cannot say."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from auditor.errors import ChatNotChosen, ExportUnreadable
from storage.records import NO_ONE, Who
from tests.auditor.collect.datasets.reading import Read, read, sources
from tests.auditor.collect.pages.written import FOOT, div, page, said, service, write

ADA, BEN = Who(None, "Ada"), Who(None, "Ben")


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


def read_pages(folder: Path, *messages: str, title: str = "Our town", tz: str = "UTC") -> Read:
    group = service(1, "Ada changed group photo")
    return read(write(folder, page(group, *messages, title=title)), tz=tz)


def test_who_wrote_what_and_when(tmp_path: Path) -> None:
    found = read_pages(tmp_path / "chat", said(7, "Ada", "one &lt;two&gt;<br>&amp; <strong>three</strong>"))
    (message,) = found.messages
    assert (7, ADA, "text", "one <two>\n& three") == (message.id, message.sender, message.kind, message.text)
    assert at("2023-03-16T12:18:32+06:00") == message.at
    assert ("second", 0, "none") == (found.coverage.time_resolution, found.coverage.local_times, found.coverage.ids)


def test_a_time_without_a_zone_is_of_the_zone_that_was_asked_for(tmp_path: Path) -> None:
    found = read_pages(tmp_path / "chat", said(7, "Ada", "x", at="10.11.2016 15:31:25"), tz="Asia/Almaty")
    assert at("2016-11-10T15:31:25+06:00") == found.messages[0].at
    assert (1, "Asia/Almaty") == (found.coverage.local_times, found.coverage.tz)


def test_a_joined_message_is_of_the_author_before_it_and_from_where_that_was_forwarded(tmp_path: Path) -> None:
    origin = '<div class="from_name">\nNews <span class="date details" title="x"> 01.01.2023 10:00:00</span>\n</div>'
    first = div("pull_left forwarded userpic_wrap") + f'<div class="forwarded body">{origin}{div("text", "a")}</div>'
    second = f'<div class="forwarded body">{div("text", "b")}</div>'
    found = read_pages(
        tmp_path / "chat", said(7, "Ada", inside=first), said(8, None, inside=second), said(9, None, "c"),
        said(10, "Ben", "d"),
    )  # fmt: skip
    assert [(ADA, "a", "News"), (ADA, "b", "News"), (ADA, "c", None), (BEN, "d", None)] == [
        (message.sender, message.text, message.forward) for message in found.messages
    ]


def test_nobody_knows_who_wrote_what_is_joined_to_damage_or_to_a_service_message(tmp_path: Path) -> None:
    broken = '<div class="message default clearfix" id="message8"><div class="body">'
    found = read_pages(
        tmp_path / "chat", said(7, "Ada", "a"), broken, said(9, None, "b"), said(10, "Ben", "c"),
        service(11, "Ada pinned <a href=\"#go_to_message7\">this message</a>"), said(12, None, "d"),
    )  # fmt: skip
    assert [ADA, NO_ONE, BEN, NO_ONE] == [message.sender for message in found.messages]
    assert 1 == found.coverage.damaged


def test_a_reply_across_pages_and_one_into_another_chat(tmp_path: Path) -> None:
    here = div("reply_to details", 'In reply to <a href="messages.html#go_to_message5">this message</a>')
    elsewhere = div("reply_to details", "In reply to a message in another chat")
    found = read_pages(tmp_path / "chat", said(7, "Ada", "a", inside=here), said(8, "Ben", "b", inside=elsewhere))
    assert [5, None] == [message.reply_to for message in found.messages]


def test_the_chat_itself_is_no_person_and_who_has_no_name_is_nobody(tmp_path: Path) -> None:
    found = read_pages(
        tmp_path / "chat", said(7, "Our town", "a"), said(8, "Deleted Account", "b"), said(9, "Ada via @gif", "c")
    )
    assert [NO_ONE, ADA] == [message.sender for message in found.messages]
    assert 1 == found.coverage.not_people


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        (div("media_wrap clearfix", div("media clearfix pull_left media_photo", div("title bold", "Photo"))), "photo"),
        (
            div("media_wrap clearfix", div("media clearfix pull_left media_photo", div("title bold", "Sticker"))),
            "sticker",
        ),
        (
            div("media_wrap clearfix", div("media clearfix pull_left media_video", div("title bold", "Animation"))),
            "animation",
        ),
        (div("media_wrap clearfix", div("media clearfix pull_left media_voice_message")), "voice"),
        (div("media_wrap clearfix", '<a class="photo_wrap clearfix pull_left" href="photos/1.jpg"></a>'), "photo"),
        (div("media_wrap clearfix", '<a class="video_file_wrap clearfix pull_left" href="1.mp4"></a>'), "video"),
        (div("media_wrap clearfix", div("media_poll", div("question bold", "Who?"))), "poll"),
        (div("media_wrap clearfix", div("media clearfix pull_left media_contact", div("title bold", "Ben"))), "other"),
    ],
)
def test_what_a_message_carries(inside: str, kind: str, tmp_path: Path) -> None:
    (message,) = read_pages(tmp_path / "chat", said(7, "Ada", inside=inside)).messages
    assert (kind, "") == (message.kind, message.text)


def test_buttons_reactions_and_signatures_are_no_words(tmp_path: Path) -> None:
    behind = (
        '<table class="bot_buttons_table"><tbody><tr><td class="bot_button_row"><div class="bot_button"><a href="x">'
        "<div>Press</div></a></div></td></tr></tbody></table>" + div("signature details", "Ben")
        + '<span class="reactions"><span class="reaction"><div class="userpic" title="Eve"></div></span></span>'
    )  # fmt: skip
    (message,) = read_pages(tmp_path / "chat", said(7, "Ada", "words", inside=behind)).messages
    assert "words" == message.text


def test_pages_follow_each_other_by_number_and_a_missing_one_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "chat"
    on = '<a class="pagination block_link" href="messages12.html">\nNext messages\n</a>' + FOOT
    pages = [page(service(1, "Ada created group &laquo;Our town&raquo;"), said(2, "Ada", "1"))]
    pages += [page(said(number + 2, "Ben", str(number))) for number in range(2, 11)]
    write(folder, *pages, page(said(20, "Ada", "11"), foot=on))
    (folder / "messages5.html").unlink()
    found = read(folder)
    assert [str(number) for number in (*range(1, 5), *range(6, 12))] == [message.text for message in found.messages]
    assert 2 == found.coverage.pages_missing


@pytest.mark.parametrize("named", ["chat", "chat/messages.html", "chat/messages2.html", "chat.zip"])
def test_a_folder_a_page_and_an_archive_are_one_chat(named: str, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "chat", page(service(1, "Ada invited Ben"), said(2, "Ada", "a")), page(said(3, "Ben", "b"))
    )
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"ChatExport_2023/{file.name}")
    found = read(tmp_path / named)
    assert ("desktop-pages", "Our town", ["a", "b"]) == (
        found.source.kind.name, found.source.chat.title, [message.text for message in found.messages]
    )  # fmt: skip


def test_the_json_beside_is_taken_and_the_report_says_so(tmp_path: Path) -> None:
    folder = write(tmp_path / "chat", page(service(1, "Ada invited Ben"), said(2, "Ada", "a")))
    (folder / "result.json").write_text('{"name": "Our town", "type": "private_group", "id": 5, "messages": []}')
    (source,) = sources(folder)
    assert "desktop-export" == source.kind.name
    assert source.coverage().pages_beside
    assert not sources(folder / "result.json")[0].coverage().pages_beside


TALK = (said(2, "Ada", "a"), said(3, "Ben", "b"), said(4, "Ada", "c"))


@pytest.mark.parametrize("title", ["Ben", "Saved Messages"])
def test_a_talk_of_two_is_never_audited(title: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "chat", page(*TALK, service(9, "Ben joined Telegram"), title=title))
    with pytest.raises(ChatNotChosen, match="chats with one person are never audited"):
        sources(folder)


@pytest.mark.parametrize(
    ("messages", "kind"),
    [
        ((*TALK, said(5, "Cleo", "d")), "supergroup"),
        ((*TALK, service(5, "Ben joined group by link from Ada")), "supergroup"),
        ((service(1, "Channel &laquo;Our town&raquo; created"), said(2, "Our town", "a")), "channel"),
        ((said(2, "Our town", "a"), service(3, "Channel photo changed")), "channel"),
    ],
)
def test_what_shows_a_group_or_a_channel(messages: tuple[str, ...], kind: str, tmp_path: Path) -> None:
    (source,) = sources(write(tmp_path / "chat", page(*messages)))
    assert kind == source.chat.kind


def test_a_full_account_lists_its_chats_and_their_kinds(tmp_path: Path) -> None:
    account = tmp_path / "DataExport"
    entries = []
    for number, (title, kind) in enumerate([("Ben", "private"), ("Our town", "group"), ("News", "channel")], 1):
        write_to = account / "chats" / f"chat_{number:03}"
        write_to.mkdir(parents=True)
        write(write_to, page(said(2, "Ada", "a"), said(3, "Ben", "b"), title=title))
        link = f"../chats/chat_{number:03}/messages.html#allow_back"
        inside = div("body", div("pull_right info details", kind) + div("name bold", title))
        entries.append(f'<a class="entry block_link clearfix" href="{link}">{inside}</a>')
    (account / "lists").mkdir()
    (account / "lists" / "chats.html").write_text("<html>" + "".join(entries) + "</html>", "utf-8")
    assert ["Our town", "News"] == [source.chat.title for source in sources(account, chat="all")]
    with pytest.raises(ChatNotChosen, match="'Our town', 'News'"):
        sources(account)
    with pytest.raises(ChatNotChosen, match="never audited"):
        sources(account, chat="Ben")


@pytest.mark.parametrize("text", ["<html><body>hello</body></html>", "<?xml version='1.0'?><a/>", "<"])
def test_other_html_is_no_export(text: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(text)
    with pytest.raises(ExportUnreadable, match="no page of a chat"):
        sources(path)


def test_a_page_that_breaks_off_says_so(tmp_path: Path) -> None:
    whole = page(service(1, "Ada invited Ben"), said(2, "Ada", "a"), said(3, "Ben", "b"))
    found = read(write(tmp_path / "chat", whole[: whole.rindex('<div class="text">')]))
    assert ["a"] == [message.text for message in found.messages]
    assert (1, True) == (found.coverage.damaged, found.coverage.truncated)


def test_a_message_without_end_is_left_out_and_memory_stays_bounded(tmp_path: Path) -> None:
    endless = '<div class="message default clearfix" id="message8">' + "x" * (5 << 20)
    found = read_pages(tmp_path / "chat", said(7, "Ada", "a"), endless, said(9, "Ben", "b"))
    assert ["a", "b"] == [message.text for message in found.messages]
    assert 1 == found.coverage.damaged
