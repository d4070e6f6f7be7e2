#!/usr/bin/env bash
# Runs inside the booted Debian of check-package.sh, and nowhere else: the packages under a real service manager.
set -euo pipefail
exec >>log 2>&1
set -x

main() {
    dpkg --install ./*.deb
    await systemctl --quiet is-active gatehouse.service
    await test -s /var/lib/gatehouse/admin.token
    await as_server gatehouse whoami
    systemctl --quiet is-active gatehouse-agent.path
    [[ $(systemctl is-active gatehouse-agent.service) == inactive ]]

    gatehouse-agent enrol --server https://localhost:8443 --ca /var/lib/gatehouse/ca.pem \
        --code "$(as_server gatehouse enrolment-code create 2>/dev/null)"
    cp compliance-linux-baseline.yaml /tmp/policy.yaml
    gatehouse apply -f /tmp/policy.yaml --data-dir /var/lib/gatehouse
    await systemctl --quiet is-active gatehouse-agent.service
    await judged

    # What the sandbox hides from the agent would be unknown to the server, and known to a root without it.
    local device
    device=$(this_device)
    [[ $(as_server gatehouse device facts "$device" | grep -c 'unavailable: ' || true) -le \
        $(gatehouse-agent facts | grep -c ' unknown: ' || true) ]]

    doctors
    systemctl reload gatehouse.service
    systemctl restart gatehouse.service
    await judged
    complaints
    actions "$device"
    touch after-restart
    as_server gatehouse device reboot renamed
    sleep 60
    return 1
}

# The rest of it, when the machine has restarted because a device was told to.
after_restart() {
    await judged
    local device
    device=$(this_device)
    ended reboot succeeded
    wipe "$device"

    gatehouse-agent enrol --server https://localhost:8443 --ca /var/lib/gatehouse/ca.pem \
        --code "$(as_server gatehouse enrolment-code create 2>/dev/null)"
    await systemctl --quiet is-active gatehouse-agent.service
    await judged
    complaints
    systemctl stop gatehouse-agent.service gatehouse.service
    [[ $(systemctl show --property=Result --value gatehouse.service) == success ]]
    [[ $(systemctl show --property=Result --value gatehouse-agent.service) == success ]]
    systemctl start gatehouse.service gatehouse-agent.service
    await judged
    echo "units: both run confined, the agent started by its enrolment; exposure $(score gatehouse), $(score gatehouse-agent)" >result
    echo "units: the machine was locked, renamed, looked into, scripted, restarted, wiped and turned off by actions" >>result
    # It is told as done before it happens; the end of this script is the end of the machine.
    as_server gatehouse device shutdown "$(this_device)" --wait
    sleep 60
    rm result
    return 1
}

# What a service manager, its sessions and a sandbox could forbid.
actions() {
    sessions_lock "$1"
    as_server gatehouse device rename "$1" renamed --wait
    [[ $(hostname) == renamed && $(cat /etc/hostname) == renamed ]]
    as_server gatehouse device collect-logs renamed --wait
    printf '#!/bin/sh\nid -un >/tmp/as\ncat /etc/shadow\n' >/tmp/script
    as_server gatehouse device run-script renamed --script /tmp/script || true
    approve
    ended runScript failed
    [[ $(cat /tmp/as) == nobody ]]
}

# A session as logind makes it for everybody who signs in; the signal is what desktops lock on.
sessions_lock() {
    sleep 86400 &
    local leader=$!
    busctl call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager CreateSession \
        'uusssssussbssa(sv)' 0 $leader '' tty user '' '' 0 '' '' false '' '' 0 >/dev/null
    loginctl list-sessions
    timeout 60 stdbuf -oL busctl monitor --match "type='signal',interface='org.freedesktop.login1.Session',member='Lock'" >/tmp/signals 2>&1 &
    await grep --quiet Monitoring /tmp/signals
    as_server gatehouse device lock "$1" --wait
    await grep --quiet 'Member=Lock' /tmp/signals
    kill $leader
}

wipe() {
    useradd --create-home contractor
    mkdir -p /srv/company
    echo secret | tee /srv/company/plan /home/contractor/plan
    printf 'wipe.paths = /srv/company\nwipe.accounts = contractor\n' >/etc/gatehouse-agent/actions.conf
    as_server gatehouse device wipe "$1"
    approve
    ended wipe succeeded
    [[ ! -e /srv/company && ! -e /home/contractor ]]
    [[ -z $(getent passwd contractor) ]]
    await test ! -e /var/lib/gatehouse-agent/identity.json
}

# A second person's token agrees to all that waits.
approve() {
    [[ -s second.token ]] || as_server gatehouse token create second --role administrator >second.token
    local second=(--server https://localhost:8443 --ca /var/lib/gatehouse/ca.pem --token-file second.token) action
    for action in $(gatehouse action list --pending "${second[@]}" | awk 'NR > 1 { print $1 }'); do
        gatehouse action approve "$action" "${second[@]}"
    done
}

# ended KIND STATE: the newest action of the kind comes to this.
ended() { await state_is "$@"; }
state_is() { [[ $(as_server gatehouse action list --filter "kind eq '$1'" | awk 'NR == 2 { print $3 }') == "$2" ]]; }

as_server() { setpriv --reuid gatehouse --regid gatehouse --init-groups "$@" --data-dir /var/lib/gatehouse; }

this_device() { gatehouse-agent status | awk '$1 == "device" { print $2 }'; }

judged() { gatehouse-agent status | grep '^verdict' | grep -qv 'not judged yet'; }

# 8 is something to look at, which a machine without a time service has.
doctors() {
    local status=0
    as_server gatehouse doctor --config /etc/gatehouse/gatehouse.yaml || status=$?
    [[ $status == 0 || $status == 8 ]]
    status=0
    gatehouse-agent doctor || status=$?
    [[ $status == 0 || $status == 8 ]]
}

# Nothing that a forbidden call or a missing capability makes programs say.
complaints() {
    ! journalctl --no-pager --unit gatehouse --unit gatehouse-agent |
        grep -iE 'not permitted|permission denied|SIGSYS|core-dump|status=3[0-9]'
}

score() { systemd-analyze security --no-pager "$1.service" | sed -n 's/.*level for .*: \([0-9.]*\).*/\1/p'; }

await() {
    local limit=$((SECONDS + 30))
    until "$@"; do
        ((SECONDS < limit)) || exit 1
        sleep 0.3
    done
}

trap 'systemctl status --no-pager gatehouse gatehouse-agent; journalctl --no-pager -u gatehouse -u gatehouse-agent -n 60' EXIT
if [[ -e after-restart ]]; then after_restart; else main; fi
