// SPDX-License-Identifier: Apache-2.0
// contracts/src/interfaces has the signatures.
#include <ballast/base/limits.hpp>
#include <ballast/chains/evm/order_call.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/eip712.hpp>

namespace ballast::chains::evm {

namespace {

namespace abi = wire::abi;

abi::Value to_abi(const Quote& quote)
{
    return abi::tuple({abi::word(quote.maker.value), abi::word(quote.instrument.value),
                       abi::signed_number(quote.quantity_e18), abi::signed_number(quote.price_e18),
                       abi::number(quote.expiry_s), abi::number(quote.nonce)});
}

abi::Value to_abi(const Accept& accept)
{
    return abi::tuple({abi::word(accept.account.value), abi::word(accept.quote_digest),
                       abi::signed_number(accept.quantity_e18),
                       abi::signed_number(accept.limit_price_e18), abi::number(accept.deadline_s),
                       abi::number(accept.nonce)});
}

Bytes encode_trade(BytesView permit, const SignedTrade& trade)
{
    const std::array arguments{abi::bytes(permit), to_abi(trade.quote),
                               abi::bytes(wire::encode_wallet_signature(trade.quote_signature)),
                               to_abi(trade.accept),
                               abi::bytes(wire::encode_wallet_signature(trade.accept_signature))};
    return abi::encode_call(
        "executeTrade(bytes,(bytes32,bytes32,int256,int256,uint64,uint64),bytes,"
        "(bytes32,bytes32,int256,int256,uint64,uint64),bytes)",
        arguments);
}

}  // namespace

Result<Bytes, SubmitError> encode_submission(const Submission& submission)
{
    const bool has_vaa = !submission.vaa.empty() && submission.vaa.size() <= limits::vaa_size;
    if (!submission.contract.is_evm()) return fail(SubmitError::Malformed);
    switch (submission.action)
    {
        case SubmissionAction::Execute:
            if (!has_vaa) return fail(SubmitError::Malformed);
            if (submission.trade) return encode_trade(submission.vaa, *submission.trade);
            return abi::encode_call("submitOrder(bytes)", std::array{abi::bytes(submission.vaa)});
        case SubmissionAction::ExecuteQueued:
            return abi::encode_call("executeQueued(uint64)",
                                    std::array{abi::number(submission.order.value)});
        case SubmissionAction::Void:
            if (!has_vaa) return fail(SubmitError::Malformed);
            return abi::encode_call("voidOrder(bytes)", std::array{abi::bytes(submission.vaa)});
    }
    return fail(SubmitError::Malformed);
}

}  // namespace ballast::chains::evm
