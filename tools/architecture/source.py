# SPDX-License-Identifier: Apache-2.0
"""Source files as the rules see them: C++ without comments and literals, with its lines where they were."""
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

CPP_SUFFIXES = {".cpp", ".hpp", ".h", ".cc", ".c"}
SKIPPED_FOLDERS = {"build", "node_modules", ".git", ".cache"}
_INCLUDE = re.compile(r'^[ \t]*(#)[ \t]*include[ \t]*([<"])([^>"\n]*)[>"]', re.MULTILINE)


class BadInput(Exception):
    """A file that the check itself depends on cannot be understood."""


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


@dataclass(frozen=True)
class Include:
    line: int
    header: str
    quoted: bool


@dataclass
class CppFile:
    """One C++ file. `code` has comments and the contents of literals blanked, character for character."""

    path: Path
    relative: str
    code: str
    includes: list[Include]
    lines: list[str] = field(repr=False)

    @property
    def is_test(self) -> bool:
        return self.path.name.endswith(("_test.cpp", "_test_kit.hpp"))

    @property
    def is_header(self) -> bool:
        return self.path.suffix in {".hpp", ".h"}

    def line_of(self, offset: int) -> int:
        return self.code.count("\n", 0, offset) + 1


def read_cpp(root: Path, path: Path) -> CppFile:
    text = path.read_text(encoding="utf-8", errors="replace")
    without_comments, code = _blank(text)
    # The name of a quoted header is a literal, so it is read where only comments are blanked; a directive inside
    # a literal is recognised by its '#', which the code has no more.
    includes = [
        Include(code.count("\n", 0, match.start(2)) + 1, match[3], match[2] == '"')
        for match in _INCLUDE.finditer(without_comments)
        if code[match.start(1)] == "#"
    ]
    return CppFile(path, path.relative_to(root).as_posix(), code, includes, text.splitlines())


def project_files(root: Path) -> list[Path]:
    """Every file of the project in a fixed order, without what is built or downloaded."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        found += [Path(folder) / name for name in sorted(files)]
    return [path for path in found if path.is_file() and not path.is_symlink()]


_TOKEN = re.compile(
    r"""(?P<line_comment>//(?:\\\n|[^\n])*)
      | (?P<block_comment>/\*.*?(?:\*/|\Z))
      | (?P<raw>(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?(?:\)(?P=mark)"|\Z))
      | (?P<string>"(?:\\.|[^"\\\n])*"?)
      | (?P<number>\b[0-9](?:'?[\w.])*)
      | (?P<char>'(?:\\.|[^'\\\n])*'?)""",
    re.VERBOSE | re.DOTALL,
)


def _blank(text: str) -> tuple[str, str]:
    """Returns the text without comments, and the text without comments and the contents of literals."""
    without_comments, code = [], []
    at = 0
    for match in _TOKEN.finditer(text):
        between = text[at : match.start()]
        token = match[0]
        empty = re.sub(r"[^\n]", " ", token)
        kind = match.lastgroup if match.lastgroup != "mark" else "raw"
        if kind in ("line_comment", "block_comment"):
            kept, bare = empty, empty
        elif kind == "number":
            kept, bare = token, token
        else:
            kept, bare = token, token[0] + empty[1:-1] + token[-1] if len(token) > 1 else token
        without_comments += [between, kept]
        code += [between, bare]
        at = match.end()
    tail = text[at:]
    return "".join(without_comments) + tail, "".join(code) + tail
