// SPDX-License-Identifier: Apache-2.0
// What the vault takes and pays: deposits that name an account, releases by the hub's order inside
// limits that no quorum can skip, and claims of payments that a token refused.
pragma solidity 0.8.34;

import {IOrderRegistry} from "./IOrderRegistry.sol";

/// @title Locked collateral on one chain.
interface ICollateralVault is IOrderRegistry {
    // TYPES

    /// @notice A listed token, as the constructor takes it. Amounts are the token's own units.
    /// @param token The token; a contract, listed once.
    /// @param cap The most that may be locked.
    /// @param minDeposit The least that a deposit must bring.
    /// @param windowLimit The outflow that leaks away in one window; nothing larger is ever paid at
    /// once.
    /// @param largeAmount From this amount on an order is queued for the delay.
    struct TokenConfig {
        address token;
        uint112 cap;
        uint112 minDeposit;
        uint112 windowLimit;
        uint112 largeAmount;
    }

    /// @notice A listed token and what the vault holds of it.
    /// @param locked Deposits less releases.
    /// @param claimable Payments that the token refused and that were not claimed yet, of all
    /// recipients.
    struct Asset {
        uint112 cap;
        uint112 minDeposit;
        uint112 windowLimit;
        uint112 largeAmount;
        uint112 locked;
        uint128 claimable;
    }

    /// @notice A queued order: payable from `ready` until `expiry`; all zero where nothing is
    /// queued.
    struct QueuedRelease {
        uint112 amount;
        uint64 ready;
        uint64 expiry;
        address token;
        address recipient;
    }

    /// @notice An order waits for its delay. For relayers only: not an observation, never signed.
    event ReleaseQueued(uint64 indexed orderId, uint64 ready, uint64 expiry);

    /// @notice A refused payment was claimed. Not an observation: RELEASED has told the hub
    /// already.
    event Claimed(address indexed token, address indexed recipient, address to, uint256 amount);

    // Construction
    error TokenRefused(address token);
    error WindowLimitZero(address token);
    error WindowZero();

    // Deposit
    error AccountOwnerZero(bytes32 account);
    error TokenNotListed(address token);
    error NothingReceived(address token);
    error DepositBelowMinimum(uint256 received, uint256 minimum);
    error CapExceeded(uint256 locked, uint256 received, uint256 cap);

    // Release and claim
    error AmountZero();
    error AmountAboveLocked(uint256 amount, uint256 locked);
    error RecipientIsVault();
    error OutflowLimited(uint256 amount, uint256 available);
    error ExpiryInsideDelay(uint64 orderId, uint64 ready, uint64 expiry);
    error NotQueued(uint64 orderId);
    error QueueNotReady(uint64 orderId, uint64 ready);
    error GasTooLow(uint256 needed, uint256 left);
    error NothingToClaim(address token, address recipient);

    // ACTIONS

    /// @notice Locks the sender's tokens for an account; what counts is what arrives. Observes
    /// LOCKED.
    /// @param account The account at the hub: 20 bytes owner (not zero), 2 home chain, 10
    /// subaccount. The vault checks only the owner: what the hub does not recognise goes back to
    /// the depositor.
    /// @param token A listed token.
    /// @param amount What is asked of the token; a token that delivers less locks less.
    /// @return received What arrived and was locked.
    function deposit(bytes32 account, address token, uint256 amount)
        external
        returns (uint256 received);

    /// @notice Pays a queued order whose delay has passed, inside the outflow limit; anyone may
    /// call. Observes RELEASED.
    function executeQueued(uint64 orderId) external;

    /// @notice Pays the sender all that the token refused to pay him before.
    /// @param to Where it goes: not zero, not the vault.
    /// @return amount What was paid.
    function claim(address token, address to) external returns (uint256 amount);

    // VIEWS

    /// @notice The listed tokens, in the order of the constructor.
    function tokens() external view returns (address[] memory);

    /// @notice A token's limits and totals; all zero where it is not listed.
    function assetOf(address token) external view returns (Asset memory);

    /// @notice Deposits less releases of a token.
    function locked(address token) external view returns (uint256);

    /// @notice What a recipient may claim.
    function claimable(address token, address recipient) external view returns (uint256);

    /// @notice What a token's outflow limit leaves right now. The outflow of any t seconds is at
    /// most windowLimit * (1 + t / windowSeconds).
    function availableOutflow(address token) external view returns (uint256);

    /// @notice A queued order.
    function queuedRelease(uint64 orderId) external view returns (QueuedRelease memory);

    /// @notice The length of the outflow window in seconds.
    function windowSeconds() external view returns (uint32);

    /// @notice How long a large order waits, in seconds.
    function delaySeconds() external view returns (uint32);

    /// @notice The gas that every outgoing transfer is given; presenting an order with less is
    /// refused, so that nobody turns a payment into a claim by starving it.
    // forge-lint: disable-next-line(mixed-case-function)
    function TRANSFER_GAS() external view returns (uint256);
}
