// SPDX-License-Identifier: Apache-2.0
// A withdrawal and how far it has come. Leaves out JSON.
#pragma once
#include <ballast/api/hub_services.hpp>
#include <ballast/engine/state.hpp>
#include <boost/describe.hpp>

namespace ballast::api {

/// The life of a withdrawal.
enum class WithdrawalStage : std::uint8_t
{
    Approved,    ///< counts out; the quorum's signatures are missing
    Signed,      ///< a quorum of guardians signed its RELEASE
    Presented,   ///< the relayer's transaction is on its way or in a block, not final yet
    Delayed,     ///< the vault holds a large one back; it pays by itself afterwards
    Cancelling,  ///< the account is being liquidated: it is to be voided first
    Failed,      ///< could not be brought in; tried again until its expiry
    Paid,        ///< attested by the guardians
    Claimable,   ///< the token did not move: the recipient calls claim() at the vault
    Lapsed,      ///< proven not to have been paid before its expiry: it counts again
    Voided,      ///< voided at the vault: it counts again
};
BOOST_DESCRIBE_ENUM(WithdrawalStage, Approved, Signed, Presented, Delayed, Cancelling, Failed, Paid,
                    Claimable, Lapsed, Voided)

struct WithdrawalStatusView
{
    OrderId withdrawal_id;
    WithdrawalStage stage{};
    Sequence sequence;  ///< of the request
    AccountId account;
    ChainId chain;
    std::uint64_t eip155{};
    std::string asset;
    Address token;
    u128 amount{};
    std::string amount_decimal;
    Address recipient;
    Address vault;
    std::uint64_t expiry_s{};
    std::optional<Bytes> vaa;            ///< once a quorum signed it: anyone may present it
    std::optional<Bytes32> transaction;  ///< once one was sent
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(WithdrawalStatusView, (),
                      (withdrawal_id, stage, sequence, account, chain, eip155, asset, token, amount,
                       amount_decimal, recipient, vault, expiry_s, vaa, transaction, problem))

/// Of the status of a RELEASE.
[[nodiscard]] WithdrawalStatusView withdrawal_status_view(const engine::State& state,
                                                          const OrderStatus& status);

}  // namespace ballast::api
