#!/usr/bin/env bash
# Builds the release binaries, with progress and an estimate of the wait.
#
#   scripts/release.sh SCRATCH_PATH
#
# The Swift runtime is linked in, so that the binaries run where there is no toolchain. That needs a scratch path of its
# own: changing the flag in one that was built without it builds everything again.
set -euo pipefail

# Processor time of a first build, measured on Debian 12 with Swift 6.3.1; it divides by the number of processors.
readonly processor_minutes=22
# Of that time, the part in which C files are compiled, all of which SwiftPM counts from the start; the Swift modules come
# one by one after them, and it counts each only when it begins.
readonly c_percent=45 modules=60

main() {
    local scratch=${1:?usage: scripts/release.sh SCRATCH_PATH}
    local log=$scratch/release.log minutes
    minutes=$(((processor_minutes + $(nproc) - 1) / $(nproc)))
    mkdir -p "$scratch"
    ! up_to_date "$scratch/release" || return 0
    if [[ ! -x $scratch/release/gatehouse ]]; then
        echo "Building the release binaries: about $minutes minutes on $(nproc) processors the first time."
    fi
    if ! build "$scratch" 2>&1 | tee "$log" | progress "$minutes"; then
        grep -E 'error:|warning: unre' "$log" | sort -u | head -n 20 >&2 || tail -n 20 "$log" >&2
        echo "error: the release build failed; everything that the compiler said is in $log" >&2
        exit 1
    fi
}

# up_to_date FOLDER: whether nothing that is built from changed since; SwiftPM takes several seconds to say so.
up_to_date() {
    local binary
    for binary in gatehouse gatehouse-agent; do
        [[ -x $1/$binary ]] || return 1
        [[ -z $(find Package.swift Packages/*/Package.swift Sources Packages/*/Sources -newer "$1/$binary" -print -quit) ]] ||
            return 1
    done
}

build() {
    local product
    for product in gatehouse gatehouse-agent; do
        swift build --configuration release --static-swift-stdlib --scratch-path "$1" --product "$product"
    done
}

# Turns SwiftPM's `[n/m] …` lines into one line that is written over (on a terminal) or a line every tenth.
progress() {
    local minutes=$1 started=$SECONDS shown=-1 line percent step=10 begun=0
    [[ ! -t 1 ]] || step=1
    while IFS= read -r line; do
        [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
        ((BASH_REMATCH[2] > 20)) || continue # Nothing much to build.
        if ((BASH_REMATCH[2] - BASH_REMATCH[1] > 8)); then
            percent=$((c_percent * BASH_REMATCH[1] / BASH_REMATCH[2]))
        else
            begun=$((begun < modules ? begun + 1 : modules))
            percent=$((c_percent + (99 - c_percent) * begun / modules))
        fi
        ((percent / step > shown)) || continue
        shown=$((percent / step))
        report "$percent" $((SECONDS - started)) "$minutes"
    done
    [[ ! -t 1 || $shown -lt 0 ]] || echo
}

report() {
    local percent=$1 elapsed=$2 minutes=$3 text
    text=$(printf '  %3d %%, %d min %02d s of about %d min' \
        "$percent" $((elapsed / 60)) $((elapsed % 60)) "$minutes")
    if [[ -t 1 ]]; then printf '\r%s ' "$text"; else echo "$text"; fi
}

main "$@"
