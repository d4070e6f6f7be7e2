#!/usr/bin/env bash
# Runs one package's tests; when some fail, says which ones once more at the very end, where everybody looks.
#
#   scripts/test.sh NAME [ARGUMENT…]    swift test ARGUMENT…; all that it writes is kept in var/test-NAME.log
set -euo pipefail
cd "$(dirname "$0")/.."

# Continuous integration shows hardly more than the last 25 lines.
readonly name=$1 most=20
shift
readonly log=var/test-$name.log
mkdir -p var

# A few at a time: all at once, each takes as long as all of them together, and none has the time that it was given.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${WIDTH:-8}

status=0
swift test "$@" 2>&1 | tee "$log" || status=$?
((status == 0)) && exit

# Each issue once, without the tests, suites and runs that failed by it. The compiler's word is looked for only without
# any: the commands under test say it as well.
failures=$(grep -E 'recorded an issue|Fatal error|unexpected signal' "$log" \
    || grep -E '^error: |: error: ' "$log" || true)
count=$(grep -c . <<<"$failures" || true)
{
    printf '\nThe tests of %s failed; all that they wrote is in %s.\n' "$name" "$log"
    ((count == 0)) || head -n "$most" <<<"$failures"
    ((count <= most)) || printf '… and %d more such lines\n' "$((count - most))"
} >&2
exit "$status"
