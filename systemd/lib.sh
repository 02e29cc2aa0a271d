# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What install.sh, uninstall.sh and build-deb.sh share. Sourced, never run.

repository=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly repository
# What install.sh put in place, for its next run and for uninstall.sh.
# shellcheck disable=SC2034 # used by those that source this
readonly manifest=/usr/share/hearth/installed-files

say() { printf '%s\n' "$*"; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
wrong_usage() { printf '%s: %s (see --help)\n' "${0##*/}" "$*" >&2; exit 2; }

# The comment block at the top of the script that runs, without its first two lines.
print_help() { awk 'NR > 2 && !/^#/ {exit} NR > 2 {sub(/^# ?/, ""); print}' "$0"; }

# The lines of the list as "kind source destination".
file_list() { awk '!/^#/ && NF {print $1, $2, $3}' "$repository/systemd/files.list"; }

# Version of the topmost release in CHANGELOG.md, the one place where it is written. Work after a release sorts above it
# and below the next one, by the time of its commit: 1.2.0+20260301.1754.
hearth_version() {
    local released unreleased
    released=$(awk '/^## [0-9]/ {print $2; exit}' "$repository/CHANGELOG.md")
    unreleased=$(awk '/^## / {print ($2 !~ /^[0-9]/); exit}' "$repository/CHANGELOG.md")
    if [ "$unreleased" = 1 ]; then
        say "${released:-0.0.0}+$(date -u -d "@$(source_time)" +%Y%m%d.%H%M)"
    else
        say "$released"
    fi
}

# Seconds since 1970 of the newest change, so that the same sources give the same package.
source_time() {
    if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then say "$SOURCE_DATE_EPOCH"; return; fi
    git -C "$repository" log -1 --format=%ct 2>/dev/null || stat -c %Y "$repository/CHANGELOG.md"
}

# Sets `binaries` to the folder of the built programs, and builds them first when no folder is given: with the Swift runtime
# inside, as the README's first command builds them, so that all is compiled once for both; and without a search path for
# libraries beside the program, which is a matter of linking alone.
find_binaries() {
    local build=(-c release --static-swift-stdlib --disable-local-rpath --package-path "$repository")
    binaries=$1
    if [ -z "$binaries" ]; then
        command -v swift >/dev/null || fail "no swift in the PATH to build with; give the built programs with --bin DIR"
        say "Building Hearth (some minutes) ..."
        swift build "${build[@]}"
        binaries=$(swift build "${build[@]}" --show-bin-path)
    fi
    local kind source destination missing=()
    while read -r kind source destination; do
        if [ "$kind" = program ] && [ ! -x "$binaries/$source" ]; then missing+=("$source"); fi
    done < <(file_list)
    [ "${#missing[@]}" = 0 ] || fail "$binaries holds no ${missing[*]}; expected a folder of built programs"
}

# Puts everything on the list under the folder $1 and prints each path put there, without that folder.
copy_files() {
    local root=$1 kind source destination file
    while read -r kind source destination; do
        case $kind in
            program) copy_one 755 "$binaries/$source" "$root$destination" strip_symbols ;;
            data) copy_one 644 "$repository/$source" "$root$destination" true ;;
            gzip) copy_one 644 "$repository/$source" "$root$destination" compress ;;
            folder)
                while IFS= read -r file; do
                    copy_one 644 "$repository/$source/$file" "$root$destination/$file" true
                    say "$destination/$file"
                done < <(cd "$repository/$source" && find . -type f -printf '%P\n' | LC_ALL=C sort)
                continue ;;
            *) fail "files.list: unknown kind $kind" ;;
        esac
        say "$destination"
    done < <(file_list)
}

# Replaces a file by rename, and only when its content is on the disk: a power cut leaves the old file or the new one.
copy_one() {
    local mode=$1 source=$2 destination=$3 change=$4
    install -d -m 755 "$(dirname "$destination")"
    install -m "$mode" "$source" "$destination.hearth-new"
    "$change" "$destination.hearth-new"
    sync "$destination.hearth-new"
    mv -f "$destination.hearth-new" "$destination"
}

is_elf() { [ "$(head -c 4 "$1" | tail -c 3)" = ELF ]; }

# Only what can be stripped, as a program may be a script in tests, and only where there is a `strip` for it.
strip_symbols() {
    is_elf "$1" || return 0
    strip --strip-all --remove-section=.comment --remove-section=.note "$1" 2>/dev/null || true
}

compress() { gzip -9n <"$1" >"$1.gz" && mv -f "$1.gz" "$1"; }
