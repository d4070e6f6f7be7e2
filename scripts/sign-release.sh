#!/usr/bin/env bash
# Makes a signed release of the agent, to be copied to a server's data folder. See docs/decisions/0009-agent-updates.md.
#
#   scripts/sign-release.sh key KEYFILE                          make a key, and print its line for release-keys
#   scripts/sign-release.sh KEYFILE OUT ARCHITECTURE=PROGRAM…    make OUT/VERSION/ from programs of one version
#
# The key belongs on the machine that builds, or on a token of its own, never on a server. VERSION= says what the
# programs call themselves when they cannot be run here; RELEASED= is the date from which the rings' delays count.
set -euo pipefail

main() {
    [[ $# -ge 2 ]] || usage
    if [[ $1 == key ]]; then make_key "$2"; else release "$@"; fi
}

usage() {
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 64
}

make_key() {
    [[ ! -e $1 ]] || fail "there is a key in $1 already"
    (umask 077 && openssl genpkey -algorithm ED25519 -out "$1")
    public_key "$1"
}

# The last 32 bytes of the key's DER form are the key itself (RFC 8410 §4).
public_key() { openssl pkey -in "$1" -pubout -outform DER | tail -c 32 | base64 --wrap=0 && echo; }

release() {
    local key=$1 out=$2 program manifest folder version=${VERSION:-} artefacts=()
    shift 2
    [[ $# -ge 1 ]] || usage
    for program in "$@"; do
        [[ $program == *=* && -f ${program#*=} ]] || fail "\`$program\` is not ARCHITECTURE=PROGRAM"
        [[ -n $version ]] || version=$("${program#*=}" --version | sed 's/^gatehouse-agent //')
        artefacts+=("$(entry "${program%%=*}" "${program#*=}")")
    done
    folder=$out/$version
    [[ ! -e $folder ]] || fail "there is $folder already: a version is made once"
    mkdir -p "$folder"
    manifest=$(printf '{"product":"gatehouse-agent","version":"%s","released":"%s","artefacts":[%s]}' \
        "$version" "${RELEASED:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}" "$(IFS=, && echo "${artefacts[*]}")")
    for program in "$@"; do install -m 644 "${program#*=}" "$folder/${program%%=*}"; done
    envelope "$key" "$manifest" >"$folder/release.json"
    echo "$folder"
}

entry() {
    printf '{"architecture":"%s","size":%d,"sha256":"%s"}' "$1" "$(stat --format=%s "$2")" \
        "$(sha256sum "$2" | cut -d ' ' -f 1)"
}

# Signed is what is sent, byte for byte. OpenSSL signs files only.
envelope() {
    local bytes
    bytes=$(mktemp)
    # shellcheck disable=SC2064 # The value of now is meant.
    trap "rm -f '$bytes'" EXIT
    printf %s "$2" >"$bytes"
    printf '{"manifest":"%s","signature":"%s"}\n' "$(base64 --wrap=0 "$bytes")" \
        "$(openssl pkeyutl -sign -rawin -inkey "$1" -in "$bytes" | base64 --wrap=0)"
}

fail() {
    echo "error: $1" >&2
    exit 1
}

main "$@"
