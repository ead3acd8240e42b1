"""Tables of strings in a mapped file are the mappings that were written."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.core.string_tables import read_string_tables, write_string_tables

keys = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
values = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=5)
tables = st.dictionaries(keys, values, max_size=12)


@settings(max_examples=40)
@given(st.lists(tables, max_size=3), st.text(max_size=5))
def test_what_is_read_is_what_was_written(written, other):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "some.tables"
        write_string_tables(file, written)
        read = read_string_tables(file)
        assert read == written
        assert [list(table) for table in read] == [list(table) for table in written]
        assert [other in table for table in read] == [other in table for table in written]
        assert [table.get(other) for table in read] == [table.get(other) for table in written]
        assert [path.name for path in file.parent.iterdir()] == ["some.tables"]


def test_a_key_that_begins_or_ends_another_is_another(tmp_path):
    write_string_tables(tmp_path / "t", [{"ab": "1", "abc": "2", "bc": "3"}])
    (table,) = read_string_tables(tmp_path / "t")
    assert [table.get(key) for key in ("a", "ab", "abc", "abcd", "b", "bc", "c", "", "ab\0", "ab\x001")] == [
        *(None, "1", "2", None, None, "3", None, None, None, None)
    ]
    with pytest.raises(KeyError):
        table["a"]


@pytest.mark.parametrize("entry", [("a\0", "b"), ("a", "b\n"), ("\ud800", "b"), ("a", "\ud800")])
def test_what_the_file_can_not_hold_is_refused_and_the_file_before_stays(tmp_path, entry):
    write_string_tables(tmp_path / "t", [{"a": "b"}])
    with pytest.raises(ValueError, match="can't"):
        write_string_tables(tmp_path / "t", [dict([entry])])
    assert read_string_tables(tmp_path / "t") == [{"a": "b"}]


@pytest.mark.parametrize("kept", range(0, 60, 7))
def test_a_file_that_was_cut_short_is_refused(tmp_path, kept):
    file = tmp_path / "t"
    write_string_tables(file, [{"ab": "c"}, {"一": "二"}])
    whole = file.read_bytes()
    assert len(whole) > 60
    file.write_bytes(whole[:kept])
    with pytest.raises(ValueError, match=r"empty|cut short|not all"):
        read_string_tables(file)
