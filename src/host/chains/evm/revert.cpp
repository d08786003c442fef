// SPDX-License-Identifier: Apache-2.0
// Selectors are computed from the signatures, so that the table below is the errors' text and
// nothing else.
#include <array>
#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/revert.hpp>
#include <ballast/numeric/int128.hpp>
#include <ballast/wire/abi.hpp>
#include <map>
#include <optional>

namespace ballast::chains::evm {

namespace {

constexpr std::size_t selector_size = 4;
constexpr std::size_t word_size = 32;
constexpr std::size_t text_length_max = 512;

/// Errors of contracts/src/interfaces, of its library code, and of the OpenZeppelin code that it
/// uses.
constexpr std::array signatures{
    // AttestationVerifier
    "RegistryChainRefused(uint16)", "SignerCountRefused(uint256)", "SignerKeyZero(uint256)",
    "SignerKeyDuplicate(address)", "VaaTruncated(uint256,uint256)", "VaaVersionUnknown(uint8)",
    "SignerSetUnknown(uint32)", "SignerSetExpired(uint32,uint64)", "BelowQuorum(uint256,uint256)",
    "SignerIndexNotAscending(uint8)", "SignerIndexOutOfRange(uint8,uint256)",
    "RecoveryIdOutOfRange(uint8,uint8)", "SignatureOutOfRange(uint8)", "SignatureMalleable(uint8)",
    "SignerMismatch(uint8,address)", "EmitterUnknown(uint16,bytes32)", "ConsistencyNotFinal(uint8)",
    "NonceNotZero(uint32)", "PayloadLengthRefused(uint256,uint256)", "DeploymentMismatch(bytes32)",
    "SignerSetNotCurrent(uint32,uint32)", "UpgradeModuleUnknown(bytes32)",
    "UpgradeActionUnknown(uint8)", "UpgradeChainMismatch(uint16)",
    "UpgradeIndexNotNext(uint32,uint32)", "UpgradeConsumed(bytes32)",
    // OrderRegistry
    "MagicUnknown(bytes4)", "TypeUnsupported(uint8)", "ChainMismatch(uint64)",
    "ContractMismatch(bytes32)", "SequenceMismatch(uint64,uint64)", "OrderEarly(uint64,uint64)",
    "OrderExpired(uint64,uint64)", "OrderNotExpired(uint64,uint64)", "OrderUsed(uint64,uint8)",
    "CancelOfItself(uint64)",
    // CollateralVault
    "TokenRefused(address)", "WindowLimitZero(address)", "WindowZero()",
    "AccountOwnerZero(bytes32)", "TokenNotListed(address)", "NothingReceived(address)",
    "DepositBelowMinimum(uint256,uint256)", "CapExceeded(uint256,uint256,uint256)", "AmountZero()",
    "AmountAboveLocked(uint256,uint256)", "RecipientIsVault()", "OutflowLimited(uint256,uint256)",
    "ExpiryInsideDelay(uint64,uint64,uint64)", "NotQueued(uint64)", "QueueNotReady(uint64,uint64)",
    "GasTooLow(uint256,uint256)", "NothingToClaim(address,address)",
    // PositionBook
    "InstrumentRefused(bytes32)", "InstrumentUnknown(bytes32)", "InstrumentExpired(bytes32,uint64)",
    "QuantityRefused(int256,uint128)", "PositionOutOfRange(bytes32,bytes32)",
    "InstrumentPerpetual(bytes32)", "InstrumentNotExpired(bytes32,uint64)",
    "InstrumentSettled(bytes32)", "SettlementPriceRefused(int256)",
    // Venue
    "OrderLifeZero()", "OrderLifeTooLong(uint64,uint64,uint64)", "PriceNotPositive(int256)",
    "AccountsEqual(bytes32)", "FlagsUnknown(uint8)", "PermitMismatch(bytes32)",
    "SidesEqual(int256,int256)", "PriceBeyondLimit(int256,int256)", "QuoteExpired(uint64)",
    "AcceptExpired(uint64)", "AcceptUsed(bytes32)", "QuoteFilled(uint256,uint256,uint256)",
    "EpochMismatch(bytes32,uint64,uint64)", "NotReducing(int256,int256)",
    "SignatureRefused(bytes32)", "HomeChainUnsupported(bytes32,uint16)",
    "NotOwner(bytes32,address)", "NotLiquidator(bytes32)", "LiquidatorUnchanged(bytes32,bool)",
    // libraries
    "AddressRefused(bytes32)", "SafeERC20FailedOperation(address)",
    "ReentrancyGuardReentrantCall()", "InvalidShortString()", "StringTooLong(string)",
    // tokens
    "ERC20InsufficientBalance(address,uint256,uint256)",
    "ERC20InsufficientAllowance(address,uint256,uint256)", "ERC20InvalidApprover(address)",
    "ERC20InvalidReceiver(address)", "ERC20InvalidSender(address)", "ERC20InvalidSpender(address)",
    // the language
    "Error(string)", "Panic(uint256)"};

using Selector = FixedBytes<selector_size>;

const std::map<Selector, std::string_view>& table()
{
    static const auto made = [] {
        std::map<Selector, std::string_view> out;
        for (const std::string_view signature : signatures)
            out.emplace(wire::abi::selector(signature), signature);
        return out;
    }();
    return made;
}

std::optional<std::string_view> signature_of(BytesView data)
{
    if (data.size() < selector_size) return std::nullopt;
    const auto found = table().find(Selector::from(data.first<selector_size>()));
    if (found == table().end()) return std::nullopt;
    return found->second;
}

std::string name_in(std::string_view signature)
{
    return std::string{signature.substr(0, signature.find('('))};
}

/// One argument of a static type; nothing when the word is not there.
std::optional<std::string> describe_word(const wire::abi::Reader& reader, std::size_t index,
                                         std::string_view type)
{
    const auto word = reader.word(index);
    if (!word) return std::nullopt;
    if (type == "address") return to_hex_0x(word->view().subspan(12));
    if (type == "bytes4") return to_hex_0x(word->view().first(4));
    if (type == "bool") return word->is_zero() ? "false" : "true";
    if (type.starts_with("uint"))
    {
        const auto number = wire::abi::to_number(*word);
        if (number) return to_decimal(*number);
    }
    if (type.starts_with("int"))
    {
        const auto number = wire::abi::to_signed_number(*word);
        if (number) return to_decimal(*number);
    }
    return to_hex_0x(word->view());
}

/// Printable ASCII; what else a contract puts into a text is shown as '?'.
std::string printable(BytesView bytes)
{
    std::string out;
    for (const auto byte : bytes.first(std::min(bytes.size(), text_length_max)))
        out.push_back(byte >= ' ' && byte < 0x7f ? static_cast<char>(byte) : '?');
    return out;
}

std::string describe_arguments(std::string_view types, BytesView data)
{
    const wire::abi::Reader reader{data};
    std::string out;
    for (std::size_t index = 0; !types.empty(); ++index)
    {
        const auto comma = std::min(types.find(','), types.size());
        const auto text = describe_word(reader, index, types.substr(0, comma));
        out += (index == 0 ? "" : ", ") + text.value_or("?");
        types.remove_prefix(std::min(comma + 1, types.size()));
    }
    return out;
}

}  // namespace

std::string describe_revert(BytesView data)
{
    if (data.empty()) return {};
    const auto signature = signature_of(data);
    if (!signature)
        return to_hex_0x(data.first(std::min(data.size(), selector_size + 2 * word_size)));
    const auto arguments = data.subspan(selector_size);
    if (*signature == "Error(string)" || *signature == "StringTooLong(string)")
    {
        const auto text = wire::abi::Reader{arguments}.bytes(0);
        return text ? printable(*text)
                    : to_hex_0x(data.first(std::min(data.size(), selector_size + 2 * word_size)));
    }
    const auto open = signature->find('(');
    const auto types = signature->substr(open + 1, signature->size() - open - 2);
    return name_in(*signature) + "(" + describe_arguments(types, arguments) + ")";
}

std::string_view revert_name(BytesView data)
{
    const auto signature = signature_of(data);
    return signature ? signature->substr(0, signature->find('(')) : std::string_view{};
}

}  // namespace ballast::chains::evm
