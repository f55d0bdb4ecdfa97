"""A hundred mutated exports; `bench/mutations.py` runs thousands."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bench.mutations import CONTAINERS, Mutant, audited, mutants, originals
from tests.e2e.command import run


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutant=mutants())
def test_a_mutated_export_ends_in_a_report_or_one_clear_sentence(mutant: Mutant) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("DEADSOULS_HOME", folder)
        audited(mutant, Path(folder))


@pytest.mark.parametrize("container", sorted(set(CONTAINERS)))
def test_every_container_of_a_sound_export(tmp_path: Path, container: str) -> None:
    (tmp_path / "run").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEADSOULS_HOME", "")
        ran = audited(Mutant("nothing", originals()[-2], container), tmp_path / "run")
    refused = {
        "bomb": "would unpack to",
        "link out of the folder": "leads out of the folder",
        "two files": "holds 2 exports",
        "zip cut short": "deadsouls: ",
        "zip with a flipped byte": "damaged",
        "zip with a password": "password",
    }
    assert (ran.code == 0) == (container not in refused)
    assert refused.get(container, "") in ran.err


def test_what_breaks_lines_or_turns_the_reading_direction_leaves_the_sentence_whole(tmp_path: Path) -> None:
    ran = run("audit", tmp_path / "a\nb\u2028c\x1b[31m\u202ed")
    assert ran.code == 1
    assert ran.err == f"deadsouls: There is no file or folder {tmp_path}/a b c [31m d.\n"
