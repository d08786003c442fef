# SPDX-License-Identifier: Apache-2.0
"""cmake/Module.cmake on small projects: the dependency table is kept at configure, by include roots, and by
compiling each header alone."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CMAKE = os.environ.get("CMAKE_COMMAND", "cmake")

TOP = f"""
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_LINK_LIBRARIES_ONLY_TARGETS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
include({PROJECT}/cmake/Warnings.cmake)
include({PROJECT}/cmake/Module.cmake)
include(layers.cmake)
foreach(module low middle high)
  if(EXISTS ${{CMAKE_CURRENT_SOURCE_DIR}}/src/core/${{module}})
    add_subdirectory(src/core/${{module}})
  endif()
endforeach()
"""
LAYERS = "ballast_layer(low)\nballast_layer(middle MAY_USE low)\nballast_layer(high MAY_USE low middle)\n"


class ModuleRule(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ballast-module-")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("CMakeLists.txt", TOP)
        self.write("layers.cmake", LAYERS)
        self.module("low", "ballast_module(low)", {"low.hpp": "#pragma once\ninline int low() { return 1; }\n"})

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def module(self, name: str, declaration: str, files: dict[str, str]) -> None:
        self.write(f"src/core/{name}/CMakeLists.txt", declaration + "\n")
        for file, text in files.items():
            self.write(f"src/core/{name}/{file}", text)

    def configure(self) -> subprocess.CompletedProcess:
        return self.run_it(CMAKE, "-G", "Ninja", "-S", self.root, "-B", self.root / "build")

    def build(self) -> subprocess.CompletedProcess:
        return self.run_it(CMAKE, "--build", self.root / "build", "--target", "all", "all_verify_interface_header_sets")

    def run_it(self, *command) -> subprocess.CompletedProcess:
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def refused(self, result: subprocess.CompletedProcess, *sentences: str) -> None:
        self.assertNotEqual(0, result.returncode)
        # CMake wraps its messages at its own width.
        output = " ".join((result.stdout + result.stderr).split())
        for sentence in sentences:
            self.assertIn(sentence, output)

    def test_configures_and_builds_what_keeps_the_table(self):
        self.module("high", "ballast_module(high USES low)",
                    {"high.hpp": "#pragma once\n#include <ballast/low/low.hpp>\nint high();\n",
                     "high.cpp": '#include "high.hpp"\nint high() { return low(); }\n'})
        self.assertEqual(0, self.configure().returncode)
        result = self.build()
        self.assertEqual(0, result.returncode, result.stdout)

    def test_refuses_at_configure_a_use_outside_the_table(self):
        self.module("low", "ballast_module(low USES high)", {})
        self.refused(self.configure(), "module 'low' uses 'high'", "cmake/Architecture.cmake lets it use only")

    def test_refuses_at_configure_a_tests_use_of_what_is_no_layer(self):
        self.module("middle", "ballast_module(middle USES low TEST_USES store)", {"a.cpp": "int a;\n"})
        self.refused(self.configure(), "tests of module 'middle' use 'store'", "no layer")

    def test_the_kit_of_a_test_is_no_header_of_the_module(self):
        self.module("middle", "ballast_module(middle USES low TEST_USES high)",
                    {"m.hpp": "#pragma once\n", "rig_test_kit.hpp": "#pragma once\n#include <ballast/high/high.hpp>\n"})
        self.assertEqual(0, self.configure().returncode)
        result = self.build()
        self.assertEqual(0, result.returncode, result.stdout)

    def test_refuses_a_module_without_a_layer(self):
        self.module("high", "ballast_module(higher USES low)", {"a.cpp": "int a;\n"})
        self.refused(self.configure(), "module 'higher' has no layer")

    def test_refuses_a_layer_that_stands_above_what_it_uses(self):
        self.write("layers.cmake", "ballast_layer(low MAY_USE middle)\nballast_layer(middle)\n")
        self.refused(self.configure(), "layer 'low' may not use 'middle'")

    def test_a_module_that_is_not_linked_cannot_be_included(self):
        self.module("middle", "ballast_module(middle)", {"a.cpp": "#include <ballast/low/low.hpp>\n"})
        self.assertEqual(0, self.configure().returncode)
        self.refused(self.build(), "ballast/low/low.hpp: No such file or directory")

    def test_a_module_of_headers_only_cannot_reach_upward_unseen(self):
        self.module("low", "ballast_module(low)", {"up.hpp": "#pragma once\n#include <ballast/middle/m.hpp>\n"})
        self.module("middle", "ballast_module(middle USES low)", {"m.hpp": "#pragma once\n"})
        self.assertEqual(0, self.configure().returncode)
        self.refused(self.build(), "ballast/middle/m.hpp")

    def test_core_is_compiled_without_exceptions(self):
        self.module("middle", "ballast_module(middle)", {"a.cpp": "int f() { throw 1; }\n"})
        self.assertEqual(0, self.configure().returncode)
        self.refused(self.build(), "a.cpp:1")


if __name__ == "__main__":
    unittest.main()
