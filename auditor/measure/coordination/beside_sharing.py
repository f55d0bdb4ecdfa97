"""What is said of a group beside that it acts together: which evidence of another kind was looked at, and what of it
holds."""

from collections.abc import Iterable, Iterator

from auditor.measure.methods.corroboration import EVIDENCE
from auditor.measure.spec import Words


def say_beside(looked: Iterable[str], held: Iterable[str], words: Words) -> Iterator[str]:
    """A sentence for each kind of evidence that holds; else that none does, and how many were looked at of how many
    there are. Kinds that this version does not know are passed over."""
    seen, holds = set(looked), set(held)
    sentences = _sentences(words)
    told = [sentences[what] for what in EVIDENCE if what in holds]
    if told:
        yield words.text("Something that was not used to find them speaks for it as well:")
        yield from told
    elif seen:
        yield words.count_text(
            "Nothing beside what they share sets them apart ({count} sign of {of} could be looked at).",
            "Nothing beside what they share sets them apart ({count} signs of {of} could be looked at).",
            len(seen),
            of=len(EVIDENCE),
        )
    else:
        yield words.text("Whether anything beside what they share sets them apart cannot be told here.")


def _sentences(words: Words) -> dict[str, str]:
    return {
        "forced": words.text("At least half of them were added by people whose added leave and stay silent."),
        "pace": words.text("At least half of them write faster than a person does."),
        "arrival": words.text("They came closer together than others who came at the same time and share the same."),
        "age": words.text("Their accounts were made closer together than those of others who came with them."),
        "adder": words.text("One person added them, and not the others who came at the same time."),
        "silence": words.text("They write nothing else, and others who share the same do."),
        "first": words.text("They share it first, all of them before any of the others who came at the same time."),
    }
