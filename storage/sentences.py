"""What is said to a person, before a language is chosen for it."""

from collections.abc import Mapping


class Sentence:
    """A sentence: its English, with `{names}` in it, and the facts that stand there.

    The English is the key of the same sentence in the other languages, so it is written down whole and never put
    together. A fact is text (what a person typed, a path, the system's own words), a whole number, or a sentence.
    `str` gives the English; whoever has chosen a language says it by `Wording.told`.
    """

    __slots__ = ("facts", "source")

    def __init__(self, source: str, /, **facts: object) -> None:
        self.source = source
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        return self.source.format_map({name: _written(fact) for name, fact in self.facts.items()})

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"


def _written(fact: object) -> str:
    return f"{fact:,}" if isinstance(fact, int) else str(fact)
