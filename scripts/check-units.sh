#!/usr/bin/env bash
# Runs inside the booted Debian of check-package.sh, and nowhere else: the packages under a real service manager.
set -euo pipefail
exec >log 2>&1
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
    device=$(gatehouse-agent status | awk '$1 == "device" { print $2 }')
    [[ $(as_server gatehouse device facts "$device" | grep -c 'unavailable: ' || true) -le \
        $(gatehouse-agent facts | grep -c ' unknown: ' || true) ]]

    doctors
    systemctl reload gatehouse.service
    systemctl restart gatehouse.service
    await judged
    complaints
    systemctl stop gatehouse-agent.service gatehouse.service
    [[ $(systemctl show --property=Result --value gatehouse.service) == success ]]
    [[ $(systemctl show --property=Result --value gatehouse-agent.service) == success ]]
    echo "units: both run confined, the agent started by its enrolment; exposure $(score gatehouse), $(score gatehouse-agent)" >result
}

as_server() { setpriv --reuid gatehouse --regid gatehouse --init-groups "$@" --data-dir /var/lib/gatehouse; }

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
main
