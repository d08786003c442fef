// SPDX-License-Identifier: Apache-2.0
// What a contract refuses about the envelope of a message, whatever its payload says. The orders
// here are good releases in everything but what the test's name says.
pragma solidity 0.8.34;

import {IAttestationVerifier} from "../src/interfaces/IAttestationVerifier.sol";
import {Probe} from "./base/Probe.sol";
import {VaultTest} from "./base/VaultTest.sol";

contract AttestationVerifierTest is VaultTest {
    uint64 private constant ID = 9;

    bytes private _good;

    function setUp() public override {
        super.setUp();
        _deposit(10e18);
        OrderSpec memory order = _release(ID, address(token), 1e18, recipient);
        _good = _body(_hubEnvelope(ID), _orderPayload(address(vault), order));
    }

    // QUORUM

    function test_AcceptsAQuorumOfThreeOfFour() public {
        vault.submitOrder(_signed(_good));

        vm.assertEq(uint256(vault.orderState(ID)), 2, "executed");
    }

    function test_AcceptsAllFour() public {
        vault.submitOrder(_signedBy(_good, 0, 0, 4));

        vm.assertEq(uint256(vault.orderState(ID)), 2, "executed");
    }

    function test_AcceptsTheLastThreeOfFour() public {
        bytes memory vaa = _assembled(1, 0, 3, _three(1, 2, 3), _good);

        vault.submitOrder(vaa);

        vm.assertEq(uint256(vault.orderState(ID)), 2, "executed");
    }

    function test_RefusesNoSignatures() public {
        _refuse(
            _signedBy(_good, 0, 0, 0),
            abi.encodeWithSelector(IAttestationVerifier.BelowQuorum.selector, 0, 3)
        );
    }

    function test_RefusesTwoOfFour() public {
        _refuse(
            _signedBy(_good, 0, 0, 2),
            abi.encodeWithSelector(IAttestationVerifier.BelowQuorum.selector, 2, 3)
        );
    }

    function testFuzz_QuorumIsMoreThanTwoThirds(uint256 size, uint256 count) public {
        size = _bound(size, 1, 19);
        count = _bound(count, 0, size);
        Probe probe = new Probe(_keysOf(0, size));
        bytes memory vaa = _signedBy(_good, 0, 0, count);

        (bool verified,) = address(probe).call(abi.encodeCall(Probe.verify, (vaa)));

        vm.assertTrue(verified == (3 * count > 2 * size), "count * 3 > size * 2");
    }

    // INDICES

    function test_RefusesADuplicateIndex() public {
        _refuse(
            _assembled(1, 0, 3, _three(0, 1, 1), _good),
            abi.encodeWithSelector(IAttestationVerifier.SignerIndexNotAscending.selector, 1)
        );
    }

    function test_RefusesUnsortedIndices() public {
        _refuse(
            _assembled(1, 0, 3, _three(0, 2, 1), _good),
            abi.encodeWithSelector(IAttestationVerifier.SignerIndexNotAscending.selector, 1)
        );
    }

    function test_RefusesAnIndexOutOfRange() public {
        _refuse(
            _assembled(1, 0, 3, _three(0, 1, 4), _good),
            abi.encodeWithSelector(IAttestationVerifier.SignerIndexOutOfRange.selector, 4, 4)
        );
    }

    function test_RefusesASignerAtTheIndexOfAnother() public {
        bytes memory third = _signature(2, _guardianKey(3), _good);
        _refusePartially(
            _assembled(1, 0, 3, abi.encodePacked(_two(), third), _good),
            IAttestationVerifier.SignerMismatch.selector
        );
    }

    function test_RefusesAStranger() public {
        bytes memory third = _signature(2, _userKey("stranger"), _good);
        _refuse(
            _assembled(1, 0, 3, abi.encodePacked(_two(), third), _good),
            abi.encodeWithSelector(
                IAttestationVerifier.SignerMismatch.selector, 2, _userOf("stranger")
            )
        );
    }

    // SIGNATURES

    function test_RefusesRecoveryIdsOtherThanZeroAndOne() public {
        uint8[3] memory refused = [2, 27, 28];
        for (uint256 i = 0; i < refused.length; ++i) {
            (bytes32 r, bytes32 s,) = _third();
            _refuse(
                _withThird(r, s, refused[i]),
                abi.encodeWithSelector(
                    IAttestationVerifier.RecoveryIdOutOfRange.selector, 2, refused[i]
                )
            );
        }
    }

    function test_RefusesAFlippedRecoveryId() public {
        (bytes32 r, bytes32 s, uint8 recoveryId) = _third();
        _refusePartially(
            _withThird(r, s, 1 - recoveryId), IAttestationVerifier.SignerMismatch.selector
        );
    }

    function test_RefusesROutOfRange() public {
        (, bytes32 s, uint8 recoveryId) = _third();
        bytes memory expected =
            abi.encodeWithSelector(IAttestationVerifier.SignatureOutOfRange.selector, 2);
        _refuse(_withThird(0, s, recoveryId), expected);
        _refuse(_withThird(bytes32(CURVE_ORDER), s, recoveryId), expected);
        _refuse(_withThird(bytes32(type(uint256).max), s, recoveryId), expected);
    }

    function test_RefusesSOutOfRange() public {
        (bytes32 r,, uint8 recoveryId) = _third();
        bytes memory expected =
            abi.encodeWithSelector(IAttestationVerifier.SignatureOutOfRange.selector, 2);
        _refuse(_withThird(r, 0, recoveryId), expected);
        _refuse(_withThird(r, bytes32(CURVE_ORDER), recoveryId), expected);
    }

    function test_RefusesTheMirroredSignature() public {
        (bytes32 r, bytes32 s, uint8 recoveryId) = _third();
        _refuse(
            _withThird(r, bytes32(CURVE_ORDER - uint256(s)), 1 - recoveryId),
            abi.encodeWithSelector(IAttestationVerifier.SignatureMalleable.selector, 2)
        );
    }

    function test_RefusesAPointThatIsNotOnTheCurve() public {
        // No point has x = 5 (y^2 = 132 has no root), so recovery itself fails and yields zero.
        _refuse(
            _withThird(bytes32(uint256(5)), bytes32(uint256(1)), 0),
            abi.encodeWithSelector(IAttestationVerifier.SignerMismatch.selector, 2, address(0))
        );
    }

    // HEADER AND LENGTH

    function test_RefusesOtherVersions() public {
        uint8[3] memory refused = [0, 2, 255];
        for (uint256 i = 0; i < refused.length; ++i) {
            _refuse(
                _assembled(refused[i], 0, 3, _three(0, 1, 2), _good),
                abi.encodeWithSelector(IAttestationVerifier.VaaVersionUnknown.selector, refused[i])
            );
        }
    }

    function test_RefusesAnUnknownSet() public {
        _refuse(
            _assembled(1, 1, 3, _three(0, 1, 2), _good),
            abi.encodeWithSelector(IAttestationVerifier.SignerSetUnknown.selector, 1)
        );
    }

    function test_RefusesALyingCount() public {
        _refuseAny(_assembled(1, 0, 4, _three(0, 1, 2), _good));
        _refuseAny(_assembled(1, 0, 2, _three(0, 1, 2), _good));
        _refusePartially(
            _assembled(1, 0, 255, _three(0, 1, 2), _good),
            IAttestationVerifier.VaaTruncated.selector
        );
    }

    function testFuzz_RefusesEveryTruncation(uint256 length) public {
        bytes memory vaa = _signed(_good);
        length = _bound(length, 0, vaa.length - 1);
        assembly ("memory-safe") {
            mstore(vaa, length)
        }
        _refuseAny(vaa);
    }

    function testFuzz_RefusesAnythingAppended(bytes calldata extra) public {
        vm.assume(extra.length != 0);
        _refuseAny(abi.encodePacked(_signed(_good), extra));
    }

    function testFuzz_RefusesAnyOtherByte(uint256 at, uint8 change) public {
        bytes memory vaa = _signed(_good);
        at = _bound(at, 0, vaa.length - 1);
        vm.assume(change != 0);
        vaa[at] ^= bytes1(change);
        _refuseAny(vaa);
    }

    function testFuzz_RefusesNoise(bytes calldata noise) public {
        _refuseAny(noise);
        vm.expectRevert();
        vault.voidOrder(noise);
        vm.expectRevert();
        vault.upgradeSignerSet(noise);
    }

    // EMITTER

    function test_RefusesUnknownEmitters() public {
        Envelope memory envelope = _hubEnvelope(ID);
        envelope.emitter = keccak256("somebody");
        _refuseEnvelope(envelope, IAttestationVerifier.EmitterUnknown.selector);

        envelope.emitter = 0;
        _refuseEnvelope(envelope, IAttestationVerifier.EmitterUnknown.selector);

        envelope = _hubEnvelope(ID);
        envelope.emitterChain = REGISTRY_CHAIN;
        _refuseEnvelope(envelope, IAttestationVerifier.EmitterUnknown.selector);
    }

    function test_RefusesAnOrderFromTheContractItself() public {
        Envelope memory envelope = _hubEnvelope(ID);
        envelope.emitterChain = REGISTRY_CHAIN;
        envelope.emitter = _wide(address(vault));
        _refuseEnvelope(envelope, IAttestationVerifier.EmitterUnknown.selector);
    }

    function test_RefusesAnOrderFromTheEmitterOfUpgrades() public {
        Envelope memory envelope = _hubEnvelope(ID);
        envelope.emitter = governanceEmitter;
        _refuseEnvelope(envelope, IAttestationVerifier.EmitterUnknown.selector);
    }

    function test_RefusesConsistencyThatIsNotFinal() public {
        uint8[5] memory refused = [0, 200, 201, 203, 255];
        for (uint256 i = 0; i < refused.length; ++i) {
            Envelope memory envelope = _hubEnvelope(ID);
            envelope.consistency = refused[i];
            _refuseEnvelope(envelope, IAttestationVerifier.ConsistencyNotFinal.selector);
        }
    }

    function test_RefusesANonce() public {
        Envelope memory envelope = _hubEnvelope(ID);
        envelope.nonce = 1;
        _refuseEnvelope(envelope, IAttestationVerifier.NonceNotZero.selector);
    }

    // HELPERS

    function _two() private view returns (bytes memory) {
        return abi.encodePacked(
            _signature(0, _guardianKey(0), _good), _signature(1, _guardianKey(1), _good)
        );
    }

    /// Three signatures by the guardians of three indices.
    function _three(uint8 a, uint8 b, uint8 c) private view returns (bytes memory) {
        return abi.encodePacked(
            _signature(a, _guardianKey(a), _good),
            _signature(b, _guardianKey(b), _good),
            _signature(c, _guardianKey(c), _good)
        );
    }

    function _third() private view returns (bytes32 r, bytes32 s, uint8 recoveryId) {
        uint8 v;
        (v, r, s) = vm.sign(_guardianKey(2), _digest(_good));
        recoveryId = v - 27;
    }

    function _withThird(bytes32 r, bytes32 s, uint8 recoveryId)
        private
        view
        returns (bytes memory)
    {
        bytes memory third = abi.encodePacked(uint8(2), r, s, recoveryId);
        return _assembled(1, 0, 3, abi.encodePacked(_two(), third), _good);
    }

    function _refuse(bytes memory vaa, bytes memory expected) private {
        vm.expectRevert(expected);
        vault.submitOrder(vaa);
    }

    function _refusePartially(bytes memory vaa, bytes4 expected) private {
        vm.expectPartialRevert(expected);
        vault.submitOrder(vaa);
    }

    function _refuseAny(bytes memory vaa) private {
        vm.expectRevert();
        vault.submitOrder(vaa);
    }

    function _refuseEnvelope(Envelope memory envelope, bytes4 expected) private {
        OrderSpec memory order = _release(ID, address(token), 1e18, recipient);
        bytes memory body = _body(envelope, _orderPayload(address(vault), order));
        _refusePartially(_signed(body), expected);
    }
}
