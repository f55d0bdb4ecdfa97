"""Some mutants of every format and container; `python -m bench.table_mutations` tries hundreds of each."""

from collections import Counter

import pytest

from bench.table_mutations import originals, tried


def test_every_original_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.table_mutations.mutated", lambda data, _: data)
    monkeypatch.setenv("DEADSOULS_HOME", "")
    monkeypatch.setattr("bench.table_mutations.WHOLE_AUDIT_EVERY", 10**9)
    ends, wrong, _ = tried(2, seed=1)
    assert [] == wrong
    assert {"report"} <= {how for (_, how), count in ends.items() if count}


def test_mutants_end_in_a_report_or_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADSOULS_HOME", "")
    monkeypatch.setattr("bench.table_mutations.WHOLE_AUDIT_EVERY", 10**9)
    ends, wrong, _ = tried(3, seed=2)
    assert [] == wrong
    assert Counter(ends.values()).total() >= len(originals())
