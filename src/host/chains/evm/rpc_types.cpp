// SPDX-License-Identifier: Apache-2.0
// Strict readers: a node is outside, so nothing of its answers is taken for granted.
#include <ballast/base/hex.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/chains/evm/rpc_types.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace ballast::chains::evm {

namespace {

namespace json = boost::json;

constexpr std::size_t topics_max = 4;

std::unexpected<RpcProblem> malformed(std::string_view field, std::string_view expected)
{
    return fail(RpcProblem{.kind = RpcErrorKind::Malformed,
                           .sentence = "the node's answer has no good '" + std::string{field} +
                                       "': expected " + std::string{expected}});
}

/// The digits of a text that starts with "0x".
Parsed<std::string_view> digits_of(const json::value& value, std::string_view field)
{
    const auto* text = value.if_string();
    if (text == nullptr || !text->starts_with("0x"))
        return malformed(field, "a text that starts with 0x");
    return std::string_view{*text}.substr(2);
}

Parsed<const json::object*> object_of(const json::value& value, std::string_view field)
{
    const auto* object = value.if_object();
    if (object == nullptr) return malformed(field, "an object");
    return object;
}

/// The value of a key; a null where there is none, which the readers refuse with the key's name.
const json::value& at(const json::object& object, std::string_view key)
{
    static const json::value nothing;
    const auto* found = object.if_contains(key);
    return found == nullptr ? nothing : *found;
}

template <std::size_t N>
Parsed<FixedBytes<N>> parse_fixed(const json::value& value, std::string_view field)
{
    BALLAST_TRY(const auto digits, digits_of(value, field));
    const auto bytes = parse_hex_fixed<N>(digits);
    if (!bytes) return malformed(field, std::to_string(N) + " bytes of hex");
    return *bytes;
}

Parsed<std::vector<Bytes32>> parse_topics(const json::value& value)
{
    const auto* array = value.if_array();
    if (array == nullptr || array->size() > topics_max)
        return malformed("topics", "a list of at most 4");
    std::vector<Bytes32> out;
    for (const auto& item : *array)
    {
        BALLAST_TRY(const auto topic, parse_hash(item, "topics"));
        out.push_back(topic);
    }
    return out;
}

Parsed<Log> parse_log(const json::value& value)
{
    BALLAST_TRY(const auto* const object, object_of(value, "log"));
    Log log;
    BALLAST_TRY(log.address, parse_address(at(*object, "address"), "address"));
    BALLAST_TRY(log.topics, parse_topics(at(*object, "topics")));
    BALLAST_TRY(log.data, parse_data(at(*object, "data"), "data", limits::payload_size));
    BALLAST_TRY(log.block_number, parse_u64(at(*object, "blockNumber"), "blockNumber"));
    BALLAST_TRY(log.block_hash, parse_hash(at(*object, "blockHash"), "blockHash"));
    BALLAST_TRY(log.index, parse_u64(at(*object, "logIndex"), "logIndex"));
    BALLAST_TRY(log.transaction, parse_hash(at(*object, "transactionHash"), "transactionHash"));
    const auto& removed = at(*object, "removed");
    if (!removed.is_null() && !removed.is_bool()) return malformed("removed", "true or false");
    log.is_removed = removed.is_bool() && removed.get_bool();
    return log;
}

}  // namespace

Parsed<u128> parse_quantity(const json::value& value, std::string_view field)
{
    constexpr std::size_t digits_max = 32;
    BALLAST_TRY(const auto digits, digits_of(value, field));
    const bool has_leading_zero = digits.size() > 1 && digits.front() == '0';
    if (digits.empty() || digits.size() > digits_max || has_leading_zero)
        return malformed(field, "a quantity of 1 to 32 hex digits without leading zeros");
    u128 out = 0;
    for (const char c : digits)
    {
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return malformed(field, "hex digits");
        out = out << 4U | static_cast<u128>(digit);
    }
    return out;
}

Parsed<std::uint64_t> parse_u64(const json::value& value, std::string_view field)
{
    BALLAST_TRY(const auto number, parse_quantity(value, field));
    if (number > std::numeric_limits<std::uint64_t>::max())
        return malformed(field, "a number below 2^64");
    return static_cast<std::uint64_t>(number);
}

Parsed<Bytes> parse_data(const json::value& value, std::string_view field, std::size_t size_max)
{
    BALLAST_TRY(const auto digits, digits_of(value, field));
    if (digits.size() > 2 * size_max)
        return malformed(field, "at most " + std::to_string(size_max) + " bytes");
    auto bytes = parse_hex(digits);
    if (!bytes) return malformed(field, "bytes of hex");
    return *std::move(bytes);
}

Parsed<Bytes32> parse_hash(const json::value& value, std::string_view field)
{
    return parse_fixed<32>(value, field);
}

Parsed<Bytes20> parse_address(const json::value& value, std::string_view field)
{
    return parse_fixed<20>(value, field);
}

Parsed<std::optional<Header>> parse_header(const json::value& value)
{
    if (value.is_null()) return std::nullopt;
    BALLAST_TRY(const auto* const object, object_of(value, "block"));
    Header header;
    BALLAST_TRY(header.number, parse_u64(at(*object, "number"), "number"));
    BALLAST_TRY(header.hash, parse_hash(at(*object, "hash"), "hash"));
    BALLAST_TRY(header.parent_hash, parse_hash(at(*object, "parentHash"), "parentHash"));
    BALLAST_TRY(header.state_root, parse_hash(at(*object, "stateRoot"), "stateRoot"));
    BALLAST_TRY(header.timestamp_s, parse_u64(at(*object, "timestamp"), "timestamp"));
    return header;
}

Parsed<std::vector<Log>> parse_logs(const json::value& value)
{
    const auto* array = value.if_array();
    if (array == nullptr || array->size() > limits::rpc_logs)
        return malformed("logs", "a list of at most " + std::to_string(limits::rpc_logs));
    std::vector<Log> out;
    out.reserve(array->size());
    for (const auto& item : *array)
    {
        BALLAST_TRY(auto log, parse_log(item));
        out.push_back(std::move(log));
    }
    return out;
}

Parsed<std::optional<Receipt>> parse_receipt(const json::value& value)
{
    if (value.is_null()) return std::nullopt;
    BALLAST_TRY(const auto* const object, object_of(value, "receipt"));
    // Some nodes answer with a receipt before the block: that is no receipt yet.
    if (at(*object, "blockHash").is_null()) return std::nullopt;
    Receipt receipt;
    BALLAST_TRY(receipt.transaction, parse_hash(at(*object, "transactionHash"), "transactionHash"));
    BALLAST_TRY(receipt.block_number, parse_u64(at(*object, "blockNumber"), "blockNumber"));
    BALLAST_TRY(receipt.block_hash, parse_hash(at(*object, "blockHash"), "blockHash"));
    BALLAST_TRY(const auto status, parse_u64(at(*object, "status"), "status"));
    if (status > 1) return malformed("status", "0x0 or 0x1");
    receipt.has_succeeded = status == 1;
    BALLAST_TRY(receipt.gas_used, parse_u64(at(*object, "gasUsed"), "gasUsed"));
    BALLAST_TRY(receipt.logs, parse_logs(at(*object, "logs")));
    if (const auto& contract = at(*object, "contractAddress"); !contract.is_null())
    {
        BALLAST_TRY(receipt.contract, parse_address(contract, "contractAddress"));
    }
    return receipt;
}

std::string quantity(u128 value)
{
    if (value == 0) return "0x0";
    std::string digits;
    for (; value != 0; value >>= 4U)
        digits.insert(digits.begin(), "0123456789abcdef"[static_cast<unsigned>(value & 15U)]);
    return "0x" + digits;
}

}  // namespace ballast::chains::evm
