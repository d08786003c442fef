// SPDX-License-Identifier: Apache-2.0
// Releases: what is paid, what is refused, the outflow limit and the delay of large orders.
pragma solidity 0.8.34;

import {TestToken} from "../src/demo/TestToken.sol";
import {ICollateralVault} from "../src/interfaces/ICollateralVault.sol";
import {IOrderRegistry} from "../src/interfaces/IOrderRegistry.sol";
import {Wire} from "../src/lib/Wire.sol";
import {VaultTest} from "./base/VaultTest.sol";

contract CollateralVaultReleaseTest is VaultTest {
    uint8 private constant RELEASED = 2;

    function setUp() public override {
        super.setUp();
        _deposit(500e18);
    }

    // RELEASE

    function test_PaysAndObserves() public {
        vm.recordLogs();

        vault.submitOrder(_signedRelease(41, 2e18));

        _assertObserved(
            address(vault), 2, RELEASED, _releasedBody(41, address(token), 2e18, recipient, 0)
        );
        vm.assertEq(token.balanceOf(recipient), 2e18, "paid");
        vm.assertEq(vault.locked(address(token)), 498e18, "locked");
        vm.assertEq(uint256(vault.orderState(41)), 2, "executed");
    }

    function test_RefusesZeroAndForeignAddresses() public {
        bytes32[3] memory refused = [
            bytes32(0),
            bytes32(uint256(uint160(recipient)) | (1 << 160)),
            bytes32(bytes20(recipient))
        ];
        for (uint256 i = 0; i < refused.length; ++i) {
            bytes memory expected = abi.encodeWithSelector(Wire.AddressRefused.selector, refused[i]);
            bytes32 wideToken = _wide(address(token));
            _refuse(abi.encodePacked(account, wideToken, uint256(1e18), refused[i]), expected);
            _refuse(abi.encodePacked(account, refused[i], uint256(1e18), wideToken), expected);
        }
    }

    function test_RefusesTheVaultAsRecipient() public {
        _refuse(
            _releaseTail(address(token), 1e18, address(vault)),
            abi.encodeWithSelector(ICollateralVault.RecipientIsVault.selector)
        );
    }

    function test_RefusesATokenThatIsNotListed() public {
        _refuse(
            _releaseTail(recipient, 1e18, recipient),
            abi.encodeWithSelector(ICollateralVault.TokenNotListed.selector, recipient)
        );
    }

    function test_RefusesAnAmountOfZero() public {
        _refuse(
            _releaseTail(address(token), 0, recipient),
            abi.encodeWithSelector(ICollateralVault.AmountZero.selector)
        );
    }

    function test_RefusesMoreThanIsLocked() public {
        token.mint(address(vault), 100e18);
        uint256[3] memory refused = [uint256(500e18 + 1), 600e18, type(uint256).max];
        for (uint256 i = 0; i < refused.length; ++i) {
            _refuse(
                _releaseTail(address(token), refused[i], recipient),
                abi.encodeWithSelector(
                    ICollateralVault.AmountAboveLocked.selector, refused[i], 500e18
                )
            );
        }
    }

    function test_ARefusedOrderMayStillExecuteLater() public {
        bytes memory vaa = _signedRelease(1, 40e18);
        vault.submitOrder(_signedRelease(2, 40e18));
        vault.submitOrder(_signedRelease(3, 40e18));
        vm.expectPartialRevert(ICollateralVault.OutflowLimited.selector);
        vault.submitOrder(vaa);

        vm.warp(START + LIFE);
        vm.expectPartialRevert(ICollateralVault.OutflowLimited.selector);
        vault.submitOrder(vaa);
        vm.assertEq(uint256(vault.orderState(1)), 0, "not used");
    }

    // OUTFLOW LIMIT

    function test_TheOutflowLimitLeaksEvenly() public {
        vault.submitOrder(_signedRelease(1, 49e18));
        vault.submitOrder(_signedRelease(2, 49e18));
        vm.assertEq(vault.availableOutflow(address(token)), 2e18, "nearly full");

        vm.warp(START + WINDOW / 4);
        vm.assertEq(vault.availableOutflow(address(token)), 27e18, "a quarter came back");

        vm.warp(START + WINDOW);
        vm.assertEq(vault.availableOutflow(address(token)), WINDOW_LIMIT, "all came back");
    }

    function test_NoQuorumSkipsTheOutflowLimit() public {
        vault.submitOrder(_signedRelease(1, 49e18));
        vault.submitOrder(_signedRelease(2, 49e18));
        OrderSpec memory order = _release(3, address(token), 2e18 + 1, recipient);
        bytes memory body = _body(_hubEnvelope(3), _orderPayload(address(vault), order));
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.OutflowLimited.selector, 2e18 + 1, 2e18)
        );
        vault.submitOrder(_signedBy(body, 0, 0, 4));
    }

    function testFuzz_SmallReleasesLoseNothingOfTheLeak(uint256 count) public {
        // 100e18 / 3600 s leaves a remainder every second; the level must not creep up by it.
        count = _bound(count, 1, 40);
        uint64 time = START;
        for (uint64 i = 0; i < count; ++i) {
            vault.submitOrder(_signedRelease(i, 1));
            vm.warp(++time);
        }
        vm.assertEq(vault.availableOutflow(address(token)), WINDOW_LIMIT, "all came back");
    }

    function test_TokensHaveLimitsOfTheirOwn() public {
        TestToken second = new TestToken("USD Coin", "USDC", 6);
        ICollateralVault.TokenConfig[] memory configs = new ICollateralVault.TokenConfig[](2);
        configs[0] = _config(address(token));
        configs[1] = _config(address(second));
        vault = _vaultOf(configs);
        _deposit(vault, address(token), 100e18);
        _deposit(vault, address(second), 200e18);

        vault.submitOrder(_signedRelease(1, 40e18));

        vm.assertEq(vault.availableOutflow(address(token)), 60e18, "less");
        vm.assertEq(vault.availableOutflow(address(second)), WINDOW_LIMIT, "as before");
        vm.assertEq(vault.locked(address(second)), 200e18, "locked");
        vm.assertEq(vault.availableOutflow(recipient), 0, "nothing for what is not listed");
    }

    // QUEUE

    function test_QueuesALargeOrder() public {
        vm.recordLogs();

        vault.submitOrder(_signedRelease(1, LARGE));

        vm.assertEq(_observations(address(vault)).length, 0, "nothing to observe yet");
        vm.assertEq(uint256(vault.orderState(1)), 1, "queued");
        vm.assertEq(token.balanceOf(recipient), 0, "not paid");
        ICollateralVault.QueuedRelease memory queued = vault.queuedRelease(1);
        vm.assertEq(queued.amount, LARGE, "amount");
        vm.assertEq(queued.ready, START + DELAY, "ready");
        vm.assertEq(queued.expiry, START + LIFE, "expiry");
        vm.assertEq(queued.token, address(token), "token");
        vm.assertEq(queued.recipient, recipient, "recipient");
    }

    function test_PaysAQueuedOrderFromReadyToExpiry() public {
        vault.submitOrder(_signedRelease(1, LARGE));
        vault.submitOrder(_signedRelease(2, LARGE));
        vm.recordLogs();

        vm.warp(START + DELAY);
        vault.executeQueued(1);

        _assertObserved(
            address(vault), 2, RELEASED, _releasedBody(1, address(token), LARGE, recipient, 0)
        );
        vm.assertEq(vault.queuedRelease(1).amount, 0, "forgotten");
        vm.warp(START + LIFE);
        vault.executeQueued(2);
        vm.assertEq(token.balanceOf(recipient), 2 * uint256(LARGE), "both paid");
    }

    function test_RefusesAQueuedOrderOutsideItsTime() public {
        vault.submitOrder(_signedRelease(1, LARGE));

        vm.warp(START + DELAY - 1);
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.QueueNotReady.selector, 1, START + DELAY)
        );
        vault.executeQueued(1);

        vm.warp(START + LIFE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IOrderRegistry.OrderExpired.selector, 1, START + LIFE)
        );
        vault.executeQueued(1);
    }

    function test_RefusesAQueuedOrderTwice() public {
        bytes memory vaa = _signedRelease(1, LARGE);
        vault.submitOrder(vaa);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOrderRegistry.OrderUsed.selector, 1, IOrderRegistry.OrderState.Queued
            )
        );
        vault.submitOrder(vaa);

        vm.warp(START + DELAY);
        vault.executeQueued(1);
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.NotQueued.selector, 1));
        vault.executeQueued(1);
    }

    function test_RefusesToExecuteWhatWasNeverQueued() public {
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.NotQueued.selector, 5));
        vault.executeQueued(5);
    }

    function test_RefusesALargeOrderThatExpiresInsideTheDelay() public {
        OrderSpec memory order = _release(1, address(token), LARGE, recipient);
        order.expiry = START + DELAY - 1;
        bytes memory vaa = _signedOrder(address(vault), order);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICollateralVault.ExpiryInsideDelay.selector, 1, START + DELAY, order.expiry
            )
        );
        vault.submitOrder(vaa);
    }

    function test_QueuesAnOrderThatExpiresWithTheDelay() public {
        OrderSpec memory order = _release(1, address(token), LARGE, recipient);
        order.expiry = START + DELAY;
        vault.submitOrder(_signedOrder(address(vault), order));

        vm.warp(START + DELAY);
        vault.executeQueued(1);

        vm.assertEq(token.balanceOf(recipient), LARGE, "paid");
    }

    function test_RefusesALargeOrderThatCouldNeverBePaid() public {
        _refuse(
            _releaseTail(address(token), WINDOW_LIMIT + 1, recipient),
            abi.encodeWithSelector(
                ICollateralVault.OutflowLimited.selector, WINDOW_LIMIT + 1, WINDOW_LIMIT
            )
        );
    }

    function test_TheQueueObeysTheOutflowLimit() public {
        vault.submitOrder(_signedRelease(1, WINDOW_LIMIT));
        vm.warp(START + DELAY);
        vault.submitOrder(_signedRelease(2, 10e18));
        vm.expectRevert(
            abi.encodeWithSelector(
                ICollateralVault.OutflowLimited.selector, WINDOW_LIMIT, WINDOW_LIMIT - 10e18
            )
        );
        vault.executeQueued(1);

        // Ten of a hundred leak away in a tenth of the window.
        vm.warp(START + LIFE);
        vm.expectPartialRevert(ICollateralVault.OutflowLimited.selector);
        vault.executeQueued(1);
        vm.assertEq(uint256(vault.orderState(1)), 1, "still queued");
    }

    function test_AQueuedOrderMayFindTooLittleLocked() public {
        vault.submitOrder(_signedRelease(1, 60e18));
        uint64 time = START;
        for (uint64 id = 2; vault.locked(address(token)) >= 60e18; ++id) {
            OrderSpec memory order = _release(id, address(token), 45e18, recipient);
            vault.submitOrder(_signedOrder(address(vault), order));
            vm.warp(time += WINDOW / 2);
        }
        vm.warp(START + LIFE);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICollateralVault.AmountAboveLocked.selector, 60e18, vault.locked(address(token))
            )
        );
        vault.executeQueued(1);
    }

    // HELPERS

    function _refuse(bytes memory tail, bytes memory expected) private {
        bytes memory vaa = _signedOrder(address(vault), _orderNow(RELEASE, 99, tail));
        vm.expectRevert(expected);
        vault.submitOrder(vaa);
    }
}
