// SPDX-License-Identifier: Apache-2.0
// A deployment with four guardians of known keys, and the means to sign what a quorum of them
// would.
pragma solidity 0.8.34;

import {IAttestationVerifier} from "../../src/interfaces/IAttestationVerifier.sol";
import {Test, Vm} from "./Test.sol";

abstract contract DeploymentTest is Test {
    /// What a message says about itself, beside its payload.
    struct Envelope {
        uint32 timestamp;
        uint32 nonce;
        uint16 emitterChain;
        bytes32 emitter;
        uint64 sequence;
        uint8 consistency;
    }

    struct OrderSpec {
        uint8 kind;
        uint64 id;
        uint64 notBefore;
        uint64 expiry;
        bytes tail;
    }

    struct Observation {
        uint64 nonce;
        uint8 kind;
        bytes body;
    }

    string internal constant NAME = "Test";
    bytes32 internal constant SALT = keccak256("salt");
    uint16 internal constant HUB_CHAIN = 0xBA11;
    uint16 internal constant REGISTRY_CHAIN = 7;
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant LIFE = 600;
    uint256 internal constant CURVE_ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    bytes32 internal deploymentId = keccak256(abi.encode(NAME, _keysOf(0, 4), SALT));
    bytes32 internal governanceEmitter =
        keccak256(abi.encodePacked("BALLAST_GOVERNANCE", deploymentId));

    // KEYS

    function _guardianKey(uint256 index) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("guardian", index)));
    }

    /// Addresses of `count` guardians from a number on: sets that follow each other use other
    /// numbers.
    function _keysOf(uint256 first, uint256 count) internal pure returns (address[] memory keys) {
        keys = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            keys[i] = vm.addr(_guardianKey(first + i));
        }
    }

    function _userKey(string memory label) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("user", label)));
    }

    function _userOf(string memory label) internal pure returns (address) {
        return vm.addr(_userKey(label));
    }

    function _accountOf(string memory label) internal pure returns (bytes32) {
        return bytes32(bytes20(_userOf(label)));
    }

    // MESSAGES

    function _hubEnvelope(uint64 sequence) internal view returns (Envelope memory) {
        return Envelope({
            timestamp: uint32(block.timestamp),
            nonce: 0,
            emitterChain: HUB_CHAIN,
            emitter: deploymentId,
            sequence: sequence,
            consistency: 202
        });
    }

    function _body(Envelope memory envelope, bytes memory payload)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(
            envelope.timestamp,
            envelope.nonce,
            envelope.emitterChain,
            envelope.emitter,
            envelope.sequence,
            envelope.consistency,
            payload
        );
    }

    function _orderPayload(address target, OrderSpec memory order)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodePacked(
            "BAL1",
            order.kind,
            deploymentId,
            uint64(block.chainid),
            bytes32(uint256(uint160(target))),
            order.id,
            order.notBefore,
            order.expiry,
            order.tail
        );
    }

    /// An order that may execute from now on for LIFE seconds.
    function _orderNow(uint8 kind, uint64 id, bytes memory tail)
        internal
        view
        returns (OrderSpec memory)
    {
        uint64 now_ = uint64(block.timestamp);
        return OrderSpec({kind: kind, id: id, notBefore: now_, expiry: now_ + LIFE, tail: tail});
    }

    /// A signed order, as the hub's guardians publish it.
    function _signedOrder(address target, OrderSpec memory order)
        internal
        view
        returns (bytes memory)
    {
        return _signed(_body(_hubEnvelope(order.id), _orderPayload(target, order)));
    }

    function _upgradePayload(uint16 chain, uint32 index, address[] memory keys)
        internal
        view
        returns (bytes memory payload)
    {
        payload = abi.encodePacked(
            bytes32(uint256(uint88(bytes11("BallastCore")))),
            deploymentId,
            uint8(2),
            chain,
            index,
            uint8(keys.length)
        );
        for (uint256 i = 0; i < keys.length; ++i) {
            payload = abi.encodePacked(payload, keys[i]);
        }
    }

    function _upgradeBody(bytes memory payload) internal view returns (bytes memory) {
        Envelope memory envelope = _hubEnvelope(1);
        envelope.emitter = governanceEmitter;
        return _body(envelope, payload);
    }

    // SIGNATURES

    function _signed(bytes memory body) internal pure returns (bytes memory) {
        return _signedBy(body, 0, 0, 3);
    }

    /// Signs by the first `count` guardians of the set whose keys start at `firstKey`.
    function _signedBy(bytes memory body, uint32 setIndex, uint256 firstKey, uint256 count)
        internal
        pure
        returns (bytes memory)
    {
        bytes memory signatures;
        for (uint256 i = 0; i < count; ++i) {
            signatures = abi.encodePacked(
                signatures, _signature(uint8(i), _guardianKey(firstKey + i), body)
            );
        }
        return _assembled(1, setIndex, uint8(count), signatures, body);
    }

    function _assembled(
        uint8 version,
        uint32 setIndex,
        uint8 count,
        bytes memory signatures,
        bytes memory body
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(version, setIndex, count, signatures, body);
    }

    function _signature(uint8 index, uint256 key, bytes memory body)
        internal
        pure
        returns (bytes memory)
    {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(body));
        return abi.encodePacked(index, r, s, v - 27);
    }

    function _digest(bytes memory body) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256(body)));
    }

    // OBSERVATIONS

    /// The observations of a contract since recording began, in order.
    function _observations(address source) internal returns (Observation[] memory found) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        found = new Observation[](logs.length);
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            bool isOther = logs[i].emitter != source
                || logs[i].topics[0] != IAttestationVerifier.Observed.selector;
            if (isOther) continue;
            found[count++] = Observation({
                nonce: uint64(uint256(logs[i].topics[1])),
                kind: uint8(uint256(logs[i].topics[2])),
                body: abi.decode(logs[i].data, (bytes))
            });
        }
        assembly ("memory-safe") {
            mstore(found, count)
        }
    }

    /// Requires that a contract observed exactly one thing since recording began.
    function _assertObserved(address source, uint64 nonce, uint8 kind, bytes memory body) internal {
        Observation[] memory found = _observations(source);
        vm.assertEq(found.length, 1, "one observation");
        vm.assertEq(found[0].nonce, nonce, "event nonce");
        vm.assertEq(found[0].kind, kind, "kind");
        vm.assertEq(found[0].body, body, "body");
    }

    function _wide(address value) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(value)));
    }
}
