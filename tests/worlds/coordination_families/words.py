"""What people of these worlds say: sentences of word lists in Russian, Kazakh, Kyrgyz and English, drawn by the
batch."""

from typing import Any

import numpy as np

Rng = np.random.Generator

_LISTS = {
    "ru": (
        "и в не на что с это как у но по мы все вы уже когда если только нет да ещё потом тоже был там где кто опять"
        " завтра сегодня вчера вечером утром город улица район дом двор школа автобус цена хлеб вода свет газ дорога"
        " ремонт очередь больница врач учитель зарплата пенсия налог банк кредит рынок магазин телефон интернет погода"
        " снег дождь зима лето праздник матч команда игра фильм песня дети родители сосед друг народ власть закон суд"
        " выборы митинг новость канал сайт вопрос ответ правда деньги работа время жизнь думаю знаю вижу надо можно"
        " хочу скажите помогите смотрите работает открыли закрыли сделали обещали платить купить продать приехать"
    ),
    "kk": (
        "және бұл осы біз сіз олар бар жоқ енді кеше бүгін ертең таң кеш қала көше аудан үй аула мектеп автобус баға"
        " нан су жарық газ жол жөндеу кезек аурухана дәрігер мұғалім жалақы зейнетақы салық банк несие базар дүкен"
        " телефон желі ауа қар жаңбыр қыс жаз мереке ойын команда кино ән бала ата ана көрші дос халық билік заң сот"
        " сайлау жаңалық арна сұрақ жауап шындық ақша жұмыс уақыт өмір ойлаймын білемін көремін керек болады айтыңыз"
        " көмектесіңіз қараңыз жұмыс істейді ашты жапты жасады уәде төлеу алу сату келу қайда қашан неге қалай"
    ),
    "ky": (
        "жана бул ушул биз сиз алар бар жок эми кечээ бүгүн эртең таң кеч шаар көчө район үй короо мектеп автобус баа"
        " нан суу жарык газ жол оңдоо кезек оорукана дарыгер мугалим айлык пенсия салык банк насыя базар дүкөн телефон"
        " тармак аба кар жамгыр кыш жай майрам оюн команда кино ыр бала ата эне кошуна дос эл бийлик мыйзам сот шайлоо"
        " жаңылык канал суроо жооп чындык акча жумуш убакыт өмүр ойлойм билем көрөм керек болот айтыңыз жардам караңыз"
        " иштейт ачты жапты кылды убада төлөө алуу сатуу келүү кайда качан эмнеге кандай"
    ),
    "en": (
        "the a to of and in it is that for you on with this but not are was have they so what just like all when if one"
        " out now get know think see time people good day today tomorrow yesterday morning evening city street house"
        " school bus price bread water light gas road repair queue hospital doctor teacher salary pension tax bank loan"
        " market shop phone internet weather snow rain winter summer holiday match team game film song children parents"
        " neighbour friend law court election news channel site question answer truth money work life need want help"
        " look works opened closed promised pay buy sell come where why how never always maybe really again still"
    ),
}
_SYLLABLES = {
    "ru": "ба ве го ди жа зу ки ло ма ни пе ра со ту фа хо че ша вы кра сто при бло тря гне сва дро",
    "kk": "ба ге дұ жа зы қа лы ма не ңқа ор өл пі ра сә тұ ұл үш ша шы іл ай ер бек жан",
    "ky": "ба ге дө жа зы ка лу ма не ңа ор өл пе ра сү ту ул үш ша чы ил ай эр бек жан",
    "en": "ba ve go di ja zu ki lo ma ni pe ra so tu fa ho che sha wy cra sto pri blo tre gne swa dro",
}
_STOCK = {
    "ru": (
        "Спасибо большое за информацию", "Полностью поддерживаю вас", "Это уже обсуждали много раз", "Ну вы поняли",
        "Классика жанра", "Согласен на все сто процентов", "А что случилось, кто знает", "Ждём продолжения",
        "Сил вам и терпения", "Сколько стоит, подскажите", "Когда включат воду", "Где можно это прочитать",
        "Вот это поворот", "Ничего не понятно, но интересно", "Кто за, ставьте плюс", "Скоро сами всё узнаем",
    ),
    "kk": (
        "Рақмет ақпарат үшін", "Толық қолдаймын сізді", "Не болды, кім біледі", "Жалғасын күтеміз", "Қанша тұрады",
        "Суды қашан қосады", "Дұрыс айтасыз, рақмет", "Көпке топырақ шашпа", "Ел аман, жұрт тыныш болсын",
    ),
    "ky": (
        "Чоң рахмат маалымат үчүн", "Толук колдойм сизди", "Эмне болду, ким билет", "Уландысын күтөбүз",
        "Канча турат", "Сууну качан беришет", "Туура айтасыз, рахмат", "Эл аман, журт тынч болсун",
    ),
    "en": (
        "Thank you for the information", "I totally agree with you", "What happened, does anybody know",
        "Waiting for the next part", "How much does it cost", "This has been discussed before", "Now that is a twist",
        "Where can I read about it", "Same here, exactly the same", "Happy birthday, all the best",
    ),
}  # fmt: skip
_SHORT = {
    "ru": ("да", "нет", "+", "спасибо", "ок", "почему", "точно", "ага", "ясно", "согласен", "правильно", "а где", "Да"),
    "kk": ("иә", "жоқ", "рақмет", "дұрыс", "неге", "керемет", "келісемін", "ия", "жарайды", "қайда"),
    "ky": ("ооба", "жок", "рахмат", "туура", "эмнеге", "сонун", "макул", "болуптур", "кайда"),
    "en": ("yes", "no", "ok", "thanks", "why", "lol", "true", "agree", "same", "where", "Yes", "+1"),
}
_GREETINGS = {
    "ru": ("Доброе утро всем!", "Всем доброе утро, друзья", "Доброе утро, соседи!", "Всем привет и хорошего дня"),
    "kk": ("Қайырлы таң бәріне!", "Қайырлы таң, достар!", "Баршаңызға қайырлы күн"),
    "ky": ("Кутман таң баарыңарга!", "Кутман таң, достор!", "Баарыңыздарга жакшы күн"),
    "en": ("Good morning everyone!", "Morning all, have a great day", "Good morning, friends!"),
}
_EMOJI = "😀😂🔥👍👎❤️🙏👏🇰🇿🇰🇬🤔😡🎉💪✊🌸⚡️🕊️💙💛🤝😭🚀✅❗️"
_ENDS = np.array(["", "", "", ".", "!", "?", "...", ")", ")))", "!!"])

EMOJI = tuple(sign for sign in _EMOJI if sign not in "\ufe0f🇰🇿🇬")


class Tongue:
    """What one world speaks: a mixture of languages, each with some hundred words of its own making beside the list, so
    that no two worlds share a vocabulary. Drawn from `rng` when made."""

    def __init__(self, rng: Rng) -> None:
        names = list(_LISTS)
        share = rng.dirichlet(np.array([2.0, 1.0, 0.7, 0.5]) * rng.choice([0.3, 1.0]))
        size = np.maximum(1, (1_200 * share).astype(int))
        self.spoken: list[tuple[float, Any]] = []
        """Of each language the share of messages in it, and its words, the usual ones first."""
        for name, many in zip(names, size.tolist(), strict=True):
            listed = rng.permutation(np.array(_LISTS[name].split(), object))
            parts = np.array(_SYLLABLES[name].split())
            made = ["".join(row) for row in parts[rng.integers(len(parts), size=(max(200, many), 3))]]
            self.spoken.append((float(share[names.index(name)]), np.concatenate((listed, np.array(made, object)))))
        self.words = np.concatenate([words[len(words) // 3 :] for _, words in self.spoken])
        """Words of all of them that are not the most usual."""
        spoken = [name for name, part in zip(names, share, strict=True) if part > 0.15]
        self.stock = [text for name in spoken for text in _STOCK[name]]
        self.short = [text for name in spoken for text in _SHORT[name]]
        self.greetings = [text for name in spoken for text in _GREETINGS[name]]
        self.length = rng.uniform(4.0, 14.0)
        """Words of a message, in the middle."""

    def sentences(self, rng: Rng, many: int, least: int = 1, length: float | None = None) -> list[str]:
        """So many sentences, each in words of its own; of `length` words in the middle, and at least `least`."""
        sizes = np.maximum(least, rng.lognormal(np.log(length or self.length), 0.6, many).astype(int)).clip(max=60)
        which = np.repeat(rng.choice(len(self.spoken), size=many, p=[share for share, _ in self.spoken]), sizes)
        places = rng.random(int(sizes.sum())) ** 1.6
        words = np.empty(len(places), object)
        for number, (_, listed) in enumerate(self.spoken):
            mine = which == number
            words[mine] = listed[(len(listed) * places[mine]).astype(int)]
        drawn = words.tolist()
        ends = np.cumsum(sizes).tolist()
        closing = _ENDS[rng.integers(len(_ENDS), size=many)].tolist()
        begins = [0, *ends]
        said = [" ".join(drawn[begin:end]) for begin, end in zip(begins, ends, strict=False)]
        return [text[:1].upper() + text[1:] + close for text, close in zip(said, closing, strict=True)]


def zipf(rng: Rng, many: int, among: int, slope: float = 1.0) -> Any:
    """`many` places below `among`, the first the most often."""
    weight = 1.0 / np.arange(1, among + 1) ** slope
    return rng.choice(among, size=many, p=weight / weight.sum())


def edited(rng: Rng, text: str, how: str, tongue: Tongue) -> str:
    """A copy as somebody makes it who does not want it to look like one: `exact`, `dressed` (case, signs, emoji), or
    `reworded` (one word exchanged or added besides)."""
    if how == "exact":
        return text
    words = text.split()
    if how == "reworded" and len(words) > 6:
        place = int(rng.integers(len(words)))
        word = str(tongue.words[int(rng.integers(len(tongue.words)))])
        words[place : place + int(rng.integers(2))] = [word]
    said = " ".join(words).rstrip(".!?)")
    said = said.upper() if rng.random() < 0.1 else said.lower() if rng.random() < 0.3 else said
    return said + str(rng.choice(["", "!", "!!!", ".", " " + EMOJI[int(rng.integers(len(EMOJI)))]]))
