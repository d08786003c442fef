// SPDX-License-Identifier: Apache-2.0
// What every contract refuses about an order, and the ends of an order: executed, cancelled,
// voided.
pragma solidity 0.8.34;

import {IAttestationVerifier} from "../src/interfaces/IAttestationVerifier.sol";
import {ICollateralVault} from "../src/interfaces/ICollateralVault.sol";
import {IOrderRegistry} from "../src/interfaces/IOrderRegistry.sol";
import {VaultTest} from "./base/VaultTest.sol";

contract OrderRegistryTest is VaultTest {
    uint8 private constant VOIDED = 3;

    function setUp() public override {
        super.setUp();
        _deposit(200e18);
    }

    // WHOM IT IS FOR

    function test_RefusesAnotherMagic() public {
        bytes memory payload = _payload(1);
        payload[3] = "2";
        _refuse(
            1, payload, abi.encodeWithSelector(IOrderRegistry.MagicUnknown.selector, bytes4("BAL2"))
        );
    }

    function test_RefusesTypesItDoesNotHandle() public {
        uint8[11] memory refused = [0, 1, 2, 63, 65, 66, 67, 68, 70, 72, 255];
        for (uint256 i = 0; i < refused.length; ++i) {
            bytes memory payload = _payload(1);
            payload[4] = bytes1(refused[i]);
            _refuse(
                1,
                payload,
                abi.encodeWithSelector(IOrderRegistry.TypeUnsupported.selector, refused[i])
            );
        }
    }

    function test_RefusesAnotherDeployment() public {
        bytes memory payload = _payload(1);
        payload[5] ^= 0x01;
        _refusePartially(1, payload, IAttestationVerifier.DeploymentMismatch.selector);
    }

    function test_RefusesAnotherChain() public {
        bytes memory payload = _payload(1);
        payload[44] ^= 0x01;
        _refuse(
            1,
            payload,
            abi.encodeWithSelector(IOrderRegistry.ChainMismatch.selector, block.chainid ^ 1)
        );
    }

    function test_RefusesAnOrderOfTheChainBeforeAFork() public {
        bytes memory vaa = _signedRelease(1, 1e18);
        uint256 before = block.chainid;

        vm.chainId(before + 1);

        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.ChainMismatch.selector, before));
        vault.submitOrder(vaa);
    }

    function test_RefusesAnotherContract() public {
        bytes memory payload = _payload(1);
        payload[76] ^= 0x01;
        _refusePartially(1, payload, IOrderRegistry.ContractMismatch.selector);

        payload = _payload(1);
        payload[45] = 0x01;
        _refusePartially(1, payload, IOrderRegistry.ContractMismatch.selector);
    }

    function test_RefusesASequenceThatIsNotTheOrderId() public {
        _refuse(
            2, _payload(1), abi.encodeWithSelector(IOrderRegistry.SequenceMismatch.selector, 2, 1)
        );
    }

    function test_RefusesOtherLengths() public {
        bytes4 refused = IAttestationVerifier.PayloadLengthRefused.selector;
        bytes memory longer = abi.encodePacked(_payload(1), uint8(0));
        _refuse(1, longer, abi.encodeWithSelector(refused, 229, 230));
        bytes memory shorter = _payload(1);
        assembly ("memory-safe") {
            mstore(shorter, 228)
        }
        _refuse(1, shorter, abi.encodeWithSelector(refused, 229, 228));
        assembly ("memory-safe") {
            mstore(shorter, 100)
        }
        _refuse(1, shorter, abi.encodeWithSelector(refused, 101, 100));
        _refuse(1, "", abi.encodeWithSelector(refused, 101, 0));
    }

    // TIME AND USE

    function test_ExecutesInTheFirstAndInTheLastSecond() public {
        bytes memory first = _signedRelease(1, 1e18);
        bytes memory last = _signedRelease(2, 1e18);

        vault.submitOrder(first);
        vm.warp(START + LIFE);
        vault.submitOrder(last);

        vm.assertEq(token.balanceOf(recipient), 2e18, "paid twice");
    }

    function test_RefusesAnEarlyOrder() public {
        bytes memory vaa = _signedRelease(1, 1e18);
        vm.warp(START - 1);
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.OrderEarly.selector, 1, START));
        vault.submitOrder(vaa);
    }

    function test_RefusesAnExpiredOrder() public {
        bytes memory vaa = _signedRelease(1, 1e18);
        vm.warp(START + LIFE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IOrderRegistry.OrderExpired.selector, 1, START + LIFE)
        );
        vault.submitOrder(vaa);
    }

    function test_RefusesAnIdTwice() public {
        bytes memory vaa = _signedRelease(1, 1e18);
        vault.submitOrder(vaa);
        _refuseUsed(vaa, 1, IOrderRegistry.OrderState.Executed);

        bytes memory other = _signedRelease(1, 2e18);
        _refuseUsed(other, 1, IOrderRegistry.OrderState.Executed);
    }

    function test_RefusesAnIdTwiceUnderOtherSignatures() public {
        OrderSpec memory order = _release(1, address(token), 1e18, recipient);
        bytes memory body = _body(_hubEnvelope(1), _orderPayload(address(vault), order));
        vault.submitOrder(_signedBy(body, 0, 0, 3));
        _refuseUsed(_signedBy(body, 0, 0, 4), 1, IOrderRegistry.OrderState.Executed);
    }

    function testFuzz_IdsAreIndependentOfEachOther(uint64 first, uint64 second) public {
        vm.assume(first != second && ~first != second);
        vault.submitOrder(_signedRelease(first, 1e18));
        vm.assertEq(_stateOf(first), 2, "executed");
        vm.assertEq(_stateOf(second), 0, "untouched");

        _cancel(~first, second);

        vm.assertEq(_stateOf(first), 2, "still executed");
        vm.assertEq(_stateOf(second), 3, "voided");
    }

    function test_ALaterIdGoesFirst() public {
        bytes memory first = _signedRelease(1, 1e18);
        vault.submitOrder(_signedRelease(2, 1e18));
        vault.submitOrder(first);
        vm.assertEq(_stateOf(1) + _stateOf(2), 4, "both executed");
    }

    // VOID

    function test_VoidsAfterExpiryAndObserves() public {
        bytes memory vaa = _signedRelease(77, 1e18);
        vm.warp(START + LIFE + 1);
        vm.recordLogs();

        vault.voidOrder(vaa);

        _assertObserved(address(vault), 2, VOIDED, abi.encodePacked(uint64(77)));
        vm.assertEq(_stateOf(77), 3, "voided");
    }

    function test_RefusesToVoidBeforeExpiry() public {
        bytes memory vaa = _signedRelease(1, 1e18);
        vm.warp(START + LIFE);
        vm.expectRevert(
            abi.encodeWithSelector(IOrderRegistry.OrderNotExpired.selector, 1, START + LIFE)
        );
        vault.voidOrder(vaa);
    }

    function test_RefusesToVoidAnExecutedOrder() public {
        bytes memory vaa = _signedRelease(1, 1e18);
        vault.submitOrder(vaa);
        vm.warp(START + LIFE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOrderRegistry.OrderUsed.selector, 1, IOrderRegistry.OrderState.Executed
            )
        );
        vault.voidOrder(vaa);
    }

    function test_RefusesToVoidTwice() public {
        bytes memory vaa = _signedRelease(1, 1e18);
        vm.warp(START + LIFE + 1);
        vault.voidOrder(vaa);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOrderRegistry.OrderUsed.selector, 1, IOrderRegistry.OrderState.Voided
            )
        );
        vault.voidOrder(vaa);
    }

    function test_RefusesToVoidWithoutAQuorum() public {
        OrderSpec memory order = _release(1, address(token), 1e18, recipient);
        bytes memory body = _body(_hubEnvelope(1), _orderPayload(address(vault), order));
        vm.warp(START + LIFE + 1);
        vm.expectPartialRevert(IAttestationVerifier.BelowQuorum.selector);
        vault.voidOrder(_signedBy(body, 0, 0, 2));
    }

    function test_VoidsAQueuedOrderThatWasNotPaidInTime() public {
        bytes memory vaa = _signedRelease(1, LARGE);
        vault.submitOrder(vaa);
        vm.warp(START + LIFE + 1);

        vault.voidOrder(vaa);

        vm.assertEq(_stateOf(1), 3, "voided");
        vm.assertEq(vault.queuedRelease(1).amount, 0, "forgotten");
    }

    // CANCEL

    function test_CancelsAnOrderThatWasNeverSeen() public {
        bytes memory target = _signedRelease(1, 1e18);
        vm.recordLogs();

        _cancel(2, 1);

        _assertObserved(address(vault), 2, VOIDED, abi.encodePacked(uint64(1)));
        vm.assertEq(_stateOf(2), 2, "the cancel executed");
        _refuseUsed(target, 1, IOrderRegistry.OrderState.Voided);
    }

    function test_CancelsAQueuedOrder() public {
        vault.submitOrder(_signedRelease(1, LARGE));

        _cancel(2, 1);

        vm.assertEq(vault.queuedRelease(1).amount, 0, "forgotten");
        vm.warp(START + DELAY);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.NotQueued.selector, 1));
        vault.executeQueued(1);
    }

    function test_RefusesToCancelWhatExecutedOrIsVoid() public {
        vault.submitOrder(_signedRelease(1, 1e18));
        _refuseCancel(2, 1, IOrderRegistry.OrderState.Executed);
        _cancel(3, 4);
        _refuseCancel(5, 4, IOrderRegistry.OrderState.Voided);
        vm.assertEq(_stateOf(2) + _stateOf(5), 0, "the cancels did not execute");
    }

    function test_RefusesToCancelItself() public {
        bytes memory vaa = _signedCancel(1, 1);
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.CancelOfItself.selector, 1));
        vault.submitOrder(vaa);
    }

    function test_RefusesACancelTwice() public {
        bytes memory vaa = _signedCancel(2, 1);
        vault.submitOrder(vaa);
        _refuseUsed(vaa, 2, IOrderRegistry.OrderState.Executed);
    }

    function test_RefusesAnExpiredCancelAndVoidsIt() public {
        bytes memory vaa = _signedCancel(2, 1);
        vm.warp(START + LIFE + 1);
        vm.expectPartialRevert(IOrderRegistry.OrderExpired.selector);
        vault.submitOrder(vaa);

        vault.voidOrder(vaa);

        vm.assertEq(_stateOf(2), 3, "the cancel is void");
        vm.assertEq(_stateOf(1), 0, "its target is not");
    }

    // HELPERS

    function _payload(uint64 id) private view returns (bytes memory) {
        return _orderPayload(address(vault), _release(id, address(token), 1e18, recipient));
    }

    function _signedCancel(uint64 id, uint64 target) private view returns (bytes memory) {
        return _signedOrder(address(vault), _orderNow(CANCEL, id, abi.encodePacked(target)));
    }

    function _cancel(uint64 id, uint64 target) private {
        vault.submitOrder(_signedCancel(id, target));
    }

    function _stateOf(uint64 id) private view returns (uint256) {
        return uint256(vault.orderState(id));
    }

    function _refuse(uint64 sequence, bytes memory payload, bytes memory expected) private {
        bytes memory vaa = _signed(_body(_hubEnvelope(sequence), payload));
        vm.expectRevert(expected);
        vault.submitOrder(vaa);
    }

    function _refusePartially(uint64 sequence, bytes memory payload, bytes4 expected) private {
        bytes memory vaa = _signed(_body(_hubEnvelope(sequence), payload));
        vm.expectPartialRevert(expected);
        vault.submitOrder(vaa);
    }

    function _refuseUsed(bytes memory vaa, uint64 id, IOrderRegistry.OrderState state) private {
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.OrderUsed.selector, id, state));
        vault.submitOrder(vaa);
    }

    function _refuseCancel(uint64 id, uint64 target, IOrderRegistry.OrderState state) private {
        _refuseUsed(_signedCancel(id, target), target, state);
    }
}
