"""What WhatsApp itself says in a chat of who came and left.

Its sentences are in the language of the phone. A row of the table is how a deed is said in one language: the words that
stand between names. Of other languages, and of what is said in other words, only the number is known.
"""

import re
from typing import Literal

import msgspec

from auditor.collect.telegram import Deed

YOU = re.compile(r"You|Вы|вас|Сіз|сізді|Tú|te|Você|Du|dich|Vous|vous|Tu|ti|Sen|Siz|sizi|Ви", re.IGNORECASE)
"""The one whose phone wrote the export; under which name they write is not said."""

LONGEST_SENTENCE = 4_000
"""Letters; what is longer is no sentence of WhatsApp's."""

Shape = Literal["who", "whom", "who whom", "whom by you", "who, whom"]
"""Whom a sentence names: who did it before the words and to whom behind them; only one of them before the words; to
whom, of something that the owner of the phone did; both before the words."""


class Row(msgspec.Struct, frozen=True):
    """How a deed is said. `ending`: words at the end of the sentence, behind a name."""

    deed: Deed
    shape: Shape
    words: str
    ending: str = ""


_LINK = r"(?:\S+ )*?\S*(?:{})\S*(?: \S+)*"
_RU_LINK, _DE_LINK, _TR_LINK = _LINK.format("ссылк|приглаш"), r"(?:\S+ )*?\S*inladungslink\S*(?: \S+)*", r"bağlantı"

TABLE = (
    # English
    Row("link", "who", r"joined (?:using|via) (?:\S+ ){0,2}?(?:group's |invite )*(?:invite )?link"),
    Row("community", "who", r"joined(?: (?:this group )?(?:from|via) (?:the|this) community)?"),
    Row("add", "whom", r"was added"),
    Row("remove", "whom", r"was removed"),
    Row("add", "who whom", r"added"),
    Row("remove", "who whom", r"removed"),
    Row("remove", "who", r"left(?: the group)?"),
    Row("create", "who", r"created (?:this )?group(?: [\"“].*[\"”])?"),
    # Russian
    Row("link", "who", rf"(?:присоедин|вступ|вош)\S*,? {_RU_LINK}"),
    Row("add", "who whom", r"добавил\S*"),
    Row("remove", "who whom", r"удалил\S*"),
    Row("remove", "who", r"(?:выше?л|покинул)\S*(?: (?:из группы|группу))?"),
    Row("create", "who", r"создал\S* группу(?: [«\"].*[»\"])?"),
    # Kazakh
    Row("link", "who", r"(?:осы )?(?:топқа|топтың) (?:\S+ )*?\S*сілтеме\S*(?: \S+)* қосылды"),
    Row("remove", "who", r"(?:топтан )?шықты"),
    Row("create", "who", r"[\"«].*[\"»] (?:тобын|топ) (?:құрды|жасады)"),
    # Spanish
    Row("link", "who", r"se unió (?:al grupo )?(?:usando|mediante|con|a través de) (?:el|un) enlace.*"),
    Row("add", "who whom", r"(?:añadió|agregó) a"),
    Row("add", "whom by you", r"(?:Añadiste|Agregaste) a"),
    Row("remove", "who whom", r"(?:eliminó|sacó) a"),
    Row("remove", "whom by you", r"Eliminaste a"),
    Row("remove", "who", r"(?:salió|abandonó)(?: (?:del|el) grupo)?"),
    Row("create", "who", r"creó (?:el|este) grupo(?: [\"“].*[\"”])?"),
    # Portuguese
    Row("link", "who", r"entrou (?:no grupo )?(?:usando|através do|com) (?:o |um )?link.*"),
    Row("community", "who", r"entrou(?: neste grupo através da comunidade)?"),
    Row("add", "whom", r"foi adicionad\S+"),
    Row("remove", "whom", r"foi removid\S+"),
    Row("add", "who whom", r"adicionou"),
    Row("remove", "who whom", r"removeu"),
    Row("remove", "who", r"saiu(?: do grupo)?"),
    Row("create", "who", r"criou (?:o|este) grupo(?: [\"“].*[\"”])?"),
    # German
    Row("link", "who", rf"(?:ist|bist) {_DE_LINK} beigetreten"),
    Row("remove", "who", r"(?:hat|hast) die Gruppe verlassen"),
    Row("create", "who", r"(?:hat|hast) (?:die|diese) Gruppe(?: [\"„].*[\"“”])? erstellt"),
    Row("add", "who whom", r"(?:hat|hast)", "hinzugefügt"),
    Row("remove", "who whom", r"(?:hat|hast)", "entfernt"),
    # French
    Row("link", "who", r"(?:a|avez) rejoint le groupe (?:\S+ )*?lien\S*(?: \S+)*"),
    Row("add", "who whom", r"(?:a|avez) ajouté"),
    Row("remove", "who whom", r"(?:a|avez) (?:supprimé|retiré|enlevé)"),
    Row("remove", "who", r"(?:(?:a|avez) quitté(?: le groupe)?|est parti\S*)"),
    Row("create", "who", r"(?:a|avez) créé (?:le|ce) groupe(?: [\"«“].*[\"»”])?"),
    # Italian
    Row("link", "who", r"(?:è|sei) entrat\S+ (?:\S+ )*?link(?: \S+)*"),
    Row("add", "who whom", r"(?:ha|hai) aggiunto"),
    Row("remove", "who whom", r"(?:ha|hai) rimosso"),
    Row("remove", "who", r"(?:(?:ha|hai) abbandonato(?: il gruppo)?|(?:è|sei) uscit\S+(?: dal gruppo)?)"),
    Row("create", "who", r"(?:ha|hai) creato (?:il|questo) gruppo(?: [\"“].*[\"”])?"),
    # Turkish
    Row("link", "who", rf"(?:bu |grubun )?(?:\S+ )??davet {_TR_LINK}\S*(?: \S+)* katıldı\S*"),
    Row("add", "who, whom", r"kişisini ekledi\S*"),
    Row("remove", "who, whom", r"kişisini (?:gruptan )?çıkardı\S*"),
    Row("remove", "who", r"(?:gruptan )?(?:ayrıldı|çıktı)\S*"),
    # Ukrainian
    Row("link", "who", r"приєдна\S*,? (?:\S+ )*?\S*посилання\S*(?: \S+)*"),
    Row("add", "who whom", r"дода(?:в|л)\S*"),
    Row("remove", "who whom", r"видали(?:в|л)\S*"),
    Row("remove", "who", r"(?:вийш|покину)\S*(?: (?:з групи|групу))?"),
    Row("create", "who", r"створи(?:в|л)\S* групу(?: [«\"].*[»\"])?"),
)
"""At one place of a sentence the first row that fits counts."""

_CHANGED = re.compile(
    r"(?P<before>\+[\d\s()\u2011-]{6,24}?)"
    r" (?:changed to|сменил\S* на|cambió (?:su número )?a|mudou para|hat zu|a changé pour)"
    r" (?P<after>\+[\d\s()\u2011-]{6,24})(?: gewechselt)?\.?"
)
"""A number became another: the same person."""

_OTHERS = re.compile(
    # Encryption, numbers and codes
    "end-to-end encrypted|сквозным шифрованием|шифрлан|extremo a extremo|ponta a ponta|Ende-zu-Ende|de bout en bout"
    "|crittografat|uçtan uca|наскрізн|security code|код безопасности|código de segur|Sicherheitsnummer|code de sécurité"
    "|changed their phone number|изменил.? номер|phone number to a new"
    # The group's name, picture and settings, its admins, what was pinned
    "|changed (?:this|the) group|changed the (?:subject|group|message|settings)|pinned a message|an admin|message timer"
    "|turned (?:on|off)|disappearing|requested to join|started a (?:call|video|voice)|[Mm]issed (?:group )?v"
    "|изменил.{0,4} (?:тему|иконку|изображение|фото|описание|название|настройки)|администратор|закрепил.{0,4} сообщение"
    "|исчезающи|cambió|admin\\.|administrador|mudou|alterou|geändert|Admin|modifié|administrateur|ha cambiato"
    "|amministrator|değiştirdi|yönetici|змінив|змінила|адміністратор"
)
"""What WhatsApp says of other things, by some of its words."""

_GROUPED: dict[str, list[Row]] = {}
for _row in TABLE:
    _GROUPED.setdefault(_row.words, []).append(_row)
_WORDS = re.compile(
    "(?:^|(?<= ))(?:" + "|".join(f"(?P<r{n}>{words})" for n, words in enumerate(_GROUPED)) + r")(?= |\.?$)", re.DOTALL
)
_ROWS = tuple(_GROUPED.values())


class Told(msgspec.Struct, frozen=True):
    """What WhatsApp says: a deed with those it names, no deed for other things, both numbers of somebody whose number
    changed."""

    deed: Deed | None = None
    who: str | None = None
    whom: str | None = None
    renamed: tuple[str, str] | None = None


def parse_sentence(sentence: str) -> Told | None:
    """What a sentence of WhatsApp's says; None where it is not known."""
    sentence = sentence.strip()
    if len(sentence) > LONGEST_SENTENCE:
        return None
    changed = _CHANGED.fullmatch(sentence)
    if changed is not None:
        return Told(renamed=(changed["before"].strip(), changed["after"].strip()))
    for found in _WORDS.finditer(sentence):
        before, behind = sentence[: found.start()].strip(), sentence[found.end() :].strip()
        for row in _ROWS[int((found.lastgroup or "r0")[1:])]:
            read = _read(row, before, behind)
            if read is not None:
                return read
    return Told() if _OTHERS.search(sentence) else None


def _read(row: Row, before: str, behind: str) -> Told | None:
    """The names of a sentence of that shape; None where it has another."""
    if row.ending:
        behind, ended, rest = behind.rpartition(f" {row.ending}")
        if not ended or rest:
            return None
    closed = behind in {"", "."}  # a full stop may follow words of WhatsApp's; behind a name it is the name's
    who, _, whom = before.partition(", ")
    named: dict[Shape, tuple[str | None, str | None, bool]] = {
        "who": (before, None, closed),
        "whom": (None, before, closed),
        "who whom": (before, behind, True),
        "whom by you": ("You", behind, not before),
        "who, whom": (who, whom, closed),
    }
    actor, affected, fits = named[row.shape]
    return Told(row.deed, actor, affected) if fits and "" not in (actor, affected) else None


_CREATED = re.compile(
    r"(?:created group|создал\S* группу|creó el grupo|criou o grupo|die Gruppe|créé le groupe|creato il gruppo"
    r"|створи\S* групу) [\"«“„]"
)


def names_a_group(beginning: str) -> bool:
    """Whether what stands before a colon is WhatsApp's word on a new group, whose name holds the colon."""
    return _CREATED.search(beginning) is not None
