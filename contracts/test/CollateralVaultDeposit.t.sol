// SPDX-License-Identifier: Apache-2.0
// Construction and deposits of the vault: what counts is what arrives.
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {CollateralVault} from "../src/CollateralVault.sol";
import {ICollateralVault} from "../src/interfaces/ICollateralVault.sol";
import {VaultTest} from "./base/VaultTest.sol";
import {FeeToken, HookToken, NoReturnToken, RebasingToken, VoidToken} from "./tokens/Tokens.sol";

contract CollateralVaultDepositTest is VaultTest {
    uint8 private constant LOCKED = 1;

    // CONSTRUCTION

    function test_InitialStateIsEmpty() public view {
        ICollateralVault.Asset memory asset = vault.assetOf(address(token));
        vm.assertEq(asset.cap, CAP, "cap");
        vm.assertEq(asset.minDeposit, MIN_DEPOSIT, "least deposit");
        vm.assertEq(asset.windowLimit, WINDOW_LIMIT, "window limit");
        vm.assertEq(asset.largeAmount, LARGE, "large amount");
        vm.assertEq(asset.locked, 0, "locked");
        vm.assertEq(asset.claimable, 0, "claimable");
        vm.assertEq(vault.availableOutflow(address(token)), WINDOW_LIMIT, "outflow");
        vm.assertEq(vault.windowSeconds(), WINDOW, "window");
        vm.assertEq(vault.delaySeconds(), DELAY, "delay");
        vm.assertEq(vault.tokens().length, 1, "tokens");
        vm.assertEq(vault.tokens()[0], address(token), "token");
        vm.assertEq(uint256(vault.orderState(0)), 0, "order zero is not used");
    }

    function test_TheZeroTokenIsNotListed() public {
        vm.assertEq(vault.assetOf(address(0)).cap, 0, "no cap");
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.TokenNotListed.selector, 0));
        vault.deposit(account, address(0), 1e18);
    }

    function test_RefusesTokensThatCannotBeListed() public {
        _refuseListing(_config(address(0)), ICollateralVault.TokenRefused.selector);
        _refuseListing(_config(_userOf("nobody")), ICollateralVault.TokenRefused.selector);
        ICollateralVault.TokenConfig memory config = _config(address(token));
        config.cap = 0;
        _refuseListing(config, ICollateralVault.TokenRefused.selector);
        config = _config(address(token));
        config.windowLimit = 0;
        _refuseListing(config, ICollateralVault.WindowLimitZero.selector);
    }

    function test_RefusesATokenTwice() public {
        ICollateralVault.TokenConfig[] memory configs = new ICollateralVault.TokenConfig[](2);
        configs[0] = _config(address(token));
        configs[1] = _config(address(token));
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.TokenRefused.selector, address(token))
        );
        _vaultOf(configs);
    }

    function test_RefusesAWindowOfZero() public {
        ICollateralVault.TokenConfig[] memory none = new ICollateralVault.TokenConfig[](0);
        address[] memory keys = _keysOf(0, 4);
        vm.expectRevert(ICollateralVault.WindowZero.selector);
        new CollateralVault(NAME, keys, SALT, REGISTRY_CHAIN, none, 0, DELAY);
    }

    // DEPOSIT

    function test_LocksAndObserves() public {
        vm.recordLogs();

        uint256 received = _deposit(10e18);

        _assertObserved(
            address(vault),
            1,
            LOCKED,
            abi.encodePacked(account, _wide(address(token)), uint256(10e18), _wide(depositor))
        );
        vm.assertEq(received, 10e18, "received");
        vm.assertEq(vault.locked(address(token)), 10e18, "locked");
        vm.assertEq(token.balanceOf(address(vault)), 10e18, "balance");
    }

    function testFuzz_LocksWhatArrives(uint256 first, uint256 second) public {
        first = _bound(first, MIN_DEPOSIT, CAP - MIN_DEPOSIT);
        second = _bound(second, MIN_DEPOSIT, CAP - first);

        _deposit(first);
        _deposit(second);

        vm.assertEq(vault.locked(address(token)), first + second, "locked");
        vm.assertEq(vault.eventNonce(), 2, "two observations");
    }

    function test_RefusesAnAccountOfNobody() public {
        bytes32 nobody = bytes32(uint256(type(uint96).max));
        vm.expectRevert(abi.encodeWithSelector(ICollateralVault.AccountOwnerZero.selector, nobody));
        vault.deposit(nobody, address(token), 1e18);
    }

    function test_RefusesATokenThatIsNotListed() public {
        FeeToken other = new FeeToken();
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.TokenNotListed.selector, address(other))
        );
        vault.deposit(account, address(other), 1e18);
    }

    function test_RefusesNothing() public {
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.NothingReceived.selector, address(token))
        );
        vault.deposit(account, address(token), 0);
    }

    function test_RefusesADepositBelowTheMinimum() public {
        token.mint(depositor, MIN_DEPOSIT);
        vm.prank(depositor);
        token.approve(address(vault), MIN_DEPOSIT);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICollateralVault.DepositBelowMinimum.selector, MIN_DEPOSIT - 1, MIN_DEPOSIT
            )
        );
        vm.prank(depositor);
        vault.deposit(account, address(token), MIN_DEPOSIT - 1);

        vm.prank(depositor);
        vault.deposit(account, address(token), MIN_DEPOSIT);
    }

    function test_RefusesADepositAboveTheCap() public {
        _deposit(CAP - 1e18);
        token.mint(depositor, 2e18);
        vm.prank(depositor);
        token.approve(address(vault), 2e18);
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.CapExceeded.selector, CAP - 1e18, 1e18 + 1, CAP)
        );
        vm.prank(depositor);
        vault.deposit(account, address(token), 1e18 + 1);

        vm.prank(depositor);
        vault.deposit(account, address(token), 1e18);
        vm.assertEq(vault.locked(address(token)), CAP, "full");
    }

    function test_RefusesADepositWithoutAllowance() public {
        token.mint(depositor, 1e18);
        vm.prank(depositor);
        vm.expectRevert();
        vault.deposit(account, address(token), 1e18);
    }

    // TOKENS

    function test_AFeeOnTransferLocksLess() public {
        FeeToken fee = new FeeToken();
        CollateralVault feeVault = _vaultFor(address(fee));

        uint256 received = _deposit(feeVault, address(fee), 100e18);

        vm.assertEq(received, 99e18, "less the fee");
        vm.assertEq(feeVault.locked(address(fee)), 99e18, "locked");
        vm.assertEq(fee.balanceOf(address(feeVault)), 99e18, "balance");
    }

    function test_ATokenWithoutReturnValuesIsTaken() public {
        NoReturnToken mute = new NoReturnToken();
        CollateralVault muteVault = _vaultFor(address(mute));

        _deposit(muteVault, address(mute), 5e18);

        vm.assertEq(muteVault.locked(address(mute)), 5e18, "locked");
    }

    function test_ATokenThatOnlySaysSoLocksNothing() public {
        VoidToken nothing = new VoidToken();
        CollateralVault other = _vaultFor(address(nothing));
        nothing.mint(depositor, 5e18);
        vm.prank(depositor);
        vm.expectRevert(
            abi.encodeWithSelector(ICollateralVault.NothingReceived.selector, address(nothing))
        );
        other.deposit(account, address(nothing), 5e18);
    }

    function test_ARebaseDoesNotChangeWhatIsLocked() public {
        RebasingToken rebasing = new RebasingToken();
        CollateralVault other = _vaultFor(address(rebasing));
        _deposit(other, address(rebasing), 10e18);

        rebasing.rebase(50);
        _deposit(other, address(rebasing), 10e18);

        vm.assertEq(other.locked(address(rebasing)), 20e18, "as it arrived");
        vm.assertEq(rebasing.balanceOf(address(other)), 15e18, "as it is worth");
    }

    function test_ADepositorWhoIsCalledBackCannotDepositInside() public {
        HookToken hook = new HookToken();
        CollateralVault other = _vaultFor(address(hook));
        ReenteringDepositor caller = new ReenteringDepositor(other, hook, account);
        hook.mint(address(caller), 3e18);

        caller.deposit(2e18, 1e18);

        vm.assertEq(
            caller.refusal(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "refused inside"
        );
        vm.assertEq(other.locked(address(hook)), 2e18, "locked once");
        vm.assertEq(other.eventNonce(), 1, "observed once");
    }

    function _refuseListing(ICollateralVault.TokenConfig memory config, bytes4 expected) private {
        ICollateralVault.TokenConfig[] memory configs = new ICollateralVault.TokenConfig[](1);
        configs[0] = config;
        vm.expectPartialRevert(expected);
        _vaultOf(configs);
    }
}

/// Tries to deposit once more while the token calls it back.
contract ReenteringDepositor {
    CollateralVault private immutable _vault;
    HookToken private immutable _token;
    bytes32 private immutable _account;
    uint256 private _inside;
    bytes public refusal;

    constructor(CollateralVault vault, HookToken token, bytes32 account) {
        (_vault, _token, _account) = (vault, token, account);
    }

    function deposit(uint256 outside, uint256 inside) external {
        _token.approve(address(_vault), outside + inside);
        _inside = inside;
        _vault.deposit(_account, address(_token), outside);
    }

    function onTokens(uint256) external {
        if (_inside == 0) return;
        try _vault.deposit(_account, address(_token), _inside) {}
        catch (bytes memory reason) {
            refusal = reason;
        }
    }
}
