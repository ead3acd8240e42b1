"""What one service over a folder, one over a Milvus, and two over the same Milvus give: latency, throughput, CPU.

    python -m benchmarks.milvus_nodes --questions 160 --kinds hybrid reading

The same index as `benchmarks.milvus_http` makes; clients are spread over the services. Milvus, services and clients share this machine:
two services can't be twice as quick here, as they would be on machines of their own, and what the Milvus takes is told beside them.
"""

import argparse
import json
import os
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.milvus_equality import every_question
from benchmarks.milvus_http import common, interleaved, published_sets
from benchmarks.service import CLIENTS, FIGURES, REQUESTS, measure, seconds_until, service


def main() -> None:
    """Prints a row for each arrangement, kind of request and number of clients."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    common(arguments)
    arguments.add_argument("--questions", type=int, default=160, help="how many of each measurement")
    arguments.add_argument("--kinds", nargs="+", choices=REQUESTS, default=["hybrid", "reading"], help="of requests")
    arguments.add_argument("--clients", nargs="+", type=int, default=[1, CLIENTS], help="how many ask at once")
    arguments.add_argument("--rounds", type=int, default=1, help="how often everything is measured")
    arguments.add_argument("--json", type=Path, help="where to write the figures")
    given = arguments.parse_args()
    figures: list[dict[str, object]] = []
    with ExitStack() as stack:
        index, address, questions = stack.enter_context(published_sets(given))
        texts = iter(interleaved({name: every_question(name) for name in questions}))
        print(f"{'services':<16} {'request':<10}" + "".join(f"{each:>11}" for each in FIGURES))
        for _ in range(given.rounds):
            for name, places in (
                ("folder", [index]),
                ("one Milvus node", [address]),
                ("two Milvus nodes", [address] * 2),
            ):
                with ExitStack() as running:
                    services = [running.enter_context(service(where)) for where in places]
                    for each in services:
                        seconds_until(each.address, "/readyz", since=each.began)
                    measure(
                        services, given.kinds[0], [next(texts) for _ in range(16)], clients=2
                    )  # opens what is opened once
                    time.sleep(2)
                    for kind in given.kinds:
                        for clients in given.clients:
                            asked = [next(texts) for _ in range(given.questions)]
                            row = measure(services, kind, asked, clients=clients)
                            figures.append(
                                {"services": name, "kind": kind, **row, "load": round(os.getloadavg()[0], 1)}
                            )
                            print(
                                f"{name:<16} {kind:<10}" + "".join(f"{row[each]:>11}" for each in FIGURES), flush=True
                            )
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
