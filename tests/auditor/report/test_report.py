"""The report against its schema, and there and back."""

import json

import jsonschema
import pytest

from auditor.errors import ReportUnwritable
from auditor.report.report import SCHEMA_FILE, AuditReport, from_json, schema, to_json
from auditor.report.statements.notes import NOTES
from tests.auditor.report.sample_report import (
    EVERY_NOTE,
    channel_report,
    empty_report,
    live_report,
    report_with_findings,
    sample_report,
)

REPORTS = [sample_report(), empty_report(), report_with_findings(), live_report(), channel_report()]

VARIANTS = {"history-begins-late-undated", "window-since", "window-until"}
"""Sentences of notes under another id, chosen by what is missing in them."""


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_valid_under_its_schema(report: AuditReport) -> None:
    jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8"))).validate(json.loads(to_json(report)))


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_comes_back_as_it_was(report: AuditReport) -> None:
    assert report == from_json(to_json(report))


def test_the_schema_file_is_of_these_types() -> None:
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == schema()


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(ReportUnwritable):
        from_json(b'{"format": "deadsouls-report/9"}')


def test_the_sample_knows_every_note_by_name() -> None:
    assert {note.id for note in EVERY_NOTE} >= set(NOTES) - VARIANTS
