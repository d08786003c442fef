// SPDX-License-Identifier: Apache-2.0
// Refuses to start on a processor that the rest of the program was not built for. Runs before any
// other initialisation, because that may already use the newer instructions.
#if defined(__x86_64__)
#include <unistd.h>

namespace {
constexpr char sentence[] =
    "ballast: this processor is too old: x86-64-v3 is needed (AVX2, BMI2, FMA; Intel since 2013, "
    "AMD since 2015). Run it on another machine, or allow these features in the virtual machine.\n";
constexpr int environment = 3;  // ExitCode::Environment; its header would pull in initialisers

__attribute__((constructor(101))) void refuse_old_processor()
{
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v3")) return;
    const auto written = write(STDERR_FILENO, sentence, sizeof sentence - 1);
    _exit(written < 0 ? environment : environment);
}
}  // namespace
#endif
