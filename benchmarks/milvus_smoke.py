"""Tries an index in a Milvus of your own, under a prefix that is deleted afterwards.

    python -m benchmarks.milvus_smoke milvus://HOST:PORT

Invented articles are indexed, published, compared with the snapshot question by question, edited, published again, gone back
from and deleted. It needs the extra milvus and the default model.
"""

import argparse
import secrets
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.milvus_equality import compare, invented, make_index
from indexer.embed.load import load_embedder
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Generations
from indexer.milvus.publish import PublishOptions, publish
from indexer.settings import IndexerSettings
from service.api.publishing import texts_for


def main() -> None:
    """Runs every step, and says of each how long it took and whether it was right."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("address", help="milvus://HOST:PORT")
    arguments.add_argument("--articles", type=int, default=200)
    given = arguments.parse_args()
    address = replace(read_address(given.address), prefix=f"smoke_{secrets.token_hex(4)}")
    milvus = Milvus(address, timeout=60, patience=60)
    embedder = load_embedder(IndexerSettings())
    ok = True
    try:
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder) / "index"
            for edition in (1, 2):
                pages, questions = invented(given.articles, edition=edition)
                make_index(index, pages, embedder)
                began = time.perf_counter()
                done = publish(index, milvus, options=PublishOptions(lease=0), extra=texts_for(index))
                print(f"published generation {done.generation}: {done.written} of {done.articles} articles written, "
                      f"{done.checked} comparisons right, {time.perf_counter() - began:.1f} s")  # fmt: skip
                where = f"{given.address.partition('?')[0]}?prefix={address.prefix}"
                compared = compare(index, where, questions, embedder)
                print(compared.line(f"edition {edition}"))
                ok &= compared.right
            back = Generations(milvus).rollback()
            print(f"gone back to generation {back.generation}")
    finally:
        milvus.drop_all()
    print("all right" if ok else "NOT RIGHT")
    sys.exit(not ok)


if __name__ == "__main__":
    main()
