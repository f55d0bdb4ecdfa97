"""The formats that are known without being told: a row a format, with where in it each thing stands and the page that
documents it. How they are read is the same for all (`paths`, `rows`, `dumps`); a new format is a new row.

A format is told by what its rows hold (`told_by`): for each path of it something must be there, and just that value
where the path ends in `=value`. Of two that fit, the first goes. Tables are held against the names in their header.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from auditor.collect.datasets.columns import THINGS, Columns
from auditor.collect.datasets.paths import ITSELF, finder
from storage.records import MessageKind


class Shape(msgspec.Struct, frozen=True):
    """A format of rows on some platform, each a text that somebody wrote."""

    name: str
    page: str
    """Where it is documented."""
    told_by: tuple[str, ...]
    columns: Columns
    """Where each thing stands: the name of a column or a path."""
    rows: tuple[str, ...] = (ITSELF,)
    """Where rows stand in an object."""


class Dump(msgspec.Struct, frozen=True, kw_only=True):
    """A format of Telegram's messages as a program writes them."""

    name: str
    page: str
    told_by: tuple[str, ...]
    base: str = ITSELF
    """Where a message stands in the object of a line."""
    id: str
    chat: str
    """The chat's id, as the Bot API marks it (-100…, -…)."""
    channel: str = ""
    group: str = ""
    """The same, where it stands bare under a name of its own."""
    date: str
    text: str
    sender: str
    """The id of whoever wrote."""
    no_person: str
    """Something stands there where no person wrote: a bot, a channel, an admin who speaks as the chat."""
    reply: str
    origin: str
    """The chat or the person that a forwarded message is from."""
    origin_id: str = ""
    """Its number there."""
    media: str = ""
    """Says what a message carries beside its text."""
    kinds: dict[str, MessageKind] = {}
    """What of these is which kind of message; with none every message is one."""
    service: str = ""
    """Something stands there in a service message."""
    actions: dict[str, str] = {}
    """What it tells of, by Telethon's names; what is not here tells of nobody who came or left."""
    silent: frozenset[str] = frozenset()
    """The others that are known."""
    added: str = ""
    """Those who came, every one."""
    gone: str = ""
    """The id of whoever left."""
    post: str = ""
    """Something stands there in a post of a channel."""
    ways_told: bool = True
    """Whether it says who followed a link and who came without one."""


_X1 = Columns(
    author_id="user.id_str|user.id", author="user.screen_name", time="created_at",
    text="retweeted_status.full_text|retweeted_status.text|extended_tweet.full_text|full_text|text",
    id="id_str|id", reply="in_reply_to_status_id_str|in_reply_to_status_id",
    repost="retweeted_status.id_str|retweeted_status.id", created="user.created_at",
    followers="user.followers_count", friends="user.friends_count", no_photo="user.default_profile_image",
)  # fmt: skip
_X2 = Columns(
    author_id="author_id", author="author.username", time="created_at", text="text", id="id",
    reply="referenced_tweets[type=replied_to].id", repost="referenced_tweets[type=retweeted].id",
    created="author.created_at", followers="author.public_metrics.followers_count",
    friends="author.public_metrics.following_count",
)  # fmt: skip
_YOUTUBE = "https://developers.google.com/youtube/v3/docs/commentThreads"

SHAPES: tuple[Shape, ...] = (
    Shape(
        "coordination-network-toolkit",
        "https://github.com/QUT-Digital-Observatory/coordination-network-toolkit",
        ("message_id", "user_id", "repost_id", "reply_id", "message", "timestamp"),
        Columns(
            author_id="user_id", author="username", time="timestamp", text="message", id="message_id",
            reply="reply_id", repost="repost_id",
        ),
    ),
    Shape(
        "CooRTweet",
        "https://github.com/nicolarighetti/CooRTweet",
        ("object_id", "account_id", "content_id", "timestamp_share"),
        Columns(author_id="account_id", time="timestamp_share", object="object_id", id="content_id"),
    ),
    Shape(
        "twarc-csv (X, API 2)",
        "https://twarc-project.readthedocs.io/en/latest/twarc2_en_us/",
        ("author_id", "created_at", "text", "referenced_tweets.retweeted.id"),
        Columns(
            author_id="author_id", author="author.username", time="created_at", text="text", id="id",
            reply="referenced_tweets.replied_to.id", repost="referenced_tweets.retweeted.id",
            created="author.created_at", followers="author.public_metrics.followers_count",
            friends="author.public_metrics.following_count",
        ),
    ),
    Shape(
        "twarc json2csv (X, API 1.1)",
        "https://twarc-project.readthedocs.io/en/latest/twarc1_en_us/",
        ("user_screen_name", "created_at", "text", "tweet_url"),
        Columns(
            author_id="user_id", author="user_screen_name", time="parsed_created_at|created_at", text="text", id="id",
            reply="in_reply_to_status_id", repost="retweet_or_quote_id|retweet_id", created="user_created_at",
            followers="user_followers_count", friends="user_friends_count", no_photo="user_default_profile_image",
        ),
    ),
    Shape(
        "X, API 1.1",
        "https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet",
        ("created_at", "user.screen_name", "id_str"),
        _X1,
    ),
    Shape(
        "X, API 2",
        "https://developer.x.com/en/docs/x-api/data-dictionary/object-model/tweet",
        ("created_at", "author_id", "text", "id", "edit_history_tweet_ids|referenced_tweets|author.username|lang"),
        _X2,
    ),
    Shape(
        "YouTube comment threads",
        _YOUTUBE,
        ("snippet.topLevelComment.snippet.publishedAt",),
        Columns(
            author_id="snippet.authorChannelId.value", author="snippet.authorDisplayName", time="snippet.publishedAt",
            text="snippet.textOriginal|snippet.textDisplay", id="id", reply="snippet.parentId",
            post="snippet.videoId|snippet.channelId",
        ),
        rows=("snippet.topLevelComment", "replies.comments[*]"),
    ),
    Shape(
        "YouTube comments",
        "https://developers.google.com/youtube/v3/docs/comments",
        ("snippet.authorDisplayName", "snippet.publishedAt", "snippet.textDisplay|snippet.textOriginal"),
        Columns(
            author_id="snippet.authorChannelId.value", author="snippet.authorDisplayName", time="snippet.publishedAt",
            text="snippet.textOriginal|snippet.textDisplay", id="id", reply="snippet.parentId",
            post="snippet.videoId|snippet.channelId",
        ),
    ),
    Shape(
        "YouTube Data Tools",
        "https://ytdt.digitalmethods.net/",
        ("publishedAt", "authorName", "text", "replyCount"),
        Columns(
            author_id="authorChannelId", author="authorName", time="publishedAt", text="text", id="id",
            reply="isReplyToId|isReplyTo", post="videoId",
        ),
    ),
    Shape(
        "tuber (YouTube)",
        "https://www.rdocumentation.org/packages/tuber/topics/get_all_comments",
        ("authorDisplayName", "publishedAt", "textDisplay|textOriginal"),
        Columns(
            author_id="authorChannelId.value", author="authorDisplayName", time="publishedAt",
            text="textOriginal|textDisplay", id="id", reply="parentId", post="videoId",
        ),
    ),
    Shape(
        "yt-dlp comments",
        "https://github.com/yt-dlp/yt-dlp/blob/master/yt_dlp/extractor/common.py",
        ("author_id", "timestamp", "text", "parent"),
        Columns(author_id="author_id", author="author", time="timestamp", text="text", id="id", reply="parent"),
    ),
    Shape(
        "Zeeschuimer, TikTok comments",
        "https://github.com/digitalmethodsinitiative/zeeschuimer",
        ("source_platform", "data.user.uid", "data.create_time", "data.text"),
        Columns(
            author_id="data.user.uid", author="data.user.unique_id", time="data.create_time", text="data.text",
            id="data.cid", reply="data.reply_id", post="data.aweme_id", followers="data.user.follower_count",
            friends="data.user.following_count",
        ),
    ),
    Shape(
        "Zeeschuimer, TikTok",
        "https://github.com/digitalmethodsinitiative/zeeschuimer",
        ("source_platform", "data.author.uniqueId|data.author", "data.createTime"),
        Columns(
            author_id="data.author.id|data.authorId", author="data.author.uniqueId|data.author",
            time="data.createTime", text="data.desc", id="data.id", followers="data.authorStats.followerCount",
            friends="data.authorStats.followingCount",
        ),
    ),
    Shape(
        "Zeeschuimer, Instagram",
        "https://github.com/digitalmethodsinitiative/zeeschuimer",
        ("source_platform", "data.taken_at", "data.user.username"),
        Columns(
            author_id="data.user.pk|data.user.id", author="data.user.username", time="data.taken_at",
            text="data.caption.text", id="data.id|data.pk", no_photo="data.user.has_anonymous_profile_picture",
        ),
    ),
    Shape(
        "Zeeschuimer, X",
        "https://github.com/digitalmethodsinitiative/zeeschuimer",
        ("source_platform", "data.legacy.created_at", "data.core.user_results.result.rest_id"),
        Columns(
            author_id="data.core.user_results.result.rest_id",
            author="data.core.user_results.result.legacy.screen_name|data.core.user_results.result.core.screen_name",
            time="data.legacy.created_at",
            text="data.legacy.retweeted_status_result.result.legacy.full_text|data.legacy.full_text",
            id="data.rest_id|data.legacy.id_str", reply="data.legacy.in_reply_to_status_id_str",
            repost="data.legacy.retweeted_status_result.result.rest_id",
            created="data.core.user_results.result.legacy.created_at|data.core.user_results.result.core.created_at",
            followers="data.core.user_results.result.legacy.followers_count",
            friends="data.core.user_results.result.legacy.friends_count",
            no_photo="data.core.user_results.result.legacy.default_profile_image",
        ),
    ),
    Shape(
        "4CAT, TikTok",
        "https://github.com/digitalmethodsinitiative/4cat/wiki",
        ("__import_meta", "createTime", "desc"),
        Columns(
            author_id="author.id|authorId", author="author.uniqueId|author", time="createTime", text="desc", id="id",
            followers="authorStats.followerCount", friends="authorStats.followingCount",
        ),
    ),
    Shape(
        "4CAT, Instagram",
        "https://github.com/digitalmethodsinitiative/4cat/wiki",
        ("__import_meta", "taken_at", "user.username"),
        Columns(
            author_id="user.pk|user.id", author="user.username", time="taken_at", text="caption.text", id="id|pk",
            no_photo="user.has_anonymous_profile_picture",
        ),
    ),
    Shape(
        "4CAT, X",
        "https://github.com/digitalmethodsinitiative/4cat/wiki",
        ("legacy.created_at", "core.user_results.result.rest_id"),
        Columns(
            author_id="core.user_results.result.rest_id",
            author="core.user_results.result.legacy.screen_name|core.user_results.result.core.screen_name",
            time="legacy.created_at",
            text="legacy.retweeted_status_result.result.legacy.full_text|legacy.full_text",
            id="rest_id|legacy.id_str", reply="legacy.in_reply_to_status_id_str",
            repost="legacy.retweeted_status_result.result.rest_id",
            created="core.user_results.result.legacy.created_at|core.user_results.result.core.created_at",
            followers="core.user_results.result.legacy.followers_count",
            friends="core.user_results.result.legacy.friends_count",
            no_photo="core.user_results.result.legacy.default_profile_image",
        ),
    ),
    Shape(
        "4CAT",
        "https://github.com/digitalmethodsinitiative/4cat/wiki",
        ("thread_id", "author", "body", "timestamp"),
        Columns(
            author_id="author_id|author", author="author_username|author_fullname|author_name",
            time="unix_timestamp|timestamp", text="body", id="id", reply="reply_to|in_reply_to",
            followers="author_followers", friends="author_following",
        ),
    ),
    Shape(
        "Apify, Facebook comments",
        "https://apify.com/apify/facebook-comments-scraper",
        ("profileName", "date", "text", "commentUrl|feedbackId|facebookUrl"),
        Columns(
            author_id="profileId", author="profileName", time="date", text="text", id="id",
            reply="replyToCommentId", post="facebookId|postUrl|facebookUrl",
        ),
    ),
    Shape(
        "Apify, Instagram comments",
        "https://apify.com/apify/instagram-comment-scraper",
        ("ownerUsername", "timestamp", "text", "postUrl|postId|commentUrl"),
        Columns(
            author_id="ownerId|owner.id", author="ownerUsername", time="timestamp", text="text", id="id",
            post="postId|postUrl",
        ),
        rows=(ITSELF, "replies[*]"),
    ),
    Shape(
        "Graph API, Facebook comments",
        "https://developers.facebook.com/docs/graph-api/reference/comment/",
        ("created_time", "message", "from.id"),
        Columns(
            author_id="from.id", author="from.name", time="created_time", text="message", id="id", reply="parent.id",
            post="object.id",
        ),
        rows=(ITSELF, "comments.data[*]"),
    ),
    Shape(
        "Graph API, Instagram comments",
        "https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/comments/",
        ("timestamp", "text", "username|from.username", "id"),
        Columns(
            author_id="from.id|user.id", author="username|from.username", time="timestamp", text="text", id="id",
            reply="parent_id", post="media.id",
        ),
        rows=(ITSELF, "replies.data[*]"),
    ),
    Shape(
        "ExportComments",
        "https://exportcomments.com/",
        ("Name (click to view profile)", "Date", "Comment"),
        Columns(
            author_id="Profile ID|ProfileId|User ID", author="Name (click to view profile)", time="Date",
            text="Comment",
        ),
    ),
    Shape(
        "ExportComments",
        "https://exportcomments.com/",
        ("Name", "Date", "Comment", "Profile ID|ProfileID|Profile Id"),
        Columns(author_id="Profile ID|ProfileID|Profile Id", author="Name", time="Date", text="Comment"),
    ),
    Shape(
        "CrowdTangle, Facebook",
        "https://help.crowdtangle.com/en/articles/4558716-understanding-data-from-crowdtangle-csv",
        ("Page Name|Group Name", "Post Created", "Message"),
        Columns(
            author_id="Facebook Id|FB Id", author="Page Name|Group Name", time="Post Created", text="Message",
            id="Post ID|Facebook Post Id", followers="Followers at Posting|Page Followers at Posting",
            created="Page Created",
        ),
    ),
    Shape(
        "CrowdTangle, Instagram",
        "https://help.crowdtangle.com/en/articles/4558716-understanding-data-from-crowdtangle-csv",
        ("Account", "User Name", "Post Created", "Description"),
        Columns(
            author_id="User Name", author="Account", time="Post Created", text="Description",
            followers="Followers at Posting",
        ),
    ),
    Shape(
        "VK, comments and posts",
        "https://dev.vk.com/reference/objects/comment",
        ("from_id", "date", "text", "id"),
        Columns(
            author_id="from_id", time="date", text="text", id="id", reply="reply_to_comment",
            post="post_id|photo_id|video_id", repost="copy_history.id",
        ),
        rows=(ITSELF, "thread.items[*]"),
    ),
)  # fmt: skip
"""Formats of texts of other platforms."""

_TDLIB_KINDS: dict[str, MessageKind] = {
    "messageText": "text", "messageAnimatedEmoji": "text", "messagePhoto": "photo", "messageExpiredPhoto": "photo",
    "messageVideo": "video", "messageExpiredVideo": "video", "messageVideoNote": "video", "messageVoiceNote": "voice",
    "messageSticker": "sticker", "messageAnimation": "animation", "messageAudio": "file", "messageDocument": "file",
    "messagePoll": "poll", "messageContact": "other", "messageDice": "other", "messageGame": "other",
    "messageInvoice": "other", "messageLocation": "other", "messagePaidMedia": "other", "messageStory": "other",
    "messageVenue": "other", "messageChecklist": "other", "messageUnsupported": "other",
}  # fmt: skip
_TDLIB_SILENT = frozenset(
    f"message{name}"
    for name in (
        "BotWriteAccessAllowed", "Call", "ChatBoost", "ChatChangePhoto", "ChatChangeTitle", "ChatDeletePhoto",
        "ChatSetBackground", "ChatSetMessageAutoDeleteTime", "ChatSetTheme", "ChatShared", "ChatUpgradeFrom",
        "ChatUpgradeTo", "ContactRegistered", "CustomServiceAction", "ForumTopicCreated", "ForumTopicEdited",
        "ForumTopicIsClosedToggled", "ForumTopicIsHiddenToggled", "GameScore", "Gift", "GiftedPremium", "GiftedStars",
        "Giveaway", "GiveawayCompleted", "GiveawayCreated", "GiveawayPrizeStars", "GiveawayWinners", "GroupCall",
        "InviteVideoChatParticipants", "PassportDataReceived", "PassportDataSent", "PaidMessagePriceChanged",
        "PaidMessagesRefunded", "PaymentRefunded", "PaymentSuccessful", "PaymentSuccessfulBot", "PinMessage",
        "PremiumGiftCode", "ProximityAlertTriggered", "ScreenshotTaken", "SuggestProfilePhoto",
        "SupergroupChatCreate", "UsersShared", "VideoChatEnded", "VideoChatScheduled", "VideoChatStarted",
        "WebAppDataReceived", "WebAppDataSent",
    )
)  # fmt: skip
_TDLIB_ACTIONS = {
    "messageChatAddMembers": "MessageActionChatAddUser",
    "messageBasicGroupChatCreate": "MessageActionChatCreate",
    "messageChatDeleteMember": "MessageActionChatDeleteUser",
    "messageChatJoinByLink": "MessageActionChatJoinedByLink",
    "messageChatJoinByRequest": "MessageActionChatJoinedByRequest",
}
_BOT_SERVICE = (
    "new_chat_members|left_chat_member|new_chat_title|new_chat_photo|delete_chat_photo|group_chat_created"
    "|supergroup_chat_created|channel_chat_created|message_auto_delete_timer_changed|migrate_to_chat_id"
    "|migrate_from_chat_id|pinned_message|successful_payment|refunded_payment|users_shared|chat_shared|gift"
    "|unique_gift|write_access_allowed|proximity_alert_triggered|boost_added|chat_background_set"
    "|forum_topic_created|forum_topic_edited|forum_topic_closed|forum_topic_reopened|general_forum_topic_hidden"
    "|general_forum_topic_unhidden|giveaway_created|giveaway_completed|video_chat_scheduled|video_chat_started"
    "|video_chat_ended|video_chat_participants_invited|web_app_data"
)
_BOT_ORIGIN = (
    "forward_origin.chat.id|forward_origin.sender_chat.id|forward_origin.sender_user.id"
    "|forward_origin.sender_user_name|forward_from_chat.id|forward_from.id|forward_sender_name"
)
_BOT_MESSAGE = Dump(
    name="Bot API",
    page="https://core.telegram.org/bots/api#message",
    told_by=("message_id", "chat.id", "chat.type", "date"),
    id="message_id", chat="chat.id", date="date", text="text|caption", sender="from.id",
    no_person="sender_chat.id|from[is_bot=True].id", reply="reply_to_message.message_id", origin=_BOT_ORIGIN,
    origin_id="forward_origin.message_id|forward_from_message_id", service=_BOT_SERVICE,
    added="new_chat_members[*]", gone="left_chat_member.id", ways_told=False,
)  # fmt: skip

DUMPS: tuple[Dump, ...] = (
    Dump(
        name="TDLib",
        page="https://core.telegram.org/tdlib/docs/classtd_1_1td__api_1_1message.html",
        told_by=("@type=message", "chat_id", "content.@type"),
        id="id", chat="chat_id", date="date", text="content.text.text|content.caption.text",
        sender="sender_id.user_id|sender_user_id|sender.user_id", no_person="sender_id.chat_id|sender.chat_id",
        reply="reply_to.message_id|reply_to_message_id",
        origin="forward_info.origin.chat_id|forward_info.origin.sender_chat_id|forward_info.origin.sender_user_id"
        "|forward_info.origin.sender_name",
        origin_id="forward_info.origin.message_id", media="content.@type", kinds=_TDLIB_KINDS,
        service="content.@type", actions=_TDLIB_ACTIONS, silent=_TDLIB_SILENT, added="content.member_user_ids[*]",
        gone="content.user_id", post="is_channel_post",
    ),
    Dump(
        name="Pyrogram, Kurigram",
        page="https://docs.pyrogram.org/api/types/Message",
        told_by=("_=Message", "chat.id", "date"),
        id="id|message_id", chat="chat.id", date="date", text="text|caption", sender="from_user.id",
        no_person="sender_chat.id|from_user[is_bot=True].id",
        reply="reply_to_message_id|reply_to_message.id|reply_to_message.message_id",
        origin="forward_from_chat.id|forward_from.id|forward_sender_name|forward_origin.chat.id"
        "|forward_origin.sender_chat.id|forward_origin.sender_user.id|forward_origin.sender_user_name",
        origin_id="forward_from_message_id|forward_origin.message_id",
        service=f"service|{_BOT_SERVICE}", added="new_chat_members[*]", gone="left_chat_member.id", ways_told=False,
    ),
    msgspec.structs.replace(
        _BOT_MESSAGE,
        page="https://core.telegram.org/bots/api#update",
        told_by=("update_id", "message|edited_message|channel_post|edited_channel_post"),
        base="message|edited_message|channel_post|edited_channel_post",
    ),
    _BOT_MESSAGE,
    Dump(
        name="4CAT, Telegram",
        page="https://github.com/digitalmethodsinitiative/4cat/wiki/Available-data-sources",
        told_by=("peer_id", "_chat", "message"),
        id="id", chat="", channel="peer_id.channel_id", group="peer_id.chat_id", date="date", text="message",
        sender="from_id.user_id|_sender.id", no_person="from_id.channel_id|_sender[bot=True].id",
        reply="reply_to.reply_to_msg_id",
        origin="fwd_from.from_id.channel_id|fwd_from.from_id.user_id|fwd_from.from_name",
        origin_id="fwd_from.channel_post", post="post",
    ),
)  # fmt: skip
"""Formats of Telegram's messages beside Telethon's own, which `elements` reads."""


def shape_of(objects: Sequence[Any]) -> Shape | Dump | None:
    """The format of some objects, by the first that shows one."""
    formats: tuple[Shape | Dump, ...] = (*DUMPS, *SHAPES)
    for known in formats:
        if any(_fits(said, known.told_by) for said in objects):
            return known
    return None


def recognised(names: Collection[str]) -> Columns | None:
    """The columns of a table by its header: of a known format, or named as this tool names them; else None."""
    for known in SHAPES:
        if known.rows == (ITSELF,) and all(_named(path, names) for path in known.told_by):
            held = msgspec.structs.asdict(known.columns)
            return _columns({thing: _named(path, names) for thing, path in held.items() if path})
    own: dict[str, str | None] = {thing: thing for thing in THINGS if thing in names}
    if "time" in own and {"author", "author_id"} & own.keys() and {"text", "object"} & own.keys():
        return _columns(own)
    return None


def _columns(held: dict[str, str | None]) -> Columns:
    return msgspec.convert({thing: name for thing, name in held.items() if name}, Columns)


def _named(path: str, names: Collection[str]) -> str | None:
    return next((way for way in path.split("|") if way in names), None)


def _fits(said: Any, told_by: tuple[str, ...]) -> bool:
    for path in told_by:
        way, equals, value = path.partition("=")
        found = finder(way)(said)
        if found is None or (equals and found != value):
            return False
    return isinstance(said, dict)
