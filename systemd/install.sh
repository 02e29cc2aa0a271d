#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs Hearth, or upgrades it; run as root, as often as you like. Configuration and data are kept.
#
#   sudo systemd/install.sh [--bin DIR] [--root DIR]
#
#   --bin DIR   folder of the built programs; without it they are built first (needs Swift)
#   --root DIR  install under this folder, for images and tests; nothing on this machine is started, stopped or changed
#
# What is installed is listed in systemd/files.list; systemd/uninstall.sh takes it away again.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

binaries='' root=''
while [ $# -gt 0 ]; do
    case $1 in
        --bin | --root)
            [ -d "${2:-}" ] || wrong_usage "$1 wants an existing folder, found '${2:-}'"
            if [ "$1" = --bin ]; then binaries=$(cd "$2" && pwd); else root=$(cd "$2" && pwd); fi
            shift 2 ;;
        -h | --help) print_help; exit ;;
        *) wrong_usage "unknown argument $1" ;;
    esac
done
[ "$root" != / ] || root=''
[ "$(id -u)" = 0 ] || fail "must run as root: it makes users, folders and units"
if [ -e "$root/usr/bin/hearth-guard" ] && [ ! -e "$root$manifest" ]; then
    fail "Hearth is installed here as a package; upgrade it with a newer package, or remove it first"
fi
# Asked before anything is stopped or copied.
for tool in systemctl systemd-sysusers systemd-tmpfiles; do
    command -v "$tool" >/dev/null || fail "no $tool here; Hearth's services need systemd 252 or newer"
done
find_binaries "$binaries"

# The package's own scripts do the rest, so that both ways of installing end the same.
export DPKG_ROOT=$root
package_script() { sh "$repository/systemd/debian/$1" "${@:2}"; }

umask 022
previous=$(cat "$root$manifest" 2>/dev/null || true)
if [ -n "$previous" ]; then
    # Stops the guard, and so releases the battery, before its program is replaced. After a run that broke off, what ran
    # before that one is remembered still.
    if [ -e "$root/run/hearth-upgrade" ]; then package_script prerm failed-upgrade; else package_script prerm upgrade; fi
fi
installed=$(copy_files "$root")
# What the previous version brought and this one does not.
comm -23 <(LC_ALL=C sort <<<"$previous") <(LC_ALL=C sort <<<"$installed") | while IFS= read -r file; do
    if [ -n "$file" ]; then rm -f "$root$file"; fi
done
printf '%s\n' "$installed" >"$root$manifest"
package_script postinst configure
say "Hearth $(hearth_version) is installed${root:+ under $root}."
