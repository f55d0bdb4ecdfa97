"""A passage set into lines of a width, its figures bold: for a picture, which has no browser that wraps lines."""

from typing import NamedTuple

from auditor.report.answer.passage import Passage, Run
from auditor.report.pictures.typeface import BOLD, REGULAR, typeface


class Piece(NamedTuple):
    """A stretch of a line: from which place on it stands, and whether it is a figure."""

    x: float
    text: str
    is_figure: bool


Line = list[Piece]


def set_lines(passage: Passage, size: float, room: float) -> list[Line]:
    """The lines of a passage, none wider than `room` unless a single word is; broken at spaces, never inside a
    number."""
    lines: list[Line] = [[]]
    at, space = 0.0, typeface(REGULAR).width(" ", size)
    for word in _words(passage):
        wide = sum(_width(piece, size) for piece in word)
        before = space if lines[-1] else 0.0
        if lines[-1] and at + before + wide > room:
            lines.append([])
            at, before = 0.0, 0.0
        at += before
        for piece in word:
            lines[-1].append(Piece(at, piece.text, piece.is_figure))
            at += _width(piece, size)
    return [line for line in lines if line]


def _words(passage: Passage) -> list[list[Run]]:
    """The words of a passage, each of one or more runs: "71%," is a figure and a comma."""
    words: list[list[Run]] = [[]]
    for run in passage.runs:
        first, *others = run.text.split(" ")
        if first:
            words[-1].append(Run(first, run.is_figure))
        words += [[Run(each, run.is_figure)] if each else [] for each in others]
    return [word for word in words if word]


def _width(run: Run, size: float) -> float:
    return typeface(BOLD if run.is_figure else REGULAR).width(run.text, size)
