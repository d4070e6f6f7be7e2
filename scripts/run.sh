#!/usr/bin/env bash
# Starts Gatehouse on this machine, enrols this machine, and puts a real nginx before the example application.
#
#   BIN=.build-release/release scripts/run.sh
#
# Everything lies below var/run and is found again by the next start; `rm -r var/run` begins anew. Ctrl-C ends what was
# started here, and nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/stage.sh
source scripts/stage.sh

readonly port=${PORT:-8443} device_port=${DEVICE_PORT:-8444} decision_port=${DECISION_PORT:-8445}
# The facts of the screen; `gatehouse device facts` shows all.
readonly shown='^(os\.(name|version|kernel\.release)|storage\.encrypted|firewall\.active|ssh\.server\.(running|permitRootLogin)|updates\.security\.pendingCount|software\.packageCount|mandatoryAccessControl\.system) '
readonly metrics_port=${METRICS_PORT:-9464} proxy_port=${PROXY_PORT:-9443}

main() {
    stage_begin "${STAGE:-run}"
    trap 'exit 0' INT
    need_port "$port" PORT
    need_port "$device_port" DEVICE_PORT
    need_port "$decision_port" DECISION_PORT
    need_port "$metrics_port" METRICS_PORT
    need_port "$proxy_port" PROXY_PORT

    say "Starting Gatehouse; everything lies below $stage."
    start_server "$port" "$device_port" "$decision_port" "$metrics_port"
    step "server      https://localhost:$port (devices $device_port, enforcement points $decision_port)"
    gatehouse apply -f examples/policies >"$stage/log/apply.log" 2>&1
    step "policies    examples/policies"
    enrol_device "$port" >"$stage/log/enrol.log"
    start agent "$BIN/gatehouse-agent" run --state-dir "$stage/agent"
    step "agent       this machine, enrolled"
    start_proxy "$proxy_port"
    step "nginx       https://localhost:$proxy_port, before the example application"
    await_verdict

    screen
    wait -n "${started[@]}" || true
    fail "something ended by itself" "see $stage/log"
}

# One screen: what is known, what follows from it, and what to try next.
screen() {
    local device
    device=$("$BIN/gatehouse-agent" status --state-dir "$stage/agent" | awk '$1 == "device" { print $2 }')
    say
    say "This machine, as the server knows it:"
    gatehouse device facts "$device" | grep -E "$shown" | awk -F '  +' '{ printf "  %-32s %-24s %s\n", $1, $2, $3 }' || true
    say
    "$BIN/gatehouse-agent" status --state-dir "$stage/agent" | shortened
    say
    say "What it may reach:"
    gatehouse explain "$device" --application intranet | sed -n '/^intranet:/,$ s/^/  /p'
    say
    say "Try next, in another terminal:"
    cat <<EOF
  curl --cacert $stage/nginx/proxy.pem --cert $stage/agent/device.pem --key $stage/agent/device.key https://localhost:$proxy_port/
  $BIN/gatehouse device list --data-dir $stage/server
  $BIN/gatehouse explain $device --data-dir $stage/server
  $BIN/gatehouse apply -f examples/policies --dry-run --data-dir $stage/server
  $BIN/gatehouse decisions --data-dir $stage/server
  $BIN/gatehouse-agent status --state-dir $stage/agent
EOF
    say
    say "Ctrl-C ends it."
}

# One line for each requirement that is not met, instead of one for each of its parts.
shortened() {
    awk '
        $1 == "verdict" { sub(/^verdict +/, ""); print "Verdict: " $0; next }
        $1 == "wanted" { sub(/^ *wanted +/, ""); wanted = $0; next }
        $1 == "found" { sub(/^ *found +/, ""); found = $0; next }
        $1 == "mend" { printf "  %s (wanted %s, found %s)\n", name, wanted, found; sub(/^ *mend +/, "    "); print; next }
        /^[^ ].*: / { name = $0 }
    '
}

main "$@"
