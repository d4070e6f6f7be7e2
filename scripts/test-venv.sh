#!/usr/bin/env bash
# Makes var/test-venv with the Python packages of scripts/test-requirements.txt, unless it has them already.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly venv=var/test-venv
readonly wanted=scripts/test-requirements.txt

cmp --silent "$wanted" "$venv/requirements.txt" && exit
echo "Installing the Python packages of $wanted into $venv."
rm -rf "$venv"
mkdir -p var
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
# Last, so that what was broken off is done again.
cp "$wanted" "$venv/requirements.txt"
