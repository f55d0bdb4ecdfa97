"""Who may ask for what. Pure: roles, modes and figures in, a verdict out."""

from typing import Literal

import msgspec

Role = Literal["operator", "trusted", "allowed", "stranger", "denied"]
Mode = Literal["closed", "list", "open"]
Kind = Literal["public", "private", "denied", "export"]
"""Of chat: anybody can read it; members only; never to be audited; a file that the asker holds."""

Verdict = Literal["allowed", "operators-only", "closed", "not-on-the-list", "denied", "chat-denied", "for-the-trusted",
                  "quota-person", "quota-chat"]  # fmt: skip

Who = Literal["everybody", "askers", "operators"]
"""For whom a command is: `everybody` is answered in every mode, for people's rights and how to find them; `askers` are
those whom the operator lets ask for audits."""


class Quota(msgspec.Struct, frozen=True):
    """How many audits a day: of one person, and of one chat."""

    person: int = 5
    chat: int = 4


class Used(msgspec.Struct, frozen=True):
    """How many of them were asked for within a day."""

    person: int = 0
    chat: int = 0


def role_of(person: int, granted: str, operators: frozenset[int]) -> Role:
    """What somebody is here."""
    if person in operators:
        return "operator"
    match granted:
        case "trusted" | "allowed" | "denied":
            return granted
        case _:
            return "stranger"


def decide_command(role: Role, mode: Mode, who: Who) -> Verdict:
    """Whether somebody may use a command that is for these people."""
    if who == "everybody" or role == "operator":
        return "allowed"
    if who == "operators":
        return "operators-only"
    if role == "denied":
        return "denied"
    if mode == "closed":
        return "closed"
    if mode == "list" and role == "stranger":
        return "not-on-the-list"
    return "allowed"


def decide_chat(role: Role, mode: Mode, kind: Kind) -> Verdict:
    """Whether somebody may have an audit of such a chat, or see one that is there."""
    verdict = decide_command(role, mode, "askers")
    if verdict != "allowed":
        return verdict
    if kind == "denied":
        return "chat-denied"
    if kind == "private" and role not in {"operator", "trusted"}:
        return "for-the-trusted"
    return "allowed"


def decide_new(role: Role, mode: Mode, kind: Kind, used: Used, quota: Quota) -> Verdict:
    """Whether a new audit of such a chat may be begun for somebody; whom the operator trusts has no quota."""
    verdict = decide_chat(role, mode, kind)
    if verdict != "allowed" or role in {"operator", "trusted"}:
        return verdict
    if used.person >= quota.person:
        return "quota-person"
    if kind != "export" and used.chat >= quota.chat:
        return "quota-chat"
    return "allowed"
