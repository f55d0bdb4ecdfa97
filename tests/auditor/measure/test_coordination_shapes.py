"""Public data about coordination is read in the shapes that it is documented in, and what is read is searched."""

import datetime as dt
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.coordination_data import report
from bench.coordination_shapes import Data, Unreadable, coortweet, irc, tweets

IRSSI = """\
--- Log opened Thu Nov 14 22:58:01 2019
22:58 -!- Irssi: #square: Total of 3 nicks [1 ops, 0 halfops, 0 voices, 2 normal]
22:59 <@Aisha> good evening
23:07 < bek> who <is> there
23:08  * bek waves
23:09 -!- cholpon [~c@host.example] has joined #square
23:59 <+cholpon> hello
--- Day changed Fri Nov 15 2019
00:00 <@aisha> midnight
--- Log closed Fri Nov 15 00:01:00 2019
"""
ENERGYMECH = """\
[23:59:10] <bek> one
[23:59:50] *** Joins: nurlan (n@host.example)
[00:00] --- Fri Nov 15 2019
[00:00:05] <bek> two
[00:00:06] <%cholpon>
"""
WEECHAT = (
    "2019-11-14 23:59:58\t-->\tbek (b@host.example) has joined #square\n"
    "2019-11-14 23:59:59\t@Aisha\tlook:\thttps://news.example/1\n"
    "2019-11-15 00:00:01\tbek\tyes\n"
    "2019-11-15 00:00:02\t--\tMode #square [+o bek] by Aisha\n"
    "2019-11-15 00:00:03\t *\tbek waves\n"
)
HEXCHAT = """\
**** BEGIN LOGGING AT Thu Nov 14 10:00:00 2019

Nov 14 10:00:05 *\tNow talking on #square
Nov 14 10:00:09 <bek>\tgood morning
Nov 15 00:10:00 <Aisha>\tand good night
**** ENDING LOGGING AT Fri Nov 15 00:11:00 2019
"""
TAKEDOWN = """\
"tweetid","userid","user_display_name","tweet_language","tweet_text","tweet_time","is_retweet","retweet_tweetid","urls"
"101","aa=","aa=","ru","Правда, ""как она есть"",
на двух строках","2017-06-22 16:03","false","","[]"
"102","bb=","bb=","ru","RT @x: слово","2017-06-22 16:05","true","99","[]"
"103","bb=","bb=","ru","без времени","","false","","[]"
"""
CONTROL = """\
id_str,user_id,created_at,full_text,in_reply_to_status_id
7,1,Thu Jun 22 16:04:00 +0000 2017,good morning,
8,2,2017-06-22T18:04:30+02:00,and to you,7
"""


def test_a_table_for_coortweet(tmp_path: Path) -> None:
    header = "timestamp_share,content_id,object_id,account_id,more\n"
    table = f"{header}1600000060,c2,o1,B,x\n1600000000.0,c1,o1,A,x\n,c3,o1,C,\n"

    found = coortweet([written(tmp_path, table)])

    assert [(1_600_000_000, 0, "o1"), (1_600_000_060, 1, "o1")] == triples(found, found.messages.shared)
    assert (2, 1, None) == (found.accounts, found.left_out, found.labelled)


def test_the_older_name_of_its_accounts_and_packed_bytes(tmp_path: Path) -> None:
    path = tmp_path / "shares.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbfobject_id,id_user,content_id,timestamp_share\no,A,c,1600000000\n"))

    found = coortweet([path])

    assert [(1_600_000_000, 0, "o")] == triples(found, found.messages.shared)


@pytest.mark.parametrize(
    ("name", "log", "expected"),
    [
        ("irssi.log", IRSSI, [("14 22:59:00", 0, "good evening"), ("14 23:07:00", 1, "who <is> there"),
                              ("14 23:59:00", 2, "hello"), ("15 00:00:00", 0, "midnight")]),
        ("square_20191114.log", ENERGYMECH, [("14 23:59:10", 0, "one"), ("15 00:00:05", 0, "two"),
                                             ("15 00:00:06", 1, "")]),
        ("square.weechatlog", WEECHAT, [("14 23:59:59", 0, "look:\thttps://news.example/1"),
                                        ("15 00:00:01", 1, "yes")]),
        ("hexchat.log", HEXCHAT, [("14 10:00:09", 0, "good morning"), ("15 00:10:00", 1, "and good night")]),
        ("#square.log.14Nov2019", "[09:00] <a> one\n[21:30] <b> two\n[00:10] <a> three\n[11:00] <a> four\n",
         [("14 09:00:00", 0, "one"), ("14 21:30:00", 1, "two"), ("15 00:10:00", 0, "three"),
          ("15 11:00:00", 0, "four")]),
    ],
)  # fmt: skip
def test_a_log_of_a_channel(tmp_path: Path, name: str, log: str, expected: Sequence[tuple[str, int, str]]) -> None:
    found = irc([written(tmp_path, log, name)])

    assert [(moment(at), who, text) for at, who, text in expected] == triples(found, found.messages.text)
    assert found.left_out == 0


def test_a_folder_of_days(tmp_path: Path) -> None:
    for day, text in (("15", "[00:01] <a> later\r\n"), ("14", "[00:02] <A> first\n[25:99] <a> no time\n")):
        written(tmp_path, text, f"2019/11/{day}/#square.txt")

    found = irc([tmp_path])

    assert [(moment("14 00:02:00"), 0, "first"), (moment("15 00:01:00"), 0, "later")] == triples(
        found, found.messages.text
    )
    assert (1, 1) == (found.accounts, found.left_out)


def test_lines_of_no_day_are_counted_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No message"):
        irc([written(tmp_path, "[10:00] <a> when was this\n", "square.log")])


def test_a_takedown_beside_a_control(tmp_path: Path) -> None:
    found = tweets([written(tmp_path, TAKEDOWN, "takedown.csv")], [written(tmp_path, CONTROL, "control.csv")])

    begins = int(dt.datetime(2017, 6, 22, 16, 3, tzinfo=dt.UTC).timestamp())
    texts = ['Правда, "как она есть",\nна двух строках', "good morning", "and to you", "RT @x: слово"]
    expected = [(begins, 0), (begins + 60, 1), (begins + 90, 2), (begins + 120, 3)]
    assert [(at, who, text) for (at, who), text in zip(expected, texts, strict=True)] == triples(
        found, found.messages.text
    )
    assert (frozenset({0, 3}), 4, 1) == (found.labelled, found.accounts, found.left_out)
    assert (["", "", "", "99"], [0, 0, "7", 0]) == (list(found.messages.shared), list(found.messages.reply))


@pytest.mark.parametrize(
    ("column", "yes", "no"), [("label", "1", "0"), ("label", "Troll", "genuine"), ("is_control", "0", "1")]
)
def test_a_column_of_labels(tmp_path: Path, column: str, yes: str, no: str) -> None:
    table = f"author_id,time,text,{column}\nx,2020-01-01 10:00:00,a,{no}\ny,2020-01-01 10:00:01,b,{yes}\n"

    assert frozenset({1}) == tweets([written(tmp_path, table)]).labelled


def test_what_is_not_of_the_shape_is_said(tmp_path: Path) -> None:
    table = written(tmp_path, "author_id,time,text\nx,2020-01-01,a\n")

    with pytest.raises(Unreadable, match="no column object_id, no column account_id or id_user"):
        coortweet([table])
    with pytest.raises(Unreadable, match="No column of labels"):
        tweets([table])
    with pytest.raises(Unreadable, match="cannot be read"):
        irc([tmp_path / "nowhere.log"])


def test_the_report_has_figures_and_no_names(tmp_path: Path) -> None:
    times = range(1_600_000_000, 1_600_090_000, 10_000)
    rows = [f"{at},c{at}-{who},secret-object-{at},secret-account-{who}" for at in times for who in range(5)]
    table = "timestamp_share,content_id,object_id,account_id\n" + "\n".join(rows) + "\n"

    printed = "\n".join(report(coortweet([written(tmp_path, table)])))

    assert "45 messages of 5 accounts, 2020-09-13 to 2020-09-14; 0 rows left out." in printed
    assert "| CNT 60 s, shared | 5 | " in printed
    assert "secret" not in printed


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def triples(found: Data, last: Sequence[str]) -> list[tuple[int, int, str]]:
    return list(zip(found.messages.at.tolist(), found.messages.author.tolist(), last, strict=True))


def moment(written: str) -> int:
    return int(dt.datetime.fromisoformat(f"2019-11-{written.replace(' ', 'T')}+00:00").timestamp())
