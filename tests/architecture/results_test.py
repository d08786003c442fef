# SPDX-License-Identifier: Apache-2.0
"""The counting of ./test (tools/lib/results.sh): what each runner reports is added up once, and a runner that
dies, reports nothing or never starts is a failure."""
import subprocess
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

JUNIT = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux-c++" tests="4" failures="1" disabled="1" skipped="1">
\t<testcase name="base/Hex.ReadsUpperCase" classname="base/Hex" time="0.01" status="run">
\t\t<system-out>status="fail" in the output of a test is not a test</system-out>
\t</testcase>
\t<testcase name="base/Hex.RefusesOddLength" classname="base/Hex" time="0.01" status="fail">
\t</testcase>
\t<testcase name="crash/kill" classname="crash" time="0" status="notrun">
\t</testcase>
\t<testcase name="crash/off" classname="crash" time="0" status="disabled">
\t</testcase>
</testsuite>
"""
FORGE = """
Ran 2 tests for test/Vault.t.sol:VaultTest
[PASS] testDeposit() (gas: 100)
[FAIL: assertion failed] testRelease() (gas: 100)
Suite result: FAILED. 1 passed; 1 failed; 0 skipped; finished in 1.00ms (1.00ms CPU time)

Ran 2 test suites in 1.05s (1.05s CPU time): 12 tests passed, 1 failed, 2 skipped (15 total tests)

Failing tests:
[FAIL: assertion failed] testRelease() (gas: 100)
"""


class Counting(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ballast-results-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, text: str) -> Path:
        path = self.folder / "report"
        path.write_text(text, encoding="utf-8")
        return path

    def count(self, *steps: str) -> tuple[int, list[str]]:
        """Runs the steps as one stage; returns the exit code and the lines that were printed."""
        script = "\n".join([
            f"source {PROJECT}/tools/lib/shell.sh", f"source {PROJECT}/tools/lib/results.sh",
            "begin_stage unit", *steps, "end_stage", "print_results",
        ])
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        self.assertEqual("", result.stderr)
        return result.returncode, result.stdout.splitlines()

    def test_ends_with_one_line_that_sums_all_runners(self):
        code, lines = self.count(f"count_junit {self.file(JUNIT)} 8 unit", "count_success", "count_success")
        self.assertNotEqual(0, code)
        self.assertEqual("3 passed, 1 failed, 2 skipped", lines[-1])
        self.assertIn("  unit: base/Hex.RefusesOddLength", lines)

    def test_reads_the_last_summary_of_forge(self):
        code, lines = self.count(f"count_forge {self.file(FORGE)} 1")
        self.assertNotEqual(0, code)
        self.assertEqual("12 passed, 1 failed, 2 skipped", lines[-1])
        self.assertEqual(1, sum("testRelease" in line for line in lines))

    def test_succeeds_when_all_passed(self):
        code, lines = self.count("count_success")
        self.assertEqual(0, code)
        self.assertEqual("1 passed, 0 failed, 0 skipped", lines[-1])

    def test_fails_when_nothing_ran(self):
        code, lines = self.count("nothing_here unit")
        self.assertNotEqual(0, code)
        self.assertEqual("0 passed, 0 failed, 0 skipped", lines[-1])

    def test_counts_a_runner_that_died_as_a_failure(self):
        passed = JUNIT.replace('status="fail"', 'status="run"')
        for step in (f"count_junit {self.folder}/absent 139 unit", f"count_junit {self.file(passed)} 1 unit",
                     f"count_forge {self.file('Error: no compiler')} 1"):
            with self.subTest(step=step):
                code, lines = self.count(step)
                self.assertNotEqual(0, code)
                self.assertIn(" 1 failed,", lines[-1])


class Command(unittest.TestCase):
    def test_refuses_a_stage_that_does_not_exist(self):
        result = subprocess.run([PROJECT / "test", "--only", "units"], capture_output=True, text=True, check=False)
        self.assertEqual(1, result.returncode)
        self.assertIn("there is no stage 'units'", result.stderr)

    def test_each_command_says_how_it_is_used(self):
        for command in ("run", "test", "tools/setup", "tools/check", "tools/format", "tools/tidy",
                        "tools/check-architecture", "tools/try-in-debootstrap"):
            with self.subTest(command=command):
                result = subprocess.run([PROJECT / command, "--help"], capture_output=True, text=True, check=False)
                self.assertEqual(0, result.returncode, result.stderr)
                self.assertIn(Path(command).name, result.stdout)


if __name__ == "__main__":
    unittest.main()
