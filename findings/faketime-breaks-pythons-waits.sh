#!/usr/bin/env bash
# libfaketime 0.9.10 and CPython 3.11: with a shifted monotonic clock a timed wait on a lock never ends; without it (FAKETIME_DONT_FAKE_MONOTONIC=1) time.sleep raises EINVAL.
set -euo pipefail
version=0.9.10-2.1
installed=$(dpkg-query -W -f '${Version}' libfaketime 2>/dev/null || echo none)
[ "$installed" = "$version" ] || { echo "this was seen with Debian's libfaketime $version; here is $installed"; exit 0; }
library=$(dpkg-query -L libfaketime | grep 'libfaketimeMT.so.1$')
changed=0
LD_PRELOAD=$library FAKETIME=+840s timeout 10 python3 -c 'import threading; threading.Event().wait(0.3)' && status=0 || status=$?
echo "a lock waited for 0.3 s, all clocks shifted: exit status $status (124: had not ended after 10 s)"
[ "$status" = 124 ] || changed=1
said=$(LD_PRELOAD=$library FAKETIME=+840s FAKETIME_DONT_FAKE_MONOTONIC=1 python3 -c 'import time; time.sleep(0.3)' 2>&1 | tail -1 || true)
echo "time.sleep, the monotonic clock left alone: $said"
[[ $said == *"Invalid argument"* ]] || changed=1
exit $changed
