"""The small picture of a group that acts together: people on a circle, a line between two who posted the same texts.

The same rows give the same picture: nothing is drawn by chance, and nothing depends on who somebody is.
"""

from math import cos, pi, sin

from auditor.measure.spec import Row
from auditor.report.pictures.drawing import WIDTH, draw_text, n, picture
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording

MOST_PEOPLE = 40
"""People in a picture, those first who share most; more would be a ball of wool on a telephone."""

LABELLED = 12
"""Up to so many people stand with the beginnings of their pseudonyms."""

MOST_GROUPS = 6
"""Groups that are drawn, in the order of the evidence; the others are in the table."""

_SHORT = 6
"""Letters of a pseudonym beside its dot."""

_THICKEST = 6.0
_HEIGHT = 300

Edge = tuple[int, int, int]
"""Two people by their places in the row's `people`, and how many texts they share."""


def network(row: Row, name: str, words: Wording) -> str:
    """The picture of one group; empty where the row does not say who shares texts with whom."""
    people, edges = row.get("people"), _edges(row)
    if not isinstance(people, list) or not edges:
        return ""
    shown = around(edges)[:MOST_PEOPLE]
    places = {person: _place(index, len(shown)) for index, person in enumerate(shown)}
    drawn = [edge for edge in edges if edge[0] in places and edge[1] in places]
    most = max(texts for *_, texts in drawn)
    parts = [_line(places[one], places[other], texts, most) for one, other, texts in sorted(drawn, key=_thin_first)]
    degree = _degrees(drawn)
    parts += [_person(places[person], degree[person], max(degree.values())) for person in shown]
    if len(shown) <= LABELLED:
        parts += [_label(places[person], _short(people[person])) for person in shown]
    says = words.count_text(
        "{count} pair of them shares texts, at most {most}.",
        "{count} pairs of them share texts, at most {most} each.",
        len(edges),
        most=most,
    )
    return picture(name, _HEIGHT, (words.text("Who posted the same texts"), says), (), parts)


def left_out(row: Row) -> int:
    """How many people of a group its picture leaves out."""
    return max(0, len({person for one, other, _ in _edges(row) for person in (one, other)}) - MOST_PEOPLE)


def around(edges: list[Edge]) -> list[int]:
    """The people in the order of the circle: from whoever shares most, always on to whoever shares most with those
    who are placed already, so that those who act together stand together."""
    bonds: dict[int, dict[int, int]] = {}
    for one, other, texts in edges:
        bonds.setdefault(one, {})[other] = texts
        bonds.setdefault(other, {})[one] = texts
    strength = {person: sum(shared.values()) for person, shared in bonds.items()}
    pull = dict.fromkeys(bonds, 0)
    order: list[int] = []
    while pull:
        chosen = max(pull, key=lambda person: (pull[person], strength[person], -person))
        del pull[chosen]
        order.append(chosen)
        for other, texts in bonds[chosen].items():
            if other in pull:
                pull[other] += texts
    return order


def _edges(row: Row) -> list[Edge]:
    """The edges of a row, those left out that name nobody of it."""
    people = row.get("people") or []
    return [
        (one, other, texts)
        for one, other, texts in row.get("edges") or []
        if one != other and 0 <= one < len(people) and 0 <= other < len(people) and texts > 0
    ]


def _thin_first(edge: Edge) -> Edge:
    one, other, texts = edge
    return texts, one, other


def _degrees(edges: list[Edge]) -> dict[int, int]:
    degree: dict[int, int] = {}
    for one, other, texts in edges:
        degree[one] = degree.get(one, 0) + texts
        degree[other] = degree.get(other, 0) + texts
    return degree


def _place(index: int, of: int) -> tuple[float, float]:
    """On an ellipse that leaves room for labels, beginning at the top."""
    turn = 2 * pi * index / of - pi / 2
    return WIDTH / 2 + 118 * cos(turn), _HEIGHT / 2 + 112 * sin(turn)


def _line(one: tuple[float, float], other: tuple[float, float], texts: int, most: int) -> str:
    width = 1 + (_THICKEST - 1) * (texts - 1) / max(most - 1, 1)
    return (
        f'<path d="M{n(one[0])} {n(one[1])}L{n(other[0])} {n(other[1])}" class="edge" stroke="#1f3f6e" '
        f'stroke-width="{n(width)}" stroke-opacity="{0.3 + 0.45 * texts / most:.2f}" fill="none"/>'
    )


def _person(place: tuple[float, float], degree: int, most: int) -> str:
    radius = 4.5 + 4.5 * degree / most
    return (
        f'<circle cx="{n(place[0])}" cy="{n(place[1])}" r="{n(radius)}" class="dot" fill="#bb4a0b" '
        'stroke="#fff" stroke-width="1.5"/>'
    )


def _label(place: tuple[float, float], label: str) -> str:
    x, y = place
    across = x - WIDTH / 2
    if abs(across) < 12:
        return draw_text(x, y + (-14 if y < _HEIGHT / 2 else 23), label, "middle")
    return draw_text(x + (14 if across > 0 else -14), y + 4, label, "start" if across > 0 else "end")


def _short(person: object) -> str:
    return plain_title(person, 40)[:_SHORT] if isinstance(person, str) else ""
