// SPDX-License-Identifier: Apache-2.0
// The first signer set, its upgrade, and the life of a set that was replaced.
pragma solidity 0.8.34;

import {IAttestationVerifier} from "../src/interfaces/IAttestationVerifier.sol";
import {ChainProbe, Probe} from "./base/Probe.sol";
import {VaultTest} from "./base/VaultTest.sol";

contract SignerSetUpgradeTest is VaultTest {
    uint8 private constant SET_CHANGED = 7;
    uint64 private constant REPLACED_SET_LIFE = 86_400;

    // CONSTRUCTION

    function test_InitialStateHasNoZero() public view {
        (address[] memory keys, uint64 expiry) = vault.signerSet(0);

        vm.assertEq(keys.length, 4, "keys");
        for (uint256 i = 0; i < keys.length; ++i) {
            vm.assertEq(keys[i], vm.addr(_guardianKey(i)), "key");
        }
        vm.assertEq(expiry, 0, "current");
        vm.assertEq(vault.currentSetIndex(), 0, "index");
        vm.assertEq(vault.eventNonce(), 0, "nothing observed");
        vm.assertEq(vault.deploymentId(), deploymentId, "deployment");
        vm.assertTrue(vault.deploymentId() != 0, "not zero");
        vm.assertEq(vault.governanceEmitter(), governanceEmitter, "governance");
        vm.assertEq(vault.registryChain(), REGISTRY_CHAIN, "chain");
    }

    function test_TheZeroKeyNeverSigns() public {
        // ecrecover yields zero for a signature that recovers nothing; no set holds that key.
        (address[] memory unknown,) = vault.signerSet(1);
        vm.assertEq(unknown.length, 0, "no keys");

        address[] memory keys = _keysOf(0, 4);
        keys[3] = address(0);
        vm.expectRevert(abi.encodeWithSelector(IAttestationVerifier.SignerKeyZero.selector, 3));
        new Probe(keys);
    }

    function test_RefusesNoKeysAndMoreThanNineteen() public {
        bytes4 refused = IAttestationVerifier.SignerCountRefused.selector;
        address[] memory none = new address[](0);
        vm.expectRevert(abi.encodeWithSelector(refused, 0));
        new Probe(none);

        address[] memory many = _keysOf(0, 20);
        vm.expectRevert(abi.encodeWithSelector(refused, 20));
        new Probe(many);

        new Probe(_keysOf(0, 19));
        new Probe(_keysOf(0, 1));
    }

    function test_RefusesADuplicateKey() public {
        address[] memory keys = _keysOf(0, 4);
        keys[3] = keys[0];
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationVerifier.SignerKeyDuplicate.selector, keys[0])
        );
        new Probe(keys);
    }

    function test_RefusesRegistryChainsOutsideOfTheRegistry() public {
        uint16[3] memory refused = [0, 0xBA11, 0xFFFF];
        for (uint256 i = 0; i < refused.length; ++i) {
            address[] memory keys = _keysOf(0, 4);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAttestationVerifier.RegistryChainRefused.selector, refused[i]
                )
            );
            new ChainProbe(keys, refused[i]);
        }
        new ChainProbe(_keysOf(0, 4), 1);
        new ChainProbe(_keysOf(0, 4), 0xBA10);
    }

    // UPGRADE

    function test_UpgradesAndObserves() public {
        vm.recordLogs();

        vault.upgradeSignerSet(_signed(_upgradeTo(0, 1, _keysOf(4, 7))));

        _assertObserved(address(vault), 1, SET_CHANGED, abi.encodePacked(uint32(1)));
        (address[] memory keys, uint64 expiry) = vault.signerSet(1);
        vm.assertEq(keys.length, 7, "keys");
        vm.assertEq(keys[6], vm.addr(_guardianKey(10)), "last key");
        vm.assertEq(expiry, 0, "current");
        vm.assertEq(vault.currentSetIndex(), 1, "index");
        (, expiry) = vault.signerSet(0);
        vm.assertEq(expiry, START + REPLACED_SET_LIFE, "the old set ends");
    }

    function test_UpgradesForItsOwnChainOnly() public {
        bytes memory other = _signed(_upgradeTo(REGISTRY_CHAIN + 1, 1, _keysOf(4, 4)));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttestationVerifier.UpgradeChainMismatch.selector, REGISTRY_CHAIN + 1
            )
        );
        vault.upgradeSignerSet(other);

        vault.upgradeSignerSet(_signed(_upgradeTo(REGISTRY_CHAIN, 1, _keysOf(4, 4))));

        vm.assertEq(vault.currentSetIndex(), 1, "index");
    }

    function test_AReplacedSetSpeaksUntilItsLastSecond() public {
        _deposit(10e18);
        vault.upgradeSignerSet(_signed(_upgradeTo(0, 1, _keysOf(4, 4))));

        vm.warp(START + REPLACED_SET_LIFE);
        vault.submitOrder(_signedRelease(1, 1e18));

        vm.warp(START + REPLACED_SET_LIFE + 1);
        bytes memory late = _signedRelease(2, 1e18);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttestationVerifier.SignerSetExpired.selector, 0, START + REPLACED_SET_LIFE
            )
        );
        vault.submitOrder(late);
    }

    function test_AnOrderInFlightIsSignedAgainByTheNewSet() public {
        _deposit(10e18);
        OrderSpec memory order = _release(1, address(token), 1e18, recipient);
        order.expiry += 2 * REPLACED_SET_LIFE;
        bytes memory body = _body(_hubEnvelope(1), _orderPayload(address(vault), order));
        vault.upgradeSignerSet(_signed(_upgradeTo(0, 1, _keysOf(4, 4))));
        vm.warp(START + REPLACED_SET_LIFE + 1);

        vault.submitOrder(_signedBy(body, 1, 4, 3));

        vm.assertEq(token.balanceOf(recipient), 1e18, "paid");
    }

    function test_RefusesASignatureOfTheOldSetUnderTheNewIndex() public {
        _deposit(10e18);
        OrderSpec memory order = _release(1, address(token), 1e18, recipient);
        bytes memory body = _body(_hubEnvelope(1), _orderPayload(address(vault), order));
        vault.upgradeSignerSet(_signed(_upgradeTo(0, 1, _keysOf(4, 4))));

        bytes memory relabelled = _signedBy(body, 1, 0, 3);
        vm.expectPartialRevert(IAttestationVerifier.SignerMismatch.selector);
        vault.submitOrder(relabelled);
    }

    function test_TheOldSetDoesNotUpgrade() public {
        vault.upgradeSignerSet(_signed(_upgradeTo(0, 1, _keysOf(4, 4))));

        bytes memory byOld = _signed(_upgradeTo(0, 2, _keysOf(8, 4)));
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationVerifier.SignerSetNotCurrent.selector, 0, 1)
        );
        vault.upgradeSignerSet(byOld);

        vault.upgradeSignerSet(_signedBy(_upgradeTo(0, 2, _keysOf(8, 4)), 1, 4, 3));
        vm.assertEq(vault.currentSetIndex(), 2, "index");
    }

    function test_RefusesAReplayedUpgrade() public {
        bytes memory body = _upgradeTo(0, 1, _keysOf(0, 4));
        vault.upgradeSignerSet(_signed(body));

        bytes memory again = _signedBy(body, 1, 0, 4);
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationVerifier.UpgradeConsumed.selector, _digest(body))
        );
        vault.upgradeSignerSet(again);
    }

    function test_RefusesAnIndexThatIsNotTheNext() public {
        uint32[3] memory refused = [0, 2, type(uint32).max];
        for (uint256 i = 0; i < refused.length; ++i) {
            _refuse(
                _upgradePayload(0, refused[i], _keysOf(4, 4)),
                abi.encodeWithSelector(
                    IAttestationVerifier.UpgradeIndexNotNext.selector, refused[i], 1
                )
            );
        }
    }

    function test_RefusesKeySetsThatTheConstructorWouldRefuse() public {
        bytes4 count = IAttestationVerifier.SignerCountRefused.selector;
        _refuse(_upgradePayload(0, 1, new address[](0)), abi.encodeWithSelector(count, 0));
        _refuse(_upgradePayload(0, 1, _keysOf(4, 20)), abi.encodeWithSelector(count, 20));

        address[] memory keys = _keysOf(4, 4);
        keys[1] = keys[0];
        _refuse(
            _upgradePayload(0, 1, keys),
            abi.encodeWithSelector(IAttestationVerifier.SignerKeyDuplicate.selector, keys[0])
        );
        keys[1] = address(0);
        _refuse(
            _upgradePayload(0, 1, keys),
            abi.encodeWithSelector(IAttestationVerifier.SignerKeyZero.selector, 1)
        );
    }

    function test_RefusesOtherLengths() public {
        bytes memory payload = _upgradePayload(0, 1, _keysOf(4, 4));
        bytes4 refused = IAttestationVerifier.PayloadLengthRefused.selector;
        _refuse(abi.encodePacked(payload, uint8(0)), abi.encodeWithSelector(refused, 152, 153));
        _refuse(new bytes(71), abi.encodeWithSelector(refused, 72, 71));
        _refuse("", abi.encodeWithSelector(refused, 72, 0));
        assembly ("memory-safe") {
            mstore(payload, 151)
        }
        _refuse(payload, abi.encodeWithSelector(refused, 152, 151));
    }

    function test_RefusesAnotherModuleDeploymentOrAction() public {
        bytes memory payload = _upgradePayload(0, 1, _keysOf(4, 4));
        payload[31] ^= 0x01;
        _refusePartially(payload, IAttestationVerifier.UpgradeModuleUnknown.selector);

        payload = _upgradePayload(0, 1, _keysOf(4, 4));
        payload[32] ^= 0x01;
        _refusePartially(payload, IAttestationVerifier.DeploymentMismatch.selector);

        payload = _upgradePayload(0, 1, _keysOf(4, 4));
        payload[64] = 0x01;
        _refusePartially(payload, IAttestationVerifier.UpgradeActionUnknown.selector);
    }

    function test_RefusesOtherEmitters() public {
        bytes memory payload = _upgradePayload(0, 1, _keysOf(4, 4));
        bytes memory fromHub = _signed(_body(_hubEnvelope(1), payload));
        vm.expectPartialRevert(IAttestationVerifier.EmitterUnknown.selector);
        vault.upgradeSignerSet(fromHub);

        Envelope memory envelope = _hubEnvelope(1);
        envelope.emitter = governanceEmitter;
        envelope.emitterChain = 1;
        bytes memory fromChain = _signed(_body(envelope, payload));
        vm.expectPartialRevert(IAttestationVerifier.EmitterUnknown.selector);
        vault.upgradeSignerSet(fromChain);
    }

    // HELPERS

    function _upgradeTo(uint16 chain, uint32 index, address[] memory keys)
        private
        view
        returns (bytes memory)
    {
        return _upgradeBody(_upgradePayload(chain, index, keys));
    }

    function _refuse(bytes memory payload, bytes memory expected) private {
        bytes memory vaa = _signed(_upgradeBody(payload));
        vm.expectRevert(expected);
        vault.upgradeSignerSet(vaa);
    }

    function _refusePartially(bytes memory payload, bytes4 expected) private {
        bytes memory vaa = _signed(_upgradeBody(payload));
        vm.expectPartialRevert(expected);
        vault.upgradeSignerSet(vaa);
    }
}
