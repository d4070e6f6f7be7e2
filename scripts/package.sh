#!/usr/bin/env bash
# Makes the Debian packages of the server and of the agent from binaries that were built before.
#
#   BIN=.build-release/release OUT=var/packages scripts/package.sh
#
# The same commit and the same binaries give the same bytes. VERSION= takes another version than the programs', which is
# what the test of an upgrade does; COMPRESSION=none is quicker than xz, and larger. MAINTAINER= names who answers
# for the packages.
set -euo pipefail
cd "$(dirname "$0")/.."

BIN=${BIN:-.build-release/release}
readonly out=${OUT:-var/packages} compression=${COMPRESSION:-xz}
readonly maintainer=${MAINTAINER:-The Gatehouse authors <gatehouse@localhost>}
readonly architecture=${ARCHITECTURE:-$(dpkg --print-architecture)}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

main() {
    local program
    for program in gatehouse gatehouse-agent; do
        [[ -x $BIN/$program ]] || fail "there is no $BIN/$program" "build it first: make release, or make build"
    done
    version=${VERSION:-$("$BIN/gatehouse" --version)}
    [[ $version =~ ^[0-9][A-Za-z0-9.+~]*$ ]] || fail "\`$version\` is no version of a Debian package"
    mkdir -p "$out"
    server
    agent
}

server() {
    begin gatehouse
    install -D -m 644 packaging/gatehouse.yaml "$root/etc/gatehouse/gatehouse.yaml"
    install -D -m 644 packaging/systemd/gatehouse.service "$root/lib/systemd/system/gatehouse.service"
    install -D -m 644 packaging/systemd/gatehouse.sysusers "$root/usr/lib/sysusers.d/gatehouse.conf"
    install -D -m 644 packaging/systemd/gatehouse.tmpfiles "$root/usr/lib/tmpfiles.d/gatehouse.conf"
    completion bash usr/share/bash-completion/completions/gatehouse
    completion zsh usr/share/zsh/vendor-completions/_gatehouse
    completion fish usr/share/fish/vendor_completions.d/gatehouse.fish
    manual gatehouse "Zero Trust device platform: server and command line" < <(server_help)
    local document
    for document in docs/operations.md docs/semantics.md docs/facts.md; do
        install -D -m 644 "$document" "$root/usr/share/doc/gatehouse/$(basename "$document")"
    done
    gzip -9n "$root"/usr/share/doc/gatehouse/*.md
    mkdir -p "$root/usr/share/doc/gatehouse/examples"
    cp -r examples/policies examples/nginx "$root/usr/share/doc/gatehouse/examples/"
    finish gatehouse
}

agent() {
    begin gatehouse-agent
    install -D -m 644 packaging/systemd/gatehouse-agent.service "$root/lib/systemd/system/gatehouse-agent.service"
    install -D -m 644 packaging/systemd/gatehouse-agent.path "$root/lib/systemd/system/gatehouse-agent.path"
    install -D -m 644 packaging/systemd/gatehouse-agent.tmpfiles "$root/usr/lib/tmpfiles.d/gatehouse-agent.conf"
    install -D -m 644 packaging/release-keys "$root/etc/gatehouse-agent/release-keys"
    manual gatehouse-agent "gives a device its identity and reports its state" < <(agent_help)
    finish gatehouse-agent
}

# begin PACKAGE: the program, stripped of what only a debugger reads.
begin() {
    root=$stage/$1
    install -D -m 755 "$BIN/$1" "$root/usr/bin/$1"
    strip --strip-all --remove-section=.comment --remove-section=.note "$root/usr/bin/$1"
}

# finish PACKAGE: what every package has, and the package itself.
finish() {
    local package=$1 documents=$root/usr/share/doc/$1 script
    install -D -m 644 packaging/debian/copyright "$documents/copyright"
    changelog "$package" | gzip -9n >"$documents/changelog.gz"
    install -D -m 644 "packaging/debian/$package/lintian-overrides" "$root/usr/share/lintian/overrides/$package"
    mkdir -p "$root/DEBIAN"
    for script in postinst prerm postrm; do
        install -m 755 "packaging/debian/$package/$script" "$root/DEBIAN/$script"
    done
    [[ ! -e packaging/debian/$package/conffiles ]] || cp "packaging/debian/$package/conffiles" "$root/DEBIAN/conffiles"
    (cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) >"$stage/md5sums"
    install -m 644 "$stage/md5sums" "$root/DEBIAN/md5sums"
    sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@MAINTAINER@/$maintainer/" \
        -e "s/@DEPENDS@/$(dependencies "$package")/" -e "s/@SIZE@/$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f 1)/" \
        "packaging/debian/$package/control.in" >"$root/DEBIAN/control"
    dpkg-deb --build --root-owner-group "-Z$compression" "$root" "$out/${package}_${version}_$architecture.deb"
}

# The packages of the libraries that the program is linked with. Binaries for debugging also need the toolchain's own,
# which no package has.
dependencies() {
    mkdir -p "$stage/debian"
    printf 'Source: gatehouse\n\nPackage: %s\nArchitecture: any\n' "$1" >"$stage/debian/control"
    (cd "$stage" && dpkg-shlibdeps -O --ignore-missing-info "-e$1/usr/bin/$1" 2>/dev/null) | sed 's/^shlibs:Depends=//'
}

changelog() {
    printf '%s (%s) stable; urgency=medium\n\n  * Made from the commit of this date; see CHANGELOG.md of the sources.\n\n' \
        "$1" "$version"
    printf ' -- %s  %s\n' "$maintainer" "$(date -R -d "@$SOURCE_DATE_EPOCH")"
}

# completion SHELL PATH
completion() {
    mkdir -p "$root/$(dirname "$2")"
    # A file that is read by a shell is no program.
    "$BIN/gatehouse" completion "$1" | sed '1{/^#!/d}' >"$root/$2"
}

# manual PROGRAM SUMMARY: from the help on the standard input.
manual() {
    mkdir -p "$root/usr/share/man/man1"
    scripts/man.sh "$1" "$2" "$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)" | gzip -9n >"$root/usr/share/man/man1/$1.1.gz"
}

server_help() {
    local command
    echo "# DESCRIPTION"
    COLUMNS=80 "$BIN/gatehouse" --help
    "$BIN/gatehouse" --help | sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z-]*\) .*/\1/p' | sed '/^$/d' |
        while read -r command; do
            echo "# ${command^^}"
            COLUMNS=80 "$BIN/gatehouse" help "$command"
        done
}

agent_help() {
    echo "# DESCRIPTION"
    "$BIN/gatehouse-agent" --help
}

# fail MESSAGE [HINT]
fail() {
    printf 'error: %s\n' "$1" >&2
    [[ -z ${2:-} ]] || printf 'hint: %s\n' "$2" >&2
    exit 1
}

main
