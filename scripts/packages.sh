#!/usr/bin/env bash
# Installs the Debian packages that a purpose needs, and starts none of their services.
#
#   scripts/packages.sh run|test|lint|bench|load|monitoring|packaging
#
# As root, or through sudo; without either it says which packages are missing and ends with 1.
set -euo pipefail

readonly run=(nginx-light libsqlite3-dev libpq-dev curl openssl)
# shellcheck disable=SC2034 # Used by name, below.
readonly test=(
    "${run[@]}" apt busybox chromium clamav dconf-cli e2fsprogs flatpak haproxy iproute2 iptables kmod libapparmor1
    libnginx-mod-stream libnss3-tools libselinux1 login mokutil mount nftables nghttp2-client openssh-server passwd
    postgresql-15 procps python3 python3-aiosmtpd python3-pwquality python3-venv rpm sqlite3 strace sudo swtpm
    swtpm-tools systemd tpm2-tools util-linux
)
# shellcheck disable=SC2034
readonly lint=(shellcheck)
# shellcheck disable=SC2034
readonly bench=("${run[@]}" nghttp2-client postgresql-15 python3 python3-venv util-linux)
# shellcheck disable=SC2034
readonly load=("${run[@]}" mount postgresql-15 procps python3 util-linux)
# shellcheck disable=SC2034
readonly monitoring=(prometheus)
# shellcheck disable=SC2034
readonly packaging=(binutils debootstrap dpkg-dev iproute2 lintian mount systemd systemd-container util-linux)

# Services that the packages above bring along; those installed here are left off.
readonly services=(nginx haproxy ssh nftables clamav-freshclam postgresql prometheus)

policy=/usr/sbin/policy-rc.d
as_root=()

main() {
    case "${1:-}" in
        run | test | lint | bench | load | monitoring | packaging) local -n wanted=$1 ;;
        *) echo "usage: scripts/packages.sh run|test|lint|bench|load|monitoring|packaging" >&2 && exit 64 ;;
    esac
    local missing=()
    mapfile -t missing < <(missing_of "${wanted[@]}")
    [[ ${#missing[@]} -gt 0 ]] || return 0

    if ! command -v apt-get >/dev/null; then
        echo "error: these packages are missing, and there is no apt to install them: ${missing[*]}" >&2
        exit 1
    fi
    if [[ $(id -u) -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            echo "error: these packages are missing: ${missing[*]}" >&2
            echo "hint: run as root: apt-get install --no-install-recommends ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
    fi
    echo "Installing the Debian packages ${missing[*]}; their services stay off."
    install_quietly "${missing[@]}"
}

missing_of() {
    local package
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            echo "$package"
    done
}

install_quietly() {
    local log new=()
    log=$(mktemp)
    mapfile -t new < <(services_of "$@")
    keep_services_off
    [[ " $* " != *" postgresql-15 "* ]] || make_no_cluster
    if ! { apt_get update && apt_get install --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "error: the packages could not be installed; everything that apt said is in $log" >&2
        exit 1
    fi
    rm -f "$log"
    leave_disabled "${new[@]}"
}

apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --yes --quiet \
        --option DPkg::Lock::Timeout=300 "$@"
}

# Debian starts a service when its package is installed, unless policy-rc.d says no (exit 101).
keep_services_off() {
    if [[ -e $policy ]]; then
        return 0 # Somebody decided already; that decision stays.
    fi
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    # shellcheck disable=SC2064 # The values of now are meant.
    trap "${as_root[*]} rm -f $policy" EXIT
}

# Tests make clusters of their own; Debian makes one when PostgreSQL is installed, unless told not to.
make_no_cluster() {
    local settings=/etc/postgresql-common/createcluster.d
    "${as_root[@]}" mkdir -p "$settings"
    [[ -e $settings/gatehouse.conf ]] ||
        echo 'create_main_cluster = false' | "${as_root[@]}" tee "$settings/gatehouse.conf" >/dev/null
}

services_of() {
    local service
    for service in "${services[@]}"; do
        [[ -e /lib/systemd/system/$service.service || -e /etc/init.d/$service ]] || echo "$service"
    done
}

# Not started now, and not at the next boot either.
leave_disabled() {
    local service
    for service in "$@"; do
        if [[ -e /lib/systemd/system/$service.service ]] && command -v systemctl >/dev/null; then
            "${as_root[@]}" systemctl --quiet disable --now "$service" 2>/dev/null || true
        elif [[ -e /etc/init.d/$service ]]; then
            "${as_root[@]}" update-rc.d "$service" disable >/dev/null 2>&1 || true
        fi
    done
}

main "$@"
