// SPDX-License-Identifier: Apache-2.0
// Keeps collateral locked where it lives. Deposits name an account at the hub; tokens leave only by
// a RELEASE of a quorum, below what is locked, inside an outflow limit and, from a size on, after a
// delay.
//
// Assumptions
// - Listed tokens neither rebase nor take fees on transfer. One that does harms itself only: a
//   deposit counts what arrived, and every total is kept per token.
// - A token may call back, lie in what it returns, revert, refuse a recipient or burn gas.
// - For every listed token that does not rebase: balance >= locked + claimable, at all times.
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {AttestationVerifier} from "./AttestationVerifier.sol";
import {OrderRegistry} from "./OrderRegistry.sol";
import {ICollateralVault} from "./interfaces/ICollateralVault.sol";
import {OBSERVED_LOCKED, OBSERVED_RELEASED, ORDER_RELEASE, Wire} from "./lib/Wire.sol";
import {OutflowLimit} from "./lib/OutflowLimit.sol";

contract CollateralVault is OrderRegistry, ICollateralVault {
    using OutflowLimit for OutflowLimit.Bucket;
    using SafeERC20 for IERC20;
    using Wire for bytes;

    // TYPES

    uint256 private constant RELEASE_TAIL_SIZE = 128;
    uint8 private constant PAID = 0;
    uint8 private constant CLAIMABLE = 1;
    uint256 public constant TRANSFER_GAS = 300_000;
    /// What the call itself costs beside the gas handed on.
    uint256 private constant CALL_OVERHEAD_GAS = 10_000;

    // IMMUTABLES

    uint32 public immutable windowSeconds;
    uint32 public immutable delaySeconds;

    // STORAGE

    address[] private _tokens;
    mapping(address token => Asset) private _assets;
    mapping(address token => OutflowLimit.Bucket) private _outflow;
    mapping(uint64 orderId => QueuedRelease) private _queue;
    mapping(address token => mapping(address recipient => uint256)) public claimable;

    constructor(
        string memory name,
        address[] memory guardians,
        bytes32 salt,
        uint16 registryChain_,
        TokenConfig[] memory listed,
        uint32 windowSeconds_,
        uint32 delaySeconds_
    ) AttestationVerifier(name, guardians, salt, registryChain_) {
        if (windowSeconds_ == 0) revert WindowZero();
        windowSeconds = windowSeconds_;
        delaySeconds = delaySeconds_;
        for (uint256 i = 0; i < listed.length; ++i) {
            _list(listed[i]);
        }
    }

    // DEPOSIT

    /// @inheritdoc ICollateralVault
    function deposit(bytes32 account, address token, uint256 amount)
        external
        nonReentrant
        returns (uint256 received)
    {
        if (bytes20(account) == 0) revert AccountOwnerZero(account);
        Asset storage asset = _assetListed(token);

        received = _pull(token, amount);
        if (received < asset.minDeposit) revert DepositBelowMinimum(received, asset.minDeposit);
        uint256 lockedBefore = asset.locked;
        if (received > asset.cap - lockedBefore) {
            revert CapExceeded(lockedBefore, received, asset.cap);
        }

        asset.locked = uint112(lockedBefore + received);
        _observe(
            OBSERVED_LOCKED,
            abi.encodePacked(account, Wire.widen(token), received, Wire.widen(msg.sender))
        );
    }

    // RELEASE

    /// @inheritdoc ICollateralVault
    function executeQueued(uint64 orderId) external nonReentrant {
        QueuedRelease memory queued = _queue[orderId];
        if (orderState(orderId) != OrderState.Queued) revert NotQueued(orderId);
        if (block.timestamp < queued.ready) revert QueueNotReady(orderId, queued.ready);
        if (block.timestamp > queued.expiry) revert OrderExpired(orderId, queued.expiry);
        delete _queue[orderId];
        _pay(orderId, queued.token, queued.amount, queued.recipient);
    }

    function _execute(Order memory order, bytes calldata tail) internal override {
        // The account (the first 32 bytes) is the hub's business: the vault keeps no accounts.
        address token = tail.addressAt(32);
        uint256 amount = tail.u256At(64);
        address recipient = tail.addressAt(96);
        Asset storage asset = _assetListed(token);
        if (recipient == address(this)) revert RecipientIsVault();
        if (amount == 0) revert AmountZero();
        if (amount > asset.locked) revert AmountAboveLocked(amount, asset.locked);

        if (amount < asset.largeAmount) {
            _pay(order.id, token, uint112(amount), recipient);
        } else {
            _enqueue(order, token, uint112(amount), recipient);
        }
    }

    function _enqueue(Order memory order, address token, uint112 amount, address recipient)
        private
    {
        // What exceeds the limit itself could never be paid, so it does not enter the queue.
        uint112 limit = _assets[token].windowLimit;
        if (amount > limit) revert OutflowLimited(amount, limit);
        uint64 ready = uint64(block.timestamp) + delaySeconds;
        if (order.expiry < ready) revert ExpiryInsideDelay(order.id, ready, order.expiry);
        _setOrderState(order.id, OrderState.Queued);
        _queue[order.id] = QueuedRelease({
            amount: amount, ready: ready, expiry: order.expiry, token: token, recipient: recipient
        });
        emit ReleaseQueued(order.id, ready, order.expiry);
    }

    /// Pays an order or, where the token does not move, makes it claimable. The observation stands
    /// after the interaction because it says how the payment went; the guard keeps everything else
    /// out meanwhile.
    function _pay(uint64 orderId, address token, uint112 amount, address recipient) private {
        Asset storage asset = _assets[token];
        if (amount > asset.locked) revert AmountAboveLocked(amount, asset.locked);
        OutflowLimit.Bucket storage bucket = _outflow[token];
        uint256 room = bucket.available(asset.windowLimit, windowSeconds);
        if (amount > room) revert OutflowLimited(amount, room);

        bucket.take(asset.windowLimit, windowSeconds, amount);
        asset.locked -= amount;
        _setOrderState(orderId, OrderState.Executed);

        uint8 how = PAID;
        if (!_tryTransfer(token, recipient, amount)) {
            how = CLAIMABLE;
            asset.claimable += amount;
            claimable[token][recipient] += amount;
        }
        _observe(
            OBSERVED_RELEASED,
            abi.encodePacked(
                orderId, Wire.widen(token), uint256(amount), Wire.widen(recipient), how
            )
        );
    }

    // CLAIM

    /// @inheritdoc ICollateralVault
    function claim(address token, address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert Wire.AddressRefused(0);
        if (to == address(this)) revert RecipientIsVault();
        amount = claimable[token][msg.sender];
        if (amount == 0) revert NothingToClaim(token, msg.sender);

        claimable[token][msg.sender] = 0;
        _assets[token].claimable -= uint128(amount);
        emit Claimed(token, msg.sender, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    // VIEWS

    /// @inheritdoc ICollateralVault
    function tokens() external view returns (address[] memory) {
        return _tokens;
    }

    /// @inheritdoc ICollateralVault
    function assetOf(address token) external view returns (Asset memory) {
        return _assets[token];
    }

    /// @inheritdoc ICollateralVault
    function locked(address token) external view returns (uint256) {
        return _assets[token].locked;
    }

    /// @inheritdoc ICollateralVault
    function availableOutflow(address token) external view returns (uint256) {
        return _outflow[token].available(_assets[token].windowLimit, windowSeconds);
    }

    /// @inheritdoc ICollateralVault
    function queuedRelease(uint64 orderId) external view returns (QueuedRelease memory) {
        return _queue[orderId];
    }

    // HELPERS

    function _tailSize(uint8 kind) internal pure override returns (uint256) {
        if (kind != ORDER_RELEASE) revert TypeUnsupported(kind);
        return RELEASE_TAIL_SIZE;
    }

    function _forget(uint64 orderId) internal override {
        delete _queue[orderId];
    }

    function _list(TokenConfig memory config) private {
        address token = config.token;
        bool isListed = _assets[token].cap != 0;
        if (token.code.length == 0 || isListed || config.cap == 0) revert TokenRefused(token);
        if (config.windowLimit == 0) revert WindowLimitZero(token);
        _tokens.push(token);
        _assets[token] = Asset({
            cap: config.cap,
            minDeposit: config.minDeposit,
            windowLimit: config.windowLimit,
            largeAmount: config.largeAmount,
            locked: 0,
            claimable: 0
        });
    }

    function _assetListed(address token) private view returns (Asset storage asset) {
        asset = _assets[token];
        if (asset.cap == 0) revert TokenNotListed(token);
    }

    function _pull(address token, uint256 amount) private returns (uint256 received) {
        uint256 balanceBefore = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 balanceAfter = IERC20(token).balanceOf(address(this));
        if (balanceAfter <= balanceBefore) revert NothingReceived(token);
        received = balanceAfter - balanceBefore;
    }

    /// Returns whether tokens left the vault, whatever the token says about it: a token that
    /// returns false and moves them has paid, one that returns true and moves nothing has not. A
    /// recipient who sends a part back during the call has still been paid. What the token returns
    /// is not even copied.
    function _tryTransfer(address token, address to, uint256 amount) private returns (bool) {
        uint256 balanceBefore = IERC20(token).balanceOf(address(this));
        // A call hands on at most 63/64 of what is left (EIP-150).
        uint256 needed = TRANSFER_GAS * 64 / 63 + CALL_OVERHEAD_GAS;
        if (gasleft() < needed) revert GasTooLow(needed, gasleft());
        bytes memory input = abi.encodeCall(IERC20.transfer, (to, amount));
        assembly ("memory-safe") {
            pop(call(TRANSFER_GAS, token, 0, add(input, 32), mload(input), 0, 0))
        }
        return IERC20(token).balanceOf(address(this)) < balanceBefore;
    }
}
