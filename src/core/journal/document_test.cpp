// SPDX-License-Identifier: Apache-2.0
// The worked examples of docs/formats/journal.md, which an independent script made.
#include <gtest/gtest.h>

#include <ballast/base/hex.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/journal/chain_check.hpp>
#include <ballast/journal/head.hpp>
#include <ballast/journal/snapshot.hpp>
#include <fstream>

using namespace ballast;
using namespace ballast::journal;

namespace {

template <std::size_t N>
FixedBytes<N> repeated(std::uint8_t byte)
{
    FixedBytes<N> out;
    out.bytes.fill(byte);
    return out;
}

/// The bytes of the page's block of this name: hex at the start of each line, then words.
Bytes example(const std::string& name)
{
    std::ifstream page{BALLAST_SOURCE_DIR "/docs/formats/journal.md"};
    std::string line;
    while (std::getline(page, line) && line != "```hex " + name)
    {
    }
    Bytes out;
    while (std::getline(page, line) && line != "```")
    {
        const auto bytes = parse_hex(line.substr(0, line.find(' ')));
        EXPECT_TRUE(bytes) << line;
        append(out, *bytes);
    }
    EXPECT_FALSE(out.empty()) << "the page has no block " << name;
    return out;
}

Record prices()
{
    UpdatePrices update;
    update.prices.push_back({.feed = repeated<32>(0x22),
                             .price_e8 = 300'000'000'000,
                             .conf_e8 = 150'000'000,
                             .publish_time_s = 1'767'225'599});
    return {.kind = EvidenceKind::PriceUpdate,
            .time_ms = 1'767'225'600'000,
            .evidence = {'P', 'N', 'A', 'U', 1, 0, 0},
            .command = update};
}

Record voided()
{
    const Address contract{repeated<32>(0x33)};
    return {.kind = EvidenceKind::Attestation,
            .time_ms = 1'767'225'600'250,
            .evidence = {1, 0, 0, 0, 0},
            .command = ObserveChain{.observation = {.chain = {7},
                                                    .emitter = contract,
                                                    .sequence = 9,
                                                    .timestamp_s = 1'767'225'590,
                                                    .deployment = repeated<32>(0x11),
                                                    .eip155 = 31337,
                                                    .contract = contract,
                                                    .block_number = 1200,
                                                    .block_hash = repeated<32>(0x44),
                                                    .body = Voided{.order = {5}}},
                                    .digest = repeated<32>(0x55)}};
}

HeadStatement head()
{
    return {.term = {3},
            .sequence = {42},
            .batch_hash = *parse_hex_fixed<32>(to_hex(example("batch_hash"))),
            .state_sequence = {40},
            .state_hash = repeated<32>(0x77)};
}

}  // namespace

TEST(JournalDocument, ShowsARecord)
{
    const Bytes bytes = example("record");
    const auto decoded = decode_record(bytes);
    ASSERT_TRUE(decoded) << describe(decoded.error());
    EXPECT_EQ(*decoded, prices());
    Bytes encoded;
    ASSERT_TRUE(encode_record(encoded, parts_of(prices())));
    EXPECT_EQ(encoded, bytes);
}

TEST(JournalDocument, ShowsABatchAndItsHash)
{
    const Bytes bytes = example("batch");
    const auto decoded = decode_batch(bytes);
    ASSERT_TRUE(decoded) << describe(decoded.error());
    const BatchHeader header{.deployment_id = repeated<32>(0x11),
                             .term = {3},
                             .first = {41},
                             .previous_hash = repeated<32>(0x66),
                             .count = 2};
    EXPECT_EQ(*decoded, (Batch{.header = header, .records = {prices(), voided()}}));
    EXPECT_EQ(*encode_batch(*decoded), bytes);

    ChainVerifier verifier{header.deployment_id, {.next = {41}, .hash = header.previous_hash}};
    const auto linked = verifier.accept(bytes);
    ASSERT_TRUE(linked);
    EXPECT_EQ(linked->hash, head().batch_hash);
}

TEST(JournalDocument, ShowsAHeadAndItsDigest)
{
    const Bytes32 digest = head_digest(repeated<32>(0x11), head());
    EXPECT_EQ(to_hex(digest.view()), to_hex(example("head_digest")));
    EXPECT_EQ(digest, crypto::sha256(example("head_preimage")));
}

TEST(JournalDocument, ShowsACertificateAndASignedHead)
{
    const Certificate certificate{
        .head = head(),
        .signatures = {{.guardian_index = 0, .signature = repeated<65>(0x88)},
                       {.guardian_index = 2, .signature = repeated<65>(0x99)}}};
    EXPECT_EQ(decode_certificate(example("certificate")), certificate);
    EXPECT_EQ(encode_certificate(certificate), example("certificate"));
    const SignedHead signed_head{.head = head(), .signature = repeated<65>(0xaa)};
    EXPECT_EQ(decode_signed_head(example("signed_head")), signed_head);
    EXPECT_EQ(encode_signed_head(signed_head), example("signed_head"));
}

TEST(JournalDocument, ShowsASnapshot)
{
    const SnapshotHeader header{.deployment_id = repeated<32>(0x11),
                                .term = {3},
                                .sequence = {42},
                                .time_ms = 1'767'225'600'250,
                                .batch_hash = head().batch_hash,
                                .state_hash = repeated<32>(0x77)};
    const Bytes bytes = example("snapshot");
    const auto view = parse_snapshot(bytes);
    ASSERT_TRUE(view) << describe(view.error());
    EXPECT_EQ(view->header, header);
    EXPECT_EQ(encode_snapshot(header, as_bytes("state")), bytes);
}
