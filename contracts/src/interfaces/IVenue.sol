// SPDX-License-Identifier: Apache-2.0
// What the venue executes: trades from a maker's Quote, a trader's Accept and the hub's PERMIT,
// transfers of positions to liquidators who opted in, and settlements of what expired.
pragma solidity 0.8.34;

import {IOrderRegistry} from "./IOrderRegistry.sol";
import {IPositionBook} from "./IPositionBook.sol";

/// @title A venue of linear perpetuals, dated futures and cash-settled options without collateral of
/// its own.
interface IVenue is IOrderRegistry, IPositionBook {
    // TYPES

    /// @notice A maker's offer, signed by the owner of `maker` (EIP-712, domain "Ballast Venue",
    /// "1").
    /// @param quantity The maker's change of position, 18 decimals: negative sells. May be filled
    /// in parts.
    /// @param price The price of one unit, 18 decimals, above zero.
    /// @param expiry The last second at which it may be filled.
    struct Quote {
        bytes32 maker;
        bytes32 instrument;
        int256 quantity;
        int256 price;
        uint64 expiry;
        uint64 nonce;
    }

    /// @notice A trader's acceptance of one quote, signed by the owner of `account`; used once,
    /// whole.
    /// @param quoteDigest The full EIP-712 digest of the quote.
    /// @param quantity The account's change of position, 18 decimals, of the other sign than the
    /// quote's.
    /// @param limitPrice A buyer pays no more, a seller takes no less.
    struct Accept {
        bytes32 account;
        bytes32 quoteDigest;
        int256 quantity;
        int256 limitPrice;
        uint64 deadline;
        uint64 nonce;
    }

    // Construction
    error OrderLifeZero();

    // Orders
    error OrderLifeTooLong(uint64 orderId, uint64 life, uint64 limit);
    error PriceNotPositive(int256 price);
    error AccountsEqual(bytes32 account);

    // Trade
    error FlagsUnknown(uint8 flags);
    error PermitMismatch(bytes32 field);
    error SidesEqual(int256 quoteQuantity, int256 acceptQuantity);
    error PriceBeyondLimit(int256 price, int256 limitPrice);
    error QuoteExpired(uint64 expiry);
    error AcceptExpired(uint64 deadline);
    error AcceptUsed(bytes32 acceptDigest);
    error QuoteFilled(uint256 filled, uint256 quantity, uint256 size);
    error EpochMismatch(bytes32 account, uint64 permitted, uint64 current);
    error NotReducing(int256 position, int256 quantity);
    error SignatureRefused(bytes32 account);

    // Liquidators
    error HomeChainUnsupported(bytes32 account, uint16 homeChain);
    error NotOwner(bytes32 account, address sender);
    error NotLiquidator(bytes32 account);
    error LiquidatorUnchanged(bytes32 account, bool opted);

    // ACTIONS

    /// @notice Executes a trade; anyone may present it. Observes FILLED.
    /// @dev The permit must repeat quote and accept in every field that it has, and the epochs of
    /// both accounts must be those of the permit.
    /// @param permitVaa The signed PERMIT.
    /// @param quote The maker's offer.
    /// @param quoteSignature 65 bytes r | s | v, v 27 or 28, low s, by the owner of the maker's
    /// account.
    /// @param accept The trader's acceptance.
    /// @param acceptSignature The same form, by the owner of the trader's account.
    function executeTrade(
        bytes calldata permitVaa,
        Quote calldata quote,
        bytes calldata quoteSignature,
        Accept calldata accept,
        bytes calldata acceptSignature
    ) external;

    /// @notice Opts an account in or out as a liquidator, by its owner. Leaving takes effect after
    /// the longest life of an order, so that no order that names it is cut off. Observes
    /// LIQUIDATOR.
    function setLiquidator(bytes32 account, bool opted) external;

    // VIEWS

    /// @notice The epoch of an account: a permit of another epoch does not execute.
    function epochs(bytes32 account) external view returns (uint64);

    /// @notice How much of a quote is filled, unsigned.
    function filled(bytes32 quoteDigest) external view returns (uint256);

    /// @notice Whether an Accept was used.
    function acceptUsed(bytes32 acceptDigest) external view returns (bool);

    /// @notice Whether a TRANSFER may give positions to an account now.
    function isLiquidator(bytes32 account) external view returns (bool);

    /// @notice The longest life of an order, in seconds.
    function maxOrderLife() external view returns (uint64);

    /// @notice The EIP-712 digest of a quote on this venue's domain.
    function quoteDigestOf(Quote calldata quote) external view returns (bytes32);

    /// @notice The EIP-712 digest of an accept on this venue's domain.
    function acceptDigestOf(Accept calldata accept) external view returns (bytes32);
}
