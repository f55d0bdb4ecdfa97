"""The pictures that can lead a page: each mark counts what it says, and nothing is drawn of nothing."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.spec import Measure
from auditor.report.pages.wave_shown import wave_lead
from auditor.report.pictures import added_by, charts, hours, hundred_marks, moments, plain_bars
from auditor.report.pictures.drawing import WIDTH
from auditor.report.report import AuditReport, Fate, Hours, Stretch
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_findings import SILENT
from tests.auditor.report.sample_report import report_with_findings, sample_report, series

EN = wording("en")
NOON = datetime(2026, 10, 21, 19, tzinfo=UTC)
FATE = Fate("added", 812, 104, 31, 65, 612)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own


def marks(svg: str) -> dict[str, int]:
    """How many marks of each class there are: of discs, squares and rings one stroke each, of hatches three."""
    paths = {path.get("class") or "": path for path in parsed(svg).iter("path")}
    strokes = {name: (path.get("d") or "").count("M") for name, path in paths.items()}
    return {name: count // (3 if "l2-2" in (paths[name].get("d") or "") else 1) for name, count in strokes.items()}


def test_a_hundred_marks_share_out_what_became_of_the_added() -> None:
    found = marks(hundred_marks.hundred_marks(FATE, "a", EN))
    assert {"line-silent": 75, "line-gone_at_once": 13, "line-gone_later": 4, "line-wrote": 8} == found


@pytest.mark.parametrize("counts", [[1, 1, 1], [0, 7], [99_999, 1, 1, 1], [2, 3, 5]])
def test_marks_always_add_up(counts: list[int]) -> None:
    assert 100 == sum(hundred_marks.shared_out(counts, 100))


def test_of_nobody_nothing_is_drawn() -> None:
    assert "" == hundred_marks.hundred_marks(Fate("self", 0, None, None, 0, 0), "a", EN)
    assert [0, 0] == hundred_marks.shared_out([0, 0], 100)


def test_what_is_not_logged_is_neither_drawn_nor_said() -> None:
    svg = hundred_marks.hundred_marks(Fate("added", 10, None, None, 4, 6), "a", EN)
    assert {"line-silent": 60, "line-wrote": 40} == marks(svg)
    assert "stayed" not in svg


def test_bounds_are_marked_outward() -> None:
    svg = hundred_marks.marks_within(0.6559, 0.8013, "a", ("Added", "65.5–80.2%"))
    drawn = [path.get("d") or "" for path in parsed(svg).iter("path")]
    assert [65, 16 * 3, 19] == [path.count("M") for path in drawn]


def test_an_adder_has_a_mark_for_everybody_they_added() -> None:
    row = SILENT[0]
    lines, each = added_by.added_by([row, row | {"silent": 400, "silent_of": 1_000}], EN)
    assert ["A1", "A2"] == [line.short for line in lines]
    assert 4 == each
    assert {"line-silent": 100, "line-wrote": 150} == marks(lines[1].marks)


def test_a_week_is_shaded_by_counts_and_its_legend_says_them() -> None:
    counts = [[0] * 24 for _ in range(7)]
    counts[2][17], counts[6][3] = 60, 1
    svg, legend = hours.weekday_hours(counts, "w", "Additions", EN)
    shades = [box.get("class") for box in parsed(svg).iter("rect")]
    assert 7 * 24 == len(shades)
    assert "h4" == shades[2 * 24 + 17]
    assert "h1" == shades[6 * 24 + 3]
    assert ["0", "1–5", "6–17", "18–35", "36–60"] == [each.says for each in legend]
    assert "Wed 17:00 UTC: 60" in svg
    assert ("", []) == hours.weekday_hours([[0] * 24] * 7, "w", "Additions", EN)


def test_a_wave_stands_in_its_hours_and_those_around_are_lighter() -> None:
    counted = [(NOON + timedelta(hours=step), 800 if 0 <= step < 3 else 2) for step in range(-12, 12)]
    svg = hours.wave_hours(counted, (NOON, NOON + timedelta(hours=2)), EN)
    kinds = [box.get("class") for box in parsed(svg).iter("rect")]
    assert 3 == kinds.count("added")
    assert 21 == kinds.count("by_link")
    assert "The most in one hour: 800." in svg


def test_ten_minutes_that_were_counted_together_are_as_high_as_one_of_them() -> None:
    svg = hours.wave_minutes([(NOON, 10, 50), (NOON + timedelta(minutes=10), 20, 60)], EN)
    high = [float(box.get("height") or 0) for box in parsed(svg).iter("rect")]
    assert pytest.approx(50 / 30, abs=0.02) == high[0] / high[1]


def flooded_report() -> AuditReport:
    """A chat to which 2,400 people came within three hours."""
    report = sample_report()
    row = {"start": "2026-10-21T19:02:00Z", "end": "2026-10-21T21:58:00Z", "count": 2_400, "expected": 0.35,
           "gone": 800, "gone_of": 2_400, "rest_gone": 60, "rest_gone_of": 1_200}  # fmt: skip
    series = msgspec.structs.replace(
        report.series,
        hours=Hours(by_link={f"2026-10-21T{hour}:00:00Z": 800 for hour in (19, 20, 21)}),
        wave=[Stretch("2026-10-21T19:00:00Z", 10, 137), Stretch("2026-10-21T19:10:00Z", 10, 129)],
    )
    known = {"arrivals.wave": Measure("measured", "share", 0.6, 2_400, 4_000)}
    return msgspec.structs.replace(
        report, measures=report.measures | known, evidence={"arrivals.wave": [row]}, series=series
    )


@pytest.mark.parametrize("zone", ["UTC", "Asia/Bishkek"])
def test_the_wave_leads_in_the_hours_of_its_reader(zone: str) -> None:
    lead = wave_lead(flooded_report(), wording("en", zone))
    assert lead is not None
    assert ("Oct 21, 19:00 UTC: 800" if zone == "UTC" else "Oct 22, 01:00 UTC+6: 800") in lead.svg
    assert "137" in lead.closer[1]
    assert lead.table is not None
    assert [["800 of 2,400 (33%)", "60 of 1,200 (5%)"]] == [cells for _, _, cells in lead.table.rows]
    assert wave_lead(sample_report(), EN) is None


def test_few_of_many_fill_little_of_their_bar_and_half_of_the_other() -> None:
    boxes = [float(box.get("width") or 0) for box in parsed(plain_bars.few_write(9, 202, 3_000, EN)).iter("rect")]
    assert [WIDTH, pytest.approx(9 / 202 * WIDTH, abs=0.1), WIDTH, WIDTH / 2] == boxes


def test_views_stand_at_their_share_with_the_spread_around_them() -> None:
    views, spread = Measure("measured", "share", 0.4, 400, 1_000), Measure("measured", "index", 0.5, 0.5, 40)
    boxes = list(parsed(plain_bars.views_with_spread(views, spread, EN)).iter("rect"))
    shade, line = ([float(box.get(key) or 0) for key in ("x", "width")] for box in boxes[1:])
    assert pytest.approx([0.2 * WIDTH, 0.4 * WIDTH], abs=0.1) == shade
    assert pytest.approx(0.4 * WIDTH, abs=0.1) == line[0]


def test_every_episode_is_a_dot_in_the_lane_of_its_kind() -> None:
    evidence = report_with_findings().evidence
    found = {name: evidence[name] for name in ("coordination.copies", "coordination.swarms")}
    svg = moments.moments(found, "m", EN)
    assert sum(len(rows) for rows in found.values()) == len(list(parsed(svg).iter("circle")))
    assert "" == moments.moments({"coordination.copies": []}, "m", EN)


def test_a_bar_is_filled_to_what_is_certain_and_hatched_to_what_is_not_excluded() -> None:
    exact, within = charts.share_bar(0.5, 0.5, 0.5), charts.share_bar(0.25, 0.75, None)
    assert ["320", "160"] == re.findall(r'width="([\d.]+)" height="7"', exact)
    assert "line-added" not in exact
    ends = parsed(within).findall("path")[-1].get("d") or ""
    assert "M80 1V14M240 1V14" == ends


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_year_stands_at_the_first_day_of_an_axis_and_no_two_overlap(language: str) -> None:
    svg = charts.arrivals_chart(series(), wording(language))
    texts = [text for text in parsed(svg).iter("text") if float(text.get("y") or 0) > 180]
    assert "2018" in (texts[0].text or "")
    assert 2 <= len(texts)
