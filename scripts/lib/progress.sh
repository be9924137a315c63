# Tell how far pip is: one line that is rewritten on a terminal, elsewhere a line every few seconds.
# Sourced by setup.sh.
# shellcheck shell=bash

PROGRESS_EVERY_S=5

# with_progress TOTAL COMMAND…: what the command says is shown only when it fails, and then its end.
with_progress() {
  local total=$1 log status
  shift
  log=$(mktemp)
  set +e
  "$@" 2>&1 | tee "$log" | tell_progress "$total"
  status=${PIPESTATUS[0]}
  set -e
  [ "$status" = 0 ] || tail -n 3 "$log" >&2
  rm -f "$log"
  return "$status"
}

# pip says a line for each package it fetches, and nothing while it unpacks them all.
tell_progress() {
  local total=$1 phase=fetching began=$SECONDS told=$SECONDS got=0 line status
  while :; do
    status=0
    line=
    IFS= read -r -t 1 line || status=$?
    [ $status = 0 ] || [ $status -gt 128 ] || break # above 128: no line within the second
    case $line in
      Collecting* | "Requirement already"* | Ignoring*) got=$((got + 1)) ;;
      "Installing collected"*) phase=unpacking ;;
    esac
    case $phase in
      fetching) tell_step "  fetching: $got packages of at most $total, $((SECONDS - began)) s" ;;
      *) tell_step "  unpacking $got packages, $((SECONDS - began)) s" ;;
    esac
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# Says it at once on a terminal; ``told`` is its caller's.
tell_step() {
  if [ -t 2 ]; then
    printf '\r\033[K%s' "$1" >&2
  elif [ $((SECONDS - told)) -ge $PROGRESS_EVERY_S ]; then
    told=$SECONDS
    printf '%s\n' "$1" >&2
  fi
}
