"""A service over a small archive, on a port of this machine, as a browser meets it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.http.serve import serving
from service.search.local import LocalIndex
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import RECORDS, build, record_pages
from tests.doubles import MarkingReader, TermEmbedder

SCRIPT = "<script>document.title='owned'</script>"
IMAGE = '"><img src=x onerror="document.title=\'owned\'">'
OVERRIDE = "\u202e\u2066\u2067"
"""Right-to-left override and isolates that are never closed."""

HOSTILE = (
    {
        "id": "../a b/%2f?#&\"'<",
        "title": f"{SCRIPT}{IMAGE} 柳河村捐款",
        "source": f"{OVERRIDE}{SCRIPT}报",
        "author": f"记者 {IMAGE}",
        "published_at": "2021-03-05",
        "url": "javascript:document.title='owned'",
        "body": f"柳河村全村捐款三万元。{SCRIPT}</p></main>{IMAGE}\n{OVERRIDE}abc def\u0000\u0008{{{{ 7*7 }}}} </mark></template>",
        "keywords": [SCRIPT, IMAGE],
        "lang": "zh",
    },
    {
        "id": "long",
        "title": "柳河村" + "长" * 100_000,
        "source": "x" * 5_000,
        "published_at": "2021-03-06",
        "body": "柳河村捐款的标题太长。" + "没有空格的一行" * 200 + "W" * 3_000,
        "lang": "zh",
    },
    {
        "id": "rtl",
        "title": f"{OVERRIDE}شحن 柳河村",
        "source": "صحيفة",
        "body": f"捐款 {OVERRIDE}‏مساعدة للقرية.",
        "lang": "ar",
    },
)


def engine_over(index_dir: Path, records: Sequence[dict[str, object]] = RECORDS) -> SearcherEngine:
    """An engine over these records, indexed by the real build, with a reader that marks two of their figures."""
    build(index_dir, TermEmbedder(), record_pages(records))
    return SearcherEngine(
        Searcher(LocalIndex.open(index_dir), TermEmbedder(), MarkingReader("三万二千元", "四百余人")), index_dir
    )


@contextmanager
def served(engine: object, **settings: object) -> Iterator[str]:
    """The address of a service over an engine, or over a function that opens one."""
    opened = engine if callable(engine) else lambda: engine
    with serving(create_app(opened, ServiceSettings(demo_site=True, poll_seconds=0, **settings))) as address:
        yield address
