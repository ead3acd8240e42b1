"""Addresses of an index in a Milvus."""

import pytest

from indexer.core.errors import SettingError
from indexer.milvus.address import Address, is_milvus, read_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("milvus://10.0.0.7", Address("10.0.0.7")),
        ("milvus://10.0.0.7:1234/", Address("10.0.0.7", 1234)),
        (
            "MILVUS://news.example/archive?prefix=a1&tls=true",
            Address("news.example", database="archive", prefix="a1", tls=True),
        ),
        ("milvus://root:p%40ss%23@host", Address("host", 19530, "root:p@ss#")),
        ("milvus://key@[::1]:19530", Address("[::1]", 19530, "key")),
    ],
)
def test_every_part_is_read(text: str, expected: Address) -> None:
    assert read_address(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("data/index", "no address"),
        ("milvus://", "no host"),
        ("milvus://host:port", "can't be read"),
        ("milvus://host:99999", "can't be read"),
        ("milvus://host/a/b", "no database"),
        ("milvus://host?prefix=1a", "can't begin"),
        ("milvus://host?prefix=" + "a" * 41, "can't begin"),
        ("milvus://host?ssl=1", "no option 'ssl'"),
        ("milvus://host?tls=yes", "tls can't be 'yes'"),
        ("milvus://host#a", "no part after #"),
    ],
)
def test_what_is_no_address_is_told_with_the_next_step(text: str, said: str) -> None:
    with pytest.raises(SettingError, match=said) as told:
        read_address(text)
    assert told.value.next_step


def test_a_shown_address_has_no_secret_and_reads_as_the_same_place() -> None:
    address = read_address("milvus://root:secret@host/db?prefix=a&tls=true")
    assert "secret" not in address.shown
    again = read_address(address.shown)
    assert (again.host, again.port, again.database, again.prefix, again.tls) == ("host", 19530, "db", "a", True)


def test_a_folder_is_no_address() -> None:
    assert is_milvus("milvus://host")
    assert not is_milvus("data/milvus")
