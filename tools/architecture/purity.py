# SPDX-License-Identifier: Apache-2.0
"""Rules for src/core, where the same input must give the same bytes on every machine: nothing that differs
between two runs may be read, and floating point stays in `market`."""
import re
from dataclasses import dataclass

from .source import CppFile, Finding


@dataclass(frozen=True)
class Purity:
    """What one rule refuses: headers by name, and calls by a regular expression over the blanked code."""

    rule: str
    why: str
    headers: frozenset[str]
    calls: re.Pattern[str]
    tests_exempt: bool


def _purity(rule: str, why: str, headers: str, calls: str, tests_exempt: bool = False) -> Purity:
    return Purity(rule, why, frozenset(headers.split()), re.compile(calls, re.VERBOSE), tests_exempt)


# A name that is not a member of something: `x.time(0)` and `mine::rand()` are somebody's own functions.
_FREE = r"(?<![\w.:>])(?:std::|::)?"

PURITY = [
    _purity(
        "core-clock", "time arrives inside the command", "chrono ctime time.h sys/time.h",
        rf"""std::chrono\b | \b(?:steady|system|high_resolution|utc|file)_clock\b
           | {_FREE}time\s*\(\s*(?:nullptr|NULL|0|&\w+)\s*\) | {_FREE}clock\s*\(\s*\)
           | {_FREE}(?:clock_gettime|gettimeofday|timespec_get|localtime|gmtime|mktime|difftime|strftime)(?:_r)?\s*\(
           | \b__?rdtscp?\b | \b__builtin_ia32_rdtscp?\b | \b__(?:DATE|TIME|TIMESTAMP)__\b""",
    ),
    _purity(
        "core-thread", "core runs on one thread and knows no other",
        "thread mutex shared_mutex condition_variable future atomic semaphore latch barrier stop_token execution "
        "coroutine generator syncstream pthread.h",
        r"""\bstd::(?:this_thread|jthread|thread|async|atomic\w*|call_once|execution)\b | \bthread_local\b
          | \bpthread_\w+""",
        tests_exempt=True,
    ),
    _purity(
        "core-file", "bytes come and go as values; files are the host's",
        "fstream filesystem iostream istream ostream cstdio print stdio.h fcntl.h unistd.h",
        rf"""\bstd::(?:c(?:out|err|in|log)|filesystem|print(?:ln)?|[io]?fstream|FILE)\b
           | {_FREE}(?:fopen|freopen|fread|fwrite|fgets|fputs|puts|printf|fprintf|scanf|fscanf|tmpfile)\s*\(
           | (?<![\w>])::(?:open|read|write|close|mmap|fsync|unlink)\s*\(""",
        tests_exempt=True,
    ),
    _purity(
        "core-socket", "the network is the host's",
        "sys/socket.h netinet/in.h arpa/inet.h netdb.h poll.h sys/epoll.h",
        rf"\bboost::(?:asio|beast)\b | {_FREE}(?:socket|bind|listen|accept|connect|getaddrinfo)\s*\(\s*AF_\w+"
        rf" | {_FREE}getaddrinfo\s*\(",
    ),
    _purity(
        "core-random", "two runs must not differ", "random sys/random.h",
        rf"""\bstd::random_device\b | \bstd::default_random_engine\b | \bboost::uuids\b
           | {_FREE}(?:s?rand|srandom|drand48|lrand48|getrandom|getentropy|arc4random\w*)\s*\(
           | (?<![\w>])::random\s*\(
           | \b_rd(?:rand|seed)\w*""",
    ),
    _purity(
        "core-environment", "the machine's settings must not matter", "",
        rf"{_FREE}(?:secure_)?getenv\s*\( | {_FREE}(?:setenv|putenv|system|getpid|gethostname|uname|sysconf)\s*\("
        r" | \benviron\b",
        tests_exempt=True,
    ),
    _purity(
        "core-locale", "text must not depend on the machine's language",
        "locale clocale codecvt sstream iomanip spanstream regex cctype cwctype ctype.h",
        rf"""\bstd::(?:locale|[io]?stringstream|regex|sto(?:[fd]|ld))\b
           | {_FREE}(?:setlocale|localeconv|strto(?:[fd]|ld)|ato[fil]|strcoll|strxfrm)\s*\(
           | {_FREE}(?:is(?:al(?:pha|num)|digit|x?digit|space|upper|lower|punct|print|graph|cntrl)|to(?:upper|lower))\s*\(""",
        tests_exempt=True,
    ),
]

_FLOAT = re.compile(
    r"\b(?:float|double)\b|\bstd::float\d+_t\b|(?<![\w.])(?:\d[\d']*\.\d*|\.\d+|\d[\d']*\.?\d*[eE][+-]?\d+)(?![\w.])"
)
# What <cmath> has is the machine's: only what IEEE 754 fixes to the bit is left to `market`.
_LIBM = re.compile(
    r"(?<![\w.>])(?:std::|::)(?:a?(?:sin|cos|tan)h?|atan2|exp2?|expm1|log(?:2|10|1p|b)?|pow|cbrt|hypot|erfc?|"
    r"[lt]gamma|beta|fmod|remainder)[fl]?\s*\("
)


def check(files: list[CppFile]) -> list[Finding]:
    findings = []
    for file in files:
        if not file.relative.startswith("src/core/"):
            continue
        for purity in PURITY:
            if file.is_test and purity.tests_exempt:
                continue
            findings += _check_one(file, purity)
        if not file.is_test:
            findings += _check_floats(file)
    return findings


def _check_one(file: CppFile, purity: Purity) -> list[Finding]:
    # A test may draw from a seeded generator; the machine's own randomness stays refused by its calls.
    headers = purity.headers - {"random"} if file.is_test else purity.headers
    found = [
        Finding(file.relative, include.line, purity.rule, f"<{include.header}>: {purity.why}")
        for include in file.includes
        if include.header in headers
    ]
    for match in purity.calls.finditer(file.code):
        called = " ".join(match[0].split()).rstrip("(").strip()
        found.append(Finding(file.relative, file.line_of(match.start()), purity.rule, f"'{called}': {purity.why}"))
    return found


def _check_floats(file: CppFile) -> list[Finding]:
    def at(match: re.Match[str], message: str) -> Finding:
        return Finding(file.relative, file.line_of(match.start()), "core-float", f"'{match[0].strip()}': {message}")

    found = [at(match, "libm differs between machines") for match in _LIBM.finditer(file.code)]
    if file.relative.startswith("src/core/market/"):
        return found
    found += [at(match, "floating point lives in market only") for match in _FLOAT.finditer(file.code)]
    found += [
        Finding(file.relative, include.line, "core-float", f"<{include.header}>: floating point lives in market only")
        for include in file.includes
        if include.header in {"cmath", "cfenv", "cfloat", "complex", "valarray", "stdfloat", "math.h"}
    ]
    return found
