"""What one service over a folder, one over a Milvus, and two over the same Milvus give: latency, throughput, CPU of services and Milvus.

    python -m benchmarks.milvus_nodes --questions 160 --kinds hybrid reading

The same index as `benchmarks.milvus_http` makes; clients are spread over the services. `--against FOLDER` measures the services of another
checkout beside this one's, in turns. Milvus, services and clients share this machine:
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
from benchmarks.service import CLIENTS, FIGURES, REQUESTS, ROOT, cpu_seconds, measure, seconds_until, service


def main() -> None:
    """Prints a row for each arrangement, kind of request and number of clients."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    common(arguments)
    arguments.add_argument("--questions", type=int, default=160, help="how many of each measurement")
    arguments.add_argument("--kinds", nargs="+", choices=REQUESTS, default=["hybrid", "reading"], help="of requests")
    arguments.add_argument("--clients", nargs="+", type=int, default=[1, CLIENTS], help="how many ask at once")
    arguments.add_argument("--rounds", type=int, default=1, help="how often everything is measured")
    arguments.add_argument("--against", type=Path, help="another checkout, whose services are measured in turns")
    arguments.add_argument("--json", type=Path, help="where to write the figures")
    given = arguments.parse_args()
    figures: list[dict[str, object]] = []
    with ExitStack() as stack:
        published = stack.enter_context(published_sets(given))
        address, server = published.address, published.server
        texts = iter(interleaved({name: every_question(name) for name in published.questions}))
        arrangements: list[tuple[str, list[Path | str], Path]] = [("folder", [published.index], ROOT)]
        for name, nodes in (("one Milvus node", 1), ("two Milvus nodes", 2)):
            if given.against:
                arrangements.append((f"against {name}", [address] * nodes, given.against.resolve()))
            arrangements.append((name, [address] * nodes, ROOT))
        told = (*FIGURES, "milvus_ms")
        print(f"{'services':<24} {'request':<10}" + "".join(f"{each:>11}" for each in told))
        for _ in range(given.rounds):
            for name, places, code in arrangements:
                with ExitStack() as running:
                    services = [running.enter_context(service(where, code)) for where in places]
                    for each in services:
                        seconds_until(each.address, "/readyz", since=each.began)
                    measure(
                        services, given.kinds[0], [next(texts) for _ in range(16)], clients=2
                    )  # opens what is opened once
                    time.sleep(2)
                    for kind in given.kinds:
                        for clients in given.clients:
                            asked = [next(texts) for _ in range(given.questions)]
                            before = cpu_seconds(server) if server else 0.0
                            row = measure(services, kind, asked, clients=clients)
                            used = cpu_seconds(server) - before if server else 0.0
                            row["milvus_ms"] = round(used / len(asked) * 1000, 1)
                            figures.append(
                                {"services": name, "kind": kind, **row, "load": round(os.getloadavg()[0], 1)}
                            )
                            print(f"{name:<24} {kind:<10}" + "".join(f"{row[each]:>11}" for each in told), flush=True)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
