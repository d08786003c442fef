# SPDX-License-Identifier: Apache-2.0
"""Rules about how a file begins: the licence in every source file, and in C++ what the file is for."""
from pathlib import Path

from .source import CPP_SUFFIXES, Finding

LICENCE = "SPDX-License-Identifier: Apache-2.0"
_SLASHES = CPP_SUFFIXES | {".sol", ".ts", ".js", ".mjs", ".cjs", ".circom"}
_HASHES = {".py", ".sh", ".cmake"}


def check(root: Path, paths: list[Path]) -> list[Finding]:
    findings = []
    for path in paths:
        mark = _comment_mark(path)
        if mark is None:
            continue
        relative = path.relative_to(root).as_posix()
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        first = 1 if lines and lines[0].startswith("#!") else 0
        if len(lines) <= first or lines[first].rstrip() != f"{mark} {LICENCE}":
            findings.append(Finding(relative, first + 1, "spdx", f"the file does not begin with '{mark} {LICENCE}'"))
        elif _explains_itself(path) and not _says_purpose(lines):
            findings.append(Finding(relative, 2, "file-comment", "the second line does not say what the file is for"))
        if path.suffix == ".hpp" and "#pragma once" not in lines:
            findings.append(Finding(relative, 1, "pragma-once", "the header has no '#pragma once'"))
    return findings


def _explains_itself(path: Path) -> bool:
    """C++ files do; a unit test's purpose is the file it stands beside, and the sentences that are its names."""
    return path.suffix in CPP_SUFFIXES and not path.name.endswith("_test.cpp")


def _says_purpose(lines: list[str]) -> bool:
    return len(lines) > 1 and lines[1].startswith("// ") and len(lines[1]) > len("// ") + 10


def _comment_mark(path: Path) -> str | None:
    if path.suffix in _SLASHES:
        return "//"
    if path.suffix in _HASHES or path.name == "CMakeLists.txt":
        return "#"
    if path.suffix:
        return None
    with path.open("rb") as file:
        start = file.readline(200)
    if not start.startswith(b"#!"):
        return None
    return "//" if b"node" in start else "#"
