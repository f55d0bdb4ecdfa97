"""What somebody typed of a message, apart from what WhatsApp writes in place of words.

For a picture that was left out, a file, a message that was taken back the export has a phrase in the language of the
phone. Taken for words, these would be copies of one another, posted by many people within minutes.
"""

import re

_PLACEHOLDERS = re.compile(
    r"<[^<>\n]{3,40}>|null"
    r"|(?:image|video|audio|sticker|GIF|document|[Cc]ontact card|video note|voice call|view once \w+) omitted"
    r"|\S+(?: de \w+)? (?:omitid[oa]|ocultad[oa]|weggelassen|absente?|omess[oa]|отсутствует|пропущен[оа]?)"
    r"|(?:You deleted this message|This message was deleted)(?: by admin.*)?"
    r"|(?:Вы удалили (?:данное|это) сообщение|(?:Данное |Это )?[Сс]ообщение удалено)(?: .{0,40})?"
    r"|Бұл хабар(?:лама)? (?:жойылды|өшірілді)|Сіз бұл хабар\S* (?:жойдыңыз|өшірдіңіз)"
    r"|Se eliminó este mensaje|Eliminaste este mensaje|Este mensaje fue eliminado"
    r"|Mensagem apagada|Você apagou esta mensagem|Esta mensagem foi apagada"
    r"|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht"
    r"|Ce message a été supprimé|Vous avez supprimé ce message"
    r"|Questo messaggio è stato eliminato|Hai eliminato questo messaggio"
    r"|Bu mesaj silindi|Bu mesajı sildiniz|(?:Це|Дане) повідомлення (?:було )?видалено"
    r"|Waiting for this message.{0,80}|(?:Live )?[Ll]ocation shared|[Mm]issed (?:group )?(?:voice|video) call"
)
_EDITED = re.compile(r"\s*<[^<>\n]{5,60}>$")
_EDITED_WORDS = re.compile(
    r"edited|измен|editad|editó|bearbeitet|modifié|modificat|düzenlendi|змінено|өзгертілді", re.IGNORECASE
)
_MARKED = re.compile(r"<\w[\w ]{0,40}: [^<>\n]+\.(\w{2,4})>")
_NAMED = re.compile(r"[^\n]{1,200}\.(\w{2,4}) \([^()\n]{4,40}\)")

NOT_TOLD = "?"


def typed(text: str) -> tuple[str, str]:
    """The words that somebody typed, and the suffix of the file beside them: "" without one, `NOT_TOLD` where only a
    phrase stands for it."""
    edited = _EDITED.search(text[-80:])
    if edited is not None and _EDITED_WORDS.search(edited.group()):
        text = text[: len(text) - len(edited.group())]
    first, _, rest = text.partition("\n")
    for attached in (_MARKED.fullmatch(first), _NAMED.fullmatch(first)):
        if attached is not None:
            return rest.strip(), attached[1].lower()
    if _PLACEHOLDERS.fullmatch(first.removesuffix(".")):
        return rest.strip(), NOT_TOLD
    return text, ""
