"""What a source shows that this version does not know: counted by name, so that a novelty is seen on its first day."""

from collections import Counter
from collections.abc import Iterable

from storage.records import NAMES_KEPT, Unknown

MOST_NAMES = 1_000
"""Names that are told apart; a file can hold a million."""

LONGEST_NAME = 48


class Unknowns:
    """Counts what is not known by its name; holds little, whatever comes."""

    def __init__(self, before: Unknown | None = None) -> None:
        self.count = before.count if before else 0
        self._names = Counter(dict(before.names) if before else {})

    def add(self, name: str) -> None:
        """One more of this name."""
        self.count += 1
        name = plain_name(name)
        if name in self._names or len(self._names) < MOST_NAMES:
            self._names[name] += 1

    def with_all(self, names: Iterable[str]) -> "Unknowns":
        """The same with these, too."""
        for name in names:
            self.add(name)
        return self

    @property
    def found(self) -> Unknown | None:
        """How many there were, and the names that came most often; None where there was none."""
        most = sorted(self._names.items(), key=lambda named: (-named[1], named[0]))[:NAMES_KEPT]
        return Unknown(self.count, tuple(most)) if self.count else None


def plain_name(name: str) -> str:
    """A name out of a file as something that can be shown: cut, and with all that does not print escaped."""
    cut = name[:LONGEST_NAME] + ("…" if len(name) > LONGEST_NAME else "")
    shown = (letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in cut)
    return "".join(shown) or "(none)"


TELEGRAMS_ACTIONS = frozenset(
    f"MessageAction{name}"
    for name in [
        "BoostApply",
        "BotAllowed",
        "ChangeCommunity",
        "ChangeCreator",
        "ChannelCreate",
        "ChannelMigrateFrom",
        "ChatAddUser",
        "ChatCreate",
        "ChatDeletePhoto",
        "ChatDeleteUser",
        "ChatEditPhoto",
        "ChatEditTitle",
        "ChatJoinedByLink",
        "ChatJoinedByRequest",
        "ChatJoinedViaCommunity",
        "ChatMigrateTo",
        "ConferenceCall",
        "ContactSignUp",
        "CustomAction",
        "Empty",
        "GameScore",
        "GeoProximityReached",
        "GiftCode",
        "GiftPremium",
        "GiftStars",
        "GiftTon",
        "GiveawayLaunch",
        "GiveawayResults",
        "GroupCall",
        "GroupCallScheduled",
        "HistoryClear",
        "InviteToGroupCall",
        "ManagedBotCreated",
        "NewCreatorPending",
        "NoForwardsRequest",
        "NoForwardsToggle",
        "PaidMessagesPrice",
        "PaidMessagesRefunded",
        "PaymentRefunded",
        "PaymentSent",
        "PaymentSentMe",
        "PhoneCall",
        "PinMessage",
        "PollAppendAnswer",
        "PollDeleteAnswer",
        "PrizeStars",
        "RequestedPeer",
        "RequestedPeerSentMe",
        "ScreenshotTaken",
        "SecureValuesSent",
        "SecureValuesSentMe",
        "SetChatTheme",
        "SetChatWallPaper",
        "SetMessagesTTL",
        "StarGift",
        "StarGiftPurchaseOffer",
        "StarGiftPurchaseOfferDeclined",
        "StarGiftUnique",
        "SuggestBirthday",
        "SuggestProfilePhoto",
        "SuggestedPostApproval",
        "SuggestedPostRefund",
        "SuggestedPostSuccess",
        "TodoAppendTasks",
        "TodoCompletions",
        "TopicCreate",
        "TopicEdit",
        "WebViewDataSent",
        "WebViewDataSentMe",
    ]
)
"""What a service message can tell of, as Telethon 1.45 names it: those that say who came or left are read, the rest
says nothing of that. A test compares the list with Telethon's own, so that somebody looks at what a new one brings."""

DESKTOPS_ACTIONS = frozenset(
    [
        "allow_sending_messages",
        "attach_menu_bot_allowed",
        "boost_apply",
        "clear_history",
        "conference_call",
        "create_channel",
        "create_group",
        "delete_group_photo",
        "edit_chat_theme",
        "edit_group_photo",
        "edit_group_title",
        "gift_code_prize",
        "giveaway_launch",
        "giveaway_results",
        "group_call",
        "group_call_scheduled",
        "invite_members",
        "invite_to_group_call",
        "join_group_by_link",
        "join_group_by_request",
        "join_group_via_community",
        "joined_telegram",
        "migrate_from_group",
        "migrate_to_supergroup",
        "paid_messages_price_change",
        "paid_messages_refund",
        "phone_call",
        "pin_message",
        "poll_append_answer",
        "poll_delete_answer",
        "process_suggested_post",
        "proximity_reached",
        "refunded_payment",
        "remove_members",
        "requested_peer",
        "requested_phone_number",
        "score_in_game",
        "send_passport_values",
        "send_payment",
        "send_premium_gift",
        "send_star_gift",
        "send_stars_gift",
        "send_ton_gift",
        "send_webview_data",
        "set_chat_wallpaper",
        "set_messages_ttl",
        "set_same_chat_wallpaper",
        "stars_prize",
        "suggest_birthday",
        "suggest_profile_photo",
        "suggested_post_refund",
        "suggested_post_success",
        "take_screenshot",
        "todo_append_tasks",
        "todo_completions",
        "topic_created",
        "topic_edit",
        "web_app_bot_allowed",
    ]
)
"""The same as Telegram Desktop writes it into an export."""
