#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Stops Hearth and removes its programs and units; configuration and data are kept unless you say --purge.
#
#   sudo systemd/uninstall.sh [--purge [--yes]] [--root DIR]
#
#   --purge     also removes /etc/hearth, /var/lib/hearth and what guard and fetcher keep: configuration, readings, models, journal
#   --yes       does not ask before that
#   --root DIR  uninstall from this folder; nothing on this machine is stopped or changed
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

root='' purge=no sure=no
while [ $# -gt 0 ]; do
    case $1 in
        --root)
            [ -d "${2:-}" ] || wrong_usage "--root wants an existing folder, found '${2:-}'"
            root=$(cd "$2" && pwd)
            shift 2 ;;
        --purge) purge=yes; shift ;;
        --yes) sure=yes; shift ;;
        -h | --help) print_help; exit ;;
        *) wrong_usage "unknown argument $1" ;;
    esac
done
[ "$root" != / ] || root=''
[ "$(id -u)" = 0 ] || fail "must run as root"
if [ -e "$root/usr/bin/hearth-guard" ] && [ ! -e "$root$manifest" ]; then
    fail "Hearth is installed here as a package; remove it with: apt-get remove hearth"
fi
[ "$purge" = yes ] || [ -e "$root$manifest" ] || fail "nothing to remove: there is no $root$manifest"

if [ "$purge" = yes ] && [ "$sure" = no ]; then
    [ -t 0 ] || fail "--purge deletes all readings and the configuration; say --yes where nobody can be asked"
    read -r -p "Delete the configuration, all readings, models and the journal for good? [y/N] " answer
    case $answer in [yY] | [yY][eE][sS]) ;; *) fail "nothing was changed" ;; esac
fi

export DPKG_ROOT=$root
package_script() { sh "$repository/systemd/debian/$1" "${@:2}"; }

if [ -e "$root$manifest" ]; then
    package_script prerm remove
    while IFS= read -r file; do
        rm -f "$root$file"
        # Folders that are empty now; those of others are not, and stay.
        rmdir -p --ignore-fail-on-non-empty "$root$(dirname "$file")" 2>/dev/null || true
    done <"$root$manifest"
    rm -f "$root$manifest"
    rmdir "$root$(dirname "$manifest")" 2>/dev/null || true
    package_script postrm remove
    say "Hearth is removed${root:+ from $root}."
fi
if [ "$purge" = yes ]; then
    package_script postrm purge
    say "Configuration and data are deleted. The users hearth, hearth-guard and hearth-fetch stay, so that no one else gets their numbers."
else
    say "Kept: /etc/hearth, /var/lib/hearth, /var/lib/hearth-guard, /var/lib/hearth-fetch (--purge deletes them)."
fi
