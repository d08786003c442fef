// SPDX-License-Identifier: Apache-2.0
// Verifies signed messages (VAA v1) against the contract's own signer sets, upgrades the set, and
// counts the contract's observations. Leaves out what the messages order; that is OrderRegistry and
// below it.
//
// Assumptions
// - Fewer than a third of the keys of a set that still speaks are in wrong hands.
// - The chain's clock is off by less than the life of a replaced set (86,400 s).
// - There is no owner: what is fixed here is fixed at construction; only the signers' own upgrade
//   changes them.
pragma solidity 0.8.34;

import {IAttestationVerifier} from "./interfaces/IAttestationVerifier.sol";
import {OBSERVED_SET_CHANGED, Wire} from "./lib/Wire.sol";

abstract contract AttestationVerifier is IAttestationVerifier {
    using Wire for bytes;

    // TYPES

    /// A set without keys does not exist; expiry 0 means that the set is current.
    struct SignerSet {
        address[] keys;
        uint64 expiry;
    }

    /// The part of a verified message that its payload does not repeat.
    struct Envelope {
        uint32 setIndex;
        bytes32 digest;
        uint32 nonce;
        uint16 emitterChain;
        bytes32 emitter;
        uint64 sequence;
        uint8 consistency;
    }

    uint16 internal constant HUB_CHAIN = 0xBA11;
    uint8 internal constant CONSISTENCY_FINAL = 202;

    uint256 private constant HEADER_SIZE = 6;
    uint256 private constant SIGNATURE_SIZE = 66;
    uint256 private constant ENVELOPE_SIZE = 51;
    uint256 private constant UPGRADE_SIZE = 72;
    uint256 private constant SIGNERS_MAX = 19;
    uint64 private constant REPLACED_SET_LIFE = 86_400;
    bytes32 private constant UPGRADE_MODULE = bytes32(uint256(uint88(bytes11("BallastCore"))));
    uint8 private constant UPGRADE_ACTION = 2;
    uint256 private constant CURVE_ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    // IMMUTABLES

    bytes32 public immutable deploymentId;
    bytes32 public immutable governanceEmitter;
    uint16 public immutable registryChain;

    // STORAGE

    uint64 public eventNonce;
    uint32 public currentSetIndex;
    mapping(uint32 index => SignerSet) private _signerSets;
    mapping(bytes32 digest => bool) private _upgradeConsumed;

    constructor(
        string memory name,
        address[] memory guardians,
        bytes32 salt,
        uint16 registryChain_
    ) {
        if (registryChain_ == 0 || registryChain_ >= HUB_CHAIN) {
            revert RegistryChainRefused(registryChain_);
        }
        registryChain = registryChain_;
        deploymentId = keccak256(abi.encode(name, guardians, salt));
        governanceEmitter = keccak256(abi.encodePacked("BALLAST_GOVERNANCE", deploymentId));
        _installSignerSet(0, guardians);
    }

    // SIGNER SET UPGRADE

    /// @inheritdoc IAttestationVerifier
    function upgradeSignerSet(bytes calldata vaa) external {
        (Envelope memory envelope, bytes calldata payload) = _verifyVaa(vaa);
        uint32 current = currentSetIndex;
        if (envelope.setIndex != current) revert SignerSetNotCurrent(envelope.setIndex, current);
        _requireEmitter(envelope, governanceEmitter);
        if (_upgradeConsumed[envelope.digest]) revert UpgradeConsumed(envelope.digest);

        address[] memory keys = _parseUpgrade(payload, current + 1);

        _upgradeConsumed[envelope.digest] = true;
        _signerSets[current].expiry = uint64(block.timestamp) + REPLACED_SET_LIFE;
        currentSetIndex = current + 1;
        _installSignerSet(current + 1, keys);
        _observe(OBSERVED_SET_CHANGED, abi.encodePacked(current + 1));
    }

    // VIEWS

    /// @inheritdoc IAttestationVerifier
    function signerSet(uint32 index) external view returns (address[] memory keys, uint64 expiry) {
        return (_signerSets[index].keys, _signerSets[index].expiry);
    }

    // FOR THE CONTRACTS BELOW

    /// Emits an observation under the next number. Every kind goes through here, so that there is
    /// no gap.
    function _observe(uint8 kind, bytes memory body) internal {
        emit Observed(++eventNonce, kind, body);
    }

    /// Verifies a message down to its quorum; says nothing about its emitter yet.
    function _verifyVaa(bytes calldata vaa)
        internal
        view
        returns (Envelope memory envelope, bytes calldata payload)
    {
        if (vaa.length < HEADER_SIZE) revert VaaTruncated(HEADER_SIZE, vaa.length);
        if (vaa.u8At(0) != 1) revert VaaVersionUnknown(vaa.u8At(0));
        uint256 bodyAt = HEADER_SIZE + SIGNATURE_SIZE * vaa.u8At(5);
        if (vaa.length < bodyAt + ENVELOPE_SIZE) {
            revert VaaTruncated(bodyAt + ENVELOPE_SIZE, vaa.length);
        }
        bytes calldata body = vaa[bodyAt:];
        envelope.setIndex = vaa.u32At(1);
        envelope.digest = keccak256(abi.encodePacked(keccak256(body)));

        _verifySignatures(envelope.setIndex, envelope.digest, vaa[HEADER_SIZE:bodyAt]);

        envelope.nonce = body.u32At(4);
        envelope.emitterChain = body.u16At(8);
        envelope.emitter = body.b32At(10);
        envelope.sequence = body.u64At(42);
        envelope.consistency = body.u8At(50);
        payload = body[ENVELOPE_SIZE:];
    }

    /// Requires a final message of the hub's chain from one emitter, in the one form that the hub
    /// uses.
    function _requireEmitter(Envelope memory envelope, bytes32 emitter) internal pure {
        if (envelope.emitterChain != HUB_CHAIN || envelope.emitter != emitter) {
            revert EmitterUnknown(envelope.emitterChain, envelope.emitter);
        }
        if (envelope.consistency != CONSISTENCY_FINAL) {
            revert ConsistencyNotFinal(envelope.consistency);
        }
        if (envelope.nonce != 0) revert NonceNotZero(envelope.nonce);
    }

    // HELPERS

    function _verifySignatures(uint32 setIndex, bytes32 digest, bytes calldata signatures)
        private
        view
    {
        SignerSet storage set = _signerSets[setIndex];
        uint256 size = set.keys.length;
        if (size == 0) revert SignerSetUnknown(setIndex);
        uint64 expiry = set.expiry;
        if (expiry != 0 && expiry < block.timestamp) revert SignerSetExpired(setIndex, expiry);
        uint256 count = signatures.length / SIGNATURE_SIZE;
        uint256 quorum = size * 2 / 3 + 1;
        if (count < quorum) revert BelowQuorum(count, quorum);

        uint256 next = 0;
        for (uint256 at = 0; at < signatures.length; at += SIGNATURE_SIZE) {
            bytes calldata signature = signatures[at:at + SIGNATURE_SIZE];
            uint8 index = signature.u8At(0);
            if (index < next) revert SignerIndexNotAscending(index);
            if (index >= size) revert SignerIndexOutOfRange(index, size);
            next = uint256(index) + 1;
            address recovered = _recover(index, digest, signature);
            if (recovered != set.keys[index]) revert SignerMismatch(index, recovered);
        }
    }

    /// Recovers a signer; never zero, since a failing recovery matches no key of a set.
    function _recover(uint8 index, bytes32 digest, bytes calldata signature)
        private
        pure
        returns (address)
    {
        uint256 r = signature.u256At(1);
        uint256 s = signature.u256At(33);
        uint8 recoveryId = signature.u8At(65);
        if (recoveryId > 1) revert RecoveryIdOutOfRange(index, recoveryId);
        if (r == 0 || r >= CURVE_ORDER || s == 0 || s >= CURVE_ORDER) {
            revert SignatureOutOfRange(index);
        }
        if (s > CURVE_ORDER / 2) revert SignatureMalleable(index);
        return ecrecover(digest, 27 + recoveryId, bytes32(r), bytes32(s));
    }

    function _parseUpgrade(bytes calldata payload, uint32 expectedIndex)
        private
        view
        returns (address[] memory keys)
    {
        if (payload.length < UPGRADE_SIZE) {
            revert PayloadLengthRefused(UPGRADE_SIZE, payload.length);
        }
        if (payload.b32At(0) != UPGRADE_MODULE) revert UpgradeModuleUnknown(payload.b32At(0));
        if (payload.b32At(32) != deploymentId) revert DeploymentMismatch(payload.b32At(32));
        if (payload.u8At(64) != UPGRADE_ACTION) revert UpgradeActionUnknown(payload.u8At(64));
        uint16 chain = payload.u16At(65);
        if (chain != 0 && chain != registryChain) revert UpgradeChainMismatch(chain);
        uint32 index = payload.u32At(67);
        if (index != expectedIndex) revert UpgradeIndexNotNext(index, expectedIndex);
        uint256 count = payload.u8At(71);
        if (payload.length != UPGRADE_SIZE + 20 * count) {
            revert PayloadLengthRefused(UPGRADE_SIZE + 20 * count, payload.length);
        }
        if (count > SIGNERS_MAX) revert SignerCountRefused(count);
        keys = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            keys[i] = payload.b20At(UPGRADE_SIZE + 20 * i);
        }
    }

    function _installSignerSet(uint32 index, address[] memory keys) private {
        uint256 count = keys.length;
        if (count == 0 || count > SIGNERS_MAX) revert SignerCountRefused(count);
        for (uint256 i = 0; i < count; ++i) {
            if (keys[i] == address(0)) revert SignerKeyZero(i);
            for (uint256 j = 0; j < i; ++j) {
                if (keys[i] == keys[j]) revert SignerKeyDuplicate(keys[i]);
            }
        }
        _signerSets[index].keys = keys;
    }
}
