"""`deadsouls measures`: the catalogue."""

import textwrap
from collections.abc import Iterator

import click

from auditor.doors import options
from auditor.errors import Sentence

WIDTH = 100

UNITS = {
    "share": Sentence("share"),
    "index": Sentence("index"),
    "people": Sentence("people"),
    "messages": Sentence("messages"),
    "episodes": Sentence("episodes"),
    "groups": Sentence("groups"),
    "windows": Sentence("windows of time"),
}
"""What a measure counts in."""


@click.command()
@options.lang
def measures(lang: str | None) -> None:
    """Prints the catalogue: every measure, what it is, what it needs, how it can mislead."""
    from auditor.settings import read_settings

    for line in _lines(lang or read_settings().lang):
        click.echo(line)


def _lines(lang: str) -> Iterator[str]:
    """Every measure with its title, meaning, needs and how it can mislead, and the strength rules of the policy."""
    from auditor.measure.catalogue import CATALOGUE, POLICY, RULES
    from auditor.report.statements.wording import wording
    from storage.sources import showers_of

    words = wording(lang)
    last = ""
    for spec in CATALOGUE:
        if spec.family != last:
            last = spec.family
            yield from ("", words.family(last))
        yield f"  {spec.id}  ({words.sentence_text(UNITS[spec.unit])})"
        needs = ", ".join(map(words.source, showers_of(spec.needs)))
        for label, text in (
            ("", f"{words.measure_title(spec.id)}: {words.measure_meaning(spec.id)}"),
            (words.text("What it needs"), needs),
            (words.text("How it can mislead"), words.misleads(spec.id)),
            ("←", spec.origin),
        ):
            line = f"{label}: {text}" if label and label != "←" else f"{label} {text}".strip()
            yield from textwrap.wrap(line, WIDTH, initial_indent="      ", subsequent_indent="        ")
    yield from ("", words.text("Strength of findings, by policy {policy}", policy=POLICY))
    for family, rule in RULES:
        yield f"  {words.family(family)}: {words.strength(rule.strength)}: {words.said(rule.words)}"
