"""Small files in the formats that are known without being told, each written by hand from the page that documents it
(`formats.toml` says which). All content is invented.

Each shows the same: the first row is by a, the second by b, ten seconds later, and answers the first where the format
can say so.
"""

from typing import Any, NamedTuple

AT = 1_700_000_000
ISO, ISO_LATER = "2023-11-14T22:13:20.000Z", "2023-11-14T22:13:30.000Z"
X, X_LATER = "Tue Nov 14 22:13:20 +0000 2023", "Tue Nov 14 22:13:30 +0000 2023"
PLAIN, PLAIN_LATER = "2023-11-14 22:13:20", "2023-11-14 22:13:30"


class Known(NamedTuple):
    """A file: a list is a CSV with its header; a dictionary or a tuple of them JSON, of one object or one a line.
    `keys` are the ids by which the authors are known, None where only a name is; `answers`: the second the first."""

    name: str
    said: Any
    keys: tuple[str | None, str | None] = ("101", "102")
    answers: bool = True
    texts: tuple[str, str] = ("сәлем", "hello there")
    posts: bool = False
    """Whether both stand under one post, which a row that answers no other row answers then."""


def _x1(number: int, at: str, text: str, **more: Any) -> dict[str, Any]:
    user = {"id": 100 + number, "id_str": str(100 + number), "screen_name": f"u{number}", "created_at": X,
            "followers_count": 3, "friends_count": 0, "default_profile_image": True}  # fmt: skip
    return {"created_at": at, "id": 9**17 + number, "id_str": str(9**17 + number), "full_text": text, "user": user,
            "in_reply_to_status_id_str": None, **more}  # fmt: skip


def _x2(number: int, at: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": str(9**17 + number), "author_id": str(100 + number), "created_at": at, "text": text, "lang": "kk",
            "edit_history_tweet_ids": [str(9**17 + number)], **more}  # fmt: skip


def _youtube(number: int, at: str, text: str, **more: Any) -> dict[str, Any]:
    snippet = {"authorDisplayName": f"@u{number}", "authorChannelId": {"value": str(100 + number)}, "videoId": "vid",
               "textDisplay": f"<b>{text}</b>", "textOriginal": text, "publishedAt": at,
               "updatedAt": at, **more}  # fmt: skip
    return {"kind": "youtube#comment", "etag": "e", "id": f"Ug{number}", "snippet": snippet}


def _zeeschuimer(site: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"nav_index": "1:0", "item_id": "1", "timestamp_collected": 1, "source_platform": site,
            "source_platform_url": "", "source_url": "", "user_agent": "", "data": data}  # fmt: skip


def _x_graphql(number: int, at: str, text: str, reply: str | None = None) -> dict[str, Any]:
    user = {"rest_id": str(100 + number), "legacy": {"screen_name": f"u{number}", "created_at": X}}
    legacy = {"created_at": at, "full_text": text, "id_str": str(9**17 + number), "in_reply_to_status_id_str": reply}
    return {"rest_id": str(9**17 + number), "core": {"user_results": {"result": user}}, "legacy": legacy}


TIKTOK = [
    {"id": str(number), "desc": text, "createTime": AT + 10 * (number - 1), "author": {"id": str(100 + number),
     "uniqueId": f"u{number}"}, "authorStats": {"followerCount": 1}, "video": {"id": "v"}}
    for number, text in ((1, "сәлем"), (2, "hello there"))
]  # fmt: skip
INSTAGRAM = [
    {"id": f"{number}_1", "pk": number, "taken_at": AT + 10 * (number - 1), "caption": {"text": text},
     "user": {"pk": 100 + number, "username": f"u{number}"}}
    for number, text in ((1, "сәлем"), (2, "hello there"))
]  # fmt: skip
GRAPHQL = [_x_graphql(1, X, "сәлем"), _x_graphql(2, X_LATER, "hello there", str(9**17 + 1))]

TEXTS: tuple[Known, ...] = (
    Known("coordination-network-toolkit", [
        ["message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"],
        ["1", "101", "u1", "", "", "сәлем", str(AT), ""], ["2", "102", "u2", "", "1", "hello there", str(AT + 10), ""],
    ]),
    Known("CooRTweet", [
        ["object_id", "account_id", "content_id", "timestamp_share"], ["o", "101", "1", str(AT)],
        ["o", "102", "2", str(AT + 10)],
    ], answers=False, texts=("", "")),
    Known("twarc-csv (X, API 2)", [
        ["id", "conversation_id", "referenced_tweets.replied_to.id", "referenced_tweets.retweeted.id",
         "referenced_tweets.quoted.id", "author_id", "created_at", "text", "author.username", "author.created_at"],
        [str(9**17 + 1), "1", "", "", "", "101", ISO, "сәлем", "u1", ISO],
        [str(9**17 + 2), "1", str(9**17 + 1), "", "", "102", ISO_LATER, "hello there", "u2", ISO],
    ]),
    Known("twarc json2csv (X, API 1.1)", [
        ["id", "tweet_url", "created_at", "parsed_created_at", "user_screen_name", "text", "in_reply_to_status_id",
         "user_id", "user_created_at", "user_followers_count", "user_friends_count"],
        ["1", "https://x", X, f"{PLAIN}+00:00", "u1", "сәлем", "", "101", X, "1", "0"],
        ["2", "https://x", X_LATER, f"{PLAIN_LATER}+00:00", "u2", "hello there", "1", "102", X, "1", "0"],
    ]),
    Known("X, API 1.1", (_x1(1, X, "сәлем"),
                         _x1(2, X_LATER, "hello there", in_reply_to_status_id_str=str(9**17 + 1)))),
    Known("X, API 2", (_x2(1, ISO, "сәлем"), _x2(2, ISO_LATER, "hello there",
          referenced_tweets=[{"type": "quoted", "id": "7"}, {"type": "replied_to", "id": str(9**17 + 1)}]))),
    Known("X, API 2", ({"data": [_x2(1, ISO, "сәлем")], "includes": {"users": []}, "meta": {"result_count": 1}},
                       {"data": [_x2(2, ISO_LATER, "hello there", referenced_tweets=[
                           {"type": "replied_to", "id": str(9**17 + 1)}])], "meta": {"result_count": 1}})),
    Known("YouTube comment threads", {"kind": "youtube#commentThreadListResponse", "pageInfo": {"totalResults": 1},
          "items": [{"kind": "youtube#commentThread", "id": "Ug1", "snippet": {"videoId": "vid", "topLevelComment":
                     _youtube(1, ISO, "сәлем"), "canReply": True, "totalReplyCount": 1},
                     "replies": {"comments": [_youtube(2, ISO_LATER, "hello there", parentId="Ug1")]}}]}, posts=True),
    Known("YouTube comments", {"kind": "youtube#commentListResponse", "items": [
          _youtube(1, ISO, "сәлем"), _youtube(2, ISO_LATER, "hello there", parentId="Ug1")]}, posts=True),
    Known("YouTube Data Tools", [
        ["id", "replyCount", "likeCount", "publishedAt", "authorName", "text", "authorChannelId", "authorChannelUrl",
         "isReply", "isReplyTo", "isReplyToName"],
        ["Ug1", "1", "0", PLAIN, "u1", "сәлем", "101", "", "0", "", ""],
        ["Ug2", "0", "0", PLAIN_LATER, "u2", "hello there", "102", "", "1", "Ug1", "u1"],
    ]),
    Known("tuber (YouTube)", [
        ["authorDisplayName", "authorChannelId.value", "videoId", "textDisplay", "publishedAt", "id", "parentId"],
        ["u1", "101", "vid", "сәлем", ISO, "Ug1", ""], ["u2", "102", "vid", "hello there", ISO_LATER, "Ug2", "Ug1"],
    ], posts=True),
    Known("yt-dlp comments", {"id": "vid", "title": "t", "formats": [{"format_id": "1"}], "comments": [
        {"id": "Ug1", "parent": "root", "text": "сәлем", "timestamp": AT, "author": "u1", "author_id": "101"},
        {"id": "Ug2", "parent": "Ug1", "text": "hello there", "timestamp": AT + 10, "author": "u2",
         "author_id": "102"}]}, posts=True),
    Known("Zeeschuimer, TikTok comments", tuple(_zeeschuimer("tiktok-comments", {
        "cid": str(n), "text": text, "create_time": AT + 10 * (n - 1), "aweme_id": "7",
        "reply_id": "0" if n == 1 else "1",
        "user": {"uid": str(100 + n), "unique_id": f"u{n}"}}) for n, text in ((1, "сәлем"), (2, "hello there"))),
        posts=True),
    Known("Zeeschuimer, TikTok", tuple(_zeeschuimer("tiktok.com", one) for one in TIKTOK), answers=False),
    Known("Zeeschuimer, Instagram", tuple(_zeeschuimer("instagram.com", one) for one in INSTAGRAM), answers=False),
    Known("Zeeschuimer, X", tuple(_zeeschuimer("twitter.com", one) for one in GRAPHQL)),
    Known("4CAT, TikTok", tuple({**one, "__import_meta": {}} for one in TIKTOK), answers=False),
    Known("4CAT, Instagram", tuple({**one, "__import_meta": {}} for one in INSTAGRAM), answers=False),
    Known("4CAT, X", tuple({**one, "__import_meta": {}} for one in GRAPHQL)),
    Known("4CAT", [
        ["id", "thread_id", "chat", "author", "author_username", "author_name", "author_is_bot", "body", "reply_to",
         "views", "timestamp", "unix_timestamp"],
        ["1", "chat", "chat", "101", "u1", "U", "False", "сәлем", "", "5", "2023-11-15 01:13:20", str(AT)],
        ["2", "chat", "chat", "102", "u2", "V", "False", "hello there", "1", "5", "2023-11-15 01:13:30", str(AT + 10)],
    ]),
    Known("Apify, Facebook comments", [{"facebookUrl": "https://fb/p", "commentUrl": "https://fb/p?c=1", "id": "c1",
        "feedbackId": "f1", "date": ISO, "text": "сәлем", "profileId": "101", "profileName": "U", "likesCount": "2",
        "threadingDepth": 0, "facebookId": "77"}, {"facebookUrl": "https://fb/p", "commentUrl": "https://fb/p?c=2",
        "id": "c2", "feedbackId": "f2", "date": ISO_LATER, "text": "hello there", "profileId": "102",
        "profileName": "V",
        "threadingDepth": 1, "replyToCommentId": "c1", "facebookId": "77"}], posts=True),
    Known("Apify, Instagram comments", [{"postUrl": "https://ig/p", "commentUrl": "https://ig/p/c/1", "id": "1",
        "text": "сәлем", "ownerUsername": "u1", "owner": {"id": "101"}, "timestamp": ISO, "repliesCount": 1,
        "replies": [{"id": "2", "postUrl": "https://ig/p", "text": "hello there", "ownerUsername": "u2",
                     "owner": {"id": "102"}, "timestamp": ISO_LATER}]}], answers=False, posts=True),
    Known("Graph API, Facebook comments", {"data": [{"created_time": "2023-11-14T22:13:20+0000", "message": "сәлем",
        "from": {"id": "101", "name": "U"}, "id": "p_1", "comments": {"data": [{
            "created_time": "2023-11-14T22:13:30+0000", "message": "hello there", "from": {"id": "102", "name": "V"},
            "parent": {"id": "p_1"}, "id": "p_2"}]}}], "paging": {"cursors": {}}}),
    Known("Graph API, Instagram comments", {"data": [
        {"timestamp": "2023-11-14T22:13:20+0000", "text": "сәлем", "username": "u1", "id": "1", "from": {"id": "101"}},
        {"timestamp": "2023-11-14T22:13:30+0000", "text": "hello there", "username": "u2", "id": "2",
         "from": {"id": "102"}, "parent_id": "1"}]}),
    Known("ExportComments", [
        ["Post URL", "https://fb/p"], ["Exported", "today"],
        ["", "", "Name (click to view profile)", "Profile ID", "Date", "Likes", "Live video timestamp", "Comment",
         "(view source)"],
        ["1", "", "U", "101", PLAIN, "1", "", "сәлем", "view"],
        ["1", "1", "V", "102", PLAIN_LATER, "0", "", "hello there", "view"],
    ], answers=False),
    Known("ExportComments", [
        ["Name", "Profile ID", "Date", "Likes", "Comment"], ["U", "101", PLAIN, "1", "сәлем"],
        ["V", "102", PLAIN_LATER, "0", "hello there"],
    ], answers=False),
    Known("CrowdTangle, Facebook", [
        ["Page Name", "User Name", "Facebook Id", "Page Category", "Page Created", "Followers at Posting",
         "Post Created", "Post Created Date", "Type", "Total Interactions", "URL", "Message", "Link"],
        ["U", "u1", "101", "C", PLAIN, "5", f"{PLAIN} UTC", "2023-11-14", "Status", "1,204", "https://fb", "сәлем", ""],
        ["V", "u2", "102", "C", PLAIN, "5", f"{PLAIN_LATER} UTC", "2023-11-14", "Status", "3", "https://fb",
         "hello there", ""],
    ], answers=False),
    Known("CrowdTangle, Instagram", [
        ["Account", "User Name", "Followers at Posting", "Post Created", "Type", "Likes", "URL", "Description"],
        ["U", "u1", "5", f"{PLAIN} UTC", "Photo", "1", "https://ig", "сәлем"],
        ["V", "u2", "5", f"{PLAIN_LATER} UTC", "Photo", "1", "https://ig", "hello there"],
    ], keys=("u1", "u2"), answers=False),
    Known("VK, comments and posts", {"response": {"count": 2, "items": [
        {"id": 1, "from_id": 101, "date": AT, "text": "сәлем", "post_id": 5, "owner_id": -1, "thread": {"count": 1,
         "items": [{"id": 2, "from_id": 102, "date": AT + 10, "text": "hello there", "post_id": 5, "owner_id": -1,
                    "reply_to_comment": 1}]}}], "profiles": [{"id": 101}]}}, posts=True),
)  # fmt: skip

CHAT = -1_001_234_567_890


def _bot(number: int, **more: Any) -> dict[str, Any]:
    return {"message_id": number, "date": AT + 10 * number, "chat": {"id": CHAT, "type": "supergroup", "title": "T"},
            "from": {"id": 100 + number, "is_bot": False, "first_name": "U"}, **more}  # fmt: skip


def _tdlib(number: int, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"@type": "message", "id": number << 20, "chat_id": CHAT, "date": AT + 10 * number,
            "sender_id": {"@type": "messageSenderUser", "user_id": 100 + number}, "is_channel_post": False,
            "content": content, **more}  # fmt: skip


def _pyrogram(number: int, **more: Any) -> dict[str, Any]:
    return {"_": "Message", "id": number, "date": f"2023-11-14 22:14:{number:02d}", "from_user": {"_": "User",
            "id": 100 + number, "is_bot": False},
            "chat": {"_": "Chat", "id": CHAT, "type": "ChatType.SUPERGROUP"}, **more}  # fmt: skip


def _words(text: str) -> dict[str, Any]:
    return {"@type": "messageText", "text": {"@type": "formattedText", "text": text, "entities": []}}


TELEGRAM: dict[str, Any] = {
    "TDLib": {"@type": "messages", "total_count": 7, "messages": [
        _tdlib(1, _words("сәлем")), _tdlib(2, {"@type": "messagePhoto", "caption": {"text": "hello"}},
               reply_to={"@type": "messageReplyToMessage", "chat_id": CHAT, "message_id": 1 << 20}),
        _tdlib(3, _words("anonymous"), sender_id={"@type": "messageSenderChat", "chat_id": CHAT}),
        _tdlib(4, {"@type": "messageChatAddMembers", "member_user_ids": [201, 202]}),
        _tdlib(5, {"@type": "messageChatJoinByLink"}), _tdlib(6, {"@type": "messageChatDeleteMember", "user_id": 201}),
        _tdlib(7, {"@type": "messagePinMessage", "message_id": 1}),
        _tdlib(8, {"@type": "messageSoulBought"}),
    ]},
    "Pyrogram": (
        _pyrogram(1, text="сәлем"),
        _pyrogram(2, caption="hello", media="MessageMediaType.PHOTO", reply_to_message_id=1),
        _pyrogram(3, text="anonymous", sender_chat={"id": CHAT}),
        _pyrogram(4, service="MessageServiceType.NEW_CHAT_MEMBERS", new_chat_members=[{"id": 201}, {"id": 202}]),
        _pyrogram(5, service="MessageServiceType.NEW_CHAT_MEMBERS", new_chat_members=[{"id": 105}]),
        _pyrogram(6, service="MessageServiceType.LEFT_CHAT_MEMBERS", left_chat_member={"id": 201}),
        _pyrogram(7, service="MessageServiceType.PINNED_MESSAGE", pinned_message={"id": 1}),
    ),
    "Bot API": {"ok": True, "result": [{"update_id": 900 + number, "message": one} for number, one in enumerate((
        _bot(1, text="сәлем"), _bot(2, caption="hello", photo=[], reply_to_message={"message_id": 1}),
        _bot(3, text="anonymous", sender_chat={"id": CHAT, "type": "supergroup"}),
        _bot(4, new_chat_members=[{"id": 201}, {"id": 202}]), _bot(5, new_chat_members=[{"id": 105}]),
        _bot(6, left_chat_member={"id": 201}), _bot(7, pinned_message={"message_id": 1}),
        {**_bot(8, text="a bot"), "from": {"id": 9, "is_bot": True}},
    ))]},
}  # fmt: skip
"""Two messages, one of them an answer; one by an admin who speaks as the chat; two who were added, one who came, one
who was removed, and what tells of nobody."""

OF_4CAT = (
    {"_type": "Message", "id": 1, "peer_id": {"_type": "PeerChannel", "channel_id": 77}, "date": float(AT),
     "message": "сәлем", "from_id": {"_type": "PeerUser", "user_id": 101}, "_chat": {"username": "c"},
     "_sender": {"id": 101, "bot": False}},
    {"_type": "Message", "id": 2, "peer_id": {"_type": "PeerChannel", "channel_id": 77}, "date": float(AT + 10),
     "message": "hello", "from_id": {"_type": "PeerUser", "user_id": 102}, "_chat": {"username": "c"},
     "_sender": {"id": 102, "bot": True}, "reply_to": {"reply_to_msg_id": 1}},
)  # fmt: skip
