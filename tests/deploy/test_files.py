"""What we ship to run the service is what its readers take: each file by a parser, or the program itself."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from indexer.core.configuration import PREFIX
from indexer.milvus.address import read_address
from service.cli.settings_report import fields
from service.http.lanes import House
from service.http.metrics import Measures
from service.http.readiness import Readiness
from tests.http.village import VillageEngine

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def read(name):
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def test_compose_names_services_files_and_settings_that_exist():
    compose = read("compose.yaml")
    assert set(compose["services"]) == {"xunwen", "prometheus", "grafana"}
    for service in compose["services"].values():
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            if source.startswith("./"):
                assert (DEPLOY / source).is_file(), source
            elif not source.startswith("../"):
                assert source in compose["volumes"]
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    variables = compose["services"]["xunwen"]["environment"]
    assert {name.removeprefix(PREFIX).lower() for name in variables} <= set(fields())


def test_the_compose_file_of_a_milvus_publishes_no_port_to_others_and_names_its_own_address():
    compose = read("milvus.yaml")
    services = compose["services"]
    assert set(services) == {"etcd", "minio", "milvus", "xunwen"}
    for service in services.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= set(compose["volumes"])
        assert set(service.get("depends_on", ())) <= set(services)
    variables = services["xunwen"]["environment"]
    address = read_address(variables["XUNWEN_INDEX"])
    assert (address.host, f"127.0.0.1:{address.port}:19530") == ("milvus", services["milvus"]["ports"][0])
    assert services["xunwen"]["build"]["args"] == {"EXTRAS": "[milvus]"}
    known = {"index", *fields()}
    assert {name.removeprefix(PREFIX).lower() for name in variables} <= known


def test_docker_asks_whether_questions_can_be_asked():
    assert "8000/readyz" in (ROOT / "Dockerfile").read_text(encoding="utf-8").partition("HEALTHCHECK")[2]


def test_the_unit_is_one_that_systemd_takes(tmp_path):
    text = (DEPLOY / "xunwen.service").read_text(encoding="utf-8")
    command = re.search(r"^ExecStart=(\S+) (.*)$", text, re.MULTILINE)
    assert command[2] == "serve --config /etc/xunwen/xunwen.toml"
    if shutil.which("systemd-analyze") is None:
        names = set(re.findall(r"^\[(\w+)\]$", text, re.MULTILINE))
        assert names == {"Unit", "Service", "Install"}
        return
    unit = tmp_path / "xunwen.service"
    unit.write_text(text.replace(command[1], "/bin/true"), encoding="utf-8")
    checked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    ours = [line for line in checked.stderr.splitlines() if "xunwen" in line]
    assert ours == []


@pytest.mark.parametrize("name", ["grafana/datasources.yaml", "grafana/dashboards.yaml", "prometheus.yaml"])
def test_each_file_is_yaml(name):
    assert isinstance(read(name), dict)


def test_prometheus_reads_our_alerts():
    assert read("prometheus.yaml")["rule_files"] == ["alerts.yaml"]
    assert json.dumps(read("prometheus.yaml")["scrape_configs"]).count("xunwen:8000") == 1


SERIES = re.compile(r"\bxunwen_\w+")
KINDS = ("_bucket", "_sum", "_count")


@pytest.fixture(scope="module")
def known():
    """Every series that a service tells of: the names of its families."""
    house = House.of(threads=1, waiting=1, seconds=1, connections=1)
    text = Measures(Readiness(VillageEngine), house, None, shared=None).text().decode()
    return set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE)) | {
        "xunwen_jobs",
        "xunwen_job_ended_timestamp_seconds",
    }


def unknown(expression, known):
    found = SERIES.findall(expression)
    assert found or "up{" in expression
    plain = {re.sub("|".join(f"{kind}$" for kind in KINDS), "", name) for name in found}
    return plain - known


def test_alerts_are_rules_about_what_is_measured(known):
    rules = [rule for group in read("alerts.yaml")["groups"] for rule in group["rules"]]
    names = [rule["alert"] for rule in rules]
    assert len(set(names)) == len(names) > 5
    for rule in rules:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert unknown(rule["expr"], known) == set(), rule["alert"]
        assert re.fullmatch(r"\d+[smh]", rule.get("for", "1m"))
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        for opening, closing in ("()", "{}", "[]"):
            assert rule["expr"].count(opening) == rule["expr"].count(closing)
    if shutil.which("promtool") is not None:
        subprocess.run(["promtool", "check", "rules", DEPLOY / "alerts.yaml"], check=True)


@pytest.mark.skipif(
    shutil.which("promtool") is None, reason="no Prometheus on this machine: apt-get install prometheus"
)
def test_each_failed_build_is_told_for_an_hour_and_a_forgotten_one_is_none(tmp_path):
    """Of the jobs that are kept the oldest are forgotten, so that their number says nothing of what just happened."""
    failed = '{state="failed", instance="a"}'
    fires = [{"exp_labels": {"severity": "ticket", "state": "failed", "instance": "a"}}]
    tests = {
        "rule_files": ["alerts.yaml"],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    # One is forgotten at the 31st minute, and at the 121st one fails as another one is forgotten.
                    {"series": f"xunwen_jobs{failed}", "values": "3x30 2x300"},
                    {"series": f"xunwen_job_ended_timestamp_seconds{failed}", "values": "-7200x120 7260x200"},
                ],
                "alert_rule_test": [
                    {"eval_time": minute, "alertname": "XunwenBuildFailed", "exp_alerts": alerts}
                    for minute, alerts in (("40m", []), ("125m", fires), ("185m", []))
                ],
            }
        ],
    }
    # What is said is tried elsewhere.
    rules = read("alerts.yaml")
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        del rule["annotations"]
    (tmp_path / "alerts.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump(tests), encoding="utf-8")
    ran = subprocess.run(
        ["promtool", "test", "rules", "tests.yaml"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_dashboard_draws_what_is_measured(known):
    board = json.loads((DEPLOY / "grafana" / "xunwen.json").read_text(encoding="utf-8"))
    datasource = read("grafana/datasources.yaml")["datasources"][0]["uid"]
    places = set()
    for panel in board["panels"]:
        assert panel["datasource"]["uid"] == datasource
        spot = panel["gridPos"]
        cells = {
            (x, y) for x in range(spot["x"], spot["x"] + spot["w"]) for y in range(spot["y"], spot["y"] + spot["h"])
        }
        assert not cells & places
        assert spot["x"] + spot["w"] <= 24
        places |= cells
        for target in panel["targets"]:
            assert unknown(target["expr"], known) == set(), panel["title"]
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
