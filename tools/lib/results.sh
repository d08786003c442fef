# SPDX-License-Identifier: Apache-2.0
# Counting for ./test: what passed, failed and was skipped, by stage, over runners that each report in their own
# way. Sourced after shell.sh; the exit code of print_results is that of the whole run.
# shellcheck shell=bash

PASSED=0 FAILED=0 SKIPPED=0
TABLE=() FAILURES=()

begin_stage()
{
    STAGE="$1" STAGE_STARTED=$EPOCHSECONDS
    BEFORE_PASSED=$PASSED BEFORE_FAILED=$FAILED BEFORE_SKIPPED=$SKIPPED
}

end_stage()
{
    local passed=$((PASSED - BEFORE_PASSED)) failed=$((FAILED - BEFORE_FAILED)) result=ok
    if ((failed > 0)); then result=FAILED; elif ((passed == 0)); then result="nothing ran"; fi
    TABLE+=("$(printf '%-11s %-12s %7d %7d %8d %6d s' "$STAGE" "$result" "$passed" "$failed" \
        $((SKIPPED - BEFORE_SKIPPED)) $((EPOCHSECONDS - STAGE_STARTED)))")
    say "stage $STAGE: $result ($passed passed, $failed failed)"
}

count_success() { PASSED=$((PASSED + 1)); }

count_failure()
{
    FAILED=$((FAILED + 1))
    FAILURES+=("$STAGE: $1")
}

# A stage whose subject this revision does not have yet is said, not counted.
nothing_here() { say "stage $1: there is none in this revision yet"; }

# count_junit FILE STATUS LABEL: adds the tests of a JUnit file that ctest wrote. No file, or a failure that no
# test shows (a runner that was killed), is a failure.
count_junit()
{
    local file="$1" status="$2" label="$3" failed
    if [[ ! -s "$file" ]]; then
        count_failure "$label did not run (exit code $status)"
        return 0
    fi
    failed=$(grep -c '<testcase .*status="fail"' "$file" || true)
    PASSED=$((PASSED + $(grep -c '<testcase .*status="run"' "$file" || true)))
    SKIPPED=$((SKIPPED + $(grep -c -E '<testcase .*status="(notrun|disabled)"' "$file" || true)))
    FAILED=$((FAILED + failed))
    local name
    while IFS= read -r name; do
        FAILURES+=("$STAGE: $name")
    done < <(sed -n 's/.*<testcase name="\([^"]*\)".*status="fail".*/\1/p' "$file")
    if ((status != 0 && failed == 0)); then count_failure "$label ended with exit code $status"; fi
}

# count_forge LOG STATUS: adds the tests of Forge's last summary.
count_forge()
{
    local log="$1" status="$2" line failed=0 name
    line="$(grep -E '^Ran [0-9]+ test suites? in .*tests? passed' "$log" | tail -n 1 || true)"
    if [[ "$line" =~ ([0-9]+)\ tests?\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped ]]; then
        failed=${BASH_REMATCH[2]}
        PASSED=$((PASSED + BASH_REMATCH[1]))
        FAILED=$((FAILED + failed))
        SKIPPED=$((SKIPPED + BASH_REMATCH[3]))
        # Each failure is listed where it happened and once more at the end.
        while IFS= read -r name; do
            FAILURES+=("$STAGE: $name")
        done < <(grep -E '^\[FAIL' "$log" | sort -u)
    fi
    if ((status != 0 && failed == 0)); then count_failure "forge test ended with exit code $status"; fi
}

# Prints the table, what failed, and alone on the last line the sum; fails if anything failed or nothing ran.
print_results()
{
    local line
    printf '\n%-11s %-12s %7s %7s %8s %8s\n' stage result passed failed skipped time
    for line in "${TABLE[@]}"; do echo "$line"; done
    printf '%-11s %-12s %7s %7s %8s %6d s\n' "" "" "" "" "" "$(elapsed)"
    if ((${#FAILURES[@]} > 0)); then
        printf '\nfailed (the output is in build/test-logs):\n'
        for line in "${FAILURES[@]}"; do echo "  $line"; done
    fi
    if ((PASSED + FAILED == 0)); then printf '\nnothing ran, which counts as a failure\n'; fi
    printf '\n%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
    ((FAILED == 0 && PASSED > 0))
}
