#!/usr/bin/env bash
# Shows, on this machine and for real, how access follows the state of a device; ends with 0 only if it does.
#
#   BIN=.build/debug scripts/demo.sh
#
# A server, an agent and an nginx run below var/demo. The agent runs in a mount namespace of its own, in which apt's and
# dpkg's lists are folders of var/demo: that is how a security update can appear and be installed without touching the
# machine. PORT=18443 is the first of the ports; the others follow. A step that takes more than PATIENCE=1000 milliseconds
# has failed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/stage.sh
source scripts/stage.sh

readonly port=${PORT:-18443} patience=${PATIENCE:-1000}
readonly proxy_port=$((port + 4)) device=demonstration
list=''
installed=''

main() {
    rm -rf var/demo
    stage_begin demo
    local offset
    for offset in 0 1 2 3 4; do need_port $((port + offset)) PORT; done

    say "Setting the stage under var/demo."
    make_machine
    start_server "$port" $((port + 1)) $((port + 2)) $((port + 3))
    step "server on https://localhost:$port"
    gatehouse apply -f examples/demo/application.yaml -f examples/demo/compliance.yaml \
        -f examples/demo/access-strict.yaml >"$stage/log/apply.log" 2>&1
    gatehouse enforcement-point add default --application intranet >"$stage/log/enforcement-point.log" 2>&1
    step "policies applied, nginx bound to the application"
    in_machine "$BIN/gatehouse-agent" enrol --server "https://localhost:$port" --ca "$stage/server/ca.pem" \
        --code "$(gatehouse enrolment-code create 2>/dev/null)" --name "$device" --state-dir "$stage/agent" >"$stage/log/enrol.log"
    start agent in_machine_exec "$BIN/gatehouse-agent" run --state-dir "$stage/agent"
    await_verdict
    step "this machine enrolled, its agent running"
    start_proxy "$proxy_port"
    step "nginx on https://localhost:$proxy_port"
    say

    play
}

play() {
    expect "blocked: attested is needed" "The policy asks for a hardware key, and this one is a file" true
    expect allowed "The policy changes: a compliant device is enough" gatehouse apply -f examples/demo/access.yaml
    expect "blocked: wanted at most 0, found 1" "A fact changes: a security update for openssl comes out" publish_update
    expect allowed "Mended: the update is installed" install_update
    expect "blocked: was revoked" "The device is revoked" gatehouse device revoke "$device"
    say
    say "Every step was as expected."
}

# expect "OUTCOME[: REASON]" TITLE COMMAND…: runs the command, waits until curl through nginx shows the outcome, and
# checks that the reason is among those that are given.
expect() {
    local outcome=${1%%:*} reason='' title=$2 answer found='' began elapsed why
    [[ $1 != *': '* ]] || reason=${1#*: }
    shift 2
    say "$title."
    began=$(now)
    "$@" >>"$stage/log/steps.log" 2>&1 || fail "\`$*\` failed; see $stage/log/steps.log"
    while :; do
        answer=$(ask "$proxy_port" || true)
        found=$(outcome_of "${answer##*$'\n'}")
        elapsed=$(($(now) - began))
        [[ $found != "$outcome" ]] || break
        ((elapsed < patience)) || fail "still $found after $patience ms, expected $outcome" "the logs are in $stage/log"
        sleep 0.02
    done
    step "$outcome after $elapsed ms"
    [[ -n $reason ]] || return 0
    why=$(reasons "${answer%$'\n'*}")
    say "$why"
    [[ $why == *"$reason"* ]] || fail "the reason should have been: $reason"
}

outcome_of() {
    case "$1" in
        200) echo allowed ;;
        401 | 403) echo blocked ;;
        *) echo "answered with status $1" ;;
    esac
}

# Why, and for each failed requirement what was wanted, what was found and how to mend it, out of the answer's JSON.
reasons() {
    sed -nE 's/^\{.*"title":"([^"]*)".*"detail":"([^"]*)","decision".*$/    \1: \2/p' <<<"$1"
    grep -oE '"requirement":.*' <<<"$1" |
        sed -E 's/.*"requirement":"([^"]*)".*"wanted":"([^"]*)","found":"([^"]*)".*"remediation":"([^"]*)".*/    \1: wanted \2, found \3\n    \4/' || true
}

now() { echo $((${EPOCHREALTIME/[^0-9]/} / 1000)); }

# What the agent will take for apt's and dpkg's folders: this machine's own dpkg and openssl, no update pending.
make_machine() {
    local release=mirror.example_debian-security_dists_stable-security
    mkdir -p "$stage/machine/lists" "$stage/machine/dpkg"
    dpkg-query --status dpkg openssl >"$stage/machine/dpkg/status"
    printf 'Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\n' >"$stage/machine/lists/${release}_InRelease"
    list=$stage/machine/lists/${release}_main_binary-$(dpkg --print-architecture)_Packages
    installed=$(dpkg-query --show --showformat='${Version}' openssl)
    : >"$list"
}

publish_update() {
    dpkg-query --status openssl | sed -E "s/^Version: .*/Version: $installed+update1/" >"$list.new"
    mv "$list.new" "$list"
}

install_update() {
    local status=$stage/machine/dpkg/status
    sed -E "/^Package: openssl$/,/^$/s/^Version: .*/Version: $installed+update1/" "$status" >"$status.new"
    mv "$status.new" "$status"
}

in_machine() { (in_machine_exec "$@"); }

# Runs the command where the folders above stand in for the machine's own; nobody else sees them.
in_machine_exec() {
    local namespace=(unshare --mount)
    "${namespace[@]}" true 2>/dev/null || namespace=(unshare --user --map-root-user --mount)
    "${namespace[@]}" true 2>/dev/null ||
        fail "this machine lets nobody have a mount namespace of its own" "run the demonstration as root"
    # shellcheck disable=SC2016 # The inner shell expands them.
    exec "${namespace[@]}" bash -c '
        mount --bind "$1/lists" /var/lib/apt/lists && mount --bind "$1/dpkg" /var/lib/dpkg && shift && exec "$@"
    ' bash "$stage/machine" "$@"
}

main "$@"
