"""Every wording of the published list says what a person wrote beside it, character by character."""

import pytest

from service.figures.read import figures
from tests.figures.cases import PUBLISHED, Case, Said, cases

CASES = cases()


def test_the_list_is_as_long_as_it_claims():
    assert len({case.wording for case in CASES}) >= 400


@pytest.mark.parametrize("case", CASES, ids=[case.wording for case in CASES])
def test_a_wording_says_what_is_written_beside_it(case: Case):
    assert tuple(Said.of(figure) for figure in figures(case.wording, published_at=PUBLISHED)) == case.figures
