# SPDX-License-Identifier: Apache-2.0
"""Each rule of tools/check-architecture, shown once where it is broken and once where it looks as if it were."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tools"))

from architecture import check  # noqa: E402

HEAD = "// SPDX-License-Identifier: Apache-2.0\n// A file that stands here to be judged.\n"
CMAKE_HEAD = "# SPDX-License-Identifier: Apache-2.0\n"


class Project:
    """A small project in a folder of its own: modules base, engine (uses base) and market, and the host's env."""

    def __init__(self, folder: Path):
        self.root = folder
        self.write("src/core/base/CMakeLists.txt", CMAKE_HEAD + "ballast_module(base)\n")
        self.write("src/core/market/CMakeLists.txt", CMAKE_HEAD + "ballast_module(market USES base)\n")
        self.write(
            "src/core/engine/CMakeLists.txt",
            CMAKE_HEAD + "ballast_module(engine # a comment\n  USES base LIBS ballast_dep::boost TEST_USES market)\n",
        )
        self.write("src/host/env/CMakeLists.txt", CMAKE_HEAD + "ballast_module(env USES base)\n")
        self.write("src/host/env/clock.hpp", HEAD + "#pragma once\n#include <chrono>\n")
        self.write("tools/third-party-headers.txt", "engine: boost/unordered/\ntests: gtest/\nhost: fmt/\n")

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def rules(self) -> list[str]:
        return [finding.rule for finding in check.check_project(self.root)[0]]


class RuleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ballast-architecture-")
        self.addCleanup(folder.cleanup)
        self.project = Project(Path(folder.name))

    def judge(self, code: str, path: str = "src/core/engine/apply.cpp") -> list[str]:
        """The rules that the project breaks while this code is in it."""
        self.project.write(path, HEAD + code + "\n")
        broken = self.project.rules()
        (self.project.root / path).unlink()
        return broken

    def refuses(self, rule: str, *codes: str, path: str = "src/core/engine/apply.cpp"):
        for code in codes:
            with self.subTest(code=code):
                self.assertIn(rule, self.judge(code, path))

    def takes(self, *codes: str, path: str = "src/core/engine/apply.cpp"):
        for code in codes:
            with self.subTest(code=code):
                self.assertEqual([], self.judge(code, path))


class Includes(RuleTest):
    def test_refuses_an_include_of_a_parent_folder(self):
        self.refuses("parent-include", '#include "../base/hex.hpp"', "#  include <ballast/base/../engine/x.hpp>")

    def test_refuses_a_module_that_is_not_used(self):
        self.refuses("module-include", "#include <ballast/market/price.hpp>", '#include "ballast/market/price.hpp"')

    def test_refuses_what_only_the_tests_use_outside_a_test(self):
        self.takes("#include <ballast/market/price.hpp>", path="src/core/engine/apply_test.cpp")
        self.takes("#pragma once\n#include <ballast/market/price.hpp>", path="src/core/engine/rig_test_kit.hpp")
        self.refuses("module-include", "#include <ballast/market/price.hpp>", path="src/core/engine/testing.cpp")

    def test_takes_a_used_module_and_its_own(self):
        self.takes("#include <ballast/base/hex.hpp>\n#include <ballast/engine/apply.hpp>")

    def test_does_not_read_comments_and_literals(self):
        self.takes(
            '// #include "../x.hpp" and std::getenv("A")\n/* #include <thread>\n rand(); */\n'
            'const char* text = "time(nullptr) // \\" std::cout"; const char* raw = R"x(\n#include <thread>\n)x";'
            "\nconst int million = 1'000'000; const char quote = '\"'; const int after = 2;"
        )
        self.refuses("core-random", 'const char quote = \'"\'; int x = rand();', "int m = 1'000; int x = rand();")

    def test_refuses_a_quoted_header_that_is_not_beside_the_file(self):
        self.refuses("quoted-include", '#include "engine/apply.hpp"')
        self.project.write("src/core/engine/commands/x.hpp", HEAD + "#pragma once\n")
        self.takes('#include "commands/x.hpp"')

    def test_lets_tests_outside_src_share_a_header(self):
        self.project.write("tests/vectors/vector_files.hpp", HEAD + "#pragma once\n")
        self.takes('#include "vector_files.hpp"', path="tests/fuzz/corpus.cpp")
        self.refuses("quoted-include", '#include "vector_files.hpp"')

    def test_refuses_a_third_party_header_that_the_layer_has_not_listed(self):
        self.refuses("third-party-include", "#include <fmt/format.h>", "#include <sys/ioctl.h>")
        self.takes("#include <boost/unordered/unordered_flat_map.hpp>", "#include <vector>")

    def test_gives_the_host_what_is_listed_for_the_host(self):
        self.takes("#include <fmt/format.h>\n#include <thread>", path="src/host/env/posix.cpp")
        self.refuses("third-party-include", "#include <gtest/gtest.h>", path="src/host/env/posix.cpp")
        self.takes("#include <gtest/gtest.h>", path="src/host/env/posix_test.cpp")

    def test_holds_programs_and_tests_to_what_their_cmake_file_links(self):
        self.project.write("tests/fuzz/CMakeLists.txt", CMAKE_HEAD + "ballast_fuzz(fuzz_x x.cpp ballast::engine)\n")
        self.takes("#include <ballast/engine/apply.hpp>", path="tests/fuzz/x.cpp")
        self.refuses("module-include", "#include <ballast/market/price.hpp>", path="tests/fuzz/x.cpp")

    def test_refuses_beast_in_a_header_and_in_a_fourth_file(self):
        self.project.write("tools/third-party-headers.txt", "host: boost/beast/\n")
        beast = HEAD + "#include <boost/beast/http.hpp>\n"
        for name in ("a", "b", "c"):
            self.project.write(f"src/host/env/{name}.cpp", beast)
        self.assertEqual([], self.project.rules())
        self.project.write("src/host/env/d.cpp", beast)
        self.assertEqual(["beast"], self.project.rules())
        self.project.write("src/host/env/d.cpp", HEAD)
        self.project.write("src/host/env/c.cpp", HEAD)
        self.project.write("src/host/env/server.hpp", beast + "#pragma once\n")
        self.assertEqual(["beast"], self.project.rules())

    def test_refuses_a_folder_of_code_that_is_no_module(self):
        self.project.write("src/core/stray/x.cpp", HEAD)
        self.assertEqual(["module-missing"], self.project.rules())


class Purity(RuleTest):
    def test_refuses_clocks(self):
        self.refuses(
            "core-clock", "#include <chrono>", "auto t = std::chrono::seconds(1);", "auto t = time(nullptr);",
            "auto t = std::time(0);", "::clock_gettime(CLOCK_REALTIME, &at);", "auto n = __rdtsc();",
            "const char* built = __DATE__;",
        )
        self.refuses("core-clock", "#include <chrono>", path="src/core/engine/apply_test.cpp")
        self.takes("auto t = command.time(); auto u = time(command); Timestamp time; auto v = clock.time(0);")

    def test_refuses_threads(self):
        self.refuses("core-thread", "#include <thread>", "#include <atomic>", "std::atomic<int> n;",
                     "thread_local int n = 0;", "pthread_create(a, b, c, d);")

    def test_lets_a_test_call_from_several_threads(self):
        self.takes("#include <thread>\nstd::thread other(f);", path="src/core/engine/apply_test.cpp")

    def test_refuses_files_and_the_terminal(self):
        self.refuses("core-file", "#include <fstream>", "#include <iostream>", "#include <filesystem>",
                     'auto f = std::fopen("a", "b");', 'std::printf("x");', 'int fd = ::open("a", 0);',
                     "std::cerr << 1;")
        self.takes("auto s = Store::open(1); std::remove(a, b, c);")

    def test_lets_tests_read_files_and_settings(self):
        self.takes('#include <fstream>\nauto v = std::getenv("BALLAST_VECTORS"); double x = 0.5;',
                   path="src/core/engine/apply_test.cpp")

    def test_refuses_sockets(self):
        self.refuses("core-socket", "#include <sys/socket.h>", "boost::asio::io_context io;",
                     "int s = ::socket(AF_INET, SOCK_STREAM, 0);")

    def test_refuses_random_sources_even_in_tests(self):
        self.refuses("core-random", "#include <random>", "int x = std::rand();", "srand(1);", "getrandom(a, 1, 0);")
        self.refuses("core-random", "std::random_device d;", path="src/core/engine/apply_test.cpp")
        self.takes("auto brand(int); int x = brand(1); auto y = random(engine);")

    def test_lets_a_test_draw_from_a_seeded_generator(self):
        self.takes("#include <random>\nstd::mt19937_64 engine{7};", path="src/core/engine/apply_test.cpp")

    def test_refuses_the_environment(self):
        self.refuses("core-environment", 'auto v = std::getenv("A");', 'system("ls");', "auto id = getpid();")

    def test_refuses_the_locale(self):
        self.refuses("core-locale", "#include <sstream>", "#include <cctype>", "std::regex r;",
                     "auto x = std::stod(text);", "auto c = std::toupper(c);", "if (isdigit(c)) return;")
        self.takes("if (is_digit(c)) return; auto n = std::stoul(text);")

    def test_refuses_floating_point_outside_market(self):
        self.refuses("core-float", "double x;", "auto x = 0.5;", "auto x = 1e6;", "#include <cmath>", "float f();")
        self.takes("auto x = 0x1e6; auto y = 1'000; auto z = a.b; auto double_entry = 1;", "auto [a, b] = pair;")

    def test_lets_market_have_floating_point_but_not_libm(self):
        self.takes("#include <cmath>\ndouble x = std::fma(a, b, 0.5);", path="src/core/market/black76.cpp")
        self.refuses("core-float", "auto x = std::exp(1.0);", "auto x = std::pow(a, b);",
                     path="src/core/market/black76.cpp")

    def test_leaves_the_host_alone(self):
        self.takes('#include <thread>\n#include <fstream>\ndouble x = 0.5; auto v = std::getenv("A");',
                   path="src/host/env/posix.cpp")


class Unordered(RuleTest):
    MEMBER = "std::unordered_map<Key, std::vector<int>> index_;\n"

    def test_refuses_to_walk_through_an_unordered_container(self):
        self.refuses(
            "core-unordered",
            self.MEMBER + "void f() { for (auto& [k, v] : index_) g(k); }",
            self.MEMBER + "void f() { for (int n = 0; auto& x : state.index_) g(x); }",
            self.MEMBER + "void f() { for (auto& x : index_ | std::views::values) g(x); }",
            self.MEMBER + "void f() { for (auto& x : std::views::keys(index_)) g(x); }",
            self.MEMBER + "auto first = index_.begin();",
            self.MEMBER + "auto first = std::ranges::find_if(self->index_, f);",
            self.MEMBER + "void f() { auto& alias = s.index_; for (auto& x : alias) g(x); }",
            "using Index = boost::unordered_flat_map<int, int>;\nvoid f(const Index& m) { for (auto x : m) g(x); }",
            "typedef std::unordered_set<int> Seen;\nSeen seen;\nvoid f() { for (auto x : seen) g(x); }",
            "const std::unordered_set<int>& all();\nvoid f() { for (auto x : s.all()) g(x); }",
            "void f() { for (auto x : std::unordered_set<int>{1, 2}) g(x); }",
        )

    def test_follows_a_member_from_its_header(self):
        self.project.write("src/core/engine/state.hpp", HEAD + "#pragma once\nstruct S { " + self.MEMBER + "};\n")
        self.refuses("core-unordered", "void f(S& s) { for (auto& x : s.index_) g(x); }")

    def test_follows_a_member_from_a_used_module(self):
        self.project.write("src/core/base/state.hpp", HEAD + "#pragma once\nstruct S { " + self.MEMBER + "};\n")
        self.refuses("core-unordered", "void f(S& s) { for (auto& x : s.index_) g(x); }")

    def test_takes_look_ups_and_ordered_containers(self):
        self.takes(
            self.MEMBER + "bool f() { return index_.find(1) != index_.end() && index_.contains(2); }",
            self.MEMBER + "void f() { for (int x : index_[3]) g(x); for (int x : index_.at(3)) g(x); }",
            "std::map<int, int> ordered;\nvoid f() { for (auto& x : ordered) g(x); }",
            self.MEMBER + "void f() { for (int i = 0; i < 3 ? true : false; ++i) index_[i]; }",
        )


class Heads(RuleTest):
    def test_wants_the_licence_first_in_every_kind_of_source(self):
        for path in ("web/a.ts", "web/a.js", "web/a.mjs", "contracts/A.sol", "tools/a.py", "tools/a.sh",
                     "cmake/A.cmake", "docs/CMakeLists.txt", "src/core/engine/a.cpp", "src/core/engine/a.hpp"):
            with self.subTest(path=path):
                project = Project(self.project.root / path.replace("/", "_").replace(".", "_"))
                project.write(path, "first line\n#pragma once\n")
                self.assertEqual(["spdx"], project.rules())

    def test_wants_the_licence_after_the_interpreter_of_a_script(self):
        self.project.write("run", "#!/usr/bin/env bash\necho\n")
        self.assertEqual(["spdx"], self.project.rules())
        self.project.write("run", "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n")
        self.assertEqual([], self.project.rules())
        self.project.write("run", "#!/usr/bin/env node\n// SPDX-License-Identifier: Apache-2.0\n")
        self.assertEqual([], self.project.rules())

    def test_refuses_another_licence(self):
        self.project.write("web/a.js", "// SPDX-License-Identifier: GPL-3.0\n")
        self.assertEqual(["spdx"], self.project.rules())

    def test_wants_to_know_what_a_file_is_for(self):
        self.project.write("src/core/engine/a.cpp", "// SPDX-License-Identifier: Apache-2.0\nint x;\n")
        self.assertEqual(["file-comment"], self.project.rules())

    def test_wants_headers_to_guard_themselves(self):
        self.project.write("src/core/engine/a.hpp", HEAD)
        self.assertEqual(["pragma-once"], self.project.rules())


class Exceptions(RuleTest):
    LIST = "tools/architecture-exceptions.txt"

    def test_excepts_one_file_from_one_rule(self):
        self.project.write(self.LIST, "src/core/engine/apply.cpp core-file it has its reason\n")
        self.assertEqual(["core-random"], self.judge("#include <cstdio>\nint x = rand();"))

    def test_reports_an_exception_that_is_no_longer_needed(self):
        self.project.write(self.LIST, "src/core/engine/apply.cpp core-file it has its reason\n")
        self.assertEqual(["exception"], self.judge("int x = 0;"))

    def test_refuses_a_line_without_a_reason_or_with_an_unknown_rule(self):
        for line in ("src/core/engine/apply.cpp core-file\n", "src/core/engine/apply.cpp nothing some reason\n"):
            with self.subTest(line=line), self.assertRaises(check.BadInput):
                self.project.write(self.LIST, line)
                self.project.rules()


class Command(RuleTest):
    def run_it(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, PROJECT / "tools/check-architecture", *arguments],
                              capture_output=True, text=True, check=False)

    def test_names_file_line_and_rule_and_fails(self):
        self.project.write("src/core/engine/apply.cpp", HEAD + "\nint x = rand();\n")
        result = self.run_it(str(self.project.root))
        self.assertEqual(1, result.returncode)
        self.assertIn("src/core/engine/apply.cpp:4: [core-random] 'rand'", result.stdout)

    def test_succeeds_where_the_rules_are_kept(self):
        result = self.run_it(str(self.project.root))
        self.assertEqual((0, ""), (result.returncode, result.stderr))

    def test_refuses_what_it_does_not_understand(self):
        self.assertEqual(2, self.run_it("--fast").returncode)
        self.project.write("src/core/base/CMakeLists.txt", CMAKE_HEAD + "ballast_module(base USES ${LATER})\n")
        result = self.run_it(str(self.project.root))
        self.assertEqual(2, result.returncode)
        self.assertIn("not variables", result.stderr)


if __name__ == "__main__":
    unittest.main()
