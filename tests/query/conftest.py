"""The small indexes of the search tests."""

from tests.search.conftest import searcher as searcher
from tests.search.conftest import small_index as small_index
