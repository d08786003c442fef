// SPDX-License-Identifier: Apache-2.0
// Which margin models a genesis may name, and what of them reaches its hash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/config/text_file.hpp>
#include <ballast/portfolio/genesis_file.hpp>
#include <fstream>

namespace ballast::portfolio {
namespace {
using testing::AllOf;
using testing::HasSubstr;

std::string text_of(const std::filesystem::path& file)
{
    const auto text = config::read_text_file(file, 1 << 20);
    EXPECT_TRUE(text) << file;
    return text.value_or("");
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return at == text.npos ? text : text.replace(at, from.size(), to);
}

/// A folder that goes with the test.
class Folder
{
public:
    explicit Folder(const std::string& name)
        : path_{std::filesystem::path{testing::TempDir()} / ("ballast_genesis_file_" + name)}
    {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_ / "models");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, const std::string& text) const
    {
        std::ofstream{path_ / name} << text;
    }
    /// The example's genesis with this text as its model.
    [[nodiscard]] Result<Genesis, ConfigProblem> genesis_with(const std::string& model) const
    {
        write("genesis.toml", replaced(text_of(std::filesystem::path{BALLAST_SOURCE_DIR} /
                                               "config/genesis.example.toml"),
                                       "model = \"ballast\"", "model = \"" + model + "\""));
        return read_genesis(path_ / "genesis.toml");
    }
    [[nodiscard]] std::string refusal_of(const std::string& model) const
    {
        const auto genesis = genesis_with(model);
        EXPECT_FALSE(genesis);
        return genesis ? "" : genesis.error().sentence();
    }

private:
    std::filesystem::path path_;
};

std::string shipped_ballast()
{
    return text_of(std::filesystem::path{BALLAST_SOURCE_DIR} / "config/models/ballast.toml");
}

}  // namespace

TEST(GenesisFile, HasTheSameHashWhereverItsModelLies)
{
    const Folder here{"here"};
    const Folder there{"there"};
    here.write("mine.toml", shipped_ballast());
    there.write("models/elsewhere.toml",
                replaced(shipped_ballast(), "name = \"ballast\"", "name = \"called otherwise\""));

    const auto by_name = here.genesis_with("ballast");
    const auto by_file = here.genesis_with("./mine.toml");
    const auto in_folder = there.genesis_with("models/elsewhere.toml");

    ASSERT_TRUE(by_name) << by_name.error().sentence();
    ASSERT_TRUE(by_file) << by_file.error().sentence();
    ASSERT_TRUE(in_folder) << in_folder.error().sentence();
    EXPECT_EQ(by_name->scenarios->model, default_scenario_model());
    EXPECT_EQ(config::genesis_hash(*by_file), config::genesis_hash(*by_name));
    EXPECT_EQ(config::genesis_hash(*in_folder), config::genesis_hash(*by_name));
}

TEST(GenesisFile, HasAnotherHashWithAnotherParameter)
{
    const Folder folder{"parameter"};
    folder.write("mine.toml",
                 replaced(shipped_ballast(), "opposite_move = 0.20", "opposite_move = 0.40"));

    const auto mine = folder.genesis_with("./mine.toml");
    const auto shipped = folder.genesis_with("ballast");

    ASSERT_TRUE(mine) << mine.error().sentence();
    ASSERT_TRUE(shipped);
    EXPECT_EQ(mine->scenarios->model.opposite_move_ppm, 400'000U);
    EXPECT_NE(config::genesis_hash(*mine), config::genesis_hash(*shipped));
}

TEST(GenesisFile, RefusesMethodsThatTheEngineDoesNotRun)
{
    const Folder folder{"method"};
    folder.write("compared.toml", text_of(std::filesystem::path{BALLAST_SOURCE_DIR} /
                                          "config/models/standard.toml"));

    for (const auto& [model, method] :
         {std::pair{"standard", "per-position"}, std::pair{"derive-pmrm2", "expiry-scenarios"},
          std::pair{"deribit-pm", "inverse"}, std::pair{"./compared.toml", "per-position"}})
        EXPECT_THAT(
            folder.refusal_of(model),
            AllOf(HasSubstr("genesis.toml:"), HasSubstr("scenarios.model"), HasSubstr(model),
                  HasSubstr("method \"scenarios\""), HasSubstr(method), HasSubstr("\"ballast\"")));
}

TEST(GenesisFile, NamesTheModelsThatThereAreWhereOneIsUnknown)
{
    const Folder folder{"unknown"};

    EXPECT_THAT(folder.refusal_of("other"),
                AllOf(HasSubstr("scenarios.model"), HasSubstr("\"other\""),
                      HasSubstr("one of \"ballast\""), HasSubstr("./mine.toml")));
}

TEST(GenesisFile, NamesThePlaceInAModelFileThatIsWrong)
{
    const Folder folder{"wrong"};
    folder.write("mine.toml", replaced(shipped_ballast(), "factor = 1.0", "factor = 99"));

    EXPECT_THAT(folder.refusal_of("./mine.toml"),
                AllOf(HasSubstr("genesis.toml:"), HasSubstr("scenarios.model"),
                      HasSubstr("mine.toml:6:"), HasSubstr("factor"), HasSubstr("99")));
    EXPECT_THAT(folder.refusal_of("./missing.toml"),
                AllOf(HasSubstr("scenarios.model"), HasSubstr("missing.toml")));
}

}  // namespace ballast::portfolio
