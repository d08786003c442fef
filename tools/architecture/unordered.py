# SPDX-License-Identifier: Apache-2.0
"""The rule against walking through an unordered container in src/core: its order differs between libraries and
runs. Looking things up in one is welcome. Names are followed as far as text allows: members, variables, functions
and aliases of such types, and references taken to them."""
import re
from collections.abc import Iterator

from .modules import Module
from .source import CppFile, Finding

RULE = "core-unordered"
_TYPE = re.compile(r"\bunordered_(?:flat_|node_)?(?:multi)?(?:map|set)\s*(?=<)|\bconcurrent_(?:flat|node)_(?:map|set)\s*(?=<)")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
# Asking one for one element, or how many there are, does not depend on the order.
_LOOK_UP = re.compile(r"\s*(?:\(\s*\)\s*)?(?:\[|(?:\.|->)\s*(?:find|at|count|contains|size|empty|equal_range|insert|emplace|"
                      r"try_emplace|insert_or_assign|erase|end|cend|reserve|clear|extract)\b)")
_WALKERS = r"(?:std::(?:ranges::)?(?:views::)?|boost::)?\b(?:begin|cbegin|all|keys|values|elements|erase_if|for_each|" \
           r"transform|copy|copy_if|accumulate|fold_left|find_if|any_of|all_of|none_of|count_if|min_element|" \
           r"max_element|to)"


def check(files: list[CppFile], modules: dict[str, Module]) -> list[Finding]:
    core = [file for file in files if file.relative.startswith("src/core/")]
    of_module: dict[str, set[str]] = {}
    aliases = {alias for file in core for alias in _aliases(file.code)}
    for file in core:
        if file.is_header:
            of_module.setdefault(_module_name(file), set()).update(_names(file.code, aliases))

    findings = []
    for file in core:
        module = modules.get(_module_name(file))
        seen = {_module_name(file)} | (module.uses | module.test_uses if module else set())
        names = _names(file.code, aliases).union(*(of_module.get(name, set()) for name in seen))
        names |= _references(file.code, names)
        findings += [
            Finding(file.relative, file.line_of(offset), RULE, f"'{what}' is walked through, in no defined order")
            for offset, what in _walks(file.code, names)
        ]
    return findings


def _module_name(file: CppFile) -> str:
    return file.relative.split("/")[2]


def _aliases(code: str) -> set[str]:
    """Names that `using X = ...unordered_map<...>` or a typedef gives to such a type."""
    found = set()
    for match in _TYPE.finditer(code):
        before = code[max(0, match.start() - 200) : match.start()]
        alias = re.search(r"\busing\s+(\w+)\s*=\s*[\w:\s]*$", before)
        if alias:
            found.add(alias[1])
        elif re.search(r"\btypedef\s+[\w:\s]*$", before):
            name = _IDENTIFIER.match(code, _skip_space(code, _closing(code, match.end())))
            if name:
                found.add(name[0])
    return found


def _names(code: str, aliases: set[str]) -> set[str]:
    """Variables, members, parameters and functions that are, hold or return such a container."""
    ends = [_closing(code, match.end()) for match in _TYPE.finditer(code)]
    if aliases:
        ends += [match.end() for match in re.finditer(rf"\b(?:{'|'.join(sorted(aliases))})\b", code)]
    found = set()
    for end in ends:
        name = re.compile(r"(?:\s|&|\*|\bconst\b)+([A-Za-z_]\w*)").match(code, end)
        if name and name[1] != "const":
            found.add(name[1])
    return found


def _references(code: str, names: set[str]) -> set[str]:
    """Names bound by `auto& x = <a walked name>;`."""
    found = set()
    for match in re.finditer(r"\bauto\s*[&*]*\s*(\w+)\s*=\s*([^;{}()]*(?:\(\s*\))?)\s*;", code):
        identifiers = _IDENTIFIER.findall(match[2])
        if identifiers and identifiers[-1] in names:
            found.add(match[1])
    return found


def _walks(code: str, names: set[str]) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"\bfor\s*\(", code):
        ranged = _range_expression(code[match.end() : _closing_paren(code, match.end()) - 1])
        if ranged is None:
            continue
        if _TYPE.search(ranged):
            yield match.start(), "a container made in place"
        for name in _IDENTIFIER.finditer(ranged):
            if name[0] in names and not _LOOK_UP.match(ranged, name.end()):
                yield match.start(), name[0]
                break
    if not names:
        return
    either = "|".join(sorted(names))
    for match in re.finditer(rf"\b({either})\s*(?:\(\s*\)\s*)?(?:\.|->)\s*c?begin\s*\(", code):
        yield match.start(), match[1]
    for match in re.finditer(rf"{_WALKERS}\s*\(\s*(?:[\w.]*(?:\.|->))?({either})\s*[,)]", code):
        yield match.start(), match[1]


def _range_expression(header: str) -> str | None:
    """The part after the colon of a range-based for; none for the classic one."""
    depth = 0
    for i, char in enumerate(header):
        depth += (char in "([{") - (char in ")]}")
        if char == ":" and depth == 0 and header[i - 1] != ":" and header[i + 1 : i + 2] != ":":
            return header[i + 1 :]
    return None


def _closing(code: str, at: int) -> int:
    """The position after the template arguments that begin at or after `at`."""
    depth = 0
    for i in range(at, len(code)):
        if code[i] == "<":
            depth += 1
        elif code[i] == ">" and code[i - 1] != "-":
            depth -= 1
            if depth == 0:
                return i + 1
        elif code[i] in ";{":
            return i
    return len(code)


def _closing_paren(code: str, at: int) -> int:
    """The position after the parenthesis that closes the one before `at`."""
    depth = 1
    for i in range(at, len(code)):
        depth += (code[i] == "(") - (code[i] == ")")
        if depth == 0:
            return i + 1
    return len(code)


def _skip_space(code: str, at: int) -> int:
    while at < len(code) and code[at].isspace():
        at += 1
    return at
