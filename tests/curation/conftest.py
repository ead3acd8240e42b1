"""The village's index, as related reading has it."""

from tests.related.conftest import village_index

__all__ = ["village_index"]
