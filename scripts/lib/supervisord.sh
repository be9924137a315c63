# Write an instance's supervisord configuration: supervisord.conf for WORKER_COUNT workers, plus further programs.
# Sourced by scripts/run and by docker/entrypoint.sh.
# shellcheck shell=bash

# The name `worker` for one; the group `workers` of `worker1` … `workerN` above; nothing for none.
for_workers() {
  if [ "$1" -gt 1 ]; then
    sed -e 's/^\[program:worker\]$/[program:workers]/' \
      -e 's/^process_name=worker$/process_name=worker%(process_num)d/' \
      -e "s/^numprocs=1$/numprocs=$1/" \
      -e 's#/worker\.log$#/worker%(process_num)d.log#'
  elif [ "$1" -eq 0 ]; then
    sed -e '/^\[program:worker\]$/,$d'
  else
    cat
  fi
}

# The path of RUN_DIR stands in the file itself, so that supervisorctl finds its socket from any shell.
with_run_dir() {
  sed -e "s#%(ENV_RUN_DIR)s#$(printf '%s' "$RUN_DIR" | sed -e 's/[&#\\]/\\&/g' -e 's/%/%%/g')#g"
}

# supervisord_conf TEMPLATE FILE…: the configuration on standard output, the FILEs appended.
supervisord_conf() {
  local template=$1
  shift
  { for_workers "${WORKER_COUNT:-1}" <"$template" && cat "$@" </dev/null; } | with_run_dir
}
