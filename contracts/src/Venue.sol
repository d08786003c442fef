// SPDX-License-Identifier: Apache-2.0
// Keeps positions in linear perpetuals, dated futures and cash-settled options. A trade needs three
// consents: the maker's Quote, the trader's Accept and the hub's PERMIT. The hub alone may move a
// position, and only to an account that opted in; it alone names the price at which what expired is
// settled.
//
// Assumptions
// - The venue holds no collateral and knows no margin: whether a trade may be is the hub's
//   decision, and so is what a position is paid when its instrument is settled.
// - An account's owner is an ECDSA key (home chain 0); accounts of contract wallets do not trade
//   here yet.
pragma solidity 0.8.34;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {AttestationVerifier} from "./AttestationVerifier.sol";
import {OrderRegistry} from "./OrderRegistry.sol";
import {PositionBook} from "./PositionBook.sol";
import {IVenue} from "./interfaces/IVenue.sol";
import {
    OBSERVED_FILLED,
    OBSERVED_LIQUIDATOR,
    OBSERVED_SETTLED,
    OBSERVED_TRANSFERRED,
    ORDER_PERMIT,
    ORDER_SETTLE,
    ORDER_TRANSFER,
    Wire
} from "./lib/Wire.sol";

contract Venue is OrderRegistry, PositionBook, EIP712, IVenue {
    using Wire for bytes;

    // TYPES

    /// One that left still is a liquidator up to and including the second `until`.
    struct Liquidator {
        bool opted;
        uint64 until;
    }

    uint256 private constant PERMIT_TAIL_SIZE = 209;
    uint256 private constant TRANSFER_TAIL_SIZE = 168;
    uint256 private constant SETTLE_TAIL_SIZE = 64;
    uint8 private constant FLAG_REDUCE_ONLY = 1;
    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "Quote(bytes32 maker,bytes32 instrument,int256 quantity,int256 price,"
        "uint64 expiry,uint64 nonce)"
    );
    bytes32 private constant ACCEPT_TYPEHASH = keccak256(
        "Accept(bytes32 account,bytes32 quoteDigest,int256 quantity,int256 limitPrice,"
        "uint64 deadline,uint64 nonce)"
    );

    // IMMUTABLES

    uint64 public immutable maxOrderLife;

    // STORAGE

    mapping(bytes32 account => uint64) public epochs;
    mapping(bytes32 quoteDigest => uint256) public filled;
    mapping(bytes32 acceptDigest => bool) public acceptUsed;
    mapping(bytes32 account => Liquidator) private _liquidators;

    constructor(
        string memory name,
        address[] memory guardians,
        bytes32 salt,
        uint16 registryChain_,
        InstrumentConfig[] memory listed,
        uint64 maxOrderLife_
    )
        AttestationVerifier(name, guardians, salt, registryChain_)
        PositionBook(listed)
        EIP712("Ballast Venue", "1")
    {
        if (maxOrderLife_ == 0) revert OrderLifeZero();
        maxOrderLife = maxOrderLife_;
    }

    // TRADE

    /// @inheritdoc IVenue
    function executeTrade(
        bytes calldata permitVaa,
        Quote calldata quote,
        bytes calldata quoteSignature,
        Accept calldata accept,
        bytes calldata acceptSignature
    ) external nonReentrant {
        (Order memory order, bytes calldata permit) = _verifyOrder(permitVaa);
        if (order.kind != ORDER_PERMIT) revert TypeUnsupported(order.kind);
        _requireExecutable(order);
        _requireLife(order);
        bytes32 quoteDigest = quoteDigestOf(quote);
        bytes32 acceptDigest = acceptDigestOf(accept);
        _requirePermitted(permit, quoteDigest, quote, accept);
        _requireTerms(quote, accept);
        _requireEpochs(permit, quote.maker, accept.account);
        _requireFlags(permit.u8At(208), quote.instrument, accept);
        _requireSignature(quote.maker, quoteDigest, quoteSignature);
        _requireSignature(accept.account, acceptDigest, acceptSignature);

        _setOrderState(order.id, OrderState.Executed);
        _useAccept(acceptDigest);
        _book(order.id, quoteDigest, quote, accept);
    }

    // TRANSFER AND SETTLE

    function _execute(Order memory order, bytes calldata tail) internal override {
        _requireLife(order);
        if (order.kind == ORDER_TRANSFER) {
            _executeTransfer(order, tail);
        } else if (order.kind == ORDER_SETTLE) {
            _executeSettle(order, tail);
        } else {
            revert TypeUnsupported(order.kind);
        }
    }

    function _executeTransfer(Order memory order, bytes calldata tail) private {
        bytes32 account = tail.b32At(0);
        bytes32 to = tail.b32At(32);
        bytes32 instrument = tail.b32At(64);
        int256 quantity = tail.i256At(96);
        int256 price = tail.i256At(128);
        if (account == to) revert AccountsEqual(account);
        if (!isLiquidator(to)) revert NotLiquidator(to);
        _requireQuantity(instrument, quantity);
        if (price <= 0) revert PriceNotPositive(price);

        _setOrderState(order.id, OrderState.Executed);
        _raiseEpoch(account, tail.u64At(160));
        int256 moved = _clampToPosition(positions(account, instrument), quantity);
        _move(account, to, instrument, moved);
        _observe(
            OBSERVED_TRANSFERRED, abi.encodePacked(order.id, account, to, instrument, moved, price)
        );
    }

    function _executeSettle(Order memory order, bytes calldata tail) private {
        bytes32 instrument = tail.b32At(0);
        int256 price = tail.i256At(32);

        _setOrderState(order.id, OrderState.Executed);
        _settle(instrument, price);
        _observe(OBSERVED_SETTLED, abi.encodePacked(order.id, instrument, price));
    }

    // LIQUIDATORS

    /// @inheritdoc IVenue
    function setLiquidator(bytes32 account, bool opted) external nonReentrant {
        if (_ownerOf(account) != msg.sender) revert NotOwner(account, msg.sender);
        Liquidator storage liquidator = _liquidators[account];
        if (liquidator.opted == opted) revert LiquidatorUnchanged(account, opted);

        liquidator.opted = opted;
        liquidator.until = opted ? 0 : uint64(block.timestamp) + maxOrderLife;
        _observe(OBSERVED_LIQUIDATOR, abi.encodePacked(account, uint8(opted ? 1 : 0)));
    }

    // VIEWS

    /// @inheritdoc IVenue
    function isLiquidator(bytes32 account) public view returns (bool) {
        Liquidator storage liquidator = _liquidators[account];
        return liquidator.opted || block.timestamp <= liquidator.until;
    }

    /// @inheritdoc IVenue
    function quoteDigestOf(Quote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    /// @inheritdoc IVenue
    function acceptDigestOf(Accept calldata accept) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ACCEPT_TYPEHASH, accept)));
    }

    // CHECKS OF A TRADE

    /// Requires that the permit repeats quote and accept in every field that they share.
    function _requirePermitted(
        bytes calldata permit,
        bytes32 quoteDigest,
        Quote calldata quote,
        Accept calldata accept
    ) private pure {
        if (permit.b32At(0) != accept.account) {
            revert PermitMismatch("account");
        }
        if (permit.b32At(32) != quote.maker) revert PermitMismatch("maker");
        if (permit.b32At(64) != quoteDigest) revert PermitMismatch("quote_digest");
        if (accept.quoteDigest != quoteDigest) revert PermitMismatch("accept.quoteDigest");
        if (permit.b32At(96) != quote.instrument) revert PermitMismatch("instrument");
        if (permit.i256At(128) != accept.quantity) revert PermitMismatch("quantity");
        if (permit.i256At(160) != accept.limitPrice) revert PermitMismatch("limit_price_e18");
    }

    /// Requires that quote and accept fit each other now.
    function _requireTerms(Quote calldata quote, Accept calldata accept) private view {
        if (accept.account == quote.maker) revert AccountsEqual(accept.account);
        if (block.timestamp > quote.expiry) revert QuoteExpired(quote.expiry);
        if (block.timestamp > accept.deadline) revert AcceptExpired(accept.deadline);
        _requireQuantity(quote.instrument, accept.quantity);
        _requireNotExpired(quote.instrument);
        if (quote.quantity == 0 || (quote.quantity < 0) == (accept.quantity < 0)) {
            revert SidesEqual(quote.quantity, accept.quantity);
        }
        if (quote.price <= 0) revert PriceNotPositive(quote.price);
        bool beyond =
            accept.quantity > 0 ? quote.price > accept.limitPrice : quote.price < accept.limitPrice;
        if (beyond) revert PriceBeyondLimit(quote.price, accept.limitPrice);
    }

    function _requireEpochs(bytes calldata permit, bytes32 maker, bytes32 account) private view {
        _requireEpoch(account, permit.u64At(192));
        _requireEpoch(maker, permit.u64At(200));
    }

    function _requireEpoch(bytes32 account, uint64 permitted) private view {
        uint64 current = epochs[account];
        if (permitted != current) revert EpochMismatch(account, permitted, current);
    }

    function _requireFlags(uint8 flags, bytes32 instrument, Accept calldata accept) private view {
        if (flags & ~FLAG_REDUCE_ONLY != 0) revert FlagsUnknown(flags);
        if (flags == 0) return;
        int256 position = positions(accept.account, instrument);
        if (_clampToPosition(position, -accept.quantity) != -accept.quantity) {
            revert NotReducing(position, accept.quantity);
        }
    }

    function _requireSignature(bytes32 account, bytes32 digest, bytes calldata signature)
        private
        pure
    {
        address owner = _ownerOf(account);
        (address signer, ECDSA.RecoverError refused,) = ECDSA.tryRecover(digest, signature);
        if (refused != ECDSA.RecoverError.NoError || signer != owner) {
            revert SignatureRefused(account);
        }
    }

    // HELPERS

    function _tailSize(uint8 kind) internal pure override returns (uint256) {
        if (kind == ORDER_PERMIT) return PERMIT_TAIL_SIZE;
        if (kind == ORDER_TRANSFER) return TRANSFER_TAIL_SIZE;
        if (kind == ORDER_SETTLE) return SETTLE_TAIL_SIZE;
        revert TypeUnsupported(kind);
    }

    /// Nothing is queued at a venue.
    function _forget(uint64) internal pure override {}

    /// Requires that the order could not live longer than a leaving liquidator must wait.
    function _requireLife(Order memory order) private view {
        // An executable order has notBefore <= now <= expiry.
        uint64 life = order.expiry - order.notBefore;
        if (life > maxOrderLife) revert OrderLifeTooLong(order.id, life, maxOrderLife);
    }

    function _useAccept(bytes32 acceptDigest) private {
        if (acceptUsed[acceptDigest]) revert AcceptUsed(acceptDigest);
        acceptUsed[acceptDigest] = true;
    }

    /// Books a trade whose checks have passed and observes it.
    function _book(
        uint64 orderId,
        bytes32 quoteDigest,
        Quote calldata quote,
        Accept calldata accept
    ) private {
        _fill(quoteDigest, quote.quantity, accept.quantity);
        _move(quote.maker, accept.account, quote.instrument, accept.quantity);
        _observe(
            OBSERVED_FILLED,
            abi.encodePacked(
                orderId,
                accept.account,
                quote.maker,
                quote.instrument,
                accept.quantity,
                quote.price,
                quoteDigest
            )
        );
    }

    function _fill(bytes32 quoteDigest, int256 quoteQuantity, int256 quantity) private {
        uint256 size = SignedMath.abs(quoteQuantity);
        uint256 before = filled[quoteDigest];
        uint256 part = SignedMath.abs(quantity);
        if (part > size - before) revert QuoteFilled(before, part, size);
        filled[quoteDigest] = before + part;
    }

    function _raiseEpoch(bytes32 account, uint64 epoch) private {
        if (epoch > epochs[account]) epochs[account] = epoch;
    }

    /// Returns the key that owns an account; refuses accounts of contract wallets and of nobody.
    function _ownerOf(bytes32 account) private pure returns (address owner) {
        uint16 homeChain = uint16(bytes2(account << 160));
        if (homeChain != 0) revert HomeChainUnsupported(account, homeChain);
        owner = address(bytes20(account));
        if (owner == address(0)) revert Wire.AddressRefused(account);
    }
}
