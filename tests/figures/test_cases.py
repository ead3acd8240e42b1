"""Every wording of the published list says what a person wrote beside it, character by character."""

import pytest

from service.figures.read import figures
from tests.figures.cases import PUBLISHED, Case, Said, cases, language_cases

CASES = cases()
LANGUAGE_CASES = language_cases()


def test_the_list_is_as_long_as_it_claims():
    assert len({case.wording for case in CASES}) >= 400


@pytest.mark.parametrize("case", CASES, ids=[case.wording for case in CASES])
def test_a_wording_says_what_is_written_beside_it(case: Case):
    assert tuple(Said.of(figure) for figure in figures(case.wording, published_at=PUBLISHED)) == case.figures


@pytest.mark.parametrize("case", LANGUAGE_CASES, ids=[f"{case.language}: {case.wording}" for case in LANGUAGE_CASES])
def test_a_wording_of_a_language_says_what_is_written_beside_it(case: Case):
    read = figures(case.wording, published_at=PUBLISHED, language=case.language)
    assert tuple(Said.of(figure) for figure in read) == case.figures
