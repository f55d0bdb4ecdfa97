"""Names, usernames and phones of people who do not exist, each name borne by one of them."""

from collections.abc import Iterator
from random import Random


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_KAZAKH_HEADS = _listed(
    "Нұр Ай Бек Ер Жан Сер Дәу Мұра Қай Тем Аман Бол Кен Ора Шын Ару Гүл Са Мей Дин Ал Ас Бау Да Ес Ил Қан Мар На Ра"
    " Сұл Таң Ұлан Жұл Асыл Әл Бақыт Кәм Тоқ Абай Ақ Бай Сейіт Ғали Дос Жар Мәди Олжа Рүс Тұр"
)
_KAZAKH_TAILS = _listed(
    "сұлтан бек лан гүл жан зат мұрат нар бол қан ғали дос ерке мира сая шат дәулет жар нұр тай рат мас хан герім"
    " бота маш дана гелді әлі дәурен қожа сара лық дияр ислам сулу ғат тілек ұзақ жігіт"
)
_RUSSIAN_GIVEN = _listed(
    "Александр Сергей Дмитрий Андрей Алексей Максим Евгений Иван Михаил Николай Владимир Павел Роман Олег Игорь Юрий"
    " Виктор Антон Денис Артём Кирилл Вадим Руслан Тимур Марат Ринат Анна Елена Ольга Наталья Мария Татьяна Ирина"
    " Светлана Екатерина Юлия Анастасия Дарья Галина Людмила Оксана Вера Надежда Лариса Марина Алина Диана Камила"
    " Эльвира Регина Жанна Инна Полина"
)
_STEMS = _listed(
    "Ахмет Сәрсен Жұма Қасым Омар Ибрай Төле Смағұл Ыбырай Бай Садық Мұса Дүйсен Құрман Есен Нұрпейіс Оспан Қали"
    " Тоқтар Рахым Сүлеймен Жақып Әбдір Мұқан Кенже Шәріп Қожа Исмаил Бөлек Тұрсын Әлім Серік Досан Ермек Жүніс Қуан"
    " Мырза Сейіт Тілеу Үсен Ізбас Өмір Аман Бекмұрат Ғабит Дәулет Зейнол Иса Көпжан Мәжит Олжас Рысқұл Сапар Темір"
    " Ерғали Шайқы Қабыл Мейрам Болат Жолдас Орын Піре Талғат Хамит Базар Айтқали Қарабек Шора Ақан Біржан"
)
_RUSSIAN_STEMS = _listed(
    "Иван Петр Сидор Кузнец Смирн Попов Волк Сокол Лебед Козл Новик Мороз Павл Семен Голуб Виноград Богдан Воробь"
    " Федор Михайл Беля Тарас Белоус Киселё Макар Андре Ковал Ильин Гус Тит Кузьмин Кудряв Баран Куликов Степан"
    " Яковл Сорок Серге Роман Захар Борис Корол Герасим Пономар Григорь Лазар Медвед Ерш Никит"
)
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
        _listed("a b v g d e yo zh z i i k l m n o p r s t u f h ts ch sh sh - y - e yu ya a g q n o u u h i"),
        strict=True,
    )
)
_MARKS = ("🌸", "🇰🇿", "⚡", "🦅", "☀️", "77", "02", "KZ", "Almaty", "95", "1988")


def latin(text: str) -> str:
    """The text in Latin letters, the way people here write their own names."""
    letters = (_LATIN.get(letter, letter) for letter in text.lower())
    return "".join(letters).replace("-", "").title()


def names(rng: Random, taken: set[str] | None = None) -> Iterator[str]:
    """Kazakh and Russian names without end, none twice (nor one of `taken`), whatever the case of their letters."""
    given_before = {name.casefold() for name in taken or ()}
    while True:
        name = _a_name(rng)
        while name.casefold() in given_before:
            name = f"{name}{rng.choice(_KAZAKH_TAILS)}"
        given_before.add(name.casefold())
        yield name


def _a_name(rng: Random) -> str:
    kazakh = rng.random() < 0.72
    given = rng.choice(_KAZAKH_HEADS) + rng.choice(_KAZAKH_TAILS) if kazakh else rng.choice(_RUSSIAN_GIVEN)
    stem = rng.choice(_STEMS if kazakh else _RUSSIAN_STEMS)
    family = stem + rng.choice(("ов", "ова", "ев", "ева", "ұлы", "қызы", "") if kazakh else ("ов", "ова", "ин", "енко"))
    form = rng.random()
    if form < 0.62:
        name = f"{given} {family}"
    elif form < 0.74:
        name = f"{family} {given}"
    elif form < 0.82:
        name = given
    elif form < 0.88:
        name = f"{given} {family[0]}."
    else:
        name = f"{given} {family} {rng.choice(_MARKS)}"
    return latin(name) if rng.random() < 0.17 else name


def username(rng: Random, name: str, number: int) -> str:
    """A username made of the name; `number` keeps it apart from all others."""
    letters = "".join(letter for letter in latin(name).lower() if letter.isascii() and letter.isalpha())
    return f"{letters[:14] or 'user'}_{number:x}{rng.choice('abcdefgh')}"


def phone(rng: Random) -> str:
    """A Kazakh mobile number."""
    return f"+7 7{rng.randrange(100):02d} {rng.randrange(1000):03d} {rng.randrange(100):02d} {rng.randrange(100):02d}"
