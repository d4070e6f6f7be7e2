#!/usr/bin/env bash
# Fails when the golden files of the working tree are not what the last test run would write (`make golden`).
#
# The tests compare each golden themselves; this catches one that `GOLDEN=1` rewrote and nobody looked at.
set -euo pipefail
cd "$(dirname "$0")/.."

git rev-parse --is-inside-work-tree >/dev/null 2>&1 || exit 0
changed=$(git status --porcelain -- 'docs/openapi.json' 'docs/facts.md' '*.golden' '*schema.sql' 'Tests/Vectors' 'Tests/*/Goldens')
if [[ -n ${CI:-} && -n $changed ]]; then
    echo "error: golden files differ from what is committed:" >&2
    echo "$changed" >&2
    echo "hint: look at the difference, then commit it" >&2
    exit 1
fi
