#!/usr/bin/env bash
# Healthy is: `all` and `api` answer for themselves, `worker` stands in the registry with a fresh heartbeat, `notifier` and `janitor` reach the queue, `watch` has its folders, `sources` says how its tables are.
set -euo pipefail

case $(cat "$RUN_DIR/role") in
  worker) ocr-service workers --json | grep -q "$(hostname)" ;;
  notifier | janitor) exec ocr-service notifications list --limit 1 ;;
  watch) exec ocr-service watch status ;;
  sources) exec ocr-service sources status ;;
  api) exec python -c "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"API_PORT\", 8001)}/healthz', timeout=10)" ;;
  *) exec ocr-service doctor --ready ;;
esac
