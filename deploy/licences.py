"""Lists the licence of each package of a bill of materials (CycloneDX), and fails where one is unknown or not allowed.

Usage: python licences.py sbom.json licences.toml > licences.txt
"""

import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from license_expression import AND, OR, ExpressionError, LicenseExpression, get_spdx_licensing

_SPDX = get_spdx_licensing()


def licence_of(component: Mapping[str, Any], policy: Mapping[str, Any]) -> str:
    """The licence of a package as an SPDX expression; empty where nothing tells it."""
    if found := policy["packages"].get(component["name"]):
        return str(found)
    said: dict[str, None] = {}
    for each in component.get("licenses", []):
        words = each.get("expression") or each["license"].get("id") or each["license"]["name"]
        said[policy["words"].get(words, words)] = None
    return " AND ".join(f"({each})" if " OR " in each else each for each in said)


def is_allowed(licence: str, allowed: frozenset[str]) -> bool:
    """Whether a licence may be: all that are joined by AND, and one of those joined by OR."""
    try:
        parsed = _SPDX.parse(licence, validate=True)
    except ExpressionError:
        return False
    return parsed is not None and _holds(parsed, allowed)


def _holds(part: LicenseExpression, allowed: frozenset[str]) -> bool:
    if isinstance(part, AND):
        return all(_holds(each, allowed) for each in part.args)
    if isinstance(part, OR):
        return any(_holds(each, allowed) for each in part.args)
    return part.render() in allowed


def main(sbom: Path, policy_file: Path) -> int:
    """Prints the list; 1 where a package is not allowed."""
    policy = tomllib.loads(policy_file.read_text(encoding="utf-8"))
    allowed, refused = frozenset(policy["allowed"]), []
    for component in json.loads(sbom.read_text(encoding="utf-8"))["components"]:
        licence = licence_of(component, policy)
        print(component["name"], component.get("version", ""), licence or "unknown", sep="\t")
        if not is_allowed(licence, allowed):
            refused.append(f"{component['name']} is under {licence or 'no licence that is told'}")
    if refused:
        print(f"{'; '.join(refused)}. Look it up, and write it into {policy_file}.", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
