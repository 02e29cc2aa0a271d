#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes hearth_VERSION_ARCH.deb for the distribution it runs on; needs dpkg-dev and binutils, and no root.
#
#   systemd/build-deb.sh [--bin DIR] [--out DIR]
#
#   --bin DIR  folder of the built programs; without it they are built first (needs Swift)
#   --out DIR  where the package goes; the current folder by default
#
# The version is CHANGELOG.md's, DEBEMAIL and DEBFULLNAME name the maintainer, and the same sources and programs give the
# same package, bit for bit. The last line printed is the package's path.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

binaries='' out=$PWD
while [ $# -gt 0 ]; do
    case $1 in
        --bin | --out)
            [ -d "${2:-}" ] || wrong_usage "$1 wants an existing folder, found '${2:-}'"
            if [ "$1" = --bin ]; then binaries=$(cd "$2" && pwd); else out=$(cd "$2" && pwd); fi
            shift 2 ;;
        -h | --help) print_help; exit ;;
        *) wrong_usage "unknown argument $1" ;;
    esac
done
for tool in dpkg-deb dpkg-shlibdeps objdump; do
    command -v "$tool" >/dev/null || fail "no $tool here; apt-get install dpkg-dev binutils"
done
find_binaries "$binaries"

umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package=$work/debian/hearth
scripts=$repository/systemd/debian
version=$(hearth_version)-1
architecture=$(dpkg --print-architecture)
maintainer="${DEBFULLNAME:-Hearth maintainers} <${DEBEMAIL:-maintainers@hearth.example}>"

# The packages of the programs' shared libraries, as this distribution calls them. dpkg-shlibdeps only warns about a library
# that no package has; a program with such a need (a Swift runtime beside it) would not start elsewhere, so it is refused.
shared_library_packages() {
    local programs=() kind destination library
    while read -r kind _ destination; do
        if [ "$kind" = program ] && is_elf "$package$destination"; then programs+=("$package$destination"); fi
    done < <(file_list)
    # Scripts, as in tests, need nothing.
    if [ "${#programs[@]}" = 0 ]; then say libc6; return; fi
    while read -r library; do
        dpkg-query --search "*/$library" >/dev/null 2>&1 ||
            fail "a program needs $library, which is in no package; build with --static-swift-stdlib"
    done < <(objdump -p "${programs[@]}" | awk '$1 == "NEEDED" {print $2}' | sort -u)
    printf 'Source: hearth\n\nPackage: hearth\nArchitecture: any\n' >"$work/debian/control"
    (cd "$work" && dpkg-shlibdeps -O "${programs[@]}") | sed -n 's/^shlibs:Depends=//p'
}

changelog() {
    printf 'hearth (%s) unstable; urgency=medium\n\n  * See changelog.gz for what changed, and who must act.\n\n -- %s  %s\n' \
        "$version" "$maintainer" "$(LC_ALL=C date -u -R -d "@$(source_time)")"
}

mkdir -p "$package/DEBIAN"
copy_files "$package" >/dev/null
changelog | gzip -9n >"$package/usr/share/doc/hearth/changelog.Debian.gz"
install -D -m 644 "$scripts/lintian-overrides" "$package/usr/share/lintian/overrides/hearth"

install -m 755 "$scripts/preinst" "$scripts/prerm" "$scripts/postinst" "$scripts/postrm" "$package/DEBIAN"
(cd "$package" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$package/DEBIAN/md5sums"
depends=$(shared_library_packages)
[ -n "$depends" ] || fail "dpkg-shlibdeps found no dependencies"
size=$(du -k -s --apparent-size --exclude=DEBIAN "$package" | cut -f 1)
sed -e "s/@version@/$version/; s/@architecture@/$architecture/; s/@maintainer@/$maintainer/" \
    -e "s/@size@/$size/; s/@depends@/$depends/" "$scripts/control.in" >"$package/DEBIAN/control"

find "$package" -exec touch --no-dereference -d "@$(source_time)" {} +
file=$out/hearth_${version}_$architecture.deb
SOURCE_DATE_EPOCH=$(source_time) dpkg-deb --root-owner-group --build "$package" "$file" >/dev/null
say "$file"
