#!/usr/bin/env bash
# Builds the sdist, and the wheel from it; installs the wheel where nothing else is, tries it and its extras there, and
# writes what came with it: a software bill of materials (CycloneDX) and the licence of every package, each of which has to
# be one that deploy/licences.toml allows.
# Usage: deploy/package.sh [FOLDER]    FOLDER (build/package) gets the sdist, the wheel, sbom.json and licences.txt;
# INSTALL_OPTIONS are given to pip where it installs.
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-build/package}
python=${PYTHON:-python3}
read -ra options <<<"${INSTALL_OPTIONS:-}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$out"
mkdir -p "$out"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=$PWD/constraints.txt

"$python" -m venv "$work/tools"
tools=$work/tools/bin
"$tools/pip" install --quiet "${options[@]}" hatchling cyclonedx-bom license-expression
"$tools/hatchling" build --target sdist --directory "$out" >/dev/null
# From the sdist alone: whatever it lacks, the wheel lacks, and the steps below show.
"$tools/pip" wheel --quiet --no-deps --wheel-dir "$out" "$out"/xunwen-*.tar.gz
wheel=$(realpath "$out"/xunwen-*.whl)

"$python" -m venv "$work/clean"
clean=$work/clean/bin
pages=$PWD/data/pages
"$clean/pip" install --quiet "${options[@]}" "$wheel"
"$clean/pip" check
(
	cd "$work" # no module of the sources can be found from here
	"$clean/xunwen" --version
	"$clean/xunwen" index "$pages" --index index >/dev/null
	"$clean/xunwen" ask "柳禾村三天一共收到多少捐款？" --index index --limit 1 --json | grep -q '"status": *"answered"'
	if "$clean/xunwen" mcp --index index 2>error; then exit 1; fi
	grep -q "xunwen\[mcp\]" error
)
# What the wheel brings without any extra.
"$tools/cyclonedx-py" environment --pyproject pyproject.toml --output-reproducible --output-format JSON \
	--output-file "$out/sbom.json" "$clean/python"
"$tools/python" deploy/licences.py "$out/sbom.json" deploy/licences.toml >"$out/licences.txt"

# Extras are real: each can be had, and what needs it works.
extras=$("$clean/python" -c 'from importlib.metadata import metadata; print(*metadata("xunwen").get_all("Provides-Extra"), sep=",")')
"$clean/pip" install --quiet --dry-run "$wheel[$extras]"
"$clean/pip" install --quiet "${options[@]}" "$wheel[documents,llm,mcp,otel]"
"$clean/pip" check
(
	cd "$work"
	"$clean/python" -c 'import brotli, openai, opentelemetry.sdk, pdfminer, protego; from service.http.tracing import open_tracing; open_tracing()'
	hello='{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
	"$clean/xunwen" mcp --index index <<<"$hello" | grep -q '"id":1'
)
ls "$out"
