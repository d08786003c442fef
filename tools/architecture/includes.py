# SPDX-License-Identifier: Apache-2.0
"""Rules about #include: what a module includes it must use by name, and third-party headers are on a list."""
from pathlib import Path

from . import modules as cmake
from .source import BadInput, CppFile, Finding
from .standard_headers import STANDARD_HEADERS

ALLOW_LIST = "tools/third-party-headers.txt"
# Boost.Beast costs ten seconds a file, so it stays behind plain interfaces.
BEAST_FILES_MAX = 3


def check(root: Path, files: list[CppFile], modules: dict[str, cmake.Module]) -> list[Finding]:
    allowed = _read_allow_list(root, modules)
    module_of = {module.folder: module for module in modules.values()}
    findings = []
    for file in files:
        folder = cmake.owner(root, file.path)
        module = module_of.get(folder) if folder else None
        usable = _usable(file, folder, module)
        for include in file.includes:
            problem = _problem(root, file, include, usable, _headers_for(file, module, allowed))
            if problem:
                findings.append(Finding(file.relative, include.line, *problem))
    return findings + _beast(files)


def _problem(root: Path, file: CppFile, include, usable, headers) -> tuple[str, str] | None:
    header = include.header
    parts = header.split("/")
    if ".." in parts:
        return "parent-include", f"'{header}': name the module, <ballast/module/file.hpp>"
    if parts[0] == "ballast":
        if len(parts) < 3:
            return "module-include", f"'{header}' names no module: <ballast/module/file.hpp>"
        if usable is None or parts[1] not in usable:
            known = " ".join(sorted(usable or ()))
            return "module-include", f"<{header}>: '{parts[1]}' is not among what is used here: {known}"
        return None
    if include.quoted:
        if (file.path.parent / header).is_file() or _is_shared_by_tests(root, file, header):
            return None
        return "quoted-include", f'"{header}" is no file beside this one; another module is <ballast/...>'
    if header in STANDARD_HEADERS or any(_matches(header, pattern) for pattern in headers):
        return None
    return "third-party-include", f"<{header}> is not on this layer's list in {ALLOW_LIST}"


def _is_shared_by_tests(root: Path, file: CppFile, header: str) -> bool:
    """Tests outside src are no modules; what one folder of theirs offers another it puts on its include path."""
    return file.relative.startswith("tests/") and any((root / "tests").glob(f"*/{header}"))


def _usable(file: CppFile, folder: Path | None, module: cmake.Module | None) -> frozenset[str] | None:
    if module:
        tests = module.test_uses if file.is_test else frozenset()
        return module.uses | tests | {module.name}
    return cmake.linked_modules(folder / "CMakeLists.txt") if folder else None


def _headers_for(file: CppFile, module: cmake.Module | None, allowed: dict[str, list[str]]) -> list[str]:
    top = file.relative.split("/")[0]
    groups = [module.name if module else top]
    if module:
        groups.append(file.relative.split("/")[1])
    if file.is_test or top == "tests":
        groups.append("tests")
    return [pattern for group in groups for pattern in allowed.get(group, [])]


def _matches(header: str, pattern: str) -> bool:
    return header.startswith(pattern) if pattern.endswith("/") else header == pattern


def _read_allow_list(root: Path, modules: dict[str, cmake.Module]) -> dict[str, list[str]]:
    path = root / ALLOW_LIST
    if not path.is_file():
        return {}
    allowed: dict[str, list[str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if len(words) < 2 or not words[0].endswith(":"):
            raise BadInput(f"{ALLOW_LIST}:{number}: expected 'layer: header...', found '{line.strip()}'")
        allowed.setdefault(words[0][:-1], []).extend(words[1:])
    return allowed


def _beast(files: list[CppFile]) -> list[Finding]:
    users = [
        (file, include)
        for file in files
        for include in file.includes
        if include.header.startswith("boost/beast") and not file.is_test
    ]
    findings = [
        Finding(file.relative, include.line, "beast", "Boost.Beast stands in sources only, not in headers")
        for file, include in users
        if file.is_header
    ]
    names = sorted({file.relative for file, _ in users})
    for name in names[BEAST_FILES_MAX:]:
        findings.append(
            Finding(name, 1, "beast", f"more than {BEAST_FILES_MAX} files include Boost.Beast: {' '.join(names)}")
        )
    return findings
