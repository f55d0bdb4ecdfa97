"""Puts reports and states into words. Pure; the sentences are English here, and the catalogues hold the others.

What is said is HTML as Telegram takes it: every title, name and figure is escaped, and no message is longer than a
screen.
"""

from html import escape
from typing import TYPE_CHECKING

import msgspec

from auditor.languages.spoken import LANGUAGES, language
from auditor.report.answer.answer import answer_of
from auditor.report.answer.passage import Passage
from auditor.report.report import AuditReport
from auditor.report.statements import signs
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.wording import Wording

if TYPE_CHECKING:
    from storage.companion.jobs import Job

FIGURES = 4
FINDINGS = 2
NOTES = 2
LONGEST = 4_000
"""Telegram takes 4,096 characters; a figure in one of the languages may be longer than we think."""

Buttons = list[list[tuple[str, str]]]
"""Rows of (label, callback data)."""


class Answer(msgspec.Struct, frozen=True):
    """One message: HTML, and its buttons."""

    html: str
    buttons: Buttons = []


def hello(words: Wording) -> Answer:
    """To somebody new."""
    first, *rest = [
        words.text("Dead Souls measures whether the crowd in a Telegram chat is real."),
        words.text("Send me the @name or the link of a public group or channel, forward a message from it, or choose it"
                   " with a button. A file works, too, up to 20 MB: an export of a chat from Telegram Desktop, WhatsApp"
                   " or Discord, or a table of who wrote what and when."),
        words.text("I answer with the main figures and their bounds (how low and how high they can be), a card, a page"
                   " and tables. I measure crowds and name nobody. In the chat itself I only read."),
        words.text("/help lists what I can do, /privacy says what is kept, /language changes the language."),
    ]  # fmt: skip
    return Answer("\n\n".join([f"<b>{escape(first)}</b>", *map(escape, rest)]))


def in_private_first(words: Wording) -> Answer:
    """To somebody in a group who asked for what goes to them alone."""
    return Answer(escape(words.text("Please write to me in private first: I send files only there.")))


def as_yourself(words: Wording) -> Answer:
    """To a command in the name of a group or a channel."""
    said = words.text("This was written in the name of a chat, so I cannot know who asks. Please write the command as"
                      " yourself, or to me in private.")  # fmt: skip
    return Answer(escape(said))


def denied(resolved: bool, words: Wording) -> Answer:
    """A chat is on the deny list: the chat itself, or only what was typed."""
    if resolved:
        return Answer(escape(words.text("Done.")))
    said = words.text("Only this very name or link is denied: I could not find out which chat is behind it. The same"
                      " chat can still be asked for by another name or link. Deny it by its number or its @name as"
                      " well, or again once I can see it.")  # fmt: skip
    return Answer(escape(said))


def not_so_often(minutes: int, words: Wording) -> Answer:
    """To somebody who asks again and again what is kept about them."""
    return Answer(escape(words.count_text(
        "You have asked this several times just now. Please ask again in {count} minute.",
        "You have asked this several times just now. Please ask again in {count} minutes.", minutes,
    )))  # fmt: skip


def no_longer(words: Wording) -> str:
    """To a tap on a button that means nothing, or nothing any longer."""
    return words.text("This button no longer works.")


def refusal(verdict: str, words: Wording) -> Answer:
    """Why somebody may not have what they asked for."""
    said = {
        "operators-only": words.text("This command is only for the operators of this bot."),
        "closed": words.text("This bot is closed: only its operators can ask for audits."),
        "not-on-the-list": words.text("Only people on the operator's list can ask for audits here."),
        "denied": words.text("The operator has closed this bot for your account. /privacy, /me and /forget still work"
                             " for you."),
        "chat-denied": words.text("This chat is not audited here."),
        "for-the-trusted": words.text("Private chats and invite links are only for people whom the operator trusts."),
        "quota-person": words.text("One person can ask for only so many audits a day, and today's are used up. Please"
                                   " try again tomorrow."),
        "quota-chat": words.text("One chat can be audited only so many times a day, and today's audits are used up."
                                 " Please try again tomorrow."),
    }  # fmt: skip
    return Answer(escape(said.get(verdict, verdict)))


def how_to_ask(words: Wording) -> Answer:
    """To somebody whose words named no chat."""
    return failure("usage", words)


def failure(slug: str, words: Wording) -> Answer:
    """Why there is no audit; by the kind of error and, behind a stroke, its cause."""
    kind, _, cause = slug.partition("/")
    by_cause = {
        "no-such-chat": words.text("I found no chat with this name. Please check the name."),
        "person": words.text("This is a person or a bot, not a chat. I audit chats only, never people."),
        "private": words.text("Only members can read this chat."),
        "members-only": words.text("Only members can read this chat. The account I read chats with can join it:"
                                   " everybody there sees that, and the account leaves after the audit."),
        "invite": words.text("This invite link does not work, or no longer works."),
        "unknown-id": words.text("The account I read chats with does not know this chat. Please send its @name or an"
                                 " invite link."),
        "frozen": words.text("Telegram has frozen the account I read chats with. The operator has to sign in another"
                             " one."),
        "outdated": words.text("Telegram answers in words that are newer than I know. What was read is kept; the"
                               " operator has to update me first."),
        "malformed": words.text("I cannot understand Telegram's answer. What was read is kept; please try again"
                                " later."),
        "refused": words.text("Telegram refuses to give what this audit needs. What was read is kept; please try again"
                              " later, and if it happens again, tell the operator."),
        "restricted": words.text("Telegram has restricted this chat where my reading account is."),
        "no-log": words.text("The account I read chats with is no admin there, so it cannot read the admin log."),
        "removed": words.text("The account I read chats with was removed from this chat, or the chat was closed."),
        "asked-to-join": words.text("The account I read chats with has asked to join; the admins of the chat have not"
                                    " answered yet."),
        "too-big": words.text("This file is larger than 20 MB, and Telegram gives no larger files to bots. Put it into"
                              " a .zip first: exports become six to nine times smaller. If that is still too large,"
                              " export a shorter span of time, or audit the file on a computer with the deadsouls"
                              " command."),
        "too-big-zip": words.text("This .zip is larger than 20 MB, and Telegram gives no larger files to bots. Export a"
                                  " shorter span of time without photos and other files, or audit the export on a"
                                  " computer with the deadsouls command."),
    }  # fmt: skip
    by_kind = {
        "chat-unreachable": words.text("The account I read chats with cannot read this one."),
        "export-unreadable": words.text("I cannot read this file. I read exports of chats from Telegram Desktop (JSON"
                                        " is best, or HTML), WhatsApp (.txt) and Discord (JSON), and tables (CSV or"
                                        " JSON, a spreadsheet saved as CSV), by themselves or in a .zip. The deadsouls"
                                        " command on a computer reads more, and says what is wrong with a file."),
        "chat-not-chosen": words.text("This file holds several chats. Please export the one chat by itself."),
        "chat-denied": words.text("This chat is not audited here."),
        "telegram-refused": words.text("The account I read chats with was signed out. Only the operator can sign it in"
                                       " again."),
        "unknown-audit": words.text("There is no audit of this chat yet, or it is no longer kept."),
        "usage": words.text("I do not see which chat you mean. Send its @name or a t.me link, or forward a message from"
                            " it."),
    }  # fmt: skip
    otherwise = words.text("Something went wrong on our side. Please try again later; if it happens again, tell the"
                           " operator.")  # fmt: skip
    if kind == "broken" and cause:
        otherwise += " " + words.text("The operator finds it in the log as error {number}.", number=cause)
    return Answer(escape(by_cause.get(cause) or by_kind.get(kind) or otherwise))


def waiting(job: "Job", place: int, words: Wording, *, seconds_left: int | None = None, now: int = 0) -> Answer:
    """How an audit goes: its place in the queue, the stage, the percent, the time left, what it waits for."""
    title = f"<b>{escape(words.chat_title(job.title, 60))}</b>\n" if job.title else ""
    if job.state == "waiting":
        said = words.text("Place in the queue: {place}.", place=place) if place else words.text("This audit is next.")
    elif job.state == "parked":
        said = _why_it_waits(job.slug, max(1, round((job.not_before - now) / 60)), words)
    else:
        said = " ".join(how_far(job, words, seconds_left))
    return Answer(f"{title}{escape(said)}", [[(words.text("Stop"), f"stop:{job.job}")]])


def accepted(job: "Job", place: int, words: Wording) -> Answer:
    """The first word to whoever asks. It stays true whatever comes, even where a kill leaves it beside its answer."""
    title = f"<b>{escape(words.chat_title(job.title, 60))}</b>\n" if job.title else ""
    said = words.text("Accepted, as number {place} in the queue.", place=place) if place else words.text("Accepted.")
    return Answer(f"{title}{escape(said)}", [[(words.text("Stop"), f"stop:{job.job}")]])


def _why_it_waits(slug: str, minutes: int, words: Wording) -> str:
    known = {
        "telegram-refused": words.text(
            "The account I read chats with was signed out. I will go on by myself once the operator has signed it in."
        ),
        "telegram-refused/in-use": words.text(
            "The account I read chats with is used by another program just now. I will go on by myself once it is free."
        ),
        "telegram-refused/unreachable": words.text(
            "Telegram cannot be reached just now. I will go on by myself once it can."
        ),
        "telegram-refused/deactivated": words.text(
            "Telegram has banned the account I read chats with. I will go on by myself once the operator has signed in"
            " another one."
        ),
        "answer-unreadable/outdated": words.text(
            "Telegram answers in words that are newer than I know. I will go on by myself once the operator has updated"
            " me."
        ),
        "audit-parked/asked-to-join": words.text(
            "I have asked to join this chat. I will go on by myself once its admins agree."
        ),
        "audit-parked/guard-bot": words.text(
            "A guard bot stands before this chat, and the operator has to answer it. I will go on by myself after that."
        ),
    }
    if slug in known:
        return known[slug]
    if slug == "audit-parked":
        return words.count_text(
            "I have to wait for Telegram. I will go on by myself in about {count} minute.",
            "I have to wait for Telegram. I will go on by myself in about {count} minutes.",
            minutes,
        )
    return words.count_text(
        "Something did not work. I will try again by myself in about {count} minute.",
        "Something did not work. I will try again by myself in about {count} minutes.",
        minutes,
    )


def how_far(job: "Job", words: Wording, seconds_left: int | None) -> list[str]:
    stages = {
        "members": words.text("Reading the member list"),
        "history": words.text("Reading the history"),
        "ancestor": words.text("Reading the group's older history"),
        "admin-log": words.text("Reading the admin log"),
        "invites": words.text("Reading the invite links"),
        "measuring": words.text("Working out the figures"),
        "export": words.text("Reading the export"),
    }
    said = [stages.get(job.stage, words.text("Looking for the chat"))]
    if job.total:
        said[0] += f": {words.percent(min(1.0, int(100 * job.done / job.total) / 100))}"
    said[0] += "."
    if seconds_left is not None:
        minutes = max(1, round(seconds_left / 60))
        said.append(words.count_text("About {count} minute left.", "About {count} minutes left.", minutes))
    return said


def stopped(words: Wording) -> Answer:
    """After /cancel."""
    return Answer(escape(words.text("Stopped. What has been read so far is kept for the next audit of this chat.")))


def nothing_to_stop(words: Wording) -> Answer:
    """After /cancel or /status of somebody who waits for nothing."""
    return Answer(escape(words.text("You are not waiting for any audit.")))


def not_exact(words: Wording) -> str:
    """Beside tables of whoever asked for exact ones."""
    return words.text(
        "Exact tables are made on the operator's machine alone: they tell people apart. These are in bands."
    )


def summary(
    report: AuditReport, audit: int, words: Wording, *, age_hours: int | None = None, private: bool = True
) -> Answer:
    """A report in at most one screen: the answer with its uncertainty, what nobody can know, the figures that matter,
    further findings, what could not be seen."""
    coverage, answer = report.coverage, answer_of(report, words)
    lines = [f"<b>{escape(words.chat_title(report.chat.title, 80))}</b> · {escape(words.date_in_words(report.as_of))}"]
    if age_hours is not None:
        lines.append(f"<i>{escape(_age(age_hours, words))}</i>")
    lines += [f"<i>{escape(sentence)}</i>" for sentence in answer.caveats]
    said = [said_in_html(answer.answer), said_in_html(answer.verdict), f"<i>{said_in_html(answer.cannot_know)}</i>"]
    for passage, html in zip((answer.answer, answer.verdict, answer.cannot_know), said, strict=True):
        lines += ["", html] if passage else []
    figures = key_figures(report, FIGURES, answer.picture)
    lines += [""]
    lines += [
        f"▪️ {escape(words.measure_title(name))}: <b>{escape(words.figure(measure))}</b>" for name, measure in figures
    ] or [escape(words.text("Nothing could be measured."))]
    lines += ["", *_findings(report, words)]
    notes = coverage.notes[:NOTES]
    if notes:
        lines += ["", f"<b>{escape(words.text('What could not be seen ({read})', read=_read(report, words)))}</b>"]
        lines += [f"– {escape(words.note(note))}" for note in notes]
    buttons = _buttons(audit, len(coverage.notes), words, private=private)
    if private and answer.picture == "wave" and report.chat.read.live:
        buttons.append([(words.text("The wave (for admins of the chat)"), f"wave:{audit}")])
    if private and any("messages" in row for rows in report.evidence.values() for row in rows):
        buttons.append([(words.text("With message ids"), f"pointers:{audit}")])
    return Answer(cut(lines), buttons)


def said_in_html(passage: Passage) -> str:
    """A passage, its figures in bold."""
    return "".join(f"<b>{escape(run.text)}</b>" if run.is_figure else escape(run.text) for run in passage.runs)


def _age(hours: int, words: Wording) -> str:
    if hours < 1:
        return words.text("Audited less than an hour ago.")
    return words.count_text("Audited {count} hour ago.", "Audited {count} hours ago.", hours)


def _read(report: AuditReport, words: Wording) -> str:
    coverage = report.coverage
    read = words.count_text("{count} message read", "{count} messages read", coverage.messages)
    if not coverage.first:
        return read
    return f"{read}, {words.date_in_words(coverage.first)} – {words.date_in_words(coverage.last)}"


def _findings(report: AuditReport, words: Wording) -> list[str]:
    """How many signs exceed their limits, and the next of them; beside each, and beside the one that the answer tells
    of, its innocent explanation."""
    if not report.findings:
        return [escape(words.text("Signs of forced adding or coordination: not looked for in this audit."))]
    lines = [escape(line) for line in (signs.counted(report, words), signs.left_out(report, words)) if line]
    for place, finding in enumerate(signs.exceeding(report)[:FINDINGS]):
        told = signs.title_of(finding, words) if place == 0 else signs.brief(finding, words)
        lines.append(f"▫️ {escape(told)} <b>({escape(words.strength(finding.strength))})</b>")
        lines.append(f"<i>{escape(words.misleads(finding.id))}</i>")
    return lines


def _buttons(audit: int, notes: int, words: Wording, *, private: bool) -> Buttons:
    files = [("Page", words.text("Page")), ("csv", "CSV"), ("json", "JSON")]
    rows: Buttons = [[(label, f"{kind.lower()}:{audit}") for kind, label in files]]
    if notes:
        rows.append([(words.text("What could not be seen"), f"unseen:{audit}")])
    if private:
        rows.append([(words.text("Audit again"), f"again:{audit}"), (words.text("Language"), f"in:{audit}")])
    return rows


def in_which_language(audit: int) -> Buttons:
    """The choice of languages for one report."""
    labels = [(language(each).name, f"show:{audit}:{each}") for each in LANGUAGES]
    return [labels[at : at + 2] for at in range(0, len(labels), 2)]


def unseen(report: AuditReport, words: Wording) -> Answer:
    """Every note on what could not be seen."""
    lines = [f"<b>{escape(words.text('What could not be seen'))}</b>"]
    lines += [f"– {escape(words.note(note))}" for note in report.coverage.notes]
    return Answer(cut(lines))


def cut(parts: list[str], between: str = "\n") -> str:
    """As many whole lines, or longer parts, as one message holds."""
    kept: list[str] = []
    room = LONGEST
    for part in parts:
        room -= len(part) + len(between)
        if room < 0:
            kept.append("…")
            break
        kept.append(part)
    return between.join(kept)
