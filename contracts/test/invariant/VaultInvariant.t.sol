// SPDX-License-Identifier: Apache-2.0
// What holds of a vault after any sequence of calls.
pragma solidity 0.8.34;

import {CollateralVault} from "../../src/CollateralVault.sol";
import {ICollateralVault} from "../../src/interfaces/ICollateralVault.sol";
import {Test} from "../base/Test.sol";
import {BlocklistToken} from "../tokens/Tokens.sol";
import {VaultHandler} from "./VaultHandler.sol";

contract VaultInvariantTest is Test {
    VaultHandler private _handler;
    CollateralVault private _vault;
    BlocklistToken private _token;

    function setUp() public {
        _handler = new VaultHandler();
        _vault = _handler.vault();
        _token = _handler.token();
        bytes4[] memory selectors = new bytes4[](10);
        selectors[0] = VaultHandler.deposit.selector;
        selectors[1] = VaultHandler.release.selector;
        selectors[2] = VaultHandler.submitAgain.selector;
        selectors[3] = VaultHandler.executeQueued.selector;
        selectors[4] = VaultHandler.voidOrder.selector;
        selectors[5] = VaultHandler.cancel.selector;
        selectors[6] = VaultHandler.claim.selector;
        selectors[7] = VaultHandler.block_.selector;
        selectors[8] = VaultHandler.give.selector;
        selectors[9] = VaultHandler.wait_.selector;
        _target(address(_handler), selectors);
    }

    function test_TheHandlerPaysQueuesAndClaims() public {
        _handler.deposit(300e6);
        _handler.release(1, 10e6, 0, 900);
        _handler.release(2, 60e6, 0, 900);
        _handler.block_(1, true);
        _handler.release(3, 20e6, 1, 900);
        _handler.wait_(300);
        _handler.executeQueued(2);
        _handler.block_(1, false);
        _handler.claim(1);
        vm.assertEq(_handler.paymentCount(), 3, "payments");
        vm.assertEq(_handler.released(), 90e6, "released");
        vm.assertEq(_handler.claimed(), 20e6, "claimed");
    }

    function invariant_TheBalanceCoversWhatIsLockedAndOwed() public view {
        ICollateralVault.Asset memory asset = _vault.assetOf(address(_token));
        vm.assertGe(
            _token.balanceOf(address(_vault)), uint256(asset.locked) + asset.claimable, "solvent"
        );
    }

    function invariant_LockedIsDepositsLessReleases() public view {
        vm.assertEq(
            _vault.locked(address(_token)), _handler.deposited() - _handler.released(), "locked"
        );
        vm.assertLe(_vault.locked(address(_token)), 1000e6, "below the cap");
    }

    function invariant_TheTotalOfClaimsIsTheirSum() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < 2; ++i) {
            sum += _vault.claimable(address(_token), _handler.recipients(i));
        }
        vm.assertEq(_vault.assetOf(address(_token)).claimable, sum, "claims");
    }

    function invariant_ObservationsHaveNoGap() public view {
        vm.assertTrue(_handler.isGapless(), "in order");
        vm.assertEq(_vault.eventNonce(), _handler.observed(), "all seen");
    }

    function invariant_AnOrderEndsOnce() public view {
        vm.assertTrue(_handler.isSingleUse(), "one RELEASED or one VOIDED");
    }

    /// Over every span between two payments, not only over spans that start at a full bucket.
    function invariant_TheOutflowOfAnySpanIsLimited() public view {
        uint256 count = _handler.paymentCount();
        uint256 limit = _handler.WINDOW_LIMIT();
        for (uint256 from = 0; from < count; ++from) {
            (uint256 start,) = _handler.payments(from);
            uint256 sum = 0;
            for (uint256 to = from; to < count; ++to) {
                (uint256 time, uint256 amount) = _handler.payments(to);
                sum += amount;
                uint256 leaked = limit * (time - start) / _handler.WINDOW();
                vm.assertLe(sum, limit + leaked, "limit * (1 + t / window)");
            }
        }
    }
}
