// SPDX-License-Identifier: Apache-2.0
// URLs that are taken, and those that are refused by name.
#include <gtest/gtest.h>

#include <ballast/net/url.hpp>

namespace ballast::net {

TEST(Url, ReadsHostPortAndTarget)
{
    const auto url = parse_url("http://node.example:8545/rpc?key=1");

    ASSERT_TRUE(url);
    EXPECT_EQ(*url, (Url{"http", "node.example", 8545, "/rpc?key=1"}));
    EXPECT_EQ(url->text(), "http://node.example:8545/rpc?key=1");
}

TEST(Url, FillsInPortAndTarget)
{
    EXPECT_EQ(parse_url("ws://127.0.0.1")->text(), "ws://127.0.0.1:80");
    EXPECT_EQ(parse_url("http://a?x=1")->target, "/?x=1");
}

TEST(Url, KeepsTheBracketsOfAnIpv6AddressInItsAuthorityOnly)
{
    const auto url = parse_url("http://[::1]:7400/");

    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->authority(), "[::1]:7400");
}

TEST(Url, RefusesEachMistakeByName)
{
    const std::vector<std::pair<std::string, UrlError>> cases{
        {"127.0.0.1:8545", UrlError::NoScheme},
        {"https://node", UrlError::UnsupportedScheme},
        {"http://", UrlError::NoHost},
        {"http://:80", UrlError::NoHost},
        {"http://us er", UrlError::BadHost},
        {"http://me@host", UrlError::BadHost},
        {"http://[::1", UrlError::BadHost},
        {"http://[::1]x", UrlError::BadHost},
        {"http://host:0", UrlError::BadPort},
        {"http://host:65536", UrlError::BadPort},
        {"http://host:", UrlError::BadPort},
        {"http://host:80x", UrlError::BadPort},
        {"http://host/a b", UrlError::BadTarget},
        {"http://host/#top", UrlError::BadTarget},
        {"http://host/\r\nX: y", UrlError::BadTarget},
        {"http://host/" + std::string(3000, 'a'), UrlError::TooLong},
    };
    for (const auto& [text, error] : cases)
    {
        const auto url = parse_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error(), error) << text;
    }
}

}  // namespace ballast::net
