"""The commands that check and show settings, and every command that is given a file of them."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def run(tmp_path):
    """Runs the command where a file of settings may be."""

    def ran(*words, **environment):
        path = os.environ.get("PYTHONPATH", os.getcwd())  # noqa: PTH109
        return subprocess.run(
            [sys.executable, "-m", "service", *words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path, **environment},
            check=False,
        )

    return ran


def test_a_right_file_is_found_shown_and_used(run, tmp_path):
    (tmp_path / "xunwen.toml").write_text('index = "news"\nport = 9001\n')
    assert run("config", "check").stdout == "The settings are right (xunwen.toml, and the environment).\n"
    shown = json.loads(run("config", "show", "--changed", "--json", XUNWEN_WORKERS="2").stdout)
    assert shown["port"] == {"value": 9001, "origin": "xunwen.toml"}
    assert shown["workers"] == {"value": 2, "origin": "XUNWEN_WORKERS"}
    assert "There is no index in news." in run("serve").stderr
    assert "There is no index in other." in run("serve", XUNWEN_INDEX="other").stderr


def test_a_wrong_name_ends_every_command_and_check_says_all(run, tmp_path):
    (tmp_path / "other.toml").write_text('prot = 1\nindx = "a"\n')
    checked = run("config", "check", "--config", "other.toml", XUNWEN_WROKERS="1")
    assert checked.returncode == 1
    assert [line.rpartition(" ")[2] for line in checked.stdout.splitlines()] == ["port?", "index?", "XUNWEN_WORKERS?"]
    for words in (("--config", "other.toml", "serve"), ("serve", "--config", "other.toml")):
        refused = run(*words)
        assert refused.returncode == 1
        assert "There is no setting 'prot'" in refused.stderr
