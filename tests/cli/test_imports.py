"""What help imports: a command brings its own libraries when it is called, and none to be described."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "anyio", "bm25s", "chardet", "faiss", "fastapi", "huggingface_hub", "jinja2", "lxml", "numpy", "opencc", "openvino",
    "ray", "scipy", "sklearn", "starlette", "torch", "trafilatura", "transformers", "uvicorn",
}  # fmt: skip
EVERY_HELP = """
from typer.main import get_command
from service.cli.app import app

def describe(command, name):
    with command.make_context(name, [], resilient_parsing=True) as context:
        command.get_help(context)
    for each, child in getattr(command, "commands", {}).items():
        describe(child, each)

describe(get_command(app), "xunwen")
"""


@pytest.fixture(scope="module")
def model_environment() -> dict[str, str]:
    """No model: describing a command needs none, and preparing one takes seconds."""
    return {}


def imported(*arguments: str) -> list[str]:
    """Modules that Python says it has imported to run this."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("-m", "service", "--help"), id="of xunwen"),
        pytest.param(("-c", EVERY_HELP), id="of every command"),
    ],
)
def test_help_imports_no_library_that_a_command_works_with(arguments: tuple[str, ...]) -> None:
    modules = imported(*arguments)
    assert "service.cli.app" in modules
    assert HEAVY & {module.partition(".")[0] for module in modules} == set()


def test_help_imports_few_modules_of_this_project() -> None:
    """Two of them for each that defines commands, at most: what the options are made of, not what the commands do."""
    own = [each for each in imported("-m", "service", "--help") if each.partition(".")[0] in {"indexer", "service"}]
    assert len(own) <= 38, own
