# Start, find and stop one instance of the service: a private Redis, the API and the workers under supervisord.
# Sourced by scripts/run and scripts/stop after setup.sh.
# shellcheck shell=bash

READY_SECONDS=60

# Sets and exports VAR_DIR, RUN_DIR, API_URL, REDIS_URL … of this instance (scripts/lib/instance.py).
load_instance() {
  local variables
  variables=$("$PYTHON" "$PROJECT/scripts/lib/instance.py") || exit 2
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
  OWN_S3=1
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

# Two Redis on one append-only file would spoil it; a killed supervisord leaves its programs behind.
refuse_leftovers() {
  local pids
  pids=$("$PYTHON" "$PROJECT/scripts/lib/stop_instance.py" --leftover)
  [ -z "$pids" ] || fail "programs of an earlier run still serve $VAR_DIR (pids $pids); scripts/stop ends them"
}

start_instance() {
  local reason
  refuse_leftovers
  reason=$("$PYTHON" "$PROJECT/scripts/lib/check_port.py" "$API_HOST" "$API_PORT" 2>&1) || fail "$reason"
  mkdir -p "$VAR_DIR/redis" "$UPLOAD_DIR" "$LOG_DIR"
  write_configuration
  "$PYTHON" -m supervisor.supervisord -c "$RUN_DIR/supervisord.conf" || fail "supervisord did not start; its message stands above"
}

write_configuration() {
  local programs=()
  [ -z "$OWN_REDIS" ] || programs+=("$PROJECT/scripts/lib/supervisord.redis.conf")
  [ -z "${OWN_S3:-}" ] || programs+=("$PROJECT/scripts/lib/supervisord.s3.conf")
  "$PYTHON" "$PROJECT/scripts/lib/supervisor_conf.py" "$PROJECT/supervisord.conf" ${programs[@]+"${programs[@]}"} \
    >"$RUN_DIR/supervisord.conf"
}

# Waits for /readyz; what the programs said last is shown when it stays red.
await_ready() {
  local finding
  finding=$("$PYTHON" -m ocr_service doctor --ready --url "$API_URL" --wait "$READY_SECONDS") && return
  supervisor status >&2 || true
  tail -n 8 "$LOG_DIR"/{fastapi,worker*,notifier,redis}.log >&2 2>/dev/null || true
  fail "the service is not ready after $READY_SECONDS s: $finding"
}

# Ends everything, waits for it and looks whether it is true; the worker first finishes what it has.
stop_instance() { "$PYTHON" "$PROJECT/scripts/lib/stop_instance.py"; }

redis_cli_prefix() {
  if [ -n "$OWN_REDIS" ]; then
    printf 'redis-cli -s %q' "$RUN_DIR/redis.sock"
  elif [[ $REDIS_URL == *@* ]]; then
    echo "redis-cli -u \"\$REDIS_URL\"" # a password is not shown
  else
    printf 'redis-cli -u %q' "$REDIS_URL"
  fi
}

# The command line speaks to this instance's Redis; a REDIS_URL that was given is there already.
ocr_service_prefix() {
  [ -z "$OWN_REDIS" ] || printf 'REDIS_URL=%q ' "unix://$RUN_DIR/redis.sock"
  printf '%q' "$VENV/bin/ocr-service"
}

supervisorctl_prefix() { printf '%q -c %q' "$VENV/bin/supervisorctl" "$RUN_DIR/supervisord.conf"; }

# What supervisorctl calls the worker, or all of them.
worker_programs() {
  if [ "$WORKER_COUNT" -gt 1 ]; then echo 'workers:*'; else echo worker; fi
}

describe_instance() {
  cat >&2 <<END

  API        $API_URL/docs
  Queue      $(ocr_service_prefix) queue stats
  Redis      $(redis_cli_prefix) LLEN queue:normal
  Processes  $(supervisorctl_prefix) status
             $(supervisorctl_prefix) restart $(worker_programs)
  Logs       $LOG_DIR
  Files      $VAR_DIR

END
}
