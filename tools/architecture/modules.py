# SPDX-License-Identifier: Apache-2.0
"""What CMake was told: the modules with what they use, and what tests and programs link."""
import re
from dataclasses import dataclass
from pathlib import Path

from .source import BadInput

_KEYWORDS = {"USES", "LIBS", "TEST_LIBS", "TEST_USES"}


@dataclass(frozen=True)
class Module:
    """A folder whose CMakeLists.txt calls ballast_module(name USES ... TEST_USES ...)."""

    name: str
    folder: Path
    uses: frozenset[str]
    test_uses: frozenset[str]


def read_modules(root: Path) -> dict[str, Module]:
    modules: dict[str, Module] = {}
    for part in ("src/core", "src/host"):
        for path in sorted((root / part).glob("*/CMakeLists.txt")):
            for arguments in _calls(path, "ballast_module"):
                module = _parse(path, arguments)
                if module.name in modules:
                    raise BadInput(f"{path}: the module '{module.name}' is declared a second time")
                modules[module.name] = module
    return modules


def linked_modules(cmake_file: Path) -> frozenset[str]:
    """The modules that a CMakeLists.txt outside src names as ballast::X, and base, which comes with each of them."""
    return frozenset(re.findall(r"\bballast::(\w+)", _text(cmake_file))) | {"base"}


def owner(root: Path, path: Path) -> Path | None:
    """The nearest folder at or above the file, below the root, that has a CMakeLists.txt."""
    for folder in path.parents:
        if folder == root:
            return None
        if (folder / "CMakeLists.txt").is_file():
            return folder
    return None


def _parse(path: Path, arguments: list[str]) -> Module:
    if not arguments or any("$" in argument for argument in arguments):
        raise BadInput(f"{path}: ballast_module needs a name and plain words, not variables")
    lists: dict[str, list[str]] = {keyword: [] for keyword in _KEYWORDS}
    current: str | None = None
    for argument in arguments[1:]:
        if argument in _KEYWORDS:
            current = argument
        elif current is None:
            raise BadInput(f"{path}: ballast_module: '{argument}' stands before USES, LIBS, ...")
        else:
            lists[current].append(argument)
    return Module(arguments[0], path.parent, frozenset(lists["USES"]), frozenset(lists["TEST_USES"]))


def _calls(path: Path, command: str) -> list[list[str]]:
    return [match[1].split() for match in re.finditer(rf"\b{command}\s*\(([^()]*)\)", _text(path))]


def _text(path: Path) -> str:
    return re.sub(r"#[^\n]*", "", path.read_text(encoding="utf-8"))
