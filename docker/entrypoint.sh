#!/usr/bin/env bash
# Run `all` of the service under supervisord, or `api`, `worker`, `notifier`, `watch`, `janitor` or `sources` alone; anything else is run as it is.
set -euo pipefail

role=${1:-all}
echo "$role" >"$RUN_DIR/role"
case $role in
  api | worker | notifier | watch | janitor | sources) exec ocr-service "$@" ;;
  all) ;;
  *) exec "$@" ;;
esac

share=$(dirname "$0")/../share

# supervisord writes logs/*.log and turns them over; tail copies what they get to the container's output. It inherits
# that output: a program of supervisord would have to open it anew, which an unprivileged user may not everywhere.
followed() {
  local number
  echo "$LOG_DIR/fastapi.log"
  echo "$LOG_DIR/notifier.log"
  if [ -n "${WATCH_DIR:-}" ]; then echo "$LOG_DIR/watcher.log"; fi
  if env | grep -Eq '^(PROD|STAGING|DEV)_(SUPABASE|DATABASE)_URL(_FILE)?=.'; then echo "$LOG_DIR/poller.log"; fi
  if [ "${WORKER_COUNT:-1}" -gt 1 ]; then
    for number in $(seq "$WORKER_COUNT"); do echo "$LOG_DIR/worker$number.log"; done
  else
    echo "$LOG_DIR/worker.log"
  fi
}
mapfile -t logs < <(followed)
touch "${logs[@]}"
tail -q -n 0 -F "${logs[@]}" 2>/dev/null &

PYTHON=$(command -v python)
export PYTHON PROJECT=$PWD
python -m ocr_service.instance.supervisor_conf "$share/supervisord.conf" >"$RUN_DIR/supervisord.conf"
rm -f "$RUN_DIR/supervisor.sock" # of a container that was killed
exec supervisord -n -c "$RUN_DIR/supervisord.conf"
