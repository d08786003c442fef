// SPDX-License-Identifier: Apache-2.0
// What every contract of a deployment says and accepts: signed messages (VAA v1) of its own signer
// sets, one counter of observations, and the upgrade of the signer set.
pragma solidity 0.8.34;

/// @title Verification of signed messages, and the one event by which a contract speaks to the hub.
interface IAttestationVerifier {
    // TYPES

    /// @notice An observation. Guardians sign `"BAL1" | kind | deployment id | chain id | contract
    /// | block` followed by exactly `body`; nothing else that a contract emits is ever signed.
    /// @param eventNonce Counts all observations of the contract, from 1, without gaps.
    /// @param kind The type's number on the wire, below 64.
    /// @param body The fields of the type in the layout of the wire, big-endian and packed.
    event Observed(uint64 indexed eventNonce, uint8 indexed kind, bytes body);

    // Construction
    error RegistryChainRefused(uint16 registryChain);
    error SignerCountRefused(uint256 count);
    error SignerKeyZero(uint256 index);
    error SignerKeyDuplicate(address key);

    // Envelope
    error VaaTruncated(uint256 needed, uint256 length);
    error VaaVersionUnknown(uint8 version);
    error SignerSetUnknown(uint32 index);
    error SignerSetExpired(uint32 index, uint64 expiry);
    error BelowQuorum(uint256 count, uint256 quorum);
    error SignerIndexNotAscending(uint8 index);
    error SignerIndexOutOfRange(uint8 index, uint256 size);
    error RecoveryIdOutOfRange(uint8 index, uint8 recoveryId);
    error SignatureOutOfRange(uint8 index);
    error SignatureMalleable(uint8 index);
    error SignerMismatch(uint8 index, address recovered);
    error EmitterUnknown(uint16 chain, bytes32 emitter);
    error ConsistencyNotFinal(uint8 consistency);
    error NonceNotZero(uint32 nonce);
    error PayloadLengthRefused(uint256 expected, uint256 length);
    error DeploymentMismatch(bytes32 deploymentId);

    // Signer set upgrade
    error SignerSetNotCurrent(uint32 index, uint32 current);
    error UpgradeModuleUnknown(bytes32 module);
    error UpgradeActionUnknown(uint8 action);
    error UpgradeChainMismatch(uint16 chain);
    error UpgradeIndexNotNext(uint32 index, uint32 expected);
    error UpgradeConsumed(bytes32 digest);

    // ACTIONS

    /// @notice Replaces the signer set by the next one; anyone may present the message.
    /// @dev Signed by a quorum of the current set. The set that is replaced still speaks for 86,400
    /// seconds. Observes SET_CHANGED.
    /// @param vaa The signed message, whole, nothing after it.
    function upgradeSignerSet(bytes calldata vaa) external;

    // VIEWS

    /// @notice The identity of the deployment: keccak256(abi.encode(name, first signer set, salt));
    /// never zero.
    function deploymentId() external view returns (bytes32);

    /// @notice The emitter of signer set upgrades: keccak256("BALLAST_GOVERNANCE" | deployment id).
    function governanceEmitter() external view returns (bytes32);

    /// @notice The number of this chain in the hub's registry (not its EIP-155 id).
    function registryChain() external view returns (uint16);

    /// @notice The number of the latest observation; 0 before the first.
    function eventNonce() external view returns (uint64);

    /// @notice The index of the signer set that may upgrade to the next.
    function currentSetIndex() external view returns (uint32);

    /// @notice A signer set: its keys (none if it never existed) and the last second at which it
    /// still speaks, 0 while it is current.
    function signerSet(uint32 index) external view returns (address[] memory keys, uint64 expiry);
}
