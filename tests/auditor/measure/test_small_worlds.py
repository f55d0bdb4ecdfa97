"""Whatever a small chat looks like, no figure misses the truth that an export hides."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from auditor.measure.measures import measure_all
from tests.auditor.collect.chats import frames_from
from tests.auditor.measure.small_worlds import small_worlds
from tests.auditor.measure.truth import untruths
from tests.worlds.desktop_export import Schema, write_export
from tests.worlds.world import World, truth_of

pytestmark = pytest.mark.slow


def _missed(world: World, schema: Schema) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_export(world, Path(folder) / "result.json", schema=schema)
        found = measure_all(frames_from(path), "desktop-export").measures
    return dict(untruths(found, truth_of(world)))


@pytest.mark.parametrize("schema", ["2025", "2019"])
@given(world=small_worlds())
@settings(max_examples=150)
def test_where_people_have_ids_no_figure_misses_the_truth(schema: Schema, world: World) -> None:
    assert _missed(world, schema) == {}


@given(world=small_worlds())
@settings(max_examples=150)
def test_where_nobody_has_an_id_no_figure_misses_the_truth(world: World) -> None:
    assert _missed(world, "2018-08") == {}
