// SPDX-License-Identifier: Apache-2.0
// Orders of the hub: single use, unordered, executed inside a window of time or voided for ever.
pragma solidity 0.8.34;

import {IAttestationVerifier} from "./IAttestationVerifier.sol";

/// @title Presentation, cancellation and voiding of the hub's orders.
interface IOrderRegistry is IAttestationVerifier {
    // TYPES

    /// @notice None: never seen. Queued: presented, waits for its delay. Executed and Voided are
    /// final.
    enum OrderState {
        None,
        Queued,
        Executed,
        Voided
    }

    error MagicUnknown(bytes4 magic);
    error TypeUnsupported(uint8 kind);
    error ChainMismatch(uint64 chainId);
    error ContractMismatch(bytes32 contractAddress);
    error SequenceMismatch(uint64 sequence, uint64 orderId);
    error OrderEarly(uint64 orderId, uint64 notBefore);
    error OrderExpired(uint64 orderId, uint64 expiry);
    error OrderNotExpired(uint64 orderId, uint64 expiry);
    error OrderUsed(uint64 orderId, OrderState state);
    error CancelOfItself(uint64 orderId);

    // ACTIONS

    /// @notice Executes a signed order, or queues it where the contract says so; anyone may present
    /// it.
    /// @dev Refuses PERMIT, which needs the parties' signatures beside it. CANCEL voids its target
    /// at once unless that has executed or is void already, whether or not it was ever seen here;
    /// observes VOIDED.
    function submitOrder(bytes calldata vaa) external;

    /// @notice Voids a signed order whose expiry has passed and which did not execute; anyone may
    /// present it. Observes VOIDED.
    function voidOrder(bytes calldata vaa) external;

    // VIEWS

    /// @notice What became of an order here.
    function orderState(uint64 orderId) external view returns (OrderState);
}
