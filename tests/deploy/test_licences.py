"""Which licences a release may bring: those of the policy, joined as SPDX has it, and nothing that is not told."""

import json
import runpy
import tomllib
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
POLICY = tomllib.loads((DEPLOY / "licences.toml").read_text(encoding="utf-8"))
SCRIPT = runpy.run_path(str(DEPLOY / "licences.py"))


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND BSD-3-Clause", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False),
        ("MIT AND (GPL-3.0-only OR Apache-2.0)", True),
        ("License :: Other/Proprietary License", False),
        ("", False),
    ],
)
def test_all_of_what_is_joined_must_be_allowed_and_one_of_what_can_be_chosen(licence, allowed):
    assert SCRIPT["is_allowed"](licence, frozenset(POLICY["allowed"])) is allowed


@pytest.mark.parametrize(
    ("name", "licenses", "expected"),
    [
        ("a", [{"license": {"id": "MIT"}}], "MIT"),
        ("a", [{"expression": "MIT OR Apache-2.0"}, {"license": {"id": "ISC"}}], "(MIT OR Apache-2.0) AND ISC"),
        ("a", [{"license": {"name": "License :: OSI Approved :: BSD License"}}], "BSD-3-Clause"),
        ("a", [], ""),
        ("transformers", [], "Apache-2.0"),
    ],
)
def test_a_licence_is_what_the_package_says_or_what_was_looked_up(name, licenses, expected):
    assert SCRIPT["licence_of"]({"name": name, "licenses": licenses}, POLICY) == expected


def test_a_package_without_a_licence_fails_the_release(tmp_path, capsys):
    components = [{"name": "good", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}, {"name": "mute"}]
    sbom = tmp_path / "sbom.json"
    sbom.write_text(json.dumps({"components": components}), encoding="utf-8")
    assert SCRIPT["main"](sbom, DEPLOY / "licences.toml") == 1
    told = capsys.readouterr()
    assert told.out.splitlines() == ["good\t1\tMIT", "mute\t\tunknown"]
    assert "mute is under no licence" in told.err
    sbom.write_text(json.dumps({"components": components[:1]}), encoding="utf-8")
    assert SCRIPT["main"](sbom, DEPLOY / "licences.toml") == 0
