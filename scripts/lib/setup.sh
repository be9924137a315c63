# Set up what a command needs: programs of the system, the virtual environment, the locked packages.
# Sourced by every script here; idempotent; the second time it only looks.
# shellcheck shell=bash

set -euo pipefail

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VENV=$PROJECT/.venv
PYTHON=$VENV/bin/python
LANGUAGES="eng osd deu fra spa ita"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

# Folders that the caller named are meant from where the caller stands; the scripts work in the project's folder.
for folder in VAR_DIR UPLOAD_DIR LOG_DIR; do
  case ${!folder:-/} in
    /*) ;;
    *) export "$folder=$PWD/${!folder}" ;;
  esac
done

# shellcheck source=scripts/lib/progress.sh
source "$PROJECT/scripts/lib/progress.sh"

say() { printf '%s\n' "$*" >&2; }
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# Run a command; show the end of what it says only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  [ $status = 0 ] || tail -n 3 "$log" >&2
  rm -f "$log"
  return $status
}

# --- programs of the system -------------------------------------------------------------------

# The packages (Debian's names) whose program or language is missing; arguments: extra programs wanted.
missing_packages() {
  local program language installed
  for program in "tesseract:tesseract-ocr" "pdftoppm:poppler-utils" "qpdf:qpdf" "dwebp:webp" "$@"; do
    has "${program%%:*}" || echo "${program#*:}"
  done
  installed=" $(tesseract --list-langs 2>/dev/null | tr '\n' ' ') "
  for language in $LANGUAGES; do
    [[ $installed == *" $language "* ]] || echo "tesseract-ocr-$language"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  has apt-get || fail "these packages are missing and there is no apt-get to install them: $*"
  [ "$(id -u)" = 0 ] || has sudo || fail "these packages are missing; install them as root: apt-get install $*"
  say "Installing $* (apt)"
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update \
    || fail "apt could not read its package lists; is there a network? Its last lines stand above"
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@" \
    || fail "apt could not install $*; is there a network? Its last lines stand above"
}

# macOS: unproven, as nobody has run it yet.
brew_install() {
  has brew || fail "Homebrew is missing; get it from https://brew.sh, then run this again"
  say "Installing tesseract, its languages, poppler, qpdf, webp, redis and python (brew)"
  brew install tesseract tesseract-lang poppler qpdf webp redis python@3.12 >&2 || fail "brew could not install the programs"
}

ensure_programs() {
  local missing
  missing=$(missing_packages "$@" | sort -u | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086  # a list of package names
  if [ "$(uname)" = Darwin ]; then brew_install; else apt_install $missing; fi
  missing=$(missing_packages "$@" | sort -u | tr '\n' ' ')
  [ -z "$missing" ] || fail "still missing after the installation: $missing"
}

# --- Python -----------------------------------------------------------------------------------

is_python_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

can_make_venvs() {
  "$1" -c 'import ensurepip, venv' 2>/dev/null
}

find_python() {
  local candidate
  for candidate in "${PYTHON_BIN:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$candidate" ] && has "$candidate" && is_python_new_enough "$candidate" && can_make_venvs "$candidate"; then
      echo "$candidate"
      return
    fi
  done
}

ensure_venv() {
  if [ -x "$PYTHON" ] && is_python_new_enough "$PYTHON" && "$PYTHON" -m pip --version >/dev/null 2>&1; then return; fi
  local python
  python=$(find_python)
  if [ -z "$python" ] && has apt-get; then
    apt_install python3 python3-venv
    python=$(find_python)
  fi
  [ -n "$python" ] || fail "Python 3.11 or newer with venv is needed; name one in PYTHON_BIN"
  say "Creating .venv with $("$python" --version)"
  rm -rf "$VENV"
  "$python" -m venv "$VENV" || fail "the virtual environment could not be created in $VENV"
}

sha256() {
  "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(b"".join(open(p, "rb").read() for p in sys.argv[1:])).hexdigest())' "$@"
}

# Install one of the lock files ("runtime" or "dev"; dev holds all of runtime) unless it is there.
ensure_packages() {
  local kind=$1 lock=$PROJECT/requirements.lock stamp=$VENV/installed
  local wanted
  wanted=$(cd "$PROJECT" && sha256 pyproject.toml requirements.lock requirements-dev.lock)
  if [ -f "$stamp" ]; then
    case $(cat "$stamp") in
      "dev $PROJECT $wanted" | "$kind $PROJECT $wanted") return ;;
      dev*) kind=dev ;; # never leave half of the developer's tools behind
    esac
  fi
  [ "$kind" = runtime ] || lock=$PROJECT/requirements-dev.lock
  say "Installing the locked Python packages ($kind): the first time takes about a minute"
  rm -f "$stamp"
  with_progress "$(grep -c '==' "$lock")" "$PYTHON" -m pip install --progress-bar off --retries 2 --require-hashes -r "$lock" \
    || fail "pip could not install $(basename "$lock"); is there a network? Its last lines stand above"
  quietly "$PYTHON" -m pip install -q --no-deps --no-build-isolation -e "$PROJECT" \
    || fail "pip could not install the project itself; its last lines stand above"
  echo "$kind $PROJECT $wanted" >"$stamp"
}

# Everything: set_up runtime|dev [program:package …]. Two set-ups in one folder wait for each other.
set_up() {
  local kind=$1
  shift
  cd "$PROJECT"
  if has flock; then
    exec 9>"$PROJECT/.setup.lock"
    flock 9
  fi
  ensure_programs "$@"
  ensure_venv
  ensure_packages "$kind"
  mkdir -p "$PROJECT/var/run" "$PROJECT/var/logs" # of `supervisord -c supervisord.conf`
  exec 9>&-
}
