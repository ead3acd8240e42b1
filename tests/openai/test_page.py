"""The code of the page runs as it stands there."""

import contextlib
import io

from tests.docs.pages import ROOT, blocks


def test_the_code_of_the_page_runs(archive):
    (code,) = blocks(ROOT / "docs" / "openai.md", "python")
    site = str(archive.base_url).removesuffix("/v1/")
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        exec(compile(code.replace("http://127.0.0.1:8000", site), "docs/openai.md", "exec"), {})  # noqa: S102  the page's own code
    assert "[1]" in shown.getvalue()
