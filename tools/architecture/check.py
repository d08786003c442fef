# SPDX-License-Identifier: Apache-2.0
"""All rules over one project, less the exceptions that were written down with their reason."""
from pathlib import Path

from . import heads, includes, modules, purity, source, unordered
from .source import BadInput, Finding

__all__ = ["RULES", "BadInput", "check_project"]

EXCEPTIONS = "tools/architecture-exceptions.txt"
RULES = {
    "parent-include": "no '../' in an #include",
    "module-include": "a <ballast/X/...> include has X in its module's USES (TEST_USES for *_test.cpp and *_test_kit.hpp)",
    "quoted-include": 'an #include "..." names a file beside the including one',
    "third-party-include": f"a third-party header is on its layer's list in {includes.ALLOW_LIST}",
    "beast": "Boost.Beast stands in at most three sources and in no header",
    "module-missing": "a folder of src/core or src/host with code is a ballast_module",
    **{rule.rule: f"src/core: {rule.why}" for rule in purity.PURITY},
    "core-float": "src/core: floating point in market only, and there without libm",
    unordered.RULE: "src/core: no walk through an unordered container",
    "spdx": "every source file begins with its licence",
    "file-comment": "a C++ file says on its second line what it is for",
    "pragma-once": "every header has #pragma once",
    "exception": f"{EXCEPTIONS}: known rules, existing files, nothing that is no longer needed",
}


def check_project(root: Path) -> tuple[list[Finding], int]:
    """Returns the findings in the order of files and lines, and how many files were read."""
    paths = source.project_files(root)
    files = [source.read_cpp(root, path) for path in paths if path.suffix in source.CPP_SUFFIXES]
    declared = modules.read_modules(root)
    findings = (
        includes.check(root, files, declared)
        + purity.check(files)
        + unordered.check(files, declared)
        + heads.check(root, paths)
        + _unregistered(root, files, declared)
    )
    return sorted(set(_without_exceptions(root, findings))), len(paths)


def _unregistered(root: Path, files: list[source.CppFile], declared: dict[str, modules.Module]) -> list[Finding]:
    known = {module.folder for module in declared.values()}
    folders = {
        root.joinpath(*file.relative.split("/")[:3])
        for file in files
        if file.relative.startswith(("src/core/", "src/host/")) and file.relative.count("/") >= 3
    }
    return [
        Finding(folder.relative_to(root).as_posix(), 1, "module-missing", "this folder has code but no ballast_module")
        for folder in sorted(folders - known)
    ]


def _without_exceptions(root: Path, findings: list[Finding]) -> list[Finding]:
    path = root / EXCEPTIONS
    if not path.is_file():
        return findings
    used = {(finding.path, finding.rule) for finding in findings}
    excepted = set()
    complaints = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(maxsplit=2)
        if len(words) < 3 or words[1] not in RULES:
            raise BadInput(f"{EXCEPTIONS}:{number}: expected 'file rule reason', found '{line.strip()}'")
        if (words[0], words[1]) not in used:
            complaints.append(Finding(EXCEPTIONS, number, "exception", f"{words[0]} no longer breaks {words[1]}: remove"))
        excepted.add((words[0], words[1]))
    return [finding for finding in findings if (finding.path, finding.rule) not in excepted] + complaints
