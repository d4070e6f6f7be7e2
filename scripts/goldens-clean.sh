#!/usr/bin/env bash
# Fails when a golden file differs from what git has staged or committed: somebody should have looked at it.
#
# The tests compare what the code says now with the files; this sees that the files are the ones that were agreed on.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly goldens=('docs/openapi.json' 'docs/facts.md' '*/Goldens/*' '*/Migrations/schema*.sql' '*/Vectors/*' '*.golden')

git rev-parse --is-inside-work-tree >/dev/null 2>&1 || exit 0 # An unpacked archive has nothing to compare with.
changed=$(git diff --name-only -- "${goldens[@]}" && git ls-files --others --exclude-standard -- "${goldens[@]}")
if [[ -n $changed ]]; then
    printf 'error: golden files changed:\n%s\nhint: look at the difference, then stage them\n' "$changed" >&2
    exit 1
fi
