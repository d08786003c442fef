// SPDX-License-Identifier: Apache-2.0
// market_updates.json: volatility and marks of a development set, built by an independent
// implementation of the format.
#include <gtest/gtest.h>

#include <ballast/attest/market_proof.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/volatility_update.hpp>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
std::int64_t signed_of(const json::value& value)
{
    return static_cast<std::int64_t>(integer_of(value));
}

VolatilityUpdate surface_from(const json::object& input)
{
    VolatilityUpdate out{.underlying = fixed_of<32>(input.at("underlying")),
                         .publish_time_s = u64_of(input.at("publish_time")),
                         .slices = {}};
    for (const json::value& item : input.at("slices").as_array())
    {
        const json::object& slice = item.as_object();
        out.slices.push_back({.expiry_s = u64_of(slice.at("expiry")),
                              .a_e9 = signed_of(slice.at("a_e9")),
                              .b_e9 = signed_of(slice.at("b_e9")),
                              .rho_e9 = signed_of(slice.at("rho_e9")),
                              .m_e9 = signed_of(slice.at("m_e9")),
                              .sigma_e9 = signed_of(slice.at("sigma_e9")),
                              .forward_e8 = signed_of(slice.at("forward_e8")),
                              .rate_e9 = signed_of(slice.at("rate_e9"))});
    }
    return out;
}

MarkUpdate marks_from(const json::object& input)
{
    MarkUpdate out;
    for (const json::value& item : input.at("marks").as_array())
    {
        const json::object& mark = item.as_object();
        out.marks.push_back({.instrument = {fixed_of<32>(mark.at("instrument"))},
                             .mark_e8 = signed_of(mark.at("mark_e8")),
                             .funding_e9_per_8h = signed_of(mark.at("funding_e9_per_8h")),
                             .time_s = u64_of(mark.at("time"))});
    }
    return out;
}

class ProjectMarketUpdates : public testing::Test
{
protected:
    const json::value json_file = read_project_vectors("market_updates.json");
    const json::object& file = json_file.as_object();
    const std::array<attest::Emitter, 1> source{
        attest::Emitter{{static_cast<std::uint16_t>(u64_of(file.at("emitter_chain")))},
                        fixed_of<32>(file.at("emitter"))}};
    SignerSet set() const
    {
        SignerSet out;
        out.keys = addresses_of(file.at("guardians"));
        return out;
    }
    auto volatility(BytesView bytes) const
    {
        return attest::verify_volatility_update(wire::parse_vaa(bytes).value(), set(), source, 0);
    }
    auto marks(BytesView bytes) const
    {
        return attest::verify_mark_update(wire::parse_vaa(bytes).value(), set(), source, 0);
    }
    /// Runs `test(input, expected)` for each case of a kind; there is more than one.
    template <class Test>
    void each(std::string_view kind, Test test) const
    {
        int count = 0;
        for (const json::value& item : file.at("cases").as_array())
        {
            const json::object& input = item.as_object().at("input").as_object();
            if (text_of(input.at("kind")) != kind) continue;
            SCOPED_TRACE(item.as_object().at("name").as_string());
            test(input, item.as_object().at("expected").as_object());
            ++count;
        }
        EXPECT_GT(count, 1);
    }
};

template <class T, class E>
std::string verdict(const Result<T, E>& result)
{
    return result ? "" : std::string{name_of(result.error())};
}
}  // namespace

TEST_F(ProjectMarketUpdates, SurfacesEncodeAndVerifyByteForByte)
{
    each("volatility", [this](const json::object& input, const json::object& expected) {
        const VolatilityUpdate update = surface_from(input);
        const Bytes payload = bytes_of(expected.at("payload"));

        EXPECT_EQ(to_hex(wire::encode_volatility_update(update)), to_hex(payload));
        EXPECT_EQ(wire::parse_volatility_update(payload), update);
        const auto proven = volatility(bytes_of(expected.at("vaa")));
        ASSERT_TRUE(proven);
        EXPECT_EQ(proven->value(), update);
        EXPECT_EQ(proven->digest(), fixed_of<32>(expected.at("digest")));
    });
}

TEST_F(ProjectMarketUpdates, MarksEncodeAndVerifyByteForByte)
{
    each("marks", [this](const json::object& input, const json::object& expected) {
        const MarkUpdate update = marks_from(input);
        const Bytes payload = bytes_of(expected.at("payload"));

        EXPECT_EQ(to_hex(wire::encode_mark_update(update)), to_hex(payload));
        EXPECT_EQ(wire::parse_mark_update(payload), update);
        const auto proven = marks(bytes_of(expected.at("vaa")));
        ASSERT_TRUE(proven);
        EXPECT_EQ(proven->value(), update);
        EXPECT_EQ(proven->digest(), fixed_of<32>(expected.at("digest")));
    });
}

TEST_F(ProjectMarketUpdates, EveryAlteredUpdateIsRefusedByName)
{
    const json::array& refused = file.at("refused").as_array();
    ASSERT_GE(refused.size(), 40U);
    for (const json::value& item : refused)
    {
        const json::object& vector = item.as_object();
        SCOPED_TRACE(vector.at("name").as_string());
        const json::object& input = vector.at("input").as_object();
        const Bytes payload = bytes_of(input.at("payload"));
        const Bytes vaa = bytes_of(input.at("vaa"));
        const bool is_volatility = text_of(input.at("kind")) == "volatility";

        EXPECT_EQ(is_volatility ? verdict(wire::parse_volatility_update(payload))
                                : verdict(wire::parse_mark_update(payload)),
                  text_of(vector.at("decode_error")));
        EXPECT_EQ(is_volatility ? verdict(volatility(vaa)) : verdict(marks(vaa)),
                  text_of(vector.at("expected_error")));
    }
}

TEST_F(ProjectMarketUpdates, AnyBitOfAnyByteFlippedIsRefused)
{
    for (const json::value& item : file.at("cases").as_array())
    {
        const json::object& vector = item.as_object();
        const std::string_view name = text_of(vector.at("name"));
        if (name != "one_slice" && name != "one_mark") continue;
        const Bytes good = bytes_of(vector.at("expected").as_object().at("vaa"));
        for (std::size_t at = 0; at < good.size(); ++at)
        {
            Bytes altered = good;
            altered[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
            const auto vaa = wire::parse_vaa(altered);
            if (!vaa) continue;
            ASSERT_FALSE(attest::verify_volatility_update(*vaa, set(), source, 0)) << at;
            ASSERT_FALSE(attest::verify_mark_update(*vaa, set(), source, 0)) << at;
        }
    }
}
