// SPDX-License-Identifier: Apache-2.0
// What the user actions cost, one action a test, with four guardians of whom three signed. The
// measured calls are run as transactions of their own. `npm run contracts:gas` compares with
// contracts/.gas-snapshot; the same without `--check` writes it again.
pragma solidity 0.8.34;

import {VaultTest} from "./base/VaultTest.sol";
import {VenueTest} from "./base/VenueTest.sol";

contract VaultGasTest is VaultTest {
    function setUp() public override {
        super.setUp();
        // Storage that a vault in use has written before is written before.
        _deposit(200e18);
        vault.submitOrder(_signedRelease(1, 1e18));
        vault.submitOrder(_signedRelease(2, LARGE));
        token.mint(depositor, 10e18);
        vm.prank(depositor);
        token.approve(address(vault), type(uint256).max);
    }

    function test_Deposit() public {
        vm.prank(depositor);
        vault.deposit(account, address(token), 10e18);
        vm.snapshotGasLastCall("vault", "deposit");
    }

    function test_Release() public {
        vault.submitOrder(_signedRelease(3, 1e18));
        vm.snapshotGasLastCall("vault", "release");
    }

    function test_QueueALargeRelease() public {
        vault.submitOrder(_signedRelease(3, LARGE));
        vm.snapshotGasLastCall("vault", "release, queued");
    }

    function test_ExecuteQueued() public {
        vm.warp(START + DELAY);
        vault.executeQueued(2);
        vm.snapshotGasLastCall("vault", "executeQueued");
    }

    function test_Cancel() public {
        bytes memory tail = abi.encodePacked(uint64(4));
        vault.submitOrder(_signedOrder(address(vault), _orderNow(CANCEL, 3, tail)));
        vm.snapshotGasLastCall("vault", "cancel");
    }

    function test_VoidOrder() public {
        bytes memory vaa = _signedRelease(3, 1e18);
        vm.warp(START + LIFE + 1);
        vault.voidOrder(vaa);
        vm.snapshotGasLastCall("vault", "voidOrder");
    }

    function test_UpgradeSignerSet() public {
        vault.upgradeSignerSet(_signed(_upgradeBody(_upgradePayload(0, 1, _keysOf(4, 4)))));
        vm.snapshotGasLastCall("vault", "upgradeSignerSet");
    }
}

contract VenueGasTest is VenueTest {
    function setUp() public override {
        super.setUp();
        _optIn("liquidator");
        _execute(_trade(1, 5e18));
    }

    function test_ExecuteTrade() public {
        _execute(_trade(2, 1e18));
        vm.snapshotGasLastCall("venue", "executeTrade");
    }

    function test_Transfer() public {
        _transfer(2, _transferTail(trader, liquidator, 1e18, 2950e18, 1));
        vm.snapshotGasLastCall("venue", "transfer");
    }

    function test_Settle() public {
        vm.warp(EXPIRY);
        _settle(2, FUTURE, 3100e18);
        vm.snapshotGasLastCall("venue", "settle");
    }

    function test_SetLiquidator() public {
        _optIn("maker");
        vm.snapshotGasLastCall("venue", "setLiquidator");
    }
}
