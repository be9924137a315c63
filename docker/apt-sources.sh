#!/bin/sh
# Say where apt finds the packages of an old base: Debian 11 ended on 31 August 2026, its security suite was taken from
# the mirrors, and the base image holds packages of it, so all three suites come from a snapshot of the last day. apt still
# verifies signatures and hashes; only the date of validity, which such a snapshot is past by its nature, is not looked at.
set -eu

snapshot=20260901T000000Z
# shellcheck source=/dev/null
. "${OS_RELEASE:-/etc/os-release}"
[ "${VERSION_CODENAME:-}" = bullseye ] || exit 0
cat >"${APT_FOLDER:-/etc/apt}/sources.list" <<END
deb [check-valid-until=no] http://snapshot.debian.org/archive/debian/$snapshot bullseye main
deb [check-valid-until=no] http://snapshot.debian.org/archive/debian/$snapshot bullseye-updates main
deb [check-valid-until=no] http://snapshot.debian.org/archive/debian-security/$snapshot bullseye-security main
END
rm -f "${APT_FOLDER:-/etc/apt}/sources.list.d/debian.sources"
