# SPDX-License-Identifier: Apache-2.0
# What the project's commands share: where things are, progress with elapsed time, logged steps that say
# what failed and what to do, one build at a time. Sourced by run, test and tools/*; runs nothing itself.
# shellcheck shell=bash

# shellcheck disable=SC2034  # the names below are used by the scripts that source this file
set -euo pipefail

PROJECT_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
BUILD_ROOT="$PROJECT_ROOT/build"
JOBS="${BALLAST_JOBS:-$(nproc)}"
FORGE="$PROJECT_ROOT/node_modules/@foundry-rs/forge-linux-amd64/bin/forge"
# A new clock for each command that a person starts; the scripts it calls go on counting.
export BALLAST_STARTED="${BALLAST_STARTED:-$EPOCHSECONDS}"
export LC_ALL=C.UTF-8
# The compiler cache stays inside the project folder, and paths in it are relative to that folder.
export CCACHE_DIR="$BUILD_ROOT/ccache" CCACHE_BASEDIR="$PROJECT_ROOT" CCACHE_MAXSIZE="${CCACHE_MAXSIZE:-4G}"

# Prints the seconds since the command was started.
elapsed() { echo $((EPOCHSECONDS - BALLAST_STARTED)); }

# Prints one line of progress with the elapsed time before it.
say() { printf '[%4ds] %s\n' "$(elapsed)" "$*"; }

# Ends the command with a sentence and, on the lines after it, what to do.
die()
{
    printf '[%4ds] FAILED: %s\n' "$(elapsed)" "$1" >&2
    shift
    local line
    for line in "$@"; do printf '         %s\n' "$line" >&2; done
    exit 1
}

# Reports every 15 seconds how far a log has come, until it is killed.
heartbeat()
{
    local label="$1" log="$2" started=$EPOCHSECONDS idle last
    exec {idle}<> <(:)
    while kill -0 "$$" 2>/dev/null; do
        # A builtin that waits: no child is left behind when this process is killed.
        read -r -t 15 -u "$idle" || true
        last="$(tail -c 400 "$log" 2>/dev/null | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1 || true)"
        say "  … $label, $((EPOCHSECONDS - started)) s: ${last:0:110}"
    done
}

# Ends the heartbeat that runs, if one does: after each step, and when the script ends in the middle of one.
HEARTBEAT=
stop_heartbeat()
{
    if [[ -z "$HEARTBEAT" ]]; then return 0; fi
    kill "$HEARTBEAT" 2>/dev/null || true
    wait "$HEARTBEAT" 2>/dev/null || true
    HEARTBEAT=
}
trap stop_heartbeat EXIT

# Shows why a logged step failed: a compiler's first errors if there are some, and the last lines.
show_failure()
{
    local log="$1"
    if grep -q -m 1 -E '(^FAILED: |: error: |: fatal error: )' "$log"; then
        echo "--- first errors"
        grep -E -A 3 '(: error: |: fatal error: )' "$log" | head -n 24 || true
    fi
    echo "--- last lines of ${log#"$PROJECT_ROOT"/}"
    tail -n 40 "$log"
    echo "---"
}

# run_logged LABEL LOG COMMAND...: runs the command with its output in the log, reporting progress; returns
# its exit code after showing the log's end if it failed.
run_logged()
{
    local label="$1" log="$2" status=0
    shift 2
    mkdir -p "$(dirname "$log")"
    printf '$ %s\n' "$*" >"$log"
    heartbeat "$label" "$log" &
    HEARTBEAT=$!
    # `&& … ||` keeps `set -e` from ending the script before the log is shown.
    "$@" >>"$log" 2>&1 </dev/null && status=0 || status=$?
    stop_heartbeat
    if ((status != 0)); then show_failure "$log" >&2; fi
    return "$status"
}

# Waits until no other ./run, ./test or tools/check builds in this folder; released when the shell ends or by
# `exec {BUILD_LOCK}>&-`.
take_build_lock()
{
    mkdir -p "$BUILD_ROOT"
    exec {BUILD_LOCK}>"$BUILD_ROOT/.lock"
    if ! flock -n "$BUILD_LOCK"; then
        say "another ./run or ./test is building in this folder: waiting for it"
        flock "$BUILD_LOCK"
    fi
}

# configure PRESET [ARGUMENT...]: configures build/PRESET, with the compiler cache if it is installed.
configure()
{
    local preset="$1" cache="$BUILD_ROOT/$1/CMakeCache.txt" fresh=()
    shift
    if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
    # A build folder that was made elsewhere (the project was moved or copied) is made anew.
    if [[ -f "$cache" ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PROJECT_ROOT" "$cache"; then
        fresh=(--fresh)
    fi
    cd "$PROJECT_ROOT"
    run_logged "configuring $preset" "$BUILD_ROOT/logs/configure-$preset.log" \
        cmake --preset "$preset" "${fresh[@]}" "$@"
}

# Prints the project's C++ files (null-separated): all of them, or with an argument only those that differ
# from that commit, new ones included.
cpp_files()
{
    local since="${1:-}"
    cd "$PROJECT_ROOT"
    {
        if [[ -n "$since" ]]; then
            git diff --name-only -z --diff-filter=d "$since" -- '*.cpp' '*.hpp'
            git ls-files -z --others --exclude-standard -- '*.cpp' '*.hpp'
        else
            git ls-files -z --cached --others --exclude-standard --deduplicate -- '*.cpp' '*.hpp'
        fi
    } | while IFS= read -r -d '' file; do
        if [[ -f "$file" ]]; then printf '%s\0' "$file"; fi
    done
}
