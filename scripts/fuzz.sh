#!/usr/bin/env bash
# Fuzzes every parser of foreign bytes for longer than `make test` does, from seeds of its own each time.
#
#   FUZZ=200 scripts/fuzz.sh      200 times the rounds of the tests (20 by default)
#
# A failure prints the seed; FUZZ_SEED=N repeats it.
set -euo pipefail
cd "$(dirname "$0")/.."

export FUZZ=${FUZZ:-20} FUZZ_SEED=${FUZZ_SEED:-$RANDOM$RANDOM}
# A crash must end the process: the backtrace tool can hang on it and hold the output open.
export SWIFT_BACKTRACE=enable=no
readonly log=var/fuzz.log
mkdir -p var

echo "Fuzzing with FUZZ_SEED=$FUZZ_SEED, $FUZZ times the rounds of the tests; the output is in $log."
for arguments in "--package-path Packages/Core" "--package-path Packages/Agent" "--scratch-path ${SCRATCH:-.build}"; do
    # shellcheck disable=SC2086 # Two words are meant.
    if ! swift test $arguments --filter 'Fuzz|crashes' >"$log" 2>&1; then
        grep -E 'recorded an issue|error:|Fatal|signal' "$log" | head -n 20 >&2 || true
        echo "error: found something with FUZZ_SEED=$FUZZ_SEED; see $log" >&2
        exit 1
    fi
done
echo "Nothing found."
