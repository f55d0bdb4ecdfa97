"""Who the bot is, and how it hears what happens."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.faults import Refusal
from tests.telegram.bot_api.forms import Form
from tests.telegram.bot_api.updates import MOST
from tests.telegram.bot_api.webhook import Webhook

if TYPE_CHECKING:
    from tests.telegram.bot_api.server import LocalBotApi

__all__ = ["delete_webhook", "get_me", "get_updates", "get_webhook_info", "set_webhook"]

_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}


def get_me(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """The bot itself."""
    return api.bot.shown() | _ABILITIES


def get_updates(api: "LocalBotApi", form: Form) -> Awaitable[list[dict[str, Any]]]:
    """What happened, waited for if nothing did yet."""
    if api.webhook is not None:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
            " first",
        )
    api.updates.allow(form.object("allowed_updates"))
    limit = min(max(form.number("limit", MOST), 1), MOST)
    return api.updates.poll(form.number("offset"), limit, form.number("timeout"))


def set_webhook(api: "LocalBotApi", form: Form) -> bool:
    """From now on updates are brought to this address; an empty one is none."""
    webhook = Webhook(form.text("url"), form.text("secret_token")) if form.text("url") else None
    api.updates.allow(form.object("allowed_updates"))
    if form.flag("drop_pending_updates"):
        api.updates.waiting.clear()
    api.bring_to(webhook)
    return True


def delete_webhook(api: "LocalBotApi", form: Form) -> bool:
    """From now on the bot fetches its updates."""
    if form.flag("drop_pending_updates"):
        api.updates.waiting.clear()
    api.bring_to(None)
    return True


def get_webhook_info(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Where updates are brought to, how many wait, and what went wrong last."""
    webhook = api.webhook
    said: dict[str, Any] = {
        "url": "" if webhook is None else webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(api.updates.waiting),
        "allowed_updates": sorted(api.updates.allowed),
    }
    if webhook is not None and webhook.error:
        said |= {"last_error_date": webhook.error_at, "last_error_message": webhook.error}
    return said
