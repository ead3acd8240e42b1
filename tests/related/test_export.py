"""The export: the same JSON as the route, under names that every file system takes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.errors import InputError
from service.cli.related_export import _fnv, export_related, file_name
from service.http.related_schemas import RelatedResponse
from service.related.lists import RelatedReading
from service.search.opening import open_index


@pytest.fixture
def reading(village_index):
    index = open_index(village_index)
    yield RelatedReading(index, None)
    index.close()


IDS = ("bridge-1", "bridge-2", "match-1")


def test_a_file_holds_what_the_route_answers_for_the_whole_list(reading, tmp_path):
    assert export_related(reading, IDS, tmp_path / "out") == 3
    read = json.loads((tmp_path / "out" / "r-bridge-1.json").read_text("utf-8"))
    assert read == RelatedResponse.of(reading.page("bridge-1", limit=30, page=1)).model_dump(mode="json")


def test_a_second_export_touches_what_changed_and_removes_what_is_gone(reading, tmp_path):
    export_related(reading, IDS, tmp_path)
    (tmp_path / "r-bridge-2.json").write_text("old")
    assert export_related(reading, IDS[:2], tmp_path) == 1
    assert sorted(file.name for file in tmp_path.glob("r-*")) == ["r-bridge-1.json", "r-bridge-2.json"]


def test_a_folder_of_other_files_is_left_alone(reading, tmp_path):
    (tmp_path / "r-mine.json").write_text("mine")
    with pytest.raises(InputError, match="not an export"):
        export_related(reading, IDS, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["r-mine.json"]


@pytest.mark.parametrize(
    ("article_id", "name"),
    [
        ("t0f3a-9c", "r-t0f3a-9c.json"),
        ("fair/1", "r-fair_2f1.json"),
        ("../../etc", "r-_2e_2e_2f_2e_2e_2fetc.json"),
        ("CON", "r-_43_4f_4e.json"),
        ("桥", "r-_e6_a1_a5.json"),
        ("", "r-.json"),
    ],
)
def test_a_name_is_the_id_with_what_is_unsafe_spelt_out(article_id, name):
    assert file_name(article_id) == name


def test_of_a_long_id_the_head_the_length_and_a_hash_stay():
    assert [f"{_fnv(each):08x}" for each in (b"", b"a", b"foobar")] == ["811c9dc5", "e40c292c", "bf9cf968"]  # published
    assert file_name("a" * 200) == f"r-{'a' * 160}.200.{_fnv(b'a' * 200):08x}.json"
    assert file_name("a" * 199 + "b") != file_name("a" * 200)


@given(st.text(max_size=300), st.text(max_size=300))
def test_different_ids_have_different_short_safe_names(one, other):
    first, second = file_name(one), file_name(other)
    assert len(first) < 200
    assert set(first) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert first == first.lower()
    if one.encode("utf-8", "replace") != other.encode("utf-8", "replace"):
        assert first != second
