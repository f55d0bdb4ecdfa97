"""What stands around the chats in an export of a full account. All of it is other people's and the exporter's own
business: none of it may be read, kept or shown."""

from typing import Any

NEVER_READ = (
    "Қуанышбаева",
    "+7 701 555 81 92",
    "+7 747 555 03 64",
    "Ящик для тайн",
    "198.51.100.77",
    "@kuanysh_private_k7",
    "Сообщение матери о давлении",
    "Личная заметка номер сорок",
)
"""Strings of a full account that no output may hold."""


def _message(number: int, at: str, name: str, user: int, text: str) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": at,
        "from": name,
        "from_id": f"user{user}",
        "text": text,
    }


BEFORE_CHATS: dict[str, Any] = {
    "about": "Here is the data you requested. Remember: Telegram is ad free.",
    "personal_information": {
        "user_id": 187_310_442,
        "first_name": "Мадина",
        "last_name": "Қуанышбаева",
        "phone_number": "+7 701 555 81 92",
        "username": "@kuanysh_private_k7",
        "bio": "Ящик для тайн",
    },
    "profile_pictures": [],
    "stories": [],
    "contacts": {
        "about": "If you allow access, contacts are continuously synced with Telegram.",
        "list": [
            {
                "user_id": 201_776_310,
                "first_name": "Мама",
                "last_name": "",
                "phone_number": "+7 747 555 03 64",
                "date": "2017-05-02T10:11:12",
            },
            {"date": "2017-06-01T00:00:00"},
        ],
    },
    "frequent_contacts": {
        "about": "People you message frequently.",
        "list": [{"id": 201_776_310, "category": "people", "type": "user", "name": "Мама", "rating": 17.5}],
    },
    "sessions": {
        "about": "We store this to display your connected devices.",
        "list": [
            {
                "last_active": "2018-04-11T05:00:00",
                "last_ip": "198.51.100.77",
                "last_country": "Kazakhstan",
                "last_region": "Almaty",
                "application_name": "Telegram Desktop",
                "application_version": "1.3.10",
                "device_model": "PC",
                "platform": "Windows",
                "system_version": "10",
                "created": "2018-01-01T00:00:00",
            }
        ],
    },
    "web_sessions": {"about": "Sites you logged in to with Telegram.", "list": []},
    "other_data": {"about": "Other data.", "created_chats": [1, 2, 3], "drafts": {"count": 0}},
}

CHATS_BEFORE: tuple[dict[str, Any], ...] = (
    {
        "name": "Мама",
        "type": "personal_chat",
        "id": 201_776_310,
        "messages": [
            _message(11, "2018-01-03T09:00:00", "Мама", 201_776_310, "Сообщение матери о давлении"),
            _message(12, "2018-01-03T09:05:00", "Мадина Қуанышбаева", 187_310_442, "Заеду вечером"),
        ],
    },
    {
        "type": "saved_messages",
        "id": 187_310_442,
        "messages": [
            _message(3, "2018-02-01T09:00:00", "Мадина Қуанышбаева", 187_310_442, "Личная заметка номер сорок")
        ],
    },
)

CHATS_AFTER: tuple[dict[str, Any], ...] = (
    {
        "name": "Weather",
        "type": "bot_chat",
        "id": 150_150_150,
        "messages": [_message(40, "2018-03-01T08:00:00", "Weather", 150_150_150, "+3, ветер")],
    },
    {
        "name": "Подъезд 4",
        "type": "private_group",
        "id": 244_120_031,
        "messages": [
            {
                "id": 7,
                "type": "service",
                "date": "2018-02-10T18:00:00",
                "actor": "Айбек Сапаров",
                "actor_id": "user312450071",
                "action": "create_group",
                "title": "Подъезд 4",
                "members": ["Айбек Сапаров", "Мадина Қуанышбаева", "Ирина К."],
                "text": "",
            },
            _message(8, "2018-02-10T18:02:00", "Айбек Сапаров", 312_450_071, "Домофон починят в среду"),
            _message(9, "2018-02-10T18:09:00", "Ирина К.", 298_004_417, "Спасибо"),
        ],
    },
    {
        "name": "Қала жаңалықтары",
        "type": "public_channel",
        "id": 1_120_440_091,
        "messages": [
            {
                "id": 1,
                "type": "service",
                "date": "2018-02-01T00:00:00",
                "actor": "Қала жаңалықтары",
                "actor_id": "channel1120440091",
                "action": "create_channel",
                "title": "Қала жаңалықтары",
                "text": "",
            },
            {
                "id": 2,
                "type": "message",
                "date": "2018-02-01T10:00:00",
                "from": "Қала жаңалықтары",
                "from_id": "channel1120440091",
                "text": "Бүгін жол жөнделеді",
            },
        ],
    },
    {"name": None, "type": "personal_chat", "id": 99_100_101, "messages": []},
)

LEFT_CHATS: tuple[dict[str, Any], ...] = (
    {
        "name": "Барахолка",
        "type": "public_supergroup",
        "id": 1_099_511_200,
        "messages": [_message(5, "2018-01-20T12:00:00", "Продавец", 277_001_555, "Продам коляску")],
    },
)
