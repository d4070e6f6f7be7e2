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
    git status --porcelain --ignored >var/check-run.before
    taken_port
    echo "make run: first start."
    start_and_end
    curl_works || fail "the application did not answer"
    echo "make run: second start."
    start_and_end
    second_start_is_quick
    echo "make run: a start after the certificates ended."
    end_certificates
    start_and_end
    curl_works || fail "the application did not answer once its certificates had ended"
    rm -rf var/$STAGE $output
    git status --porcelain --ignored | diff var/check-run.before - || fail "it left something outside var/"
    rm -f var/check-run.before
}

taken_port() {
    python3 -c 'import socket, sys, time
s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
time.sleep(60)' "$DEVICE_PORT" &
    local holder=$! said
    until ss -ltn | grep -q ":$DEVICE_PORT "; do sleep 0.05; done
    said=$(scripts/run.sh 2>&1) && fail "it started although a port was taken"
    kill $holder
    wait $holder 2>/dev/null || true
    [[ $said == *"port $DEVICE_PORT is taken"*"DEVICE_PORT="* ]] || fail "a taken port gave: $said"
}

# On debug binaries and a busy machine; the figure is for people.
second_start_is_quick() {
    echo "  its screen came after $took s"
    ((took < 30)) || fail "the second start took $took s"
}

# As a long rest would: what cannot be read lasts no longer than what has ended.
end_certificates() {
    local file
    for file in agent/device.pem nginx/proxy.pem; do echo ended >var/$STAGE/$file; done
}

# The screen says what it promises, and the commands that it names work.
check_screen() {
    local wanted
    for wanted in 'This machine, as the server knows it:' 'os.name ' 'Verdict: ' 'What it may reach:' '  intranet: '; do
        grep -qF "$wanted" $output || fail "the screen has no \`$wanted\`"
    done
    sed -n '/^Try next/,/^Ctrl-C/ s/^  //p' $output >var/$STAGE/commands
    (($(wc -l <var/$STAGE/commands) >= 6)) || fail "the screen names too few commands"
    while IFS= read -r wanted; do
        bash -c "$wanted" >>$output 2>&1 </dev/null || fail "\`$wanted\` failed"
    done <var/$STAGE/commands
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
    took=$((SECONDS - began))
    answered=$(ask || true)
    check_screen
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
