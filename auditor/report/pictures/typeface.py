"""How wide a text is in a font, and which characters the font has: read from the font file itself.

A card has no browser that wraps lines. Two tables of the file say all that is needed: `cmap` gives the glyph
of a character, `hmtx` its width.
"""

import struct
from functools import cache
from pathlib import Path
from typing import NamedTuple

FONTS = Path(__file__).with_name("fonts")
REGULAR = FONTS / "DejaVuSans.ttf"
BOLD = FONTS / "DejaVuSans-Bold.ttf"


class Typeface(NamedTuple):
    """The width of each character that a font has, and of how many units the font's size is."""

    widths: dict[int, int]
    units: int

    def width(self, text: str, size: float) -> float:
        """The width of a line in a size; what the font lacks counts as a wide letter."""
        return sum(self.widths.get(ord(letter), self.units) for letter in text) * size / self.units

    def only_known(self, text: str) -> str:
        """The text without the characters that the font cannot draw, and the spaces they leave."""
        return " ".join("".join(letter for letter in text if ord(letter) in self.widths).split())

    def cut(self, text: str, size: float, room: float) -> str:
        """The text, or its beginning with an ellipsis where it is wider than `room`."""
        if self.width(text, size) <= room:
            return text
        while text and self.width(text + "…", size) > room:
            text = text[:-1]
        return text.rstrip() + "…"

    def lines(self, text: str, size: float, room: float, most: int) -> list[str]:
        """The text in at most `most` lines no wider than `room`; the last one is cut where it must be."""
        lines = [""]
        for word in text.split(" "):  # not at the spaces inside numbers
            longer = f"{lines[-1]} {word}".strip()
            if self.width(longer, size) <= room or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(word)
        kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [self.cut(line, size, room) for line in kept if line]


@cache
def typeface(path: Path) -> Typeface:
    """Reads the widths out of a TrueType file."""
    data = path.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack_from(">II", data, at + 8)
        for at in range(12, 12 + struct.unpack_from(">H", data, 4)[0] * 16, 16)
    }
    (units,) = struct.unpack_from(">H", data, tables[b"head"][0] + 18)
    (measured,) = struct.unpack_from(">H", data, tables[b"hhea"][0] + 34)
    widths = struct.unpack_from(">" + "Hh" * measured, data, tables[b"hmtx"][0])[::2]
    glyphs = _glyphs(data, tables[b"cmap"][0])
    return Typeface({letter: widths[min(glyph, measured - 1)] for letter, glyph in glyphs.items() if glyph}, units)


def _glyphs(data: bytes, start: int) -> dict[int, int]:
    """The glyph of each character, from the table of the whole of Unicode (format 12)."""
    for at in range(start + 4, start + 4 + struct.unpack_from(">H", data, start + 2)[0] * 8, 8):
        table = start + struct.unpack_from(">I", data, at + 4)[0]
        if struct.unpack_from(">H", data, table)[0] == 12:
            (groups,) = struct.unpack_from(">I", data, table + 12)
            ranges = (struct.unpack_from(">III", data, table + 16 + 12 * group) for group in range(groups))
            return {first + step: glyph + step for first, last, glyph in ranges for step in range(last - first + 1)}
    raise ValueError("The font has no character table for the whole of Unicode.")
