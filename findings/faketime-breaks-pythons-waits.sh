#!/usr/bin/env bash
# libfaketime 0.9.10 and CPython 3.11: where only the wall clock is to be shifted (FAKETIME_DONT_FAKE_MONOTONIC=1), as it must be for
# waits that measure by the monotonic clock, time.sleep raises EINVAL. (With the monotonic clock shifted, too, waits with a time limit hung.)
set -euo pipefail
version=0.9.10-2.1
installed=$(dpkg-query -W -f '${Version}' libfaketime 2>/dev/null || echo none)
[ "$installed" = "$version" ] || { echo "this was seen with Debian's libfaketime $version; here is $installed"; exit 0; }
library=$(dpkg-query -L libfaketime | grep 'libfaketimeMT.so.1$')
said=$(LD_PRELOAD=$library FAKETIME=+840s FAKETIME_DONT_FAKE_MONOTONIC=1 python3 -c 'import time; time.sleep(0.3)' 2>&1 | tail -1 || true)
echo "time.sleep, the monotonic clock left alone: $said"
[[ $said == *"Invalid argument"* ]]
