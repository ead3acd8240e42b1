"""The code of docs/clients.md runs, against a service."""

import contextlib
import io

import pytest

from tests.docs.pages import ROOT, blocks


@pytest.mark.parametrize("number", [0, 1])
def test_the_code_of_the_page_runs(address, number):
    code = blocks(ROOT / "docs" / "clients.md", "python")[number]
    assert "http://127.0.0.1:8000" in code
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        exec(code.replace("http://127.0.0.1:8000", address), {})  # noqa: S102  the page's own code
    assert "三万二千元" in shown.getvalue()
