// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <ballast/env/secret_file.hpp>
#include <filesystem>
#include <fstream>

using namespace ballast;
using namespace ballast::env;

namespace {

class SecretFile : public ::testing::Test
{
protected:
    SecretFile()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "secret-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~SecretFile() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string path(const std::string& name) const
    {
        return (folder_ / name).string();
    }
    std::string file_with(const std::string& text, mode_t mode = 0600)
    {
        const std::string out = path("key");
        std::ofstream{out} << text;
        ::chmod(out.c_str(), mode);
        return out;
    }

private:
    std::filesystem::path folder_;
};

const std::string digits = "562df5c9de4294aeaff2447804f41a13b32cf07c528ca5991724219e268883fe";

}  // namespace

TEST_F(SecretFile, RoundTripsAndIsItsOwnersAlone)
{
    const Bytes32 secret{{1, 2, 3}};
    ASSERT_TRUE(write_secret_file(path("key"), secret));

    EXPECT_EQ(*read_secret_file(path("key")), secret);
    struct stat status{};
    ASSERT_EQ(::stat(path("key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SecretFile, IsNeverOverwritten)
{
    ASSERT_TRUE(write_secret_file(path("key"), {{1}}));
    const auto again = write_secret_file(path("key"), {{2}});
    EXPECT_EQ(again.error().error, SecretFileError::Exists);
    EXPECT_EQ(*read_secret_file(path("key")), (Bytes32{{1}}));
}

TEST_F(SecretFile, ReadsUpperCaseDigitsAndAPrefix)
{
    EXPECT_TRUE(read_secret_file(file_with("0x" + digits + "\r\n")));
}

TEST_F(SecretFile, RefusesAFileThatOthersMayRead)
{
    for (const mode_t mode : {0640U, 0604U, 0620U, 0644U})
    {
        const auto secret = read_secret_file(file_with(digits, mode));
        ASSERT_FALSE(secret);
        EXPECT_EQ(secret.error().error, SecretFileError::TooOpen);
        EXPECT_NE(secret.error().sentence().find("chmod 600 "), std::string::npos);
    }
}

TEST_F(SecretFile, RefusesOtherContents)
{
    for (const std::string& text :
         {std::string{}, digits + "00", digits.substr(1), "zz" + digits.substr(2),
          digits + " " + digits, std::string(4096, 'a')})
        EXPECT_EQ(read_secret_file(file_with(text)).error().error, SecretFileError::BadContents);
}

TEST_F(SecretFile, RefusesFoldersLinksAndNothing)
{
    EXPECT_EQ(read_secret_file(path("none")).error().error, SecretFileError::NotFound);
    std::filesystem::create_directory(path("folder"));
    EXPECT_EQ(read_secret_file(path("folder")).error().error, SecretFileError::NotAFile);
    std::filesystem::create_symlink(file_with(digits), path("link"));
    EXPECT_EQ(read_secret_file(path("link")).error().error, SecretFileError::NotAFile);
    EXPECT_EQ(write_secret_file(path("none/key"), {{1}}).error().error, SecretFileError::NotFound);
}
