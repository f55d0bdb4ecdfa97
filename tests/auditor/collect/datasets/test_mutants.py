"""Some mutants of every format and container; `python -m bench.table_mutations` tries hundreds of each."""

import pytest

from bench.table_mutations import originals, tried

NEVER = 10**9
"""None goes through the whole audit."""


def test_every_original_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.table_mutations.mutated", lambda data, _: data)
    monkeypatch.setenv("DEADSOULS_HOME", "")
    found = {original.name: tried(original, 1, seed=1, whole_every=NEVER) for original in originals()}
    assert [] == [name for name, one in found.items() if one.wrong or one.ends != {"report": 1}]


def test_mutants_end_in_a_report_or_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADSOULS_HOME", "")
    found = [tried(original, 3, seed=2, whole_every=NEVER) for original in originals()]
    assert [] == [wrong for one in found for wrong in one.wrong.values()]
    assert {3} == {one.ends.total() for one in found}
