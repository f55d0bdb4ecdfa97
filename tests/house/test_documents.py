"""What the documents say is so: commands, settings, measures, worked examples, words."""

import re
from fractions import Fraction
from pathlib import Path

import click
import msgspec
import pytest
from babel.messages.pofile import read_po

from auditor.cli import deadsouls
from auditor.languages.spoken import LANGUAGES, SOURCE, catalogue_of
from auditor.measure.catalogue import CATALOGUE, POLICY
from auditor.measure.spec import Spec
from auditor.report.report import from_json
from auditor.report.statements.wording import wording
from auditor.settings import Secret, Settings
from storage.sources import BY_ONE, EXPORT, SEVERAL_CHATS, TWO_AUDITS
from tests.house.tree import ROOT, rows_of, text_of

README = text_of("README.md")
IN_RUSSIAN = text_of("README.ru.md")
METHOD = text_of("docs/method.md")
EXAMPLES = METHOD.split("\n### Example ")[1:]


@pytest.mark.parametrize("name", sorted(deadsouls.commands))
def test_every_command_has_help_and_a_line_in_the_readme(name: str) -> None:
    command = deadsouls.commands[name]

    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert re.search(rf"^\| `deadsouls {name}\b", README, re.MULTILINE)


def test_the_readme_lists_no_command_that_is_not_there() -> None:
    assert set(deadsouls.commands) == set(re.findall(r"^\| `deadsouls (\w+)", README, re.MULTILINE))


def test_the_readme_names_every_option_of_an_audit() -> None:
    asked = {option for param in deadsouls.commands["audit"].params for option in param.opts if option.startswith("--")}
    line = next(line for line in README.splitlines() if line.startswith("| `deadsouls audit"))

    assert asked == set(re.findall(r"--[a-z-]+", line))


def test_both_commands_of_the_readme_are_in_the_makefile() -> None:
    first_screen = "\n".join(README.splitlines()[:35])

    for target in ("demo", "test"):
        assert f"\nmake {target} " in first_screen
        assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE)


def test_every_chore_that_is_named_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z0-9]+)", README + text_of("CONTRIBUTING.md"), re.MULTILINE)

    assert set(named) <= targets


def default_of(name: str) -> str:
    value = getattr(Settings(), name)
    if value is None or isinstance(value, Path):
        return ""
    return value.get_secret_value() if isinstance(value, Secret) else str(value)


def settings() -> list[tuple[str, str]]:
    return [(f"DEADSOULS_{name.upper()}", default_of(name)) for name in Settings.__struct_fields__]


def test_the_example_of_settings_lists_each_with_its_default_in_order() -> None:
    listed = re.findall(r"^(DEADSOULS_\w+)=(.*)$", text_of(".env.example"), re.MULTILINE)

    assert settings() == listed


def test_the_readme_lists_each_setting_with_its_default_in_order() -> None:
    rows = [row for row in rows_of(README) if row[0].startswith("`DEADSOULS_")]
    listed = [(name.strip("`"), default.strip("`") if "`" in default else "") for name, default, _ in rows]

    assert settings() == listed


def for_all(readme: str) -> list[list[str]]:
    """What of a README is the same in every language: commands, code without its comments, names and links."""
    blocks = re.findall(r"^```(?:sh|python)\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    code = [re.sub(r" *#.*", "", each) for each in blocks]
    rows = [row[0] + "".join(re.findall(r"--[a-z-]+", "".join(row))) for row in rows_of(readme) if row[0][0] == "`"]
    prose = re.sub(r"^```.*?^```", "", readme, flags=re.MULTILINE | re.DOTALL)
    links = sorted(set(re.findall(r"\]\(((?!README|examples)[^)]+)\)", prose)))
    numbered = re.findall(r"^(?:\d\.|## |- )", prose, re.MULTILINE)
    return [code, rows, links, numbered]


def test_the_readme_in_russian_says_what_the_english_one_says() -> None:
    assert for_all(README) == for_all(IN_RUSSIAN)
    assert "(README.ru.md)" in README
    assert "(README.md)" in IN_RUSSIAN


def state(spec: Spec) -> str:
    if spec.needs in SEVERAL_CHATS.shows:
        return "of several chats"
    if spec.needs in TWO_AUDITS.shows:
        return "of two audits"
    return "computed" if spec.needs in EXPORT.shows else "not from an export"


def test_the_method_has_every_measure_with_its_unit_and_state() -> None:
    rows = [row for row in rows_of(METHOD.split("\n## Three worked examples")[0]) if re.match(r"`[a-z]+\.", row[0])]

    assert sorted((spec.id, spec.unit, state(spec)) for spec in CATALOGUE) == sorted(
        (name.strip("`"), unit, said) for name, unit, said, _ in rows
    )


def test_the_method_holds_for_the_policy_of_the_catalogue() -> None:
    assert f"policy\n`{POLICY}`" in METHOD or f"policy `{POLICY}`" in METHOD


def number(cell: str) -> float | None:
    return float(Fraction(cell)) if cell else None


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.split("\n")[0] for example in EXAMPLES])
def test_a_worked_example_comes_out_as_written(example: str, tmp_path: Path) -> None:
    export, report = tmp_path / "result.json", tmp_path / "report.json"
    found = re.search(r"```json\n(.*?)```", example, re.DOTALL)
    assert found
    export.write_text(found[1], encoding="utf-8")
    claimed = re.findall(r"`(--claimed) (\d+)`", example)

    asked = ["audit", str(export), *(word for pair in claimed for word in pair), "--quiet"]
    deadsouls([*asked, "--json", str(report), "--report", str(tmp_path / "out")], standalone_mode=False)

    measures = from_json(report.read_bytes()).measures
    rows = [row for row in rows_of(example) if row[0].startswith("`")]
    assert rows
    for name, outcome, *figures in rows:
        count, of, low, high = map(number, figures)
        measure = measures[name.strip("`")]
        assert outcome == measure.outcome
        assert nearly(count, of, low, high) == [measure.count, measure.of, measure.low, measure.high]


def nearly(*figures: float | None) -> object:
    return [None if figure is None else pytest.approx(figure) for figure in figures]


@pytest.mark.parametrize("readme", [README, IN_RUSSIAN], ids=["en", "ru"])
def test_the_readme_names_every_language(readme: str) -> None:
    (setting,) = (row[2] for row in rows_of(readme) if row[0] == "`DEADSOULS_LANG`")

    assert "`--lang " + r"\|".join(LANGUAGES) + "`" in readme
    assert list(LANGUAGES) == re.findall(r"`(\w+)`", setting)


def stems(words: str) -> list[str]:
    """The beginnings of these words, without the endings that cases change."""
    return [word[: max(3, len(word) - 2)] for word in re.findall(r"\w+", bare(words))]


def bare(text: str) -> str:
    return text.casefold().replace("ё", "е")


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != SOURCE])
def test_the_catalogues_use_the_words_of_the_glossary(language: str) -> None:
    column = LANGUAGES.index(language)
    with catalogue_of(language).open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    sentences = [(bare(str(entry.id)), bare(str(entry.string))) for entry in entries]
    missing = []
    for row in rows_of(text_of("docs/glossary.md").split("\n## ")[1])[1:]:
        spoken = [told for said, told in sentences if all(stem in said for stem in stems(row[0]))]
        if not any(all(stem in told for stem in stems(row[column])) for told in spoken):
            missing.append((row[0], row[column]))

    assert [] == missing


def test_links_between_the_documents_lead_somewhere() -> None:
    documents = [
        ROOT / "README.md",
        ROOT / "README.ru.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ]
    links = [
        (document.parent, link)
        for document in documents
        for link in re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", document.read_text(encoding="utf-8"))
    ]
    targets = [folder / (one or other) for folder, (one, other) in links if "://" not in one + other]

    assert targets
    assert [] == [target for target in targets if not target.exists()]


def test_the_report_in_the_example_has_the_form_that_is_released() -> None:
    report = from_json((ROOT / "examples/dvk-sample/report-en/report.json").read_bytes())

    assert msgspec.json.encode(report)
    assert {spec.id for spec in CATALOGUE if spec.needs in BY_ONE and not spec.on_request} == set(report.measures)


def test_the_figure_that_the_readme_quotes_is_that_of_the_example() -> None:
    report = from_json((ROOT / "examples/dvk-sample/report-en/report.json").read_bytes())
    words = wording("en")
    title, figure = words.measure_title("souls.never_posted"), words.figure(report.measures["souls.never_posted"])
    count, of = report.measures["souls.never_posted"].count, report.measures["souls.never_posted"].of

    assert f"`{title}  {figure}`" in README
    assert f"{of} people could have been such a case, and {count:g} are known" in README

    words = wording("ru")
    title, figure = words.measure_title("souls.never_posted"), words.figure(report.measures["souls.never_posted"])
    assert f"`{title}  {figure}`".replace("\xa0", " ") in IN_RUSSIAN
    assert f"{of} человек могли оказаться таким случаем, о {count:g} известно" in IN_RUSSIAN
