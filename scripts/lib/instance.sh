# Find one instance of the service; `ocr-service up` and `down` (ocr_service/instance/) start and end it.
# Sourced by scripts/run and scripts/stop after setup.sh.
# shellcheck shell=bash

# Sets and exports VAR_DIR, RUN_DIR, API_URL, REDIS_URL … of this instance (ocr_service/instance/place.py).
load_instance() {
  local variables
  variables=$("$PYTHON" -m ocr_service.instance.place) || exit 2
  set -a
  eval "$variables"
  set +a
  export PROJECT PYTHON
}

# Sets and exports S3_… of a server that this instance has for itself (scripts/lib/own_s3.py).
load_own_s3() {
  local variables
  variables=$("$PYTHON" "$PROJECT/scripts/lib/own_s3.py" variables) || exit 2
  set -a
  eval "$variables"
  set +a
}

make_own_bucket() { "$PYTHON" "$PROJECT/scripts/lib/own_s3.py" bucket || fail "see $LOG_DIR/s3.log"; }

supervisor() { "$PYTHON" -m supervisor.supervisorctl -c "$RUN_DIR/supervisord.conf" "$@"; }

# After a reboot pid file and socket still lie there, and the pid may be anybody's: the command line tells.
is_running() {
  local pid command
  pid=$(cat "$RUN_DIR/supervisord.pid" 2>/dev/null) && [ -S "$RUN_DIR/supervisor.sock" ] || return 1
  if [ -d /proc/self ]; then
    command=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") || return 1
  else
    command=$(ps -o command= -p "$pid") || return 1
  fi
  [[ $command == *"$RUN_DIR/supervisord.conf"* ]]
}
