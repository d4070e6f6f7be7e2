#!/usr/bin/env bash
# Makes the Python environment in which tests run clients that others wrote: var/test-venv, as
# Tests/EndToEndTests/Clients/requirements.txt says.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly venv=var/test-venv wanted=Tests/EndToEndTests/Clients/requirements.txt

cmp --silent "$wanted" "$venv/requirements.txt" && exit
echo "Installing the Python packages of $wanted into $venv."
rm -rf "$venv"
mkdir -p var
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
# Last, so that what was broken off is done again.
cp "$wanted" "$venv/requirements.txt"
