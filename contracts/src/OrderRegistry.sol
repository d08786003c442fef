// SPDX-License-Identifier: Apache-2.0
// Takes orders of the hub: checks where they come from and that they are meant for this contract,
// keeps what became of each, cancels and voids. What an order does is written in the contracts
// below.
//
// Assumptions
// - The hub gives an order id once in the deployment, and repeats an order only byte for byte.
// - A contract keeps its own ids: that an id was voided here says nothing about another contract.
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AttestationVerifier} from "./AttestationVerifier.sol";
import {IOrderRegistry} from "./interfaces/IOrderRegistry.sol";
import {OBSERVED_VOIDED, ORDER_CANCEL, ORDER_FIRST, Wire} from "./lib/Wire.sol";

abstract contract OrderRegistry is AttestationVerifier, ReentrancyGuardTransient, IOrderRegistry {
    using Wire for bytes;

    // TYPES

    struct Order {
        uint8 kind;
        uint64 id;
        uint64 notBefore;
        uint64 expiry;
    }

    uint256 private constant PREFIX_SIZE = 77;
    uint256 private constant ORDER_SIZE = PREFIX_SIZE + 24;
    uint256 private constant CANCEL_TAIL_SIZE = 8;
    bytes4 private constant MAGIC = "BAL1";

    // STORAGE

    /// Two bits an order, 128 orders a word: ids are dense, so that most orders touch a word in
    /// use.
    mapping(uint256 word => uint256 states) private _orderStates;

    // SUBMIT

    /// @inheritdoc IOrderRegistry
    function submitOrder(bytes calldata vaa) external nonReentrant {
        (Order memory order, bytes calldata tail) = _verifyOrder(vaa);
        _requireExecutable(order);
        if (order.kind == ORDER_CANCEL) {
            _cancel(order.id, tail.u64At(0));
        } else {
            _execute(order, tail);
        }
    }

    // VOID

    /// @inheritdoc IOrderRegistry
    function voidOrder(bytes calldata vaa) external nonReentrant {
        (Order memory order,) = _verifyOrder(vaa);
        if (block.timestamp <= order.expiry) revert OrderNotExpired(order.id, order.expiry);
        _void(order.id);
    }

    // VIEWS

    /// @inheritdoc IOrderRegistry
    function orderState(uint64 orderId) public view returns (OrderState) {
        return OrderState((_orderStates[orderId >> 7] >> _shift(orderId)) & 3);
    }

    // FOR THE CONTRACTS BELOW

    /// Executes or queues an order that is signed, in time and not used; `tail` has the length of
    /// its type.
    function _execute(Order memory order, bytes calldata tail) internal virtual;

    /// Returns the length of an order's own fields; reverts with TypeUnsupported for what is not
    /// handled.
    function _tailSize(uint8 kind) internal view virtual returns (uint256);

    /// Forgets what a contract keeps of a queued order that is being voided.
    function _forget(uint64 orderId) internal virtual;

    /// Verifies signatures, emitter, deployment, chain, contract, type and length of an order.
    function _verifyOrder(bytes calldata vaa)
        internal
        view
        returns (Order memory order, bytes calldata tail)
    {
        (Envelope memory envelope, bytes calldata payload) = _verifyVaa(vaa);
        _requireEmitter(envelope, deploymentId);
        if (payload.length < ORDER_SIZE) revert PayloadLengthRefused(ORDER_SIZE, payload.length);
        bytes4 magic = bytes4(payload.u32At(0));
        if (magic != MAGIC) revert MagicUnknown(magic);
        order.kind = payload.u8At(4);
        uint256 expected =
            ORDER_SIZE + (order.kind == ORDER_CANCEL ? CANCEL_TAIL_SIZE : _tailSizeOf(order.kind));
        if (payload.length != expected) revert PayloadLengthRefused(expected, payload.length);
        if (payload.b32At(5) != deploymentId) revert DeploymentMismatch(payload.b32At(5));
        if (payload.u64At(37) != block.chainid) revert ChainMismatch(payload.u64At(37));
        if (payload.b32At(45) != Wire.widen(address(this))) {
            revert ContractMismatch(payload.b32At(45));
        }
        order.id = payload.u64At(PREFIX_SIZE);
        if (envelope.sequence != order.id) revert SequenceMismatch(envelope.sequence, order.id);
        order.notBefore = payload.u64At(PREFIX_SIZE + 8);
        order.expiry = payload.u64At(PREFIX_SIZE + 16);
        tail = payload[ORDER_SIZE:];
    }

    /// Requires that an order was not used and that now lies inside its window.
    function _requireExecutable(Order memory order) internal view {
        OrderState state = orderState(order.id);
        if (state != OrderState.None) revert OrderUsed(order.id, state);
        if (block.timestamp < order.notBefore) revert OrderEarly(order.id, order.notBefore);
        if (block.timestamp > order.expiry) revert OrderExpired(order.id, order.expiry);
    }

    function _setOrderState(uint64 orderId, OrderState state) internal {
        uint256 shift = _shift(orderId);
        uint256 word = _orderStates[orderId >> 7] & ~(uint256(3) << shift);
        _orderStates[orderId >> 7] = word | (uint256(state) << shift);
    }

    // HELPERS

    function _cancel(uint64 orderId, uint64 targetId) private {
        if (targetId == orderId) revert CancelOfItself(orderId);
        _setOrderState(orderId, OrderState.Executed);
        _void(targetId);
    }

    function _void(uint64 orderId) private {
        OrderState state = orderState(orderId);
        if (state == OrderState.Executed || state == OrderState.Voided) {
            revert OrderUsed(orderId, state);
        }
        _setOrderState(orderId, OrderState.Voided);
        if (state == OrderState.Queued) _forget(orderId);
        _observe(OBSERVED_VOIDED, abi.encodePacked(orderId));
    }

    function _tailSizeOf(uint8 kind) private view returns (uint256) {
        // Observations are the other half of the numbers: no contract takes one as an order.
        if (kind < ORDER_FIRST) revert TypeUnsupported(kind);
        return _tailSize(kind);
    }

    function _shift(uint64 orderId) private pure returns (uint256) {
        return (uint256(orderId) & 127) << 1;
    }
}
