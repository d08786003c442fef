// SPDX-License-Identifier: Apache-2.0
// A submitter that signs EIP-1559 transactions with a relayer's key and sends them raw. What was
// sent is sent again byte for byte until a receipt shows up, and replaced once, with a higher fee,
// when it waits too long.
#pragma once
#include <ballast/chains/submitter.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/net/http_client.hpp>

namespace ballast::chains::evm {

struct EvmSubmitterSettings
{
    net::Url node;
    std::uint64_t eip155{};
    std::string name;                               ///< of the chain, for sentences
    std::size_t queue_max{1024};                    ///< orders without an outcome
    std::size_t in_flight_max{16};                  ///< transactions sent and without a receipt
    std::chrono::milliseconds poll{500};            ///< for receipts
    std::chrono::milliseconds resend_after{5'000};  ///< the identical bytes again
    std::chrono::milliseconds replace_after{
        30'000};  ///< the same call at the same nonce, with a higher fee; once
    std::chrono::milliseconds stuck_after{120'000};  ///< reported as TransactionStuck
    std::chrono::milliseconds retry_min{250};
    std::chrono::milliseconds retry_max{5'000};
    u128 fee_max_wei{500'000'000'000};  ///< never more per gas, replacement included
    u128 priority_fee_max_wei{50'000'000'000};
    u128 priority_fee_min_wei{1'000'000};
    std::uint32_t replacement_bump_ppm{250'000};  ///< nodes want at least 10 %
    std::uint64_t gas_limit_max{5'000'000};
    std::uint32_t gas_margin_ppm{250'000};  ///< on top of the node's estimate
    net::HttpClientSettings http;
};

class EvmSubmitter final : public Submitter
{
public:
    EvmSubmitter(net::IoContext& io, EvmSubmitterSettings settings, crypto::SecretKey relayer,
                 SubmitterEvents events = {});
    /// Stops.
    ~EvmSubmitter() override;

    [[nodiscard]] std::optional<SubmitError> submit(Submission submission, Done done) override;
    [[nodiscard]] std::size_t pending_count() const override;
    void stop() override;
    /// The relayer's address, which pays the fees.
    [[nodiscard]] Bytes20 relayer() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::chains::evm
