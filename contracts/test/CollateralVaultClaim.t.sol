// SPDX-License-Identifier: Apache-2.0
// Payments that a token refuses, and their claim: nothing that a token or a submitter does blocks
// an order or makes the vault owe more than it holds.
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {CollateralVault} from "../src/CollateralVault.sol";
import {ICollateralVault} from "../src/interfaces/ICollateralVault.sol";
import {Wire} from "../src/lib/Wire.sol";
import {VaultTest} from "./base/VaultTest.sol";
import {
    BlocklistToken,
    FeeToken,
    HookToken,
    MisbehavingToken,
    NoReturnToken,
    RebasingToken
} from "./tokens/Tokens.sol";

contract CollateralVaultClaimTest is VaultTest {
    uint8 private constant RELEASED = 2;
    uint8 private constant PAID = 0;
    uint8 private constant CLAIMABLE = 1;

    MisbehavingToken private _bad;

    function setUp() public override {
        super.setUp();
        _bad = new MisbehavingToken();
        vault = _vaultFor(address(_bad));
        _deposit(vault, address(_bad), 100e18);
    }

    // REFUSED PAYMENTS

    function test_ARevertingTokenCreditsAClaim() public {
        _releaseExpecting(MisbehavingToken.Mode.Revert, CLAIMABLE);
        _assertOwed(10e18);
    }

    function test_AFalseAnswerCreditsAClaim() public {
        _releaseExpecting(MisbehavingToken.Mode.ReturnFalse, CLAIMABLE);
        _assertOwed(10e18);
    }

    function test_ATrueAnswerWithoutATransferCreditsAClaim() public {
        _releaseExpecting(MisbehavingToken.Mode.ReturnTrueAndKeep, CLAIMABLE);
        _assertOwed(10e18);
    }

    function test_AFalseAnswerWithATransferHasPaid() public {
        _releaseExpecting(MisbehavingToken.Mode.ReturnFalseAndPay, PAID);
        _assertOwed(0);
        vm.assertEq(_bad.balanceOf(recipient), 10e18, "paid");
    }

    function test_BurntGasCreditsAClaim() public {
        _releaseExpecting(MisbehavingToken.Mode.BurnGas, CLAIMABLE);
        _assertOwed(10e18);
    }

    function test_HugeAnswersAreNotCopied() public {
        _releaseExpecting(MisbehavingToken.Mode.ReturnHuge, PAID);
        _assertOwed(0);
    }

    function test_HugeRevertsAreNotCopied() public {
        _releaseExpecting(MisbehavingToken.Mode.RevertHuge, CLAIMABLE);
        _assertOwed(10e18);
    }

    function test_NoSubmitterTurnsAPaymentIntoAClaimByStarvingIt() public {
        bytes memory vaa =
            _signedOrder(address(vault), _release(1, address(_bad), 10e18, recipient));
        bool executed = false;
        bool refused = false;
        for (uint256 allowance = 20_000; !executed && allowance < 700_000; allowance += 10_000) {
            bytes memory reason;
            (executed, reason) =
                address(vault).call{gas: allowance}(abi.encodeCall(vault.submitOrder, (vaa)));
            if (bytes4(reason) == ICollateralVault.GasTooLow.selector) refused = true;
        }
        vm.assertTrue(refused, "with too little gas the reason is named");
        vm.assertTrue(executed, "with enough gas it executes");
        vm.assertEq(_bad.balanceOf(recipient), 10e18, "and pays");
        _assertOwed(0);
    }

    function test_ABlockedRecipientClaimsToAnotherAddress() public {
        BlocklistToken blocklist = new BlocklistToken();
        CollateralVault other = _vaultFor(address(blocklist));
        _deposit(other, address(blocklist), 100e18);
        blocklist.setBlocked(recipient, true);

        vm.recordLogs();
        other.submitOrder(
            _signedOrder(address(other), _release(1, address(blocklist), 10e18, recipient))
        );
        _assertObserved(
            address(other),
            2,
            RELEASED,
            _releasedBody(1, address(blocklist), 10e18, recipient, CLAIMABLE)
        );
        vm.prank(recipient);
        other.claim(address(blocklist), depositor);

        vm.assertEq(blocklist.balanceOf(depositor), 10e18, "claimed");
        vm.assertEq(other.assetOf(address(blocklist)).claimable, 0, "owed no more");
    }

    function test_ATokenWithoutReturnValuesPays() public {
        NoReturnToken mute = new NoReturnToken();
        CollateralVault other = _vaultFor(address(mute));
        _deposit(other, address(mute), 20e18);

        other.submitOrder(
            _signedOrder(address(other), _release(1, address(mute), 10e18, recipient))
        );

        vm.assertEq(mute.balanceOf(recipient), 10e18, "paid");
    }

    function test_AFeeOnTransferIsTheRecipientsLoss() public {
        FeeToken fee = new FeeToken();
        CollateralVault other = _vaultFor(address(fee));
        _deposit(other, address(fee), 100e18);

        other.submitOrder(_signedOrder(address(other), _release(1, address(fee), 10e18, recipient)));

        vm.assertEq(fee.balanceOf(recipient), 9.9e18, "less the fee");
        vm.assertEq(fee.balanceOf(address(other)), other.locked(address(fee)), "solvent");
    }

    function test_AShrunkBalanceCreditsAClaimInsteadOfBlocking() public {
        RebasingToken rebasing = new RebasingToken();
        CollateralVault other = _vaultFor(address(rebasing));
        _deposit(other, address(rebasing), 10e18);
        rebasing.rebase(10);

        other.submitOrder(
            _signedOrder(address(other), _release(1, address(rebasing), 10e18, recipient))
        );

        vm.assertEq(other.claimable(address(rebasing), recipient), 10e18, "owed");
        vm.assertEq(other.locked(address(rebasing)), 0, "not locked twice");
    }

    // HOOKS

    function test_ARecipientWhoSendsAPartBackHasBeenPaid() public {
        HookToken hook = new HookToken();
        CollateralVault other = _vaultFor(address(hook));
        _deposit(other, address(hook), 100e18);
        Returner returner = new Returner(other, hook, 1);

        other.submitOrder(
            _signedOrder(address(other), _release(1, address(hook), 10e18, address(returner)))
        );

        vm.assertEq(other.claimable(address(hook), address(returner)), 0, "not owed as well");
        vm.assertEq(hook.balanceOf(address(other)), 90e18 + 1, "solvent");
        vm.assertEq(returner.refusals(), 3, "every way in was shut");
    }

    function test_ARecipientWhoSendsAllBackMayClaimItOnce() public {
        HookToken hook = new HookToken();
        CollateralVault other = _vaultFor(address(hook));
        _deposit(other, address(hook), 100e18);
        Returner returner = new Returner(other, hook, 10e18);

        other.submitOrder(
            _signedOrder(address(other), _release(1, address(hook), 10e18, address(returner)))
        );

        vm.assertEq(other.claimable(address(hook), address(returner)), 10e18, "owed");
        vm.assertEq(hook.balanceOf(address(other)), 100e18, "and held");
        vm.assertEq(other.locked(address(hook)), 90e18, "solvent");
    }

    // CLAIM

    function test_ClaimsAll() public {
        _releaseExpecting(MisbehavingToken.Mode.Revert, CLAIMABLE);
        _bad.setMode(MisbehavingToken.Mode.Ordinary);

        vm.prank(recipient);
        uint256 amount = vault.claim(address(_bad), depositor);

        vm.assertEq(amount, 10e18, "amount");
        vm.assertEq(_bad.balanceOf(depositor), 10e18, "where he said");
        _assertOwed(0);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICollateralVault.NothingToClaim.selector, address(_bad), recipient
            )
        );
        vm.prank(recipient);
        vault.claim(address(_bad), depositor);
    }

    function test_AClaimThatTheTokenRefusesStaysOwed() public {
        _releaseExpecting(MisbehavingToken.Mode.Revert, CLAIMABLE);

        vm.prank(recipient);
        vm.expectRevert();
        vault.claim(address(_bad), depositor);

        _assertOwed(10e18);
    }

    function test_OnlyTheRecipientClaims() public {
        _releaseExpecting(MisbehavingToken.Mode.Revert, CLAIMABLE);
        vm.prank(depositor);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICollateralVault.NothingToClaim.selector, address(_bad), depositor
            )
        );
        vault.claim(address(_bad), depositor);
    }

    function test_RefusesToClaimToZeroOrToTheVault() public {
        vm.expectRevert(abi.encodeWithSelector(Wire.AddressRefused.selector, 0));
        vault.claim(address(_bad), address(0));
        vm.expectRevert(ICollateralVault.RecipientIsVault.selector);
        vault.claim(address(_bad), address(vault));
    }

    // HELPERS

    function _releaseExpecting(MisbehavingToken.Mode mode, uint8 how) private {
        _bad.setMode(mode);
        vm.recordLogs();

        vault.submitOrder(
            _signedOrder(address(vault), _release(1, address(_bad), 10e18, recipient))
        );

        _assertObserved(
            address(vault), 2, RELEASED, _releasedBody(1, address(_bad), 10e18, recipient, how)
        );
        vm.assertEq(vault.locked(address(_bad)), 90e18, "locked");
    }

    function _assertOwed(uint256 amount) private view {
        vm.assertEq(vault.claimable(address(_bad), recipient), amount, "claimable");
        vm.assertEq(vault.assetOf(address(_bad)).claimable, amount, "in total");
        vm.assertGe(_bad.balanceOf(address(vault)), 90e18 + amount, "solvent");
    }
}

/// A recipient who, while being paid, sends a part back and tries every way into the vault.
contract Returner {
    CollateralVault private immutable _vault;
    HookToken private immutable _token;
    uint256 private immutable _part;
    uint256 public refusals;

    constructor(CollateralVault vault, HookToken token, uint256 part) {
        (_vault, _token, _part) = (vault, token, part);
    }

    function onTokens(uint256) external {
        if (refusals != 0) return;
        _try(abi.encodeCall(_vault.deposit, (bytes32(bytes20(address(this))), address(_token), 1)));
        _try(abi.encodeCall(_vault.claim, (address(_token), address(this))));
        _try(abi.encodeCall(_vault.executeQueued, (1)));
        _token.transfer(address(_vault), _part);
    }

    function _try(bytes memory call_) private {
        (bool done, bytes memory reason) = address(_vault).call(call_);
        bytes4 expected = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        if (!done && bytes4(reason) == expected) ++refusals;
    }
}
