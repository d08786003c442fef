// SPDX-License-Identifier: Apache-2.0
// The parts of the demo that need no chain: its script, its folder, its children, its forgeries,
// its tables.
#include <gtest/gtest.h>

#include <ballast/config/genesis_toml.hpp>
#include <ballast/demo/attestation_forge.hpp>
#include <ballast/demo/child_process.hpp>
#include <ballast/demo/json.hpp>
#include <ballast/demo/measure/measure.hpp>
#include <ballast/demo/run_folder.hpp>
#include <ballast/demo/screen.hpp>
#include <ballast/demo/script.hpp>
#include <ballast/demo/steps/account_tables.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

namespace ballast::demo {
namespace {
namespace fs = std::filesystem;

/// A folder of this test's own, gone afterwards.
struct Folder
{
    Folder()
    {
        std::string name = (fs::temp_directory_path() / "ballast-demo-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    fs::path path;
};

fs::path demo_file(std::string_view name)
{
    return fs::path{BALLAST_SOURCE_DIR} / "config" / "demo" / name;
}

TEST(DemoScript, IsReadWithTheGenesisThatItNames)
{
    const auto script = read_script(demo_file("demo.toml"));

    ASSERT_TRUE(script) << script.error().sentence();
    const auto genesis = config::read_genesis(script->genesis_file);
    EXPECT_TRUE(genesis) << genesis.error().sentence();
}

TEST(RunFolder, RefusesAFolderThatHoldsSomethingElse)
{
    const Folder folder;
    std::ofstream{folder.path / "thesis.txt"} << "years of work";

    const auto prepared = RunFolder::prepare(folder.path);

    EXPECT_FALSE(prepared);
    EXPECT_TRUE(fs::exists(folder.path / "thesis.txt"));
}

TEST(RunFolder, IsEmptiedOfAnEarlierRun)
{
    const Folder folder;
    ASSERT_TRUE(RunFolder::prepare(folder.path / "run")->make_key("hub"));

    const auto again = RunFolder::prepare(folder.path / "run");

    ASSERT_TRUE(again);
    EXPECT_FALSE(fs::exists(again->key_file("hub")));
    EXPECT_TRUE(again->make_key("hub"));
}

TEST(RunFolder, KeepsKeysToTheirOwner)
{
    const Folder folder;
    const auto run = RunFolder::prepare(folder.path / "run");

    ASSERT_TRUE(run->make_key("hub"));

    EXPECT_EQ(fs::status(run->key_file("hub")).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
}

TEST(ChildProcess, SaysItsLastWordsWhenItEndsByItself)
{
    const Folder folder;
    auto child = ChildProcess::start({.name = "speaker",
                                      .program = "/bin/sh",
                                      .arguments = {"-c", "echo farewell; exit 4"},
                                      .log_file = folder.path / "log"});
    ASSERT_TRUE(child);

    // Told to stop at once, it might be ended before it could speak.
    while (child->is_running()) std::this_thread::yield();

    EXPECT_NE(child->obituary().find("farewell"), std::string::npos);
}

TEST(ChildProcess, IsEndedWhenItDoesNotEnd)
{
    const Folder folder;
    auto child = ChildProcess::start({.name = "stubborn",
                                      .program = "/bin/sh",
                                      .arguments = {"-c", "trap '' TERM; while :; do :; done"},
                                      .log_file = folder.path / "log",
                                      .stop_timeout = std::chrono::milliseconds{200}});
    ASSERT_TRUE(child);
    ASSERT_TRUE(child->is_running());

    EXPECT_FALSE(child->stop());
    EXPECT_FALSE(child->is_running());
}

TEST(ChildProcess, ThatCannotBeRunEndsWithAWord)
{
    const Folder folder;
    auto child = ChildProcess::start(
        {.name = "nobody", .program = "/nonexistent", .log_file = folder.path / "log"});
    ASSERT_TRUE(child);

    EXPECT_FALSE(child->stop());
    EXPECT_NE(child->obituary().find("nobody"), std::string::npos);
}

TEST(FreePorts, AreDifferent)
{
    auto ports = free_ports(8);

    std::sort(ports.begin(), ports.end());
    EXPECT_EQ(ports.size(), 8U);
    EXPECT_EQ(std::unique(ports.begin(), ports.end()), ports.end());
}

TEST(AttestationForge, AltersNothingButTheOneByte)
{
    const wire::VaaBody body{.emitter_chain = {1}, .sequence = 7, .payload = {1, 2, 3, 4}};
    const Bytes vaa = wire::encode_vaa({.signatures = {{0, {}}, {1, {}}}, .body = body});

    const auto altered = alter_payload(vaa, 2);

    ASSERT_TRUE(altered);
    const auto parsed = wire::parse_vaa(*altered);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->body.payload, (Bytes{1, 2, 2, 4}));
    EXPECT_EQ(parsed->signatures.size(), 2U);
    EXPECT_FALSE(alter_payload(vaa, 5));
}

TEST(AttestationForge, LeavesSignaturesOut)
{
    const Bytes vaa =
        wire::encode_vaa({.signatures = {{0, {}}, {1, {}}, {2, {}}}, .body = {.payload = {1}}});

    const auto fewer = keep_signatures(vaa, 2);

    ASSERT_TRUE(fewer);
    EXPECT_EQ(wire::parse_vaa(*fewer)->signatures.size(), 2U);
    EXPECT_FALSE(keep_signatures(vaa, 4));
}

TEST(Json, FindsByPathAndSaysWhatIsMissing)
{
    const auto value = parse(R"({"a":[{"b":"12"},{"b":7}]})");
    ASSERT_TRUE(value);

    EXPECT_EQ(*integer_at(*value, "a.0.b"), 12);
    EXPECT_EQ(*integer_at(*value, "a.1.b"), 7);
    EXPECT_EQ(text_at(*value, "a.2.b"), "");
    const auto missing = integer_at(*value, "a.0.c");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().sentence.find("a.0.c"), std::string::npos);
}

TEST(Decimals, AreShortenedForPeople)
{
    EXPECT_EQ(short_decimal("-1234567.891234", 2), "-1,234,567.89");
    EXPECT_EQ(short_decimal("999", 2), "999");
    EXPECT_EQ(shown(12'000'000, 6), "12");
    EXPECT_EQ(shown(-1'250'500'000, 6), "-1,250.5");
}

TEST(Percentiles, AreTheNearestRank)
{
    std::vector<std::int64_t> durations_us;
    for (std::int64_t i = 200; i > 0; --i) durations_us.push_back(i * 1'000);

    const Percentiles p = percentiles(durations_us);

    EXPECT_EQ(p.count, 200U);
    EXPECT_DOUBLE_EQ(p.p50_ms, 100);
    EXPECT_DOUBLE_EQ(p.p99_ms, 198);
    EXPECT_DOUBLE_EQ(p.max_ms, 200);
    EXPECT_EQ(percentiles({}).count, 0U);
}

TEST(Tables, CountCharactersAndNotBytes) { EXPECT_EQ(width_of("── a ──"), 7U); }
}  // namespace
}  // namespace ballast::demo
