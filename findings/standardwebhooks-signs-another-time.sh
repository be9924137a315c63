#!/usr/bin/env bash
# standardwebhooks 1.1.0 (Python): Webhook.sign writes the zone of an aware datetime over instead of converting it, so a time that is
# not in UTC is signed as another one, and the library itself does not verify what it signed.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "standardwebhooks==1.1.0"
cat >"$place/show.py" <<'PY'
import sys
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

hook = Webhook("whsec_" + "c2VjcmV0" * 4)
utc = datetime.now(timezone.utc)
seen = {}
for zone, at in (("UTC", utc), ("+02:00", utc.astimezone(timezone(timedelta(hours=2))))):
    assert at == utc, "the same moment"
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": hook.sign("msg_1", at, "{}"),
    }
    try:
        hook.verify("{}", headers)
        seen[zone] = "verifies"
    except WebhookVerificationError as error:
        seen[zone] = str(error)
print(f"standardwebhooks 1.1.0, one moment told in two zones: {seen}")
sys.exit(0 if seen == {"UTC": "verifies", "+02:00": "No matching signature found"} else 1)
PY
"$place/venv/bin/python" "$place/show.py"
