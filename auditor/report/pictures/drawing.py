"""What pictures are drawn with: a place inside axes, a line, a text, a box, and the frame around them.

Each element carries a colour of its own and a class: a page's style sheet may replace the colour (a dark
scheme does). What differs in colour also differs in pattern and brightness, so that it survives a grey print
and colour-blind eyes; every picture says in `<desc>` what it shows.
"""

from html import escape
from typing import NamedTuple

WIDTH = 348
"""Units across; text is drawn so that it can be read when a unit is a pixel."""

COLOURS: dict[str, tuple[str, str]] = {
    "added": ("#1f3f6e", "solid"),
    "by_link": ("#1d7f74", "diagonal"),
    "by_request": ("#8fc9bf", "dots"),
    "by_self": ("#4aa597", "lines"),
    "unknown": ("#98a1ad", "cross"),
    "gone_at_once": ("#bb4a0b", "cross"),
    "gone_later": ("#b5721f", "diagonal"),
    "wrote": ("#1d7f74", "lines"),
    "silent": ("#1f3f6e", "solid"),
}
"""What is drawn in one colour and pattern, wherever it stands."""

SHADES: dict[str, str] = {
    "track": "#e5e4de",
    "h0": "#efeee9",
    "h1": "#c9d6e6",
    "h2": "#93afd0",
    "h3": "#5580b3",
    "h4": "#1f3f6e",
}
"""The ground of a bar, and five steps from none to most."""

_MARKS = {
    "solid": "",
    "diagonal": '<path d="M-1 7L7 -1" class="grain" stroke="#fff" stroke-width="1.6"/>',
    "dots": '<circle cx="2" cy="2" r="1" class="speck" fill="#3b4652"/>',
    "lines": '<path d="M0 3H6" class="grain" stroke="#fff" stroke-width="1.4"/>',
    "cross": '<path d="M-1 7L7 -1M-1 -1L7 7" class="grain" stroke="#fff" stroke-width="1"/>',
}


class Plot(NamedTuple):
    """The part of a picture inside its axes."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def width(self) -> float:
        """From the left axis to the right edge."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From the bottom axis to the top."""
        return self.bottom - self.top

    def place(self, across: float, up: float) -> tuple[float, float]:
        """A point by its parts of the width and of the height."""
        return self.left + across * self.width, self.bottom - up * self.height


def picture(
    name: str, height: int, says: tuple[str, str], fills: tuple[str, ...], parts: list[str], *, read: str = ""
) -> str:
    """A picture of `WIDTH` by `height` with its title and description, and the patterns that fill its boxes. `name`
    stands once on a page, and so do the patterns. `read` says how to read its parts (`told`) one by one."""
    title, description = says
    reading = f' data-read="{escape(read)}"' if read else ""
    return (
        f'<svg class="chart" id="chart-{name}" viewBox="0 0 {WIDTH} {height}" role="img"{reading} '
        f'aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif" font-size="12">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"<defs>{''.join(_pattern(fill) for fill in fills)}</defs>{''.join(parts)}</svg>"
    )


def _pattern(name: str) -> str:
    colour, mark = COLOURS[name]
    return (
        f'<pattern id="fill-{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" class="{name}" fill="{colour}"/>{_MARKS[mark]}</pattern>'
    )


def with_tooltip(says: str, parts: list[str]) -> str:
    """Parts of a picture that say their figures when somebody points at them."""
    return f"<g><title>{escape(says)}</title>{''.join(parts)}</g>"


def draw_path(drawn: str, name: str, colour: str, dashes: str = "none") -> str:
    """A line, dashed or not."""
    return f'<path d="{drawn}" class="{name}" fill="none" stroke="{colour}" stroke-dasharray="{dashes}"/>'


def draw_box(x: float, y: float, width: float, height: float, name: str) -> str:
    """A box filled with the colour and pattern of `name`."""
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" fill="url(#fill-{name})"/>'


def draw_rect(x: float, y: float, width: float, height: float, name: str) -> str:
    """A box of one colour without a pattern: that of `name`."""
    colour = SHADES.get(name) or COLOURS[name][0]
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" class="{name}" fill="{colour}"/>'


def hover_box(x: float, y: float, width: float, height: float) -> str:
    """A box that nobody sees, to be pointed at."""
    place = f'x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"'
    return f'<rect {place} fill="none" pointer-events="all"/>'


def draw_text(x: float, y: float, text: str, anchor: str, weight: str = "") -> str:
    """A line of text; `anchor` says which part of it stands at x: start, middle or end."""
    bold = ' font-weight="600"' if weight else ""
    start = f'<text x="{n(x)}" y="{n(y)}" text-anchor="{anchor}" class="ink" fill="#1c2530"{bold}>'
    return f"{start}{escape(text)}</text>"


def swatch(name: str) -> str:
    """A small square in the colour and pattern of `name`, for a legend on the page that holds the chart."""
    return (
        f'<svg class="swatch" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        f'<rect width="14" height="14" rx="2" fill="url(#fill-{name})"/></svg>'
    )


def n(number: float) -> str:
    """A coordinate with at most one digit after the point, never a negative zero."""
    return f"{round(number, 1) + 0.0:g}"
