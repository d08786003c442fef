// SPDX-License-Identifier: Apache-2.0
// A real message of the public network, altered in 31 ways, with the verdict that each deserves.
#include <gtest/gtest.h>

#include <ballast/attest/set_upgrade.hpp>
#include <map>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
constexpr std::uint64_t before_expiry_s = 1'700'000'000;
const attest::UpgradeScope public_scope{.deployment = {}, .chain = {2}};

std::string judge(BytesView bytes, const SignerSet& set, std::uint64_t now_s)
{
    const auto vaa = wire::parse_vaa(bytes);
    if (!vaa) return std::string{wire::name_of(vaa.error())};
    const auto attested = attest::verify(*vaa, set, now_s);
    return attested ? "accepted" : std::string{attest::name_of(attested.error())};
}

/// What we call each of the refusals. The network tolerates the mirrored signatures; we do not.
const std::map<std::string_view, std::string_view> names{
    {"valid_gs5_signed_by_set4", "accepted"},
    {"no_quorum_12_of_19", "BelowQuorum"},
    {"zero_signatures", "BelowQuorum"},
    {"duplicate_signature_pads_to_13", "IndexNotAscending"},
    {"duplicate_first_signature", "IndexNotAscending"},
    {"unsorted_signatures", "IndexNotAscending"},
    {"swapped_indices", "BelowQuorum"},
    {"wrong_index_same_signer", "BelowQuorum"},
    {"index_out_of_bounds_19", "IndexOutOfRange"},
    {"index_255", "IndexOutOfRange"},
    {"r_zero", "SignatureOutOfRange"},
    {"s_zero", "SignatureOutOfRange"},
    {"r_eq_n", "SignatureOutOfRange"},
    {"recid_2", "BadRecoveryId"},
    {"recid_27_style", "BadRecoveryId"},
    {"recid_flipped", "SignerMismatch"},
    {"high_s_twin_of_first_signature", "SignatureMalleable"},
    {"all_high_s", "SignatureMalleable"},
    {"payload_last_byte_flipped", "SignerMismatch"},
    {"timestamp_flipped", "SignerMismatch"},
    {"sequence_flipped", "SignerMismatch"},
    {"consistency_level_changed", "SignerMismatch"},
    {"body_extended_one_byte", "SignerMismatch"},
    {"guardian_set_index_3_same_sigs", "UnknownSet"},
    {"guardian_set_index_99_unknown", "UnknownSet"},
    {"version_2", "BadVersion"},
    {"truncated_in_signature", "Truncated"},
    {"truncated_in_body", "Truncated"},
    {"sig_count_lies_high", "SignerMismatch"},
    {"sig_count_lies_low", "BelowQuorum"},
    {"empty", "Truncated"},
};
}  // namespace

TEST(PublicNegatives, ThirtyOneAlteredMessagesGetTheirVerdictsByName)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto file = read_public_vectors("wormhole/negatives_from_gs5.json");
    const auto sets = read_public_vectors("wormhole/mainnet_guardian_sets.json");
    const SignerSet fourth = public_guardian_set(sets, 4);
    const json::array& cases = file.as_object().at("cases").as_array();
    ASSERT_EQ(cases.size(), 31U);
    for (const json::value& item : cases)
    {
        const std::string_view name = text_of(item.as_object().at("name"));
        SCOPED_TRACE(name);
        EXPECT_EQ(judge(bytes_of(item.as_object().at("vaa")), fourth, before_expiry_s),
                  names.at(name));
    }
}

TEST(PublicNegatives, ARelabelledSetFailsOnItsSignersToo)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto file = read_public_vectors("wormhole/negatives_from_gs5.json");
    const auto sets = read_public_vectors("wormhole/mainnet_guardian_sets.json");
    for (const json::value& item : file.as_object().at("cases").as_array())
        if (text_of(item.as_object().at("name")) == "guardian_set_index_3_same_sigs")
        {
            EXPECT_EQ(judge(bytes_of(item.as_object().at("vaa")), public_guardian_set(sets, 3),
                            before_expiry_s),
                      "SignerMismatch");
        }
}

TEST(PublicNegatives, AReplacedSetSpeaksUntilItsExpiryAndNoLongerGoverns)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto sets = read_public_vectors("wormhole/mainnet_guardian_sets.json");
    const auto fifth = read_public_csv("wormhole/guardianSetVAAs.csv").at(4).bytes;
    constexpr std::uint64_t expiry_s = 1'773'700'000;
    SignerSet fourth = public_guardian_set(sets, 4);
    fourth.expiry_s = expiry_s;

    EXPECT_EQ(judge(fifth, fourth, expiry_s), "accepted");
    EXPECT_EQ(judge(fifth, fourth, expiry_s + 1), "ExpiredSet");
    EXPECT_EQ(
        attest::verify_set_upgrade(wire::parse_vaa(fifth).value(), fourth, public_scope, expiry_s)
            .error(),
        attest::AttestError::SetNotCurrent);
}
