// SPDX-License-Identifier: Apache-2.0
// What a node's answers mean: strict readers of quantities, bytes, headers, logs and receipts. A
// field that is missing, too long or not canonical is Malformed with its name.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/chains/evm/rpc_problem.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <vector>

namespace ballast::chains::evm {

struct Header
{
    std::uint64_t number{};
    Bytes32 hash;
    Bytes32 parent_hash;
    Bytes32 state_root;
    std::uint64_t timestamp_s{};
    bool operator==(const Header&) const = default;
};

struct Log
{
    Bytes20 address;
    std::vector<Bytes32> topics;  ///< at most four
    Bytes data;
    std::uint64_t block_number{};
    Bytes32 block_hash;
    std::uint64_t index{};  ///< in the block
    Bytes32 transaction;
    bool is_removed{};
};

struct Receipt
{
    Bytes32 transaction;
    std::uint64_t block_number{};
    Bytes32 block_hash;
    bool has_succeeded{};
    std::uint64_t gas_used{};
    std::optional<Bytes20> contract;  ///< what a creation made
    std::vector<Log> logs;
};

template <class T>
using Parsed = Result<T, RpcProblem>;

/// A quantity: 0x, no leading zeros, at least one digit, not above 2^128 - 1.
[[nodiscard]] Parsed<u128> parse_quantity(const boost::json::value& value, std::string_view field);
/// A quantity of at most 64 bits.
[[nodiscard]] Parsed<std::uint64_t> parse_u64(const boost::json::value& value,
                                              std::string_view field);
/// 0x and an even number of digits, at most `size_max` bytes.
[[nodiscard]] Parsed<Bytes> parse_data(const boost::json::value& value, std::string_view field,
                                       std::size_t size_max);
/// Exactly 32 bytes.
[[nodiscard]] Parsed<Bytes32> parse_hash(const boost::json::value& value, std::string_view field);
/// Exactly 20 bytes.
[[nodiscard]] Parsed<Bytes20> parse_address(const boost::json::value& value,
                                            std::string_view field);
/// A block's header; nothing where the node does not know the block (null).
[[nodiscard]] Parsed<std::optional<Header>> parse_header(const boost::json::value& value);
/// At most limits::rpc_logs logs, each of data within limits::payload_size.
[[nodiscard]] Parsed<std::vector<Log>> parse_logs(const boost::json::value& value);
/// A receipt; nothing while the transaction is in no block (null).
[[nodiscard]] Parsed<std::optional<Receipt>> parse_receipt(const boost::json::value& value);

/// The text of a quantity, e.g. "0x1a".
[[nodiscard]] std::string quantity(u128 value);

}  // namespace ballast::chains::evm
