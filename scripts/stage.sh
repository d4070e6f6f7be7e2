# Starts and stops what `run.sh` and `demo.sh` show: a server, an agent and an nginx, all of it below one folder of var/.
# To be sourced, from the root of the repository; nothing is started until a function is called.
#
# Paths stay relative on purpose: a Unix socket's path may have 107 bytes, and the repository may lie anywhere.
# shellcheck shell=bash

BIN=${BIN:-.build-release/release}
stage=''
started=() # Process ids, in the order of their start.

# stage_begin NAME: everything goes below var/NAME; whatever happens, what was started is stopped at the end.
stage_begin() {
    stage=var/$1
    mkdir -p "$stage/log"
    chmod 700 "$stage"
    local binary
    for binary in gatehouse gatehouse-agent; do
        [[ -x $BIN/$binary ]] || fail "there is no $BIN/$binary" "build it first: make build, or make release"
    done
    trap stage_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

stage_end() {
    trap - EXIT
    trap '' INT TERM
    local index process
    for ((index = ${#started[@]} - 1; index >= 0; index--)); do
        process=${started[index]}
        kill -TERM "$process" 2>/dev/null || continue
        for _ in {1..200}; do
            kill -0 "$process" 2>/dev/null || break
            sleep 0.05
        done
        kill -KILL "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
}

say() { printf '%s\n' "$*"; }
step() { printf '  %s\n' "$*"; }

# fail MESSAGE [HINT]
fail() {
    printf 'error: %s\n' "$1" >&2
    [[ -z ${2:-} ]] || printf 'hint: %s\n' "$2" >&2
    exit 1
}

# need_port PORT VARIABLE: nobody may listen there.
need_port() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || return 0
    fail "port $1 is taken" "choose another: $2=$(($1 + 1000)) make $(basename "$stage")"
}

# start LOG COMMAND…: in the background, with its output in the log.
start() {
    local log=$stage/log/$1.log
    shift
    "$@" >>"$log" 2>&1 </dev/null &
    started+=($!)
}

# await SECONDS LOG COMMAND…: until the command succeeds; fails early when the process started last has ended.
await() {
    local limit=$((SECONDS + $1)) log=$stage/log/$2.log
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ! kill -0 "${started[-1]}" 2>/dev/null || ((SECONDS >= limit)); then
            tail -n 15 "$log" >&2
            fail "$(basename "$log" .log) did not come up; its log is $log"
        fi
        sleep 0.05
    done
}

gatehouse() { "$BIN/gatehouse" "$@" --data-dir "$stage/server"; }

# start_server PORT DEVICE_PORT DECISION_PORT METRICS_PORT
start_server() {
    start server "$BIN/gatehouse" serve --data-dir "$stage/server" \
        --port "$1" --device-port "$2" --decision-port "$3" --metrics-port "$4"
    await 60 server curl --silent --fail --cacert "$stage/server/ca.pem" "https://localhost:$1/readyz"
}

# lasts CERTIFICATE: whether it is there and good for an hour more.
lasts() { openssl x509 -noout -checkend 3600 -in "$1" >/dev/null 2>&1; }

# enrol_device SERVER_PORT: unless this machine was enrolled here before, and not so long ago that its certificate ended.
enrol_device() {
    ! lasts "$stage/agent/device.pem" || return 0
    rm -rf "$stage/agent"
    local code
    code=$(gatehouse enrolment-code create 2>/dev/null)
    "$BIN/gatehouse-agent" enrol --server "https://localhost:$1" --ca "$stage/server/ca.pem" \
        --code "$code" --state-dir "$stage/agent"
}

# The agent's first check-in brings the facts; until it is judged there is nothing to show.
await_verdict() {
    local end=$((SECONDS + 30))
    while "$BIN/gatehouse-agent" status --state-dir "$stage/agent" 2>/dev/null | grep -q 'not judged yet'; do
        ((SECONDS < end)) || break
        sleep 0.2
    done
}

# start_proxy PORT: nginx on a port of ours, asking Gatehouse for every request to the example application.
start_proxy() {
    local listen=$1 configuration=$stage/nginx/nginx.conf
    mkdir -p "$stage/nginx/gatehouse"
    cp examples/nginx/gatehouse/*.conf examples/nginx/socket/*.conf "$stage/nginx/gatehouse/"
    sed -i -e "s|unix:[^;]*|unix:$stage/server/decide.sock|" "$stage/nginx/gatehouse/upstream.conf"
    lasts "$stage/nginx/proxy.pem" || make_proxy_certificate
    sed -e "s|@PORT@|$listen|g" -e "s|@STAGE@|$stage|g" -e "s|@USER@|$(proxy_user)|g" \
        examples/nginx/gatehouse.conf.template >"$configuration"
    start nginx "$(nginx_program)" -p "$PWD/" -c "$configuration" -e "$stage/log/nginx.log" -g 'daemon off;'
    await 10 nginx curl --silent --cacert "$stage/nginx/proxy.pem" "https://localhost:$listen/"
}

# The workers give up root's rights unless told otherwise, and could not come through the folders above the socket then,
# which are all ours alone. A server that stays has a folder of its own for it: see the how-to.
proxy_user() { [[ $(id -u) -ne 0 ]] || printf 'user root;'; }

nginx_program() { PATH=$PATH:/usr/sbin command -v nginx; }

make_proxy_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
        -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
        -keyout "$stage/nginx/proxy.key" -out "$stage/nginx/proxy.pem" 2>/dev/null
    chmod 600 "$stage/nginx/proxy.key"
}

# ask PORT: what this device gets from the application, as HTTP status and body.
ask() {
    curl --silent --show-error --max-time 5 --cacert "$stage/nginx/proxy.pem" \
        --cert "$stage/agent/device.pem" --key "$stage/agent/device.key" \
        --header 'Accept: application/json' --write-out '\n%{http_code}' "https://localhost:$1/"
}
