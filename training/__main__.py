"""`python -m training`."""

import sys

import typer

from indexer.core.errors import XunwenError
from training.cli import app

if __name__ == "__main__":
    try:
        app()
    except XunwenError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(1)
