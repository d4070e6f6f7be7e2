#!/usr/bin/env bash
# Installs both packages in a clean Debian, runs them as their units would, upgrades, removes and purges them.
#
#   BIN=.build/debug scripts/check-package.sh
#
# The Debian is made by debootstrap once and kept in var/debian; CLEAN_ROOT= takes another that is never written to. The
# work is done on a copy, in namespaces of its own: no port, process or file of this machine is touched.
set -euo pipefail
cd "$(dirname "$0")/.."

export BIN=${BIN:-.build/debug} COMPRESSION=${COMPRESSION:-none} SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date +%s)}
readonly clean=${CLEAN_ROOT:-var/debian} work=$PWD/var/check-package
readonly root=$work/root packages=$work/packages next=$work/next
declare -A processes=()
readonly server_state=/var/lib/gatehouse agent_state=/var/lib/gatehouse-agent

main() {
    [[ $(id -u) -eq 0 ]] || exec sudo --preserve-env=BIN,CLEAN_ROOT "$0"
    if ! scripts/packages.sh packaging; then
        echo "skipped: the test of the packages needs debootstrap, and it cannot be installed here" >&2
        exit 0
    fi
    if ! unshare --mount --pid --net --uts --ipc --fork true 2>/dev/null; then
        echo "skipped: the test of the packages needs namespaces, and this machine allows none" >&2
        exit 0
    fi
    make_clean_root
    rm -rf "$work"
    mkdir -p "$packages" "$next" "$root"
    trap 'rm -rf "$work"' EXIT
    make_packages
    unshare --mount --pid --net --uts --ipc --fork --kill-child "$0" inside
    check_units
    say "The packages hold."
}

# The units as they are, under a service manager: what the sandbox forbids shows here and nowhere else.
check_units() {
    if ! command -v systemd-nspawn >/dev/null || [[ ! -x $clean/lib/systemd/systemd ]]; then
        step "skipped: the units under a service manager, which need systemd-nspawn here and systemd in $clean"
        return
    fi
    if ! nspawn "$clean" --read-only /bin/true >"$work/nspawn.log" 2>&1; then
        step "skipped: the units under a service manager: $(tail -n 1 "$work/nspawn.log")"
        return
    fi
    local line
    rm -rf "$work/upper" "$work/overlay"
    unshare --mount "$0" booted || fail_with "$work/units.log" "the units do not hold"
    while read -r line; do step "$line"; done <"$work/units.result"
}

booted() {
    mount --make-rprivate /
    overlay_root
    local library binds=()
    for library in $(toolchain_libraries); do binds+=("--bind-ro=$library"); done
    echo "127.0.0.1 localhost packagetest" >"$root/etc/hosts"
    mkdir -p "$root/root/packages"
    cp "$packages"/*.deb scripts/check-units.sh examples/policies/compliance-linux-baseline.yaml "$root/root/packages/"
    printf '%s\n' '[Unit]' 'After=multi-user.target' '[Service]' 'Type=oneshot' 'WorkingDirectory=/root/packages' \
        'ExecStart=/bin/bash /root/packages/check-units.sh' 'ExecStopPost=/bin/systemctl --no-block poweroff' \
        >"$root/etc/systemd/system/check.service"
    mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
    ln -sf ../check.service "$root/etc/systemd/system/multi-user.target.wants/check.service"
    # 133 is a restart, which is one of the things to try.
    local status=133
    while [[ $status -eq 133 ]]; do
        status=0
        nspawn "$root" --boot "${binds[@]}" >>"$work/boot.log" 2>&1 || status=$?
    done
    cp "$root/root/packages/log" "$work/units.log" 2>/dev/null || cp "$work/boot.log" "$work/units.log"
    cp "$root/root/packages/result" "$work/units.result"
}

nspawn() {
    local directory=$1
    shift
    timeout 180 systemd-nspawn --quiet --directory="$directory" --private-network --register=no --keep-unit \
        --machine=packagetest --console=pipe "$@" </dev/null
}

make_clean_root() {
    [[ -e $clean/etc/debian_version ]] && return 0
    say "Making a clean Debian in $clean, once; its log is $clean.log."
    mkdir -p "$(dirname "$clean")"
    rm -rf "$clean.part"
    debootstrap --variant=minbase --include=adduser,ca-certificates,init-system-helpers,libpq5,libsqlite3-0,libstdc++6,systemd,systemd-sysv,dbus \
        bookworm "$clean.part" >"$clean.log" 2>&1 || fail "debootstrap failed; see $clean.log"
    mv "$clean.part" "$clean"
}

make_packages() {
    OUT=$packages scripts/package.sh >"$work/package.log"
    local again=$work/again version
    OUT=$again scripts/package.sh >>"$work/package.log"
    diff -rq "$packages" "$again" || fail "the packages differ when they are made again"
    rm -rf "$again"
    version=$(dpkg-deb --field "$packages"/gatehouse_*.deb Version)
    VERSION=$version+next OUT=$next scripts/package.sh >>"$work/package.log"
    step "built twice, with the same bytes"
    if command -v lintian >/dev/null; then
        # Of these packages alone: programs for debugging find the toolchain's libraries by path, and nothing is compressed.
        lintian --allow-root --fail-on error,warning --suppress-tags "$(
            printf '%s,' custom-library-search-path uses-no-compression-for-{control,data}-tarball
        )" "$packages"/*.deb || fail "lintian found something"
        step "lintian has nothing to say"
    fi
}

inside() {
    prepare_root
    files_of_root >"$work/before"
    install_packages
    start_both
    check_working
    update_itself
    upgrade
    remove
    purge
}

prepare_root() {
    mount --make-rprivate /
    overlay_root
    mount -t proc proc "$root/proc"
    mount --rbind --make-rslave /sys "$root/sys"
    mount -t tmpfs -o mode=755 tmpfs "$root/run"
    local device library
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in null zero urandom random; do
        touch "$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    mkdir "$root/dev/shm"
    # Binaries for debugging find the Swift runtime where the toolchain is.
    for library in $(toolchain_libraries); do
        mkdir -p "$root$library"
        mount --bind "$library" "$root$library"
    done
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    ip link set lo up
    hostname packagetest
    echo "127.0.0.1 localhost packagetest" >"$root/etc/hosts"
    # Every Debian that was started once has it.
    [[ -s $root/etc/machine-id ]] || tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    mkdir -p "$root/var/packages/next"
    cp "$packages"/*.deb "$root/var/packages/"
    cp "$next"/*.deb "$root/var/packages/next/"
}

overlay_root() {
    mkdir -p "$work/upper" "$work/overlay"
    mount -t overlay overlay -o "lowerdir=$(realpath "$clean"),upperdir=$work/upper,workdir=$work/overlay" "$root" \
        2>/dev/null || cp -a "$clean/." "$root/"
}

toolchain_libraries() {
    local library
    for library in $(readelf --dynamic "$BIN/gatehouse" | sed -n 's/.*runpath: \[\(.*\)\].*/\1/p' | tr ':' ' '); do
        if [[ $library == /* && -d $library ]]; then echo "$library"; fi
    done
}

# What dpkg, adduser and the C library write for themselves is left out.
files_of_root() {
    (cd "$root" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/cache -o -path ./var/log -o -path ./var/lib/systemd \) \
        -prune -o -print) | grep -vE '^\./etc/(\.pwd\.lock|(passwd|shadow|group|gshadow|subuid|subgid)-)$' | sort
}

in_root() { chroot "$root" "$@"; }

install_packages() {
    in_root sh -c 'dpkg --install /var/packages/*.deb' >"$work/install.log" 2>&1 || fail_with "$work/install.log" "installing failed"
    expect "700 gatehouse gatehouse" "$(in_root stat --format='%a %U %G' $server_state)"
    expect "640 root gatehouse" "$(in_root stat --format='%a %U %G' /etc/gatehouse/gatehouse.yaml)"
    expect "700 root root" "$(in_root stat --format='%a %U %G' $agent_state)"
    expect "755 root root" "$(in_root stat --format='%a %U %G' /usr/bin/gatehouse-agent)"
    [[ -L $root/etc/systemd/system/multi-user.target.wants/gatehouse.service ]] || fail "the server is not enabled"
    in_root gatehouse-agent run >/dev/null 2>"$work/run.log" && fail "an agent ran that was not enrolled"
    grep -q "not enrolled" "$work/run.log" || fail_with "$work/run.log" "the agent did not say that it is not enrolled"
    step "installed"
}

# start UNIT: its command line with its environment, as its user; the sandbox is the service manager's.
start() {
    local unit=$root/lib/systemd/system/$1.service user command environment=()
    user=$(sed -n 's/^User=//p' "$unit")
    read -ra command <<<"$(sed -n 's/^ExecStart=//p' "$unit")"
    mapfile -t environment < <(sed -n 's/^Environment=//p' "$unit")
    [[ -z $user || $user == root ]] || command=(setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs
        --bounding-set=-all "${command[@]}")
    # Not by the function: the process must be the program, for it is it that gets the signal.
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "${environment[@]}" "${command[@]}" >>"$work/$1.log" 2>&1 &
    processes[$1]=$!
}

stop() {
    kill -TERM "${processes[$1]}"
    wait "${processes[$1]}" || fail_with "$work/$1.log" "$1 ended with status $?"
}

start_server() {
    start gatehouse
    await 30 gatehouse in_root gatehouse whoami --data-dir $server_state
}

start_both() {
    start_server
    in_root gatehouse enrolment-code create --data-dir $server_state >"$work/code" 2>/dev/null
    in_root gatehouse-agent enrol --server https://localhost:8443 --ca $server_state/ca.pem --code "$(cat "$work/code")" \
        >"$work/enrol.log" 2>&1 || fail_with "$work/enrol.log" "enrolling failed"
    expect "600" "$(in_root stat --format='%a' $agent_state/device.key)"
    mkdir -p "$root/etc/gatehouse/policies"
    cp examples/policies/compliance-linux-baseline.yaml "$root/etc/gatehouse/policies/"
    in_root gatehouse apply -f /etc/gatehouse/policies --data-dir $server_state >"$work/apply.log" 2>&1 ||
        fail_with "$work/apply.log" "applying the policy failed"
    start gatehouse-agent
    await 30 gatehouse-agent judged
    expect gatehouse "$(in_root stat --format=%U "/proc/${processes[gatehouse]}")"
    step "running: the server as its own user, the agent enrolled and judged"
}

judged() { in_root gatehouse-agent status | grep '^verdict' | grep -qv 'not judged yet'; }

check_working() {
    local program
    for program in gatehouse gatehouse-agent; do
        in_root "$program" --version >/dev/null
        gzip -dc "$root/usr/share/man/man1/$program.1.gz" | grep -q '^.SH DESCRIPTION' || fail "no manual of $program"
    done
}

# The agent installs a signed release by itself, and takes back one that does not work.
update_itself() {
    printf '#!/bin/sh\nexec /usr/bin/gatehouse-agent "$@"\n' >"$work/works"
    printf '#!/bin/sh\nexit 1\n' >"$work/fails"
    chmod 755 "$work/works" "$work/fails"
    scripts/sign-release.sh key "$work/release.key" >>"$root/etc/gatehouse-agent/release-keys"
    printf 'apiVersion: gatehouse/v1\nkind: TenantSettings\nmetadata: {name: tenant}\nspec: %s\n' \
        '{agentUpdates: {rings: [{name: all, percentage: 100}]}}' >"$root/etc/gatehouse/policies/settings.yaml"
    in_root gatehouse apply -f /etc/gatehouse/policies --data-dir $server_state >"$work/apply.log" 2>&1 ||
        fail_with "$work/apply.log" "applying the rings failed"
    publish 9.0.0 "$work/works"
    await 90 gatehouse-agent proved 9.0.0
    await 30 gatehouse-agent judged
    publish 9.1.0 "$work/fails"
    await 90 gatehouse-agent grep -q 'version 9.1.0 is taken back: it ended with status 1' "$work/gatehouse-agent.log"
    await 30 gatehouse-agent proved 9.0.0
    await 30 gatehouse-agent judged
    step "updated itself to a signed release, and took back one that fails"
}

# publish VERSION PROGRAM: an agent asks soon after it is started.
publish() {
    mkdir -p "$root$server_state/agent-releases"
    VERSION=$1 scripts/sign-release.sh "$work/release.key" "$root$server_state/agent-releases" "$(uname -m)=$2" >/dev/null
    in_root chown -R gatehouse:gatehouse $server_state/agent-releases
    stop gatehouse-agent
    start gatehouse-agent
}

proved() {
    [[ $(readlink "$root/opt/gatehouse-agent/current") == "versions/$1" ]] &&
        ! grep -q '"trial"' "$root$agent_state/update.json"
}

upgrade() {
    local version
    echo "logFormat: json" >>"$root/etc/gatehouse/gatehouse.yaml"
    in_root sh -c 'dpkg --install /var/packages/next/*.deb' >"$work/upgrade.log" 2>&1 || fail_with "$work/upgrade.log" "upgrading failed"
    version=$(in_root dpkg --status gatehouse | sed -n 's/^Version: //p')
    [[ $version == *+next ]] || fail "the version is still $version"
    grep -q "logFormat: json" "$root/etc/gatehouse/gatehouse.yaml" || fail "the administrator's setting is lost"
    # No service manager runs here, so what it would restart is restarted by hand.
    stop gatehouse-agent
    stop gatehouse
    start_server
    in_root gatehouse device list --data-dir $server_state | grep -q packagetest || fail "the device is lost"
    start gatehouse-agent
    await 30 gatehouse-agent judged
    tail -n 1 "$work/gatehouse.log" | grep -q '^{' || fail "the setting is not taken up"
    step "upgraded to $version: data, settings and devices kept"
    stop gatehouse-agent
    stop gatehouse
}

remove() {
    in_root dpkg --remove gatehouse gatehouse-agent >"$work/remove.log" 2>&1 || fail_with "$work/remove.log" "removing failed"
    [[ ! -e $root/usr/bin/gatehouse && ! -e $root/usr/bin/gatehouse-agent ]] || fail "a program is still there"
    [[ -e $root$server_state/gatehouse.sqlite && -e $root$agent_state/identity.json ]] || fail "removing took the data"
    step "removed: data and settings kept"
}

purge() {
    rm -r "$root/etc/gatehouse/policies"
    in_root dpkg --purge gatehouse gatehouse-agent >"$work/purge.log" 2>&1 || fail_with "$work/purge.log" "purging failed"
    files_of_root >"$work/after"
    diff "$work/before" "$work/after" || fail "purging left something behind"
    ! in_root getent passwd gatehouse >/dev/null || fail "purging left the user behind"
    ! in_root getent group gatehouse >/dev/null || fail "purging left the group behind"
    step "purged: nothing left"
}

# await SECONDS LOG COMMAND…
await() {
    local limit=$((SECONDS + $1)) log=$work/$2.log process=${processes[$2]}
    shift 2
    until "$@" >"$work/await.log" 2>&1; do
        kill -0 "$process" 2>/dev/null || fail_with "$log" "it ended"
        ((SECONDS < limit)) || fail_with "$log" "no success in time: $* ($(tail -n 1 "$work/await.log"))"
        sleep 0.2
    done
}

expect() { [[ $1 == "$2" ]] || fail "expected \`$1\`, found \`$2\`"; }

say() { printf '%s\n' "$*"; }
step() { printf '  %s\n' "$*"; }

fail_with() {
    tail -n 20 "$1" >&2
    cp "$1" "$work.log"
    echo "all of it: $work.log" >&2
    fail "$2"
}

fail() {
    echo "error: the packages: $1" >&2
    exit 1
}

case "${1:-}" in
    inside) inside ;;
    booted) booted ;;
    *) main ;;
esac
