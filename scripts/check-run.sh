#!/usr/bin/env bash
# Runs `run.sh` as a person would: starts it, waits for its screen, ends it with Ctrl-C, starts it again.
#
#   BIN=.build/debug scripts/check-run.sh
#
# In a folder and on ports of its own, so that one that runs already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."

export STAGE=check-run PORT=18543 DEVICE_PORT=18544 DECISION_PORT=18545 METRICS_PORT=18546 PROXY_PORT=18547
readonly output=var/check-run.log

main() {
    trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
    rm -rf var/$STAGE
    mkdir -p var
    echo "make run: first start."
    start_and_end
    curl_works || fail "the application did not answer"
    echo "make run: second start."
    start_and_end
    rm -rf var/$STAGE $output
}

start_and_end() {
    local process began=$SECONDS
    answered=''
    # A process group of its own is what Ctrl-C reaches; what runs in the background would ignore the signal.
    : >$output
    setsid --wait env --default-signal=INT scripts/run.sh >$output 2>&1 &
    process=$!
    until grep -q 'Ctrl-C ends it' $output; do
        kill -0 $process 2>/dev/null || fail "it ended before its screen was shown"
        ((SECONDS - began < 60)) || fail "no screen after a minute"
        sleep 0.1
    done
    answered=$(ask || true)
    kill -INT -- "-$(pgrep -P $process | head -n 1)" 2>/dev/null || kill -INT $process
    for _ in {1..200}; do
        kill -0 $process 2>/dev/null || break
        sleep 0.1
    done
    ! kill -0 $process 2>/dev/null || fail "Ctrl-C did not end it"
    wait $process || fail "it ended with status $?"
    ! ss -ltn | grep -qE ":($PORT|$DEVICE_PORT|$DECISION_PORT|$PROXY_PORT) " || fail "something still listens"
}

ask() {
    curl --silent --cacert var/$STAGE/nginx/proxy.pem --cert var/$STAGE/agent/device.pem \
        --key var/$STAGE/agent/device.key --output /dev/null --write-out '%{http_code}' "https://localhost:$PROXY_PORT/"
}

# What the device gets depends on the machine that this runs on; the proxy must answer either way.
curl_works() { [[ $answered == 200 || $answered == 401 || $answered == 403 ]]; }

fail() {
    cat $output >&2
    echo "error: make run: $1" >&2
    exit 1
}

main
