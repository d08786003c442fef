// SPDX-License-Identifier: Apache-2.0
// A vault with one ordinary token listed, funded depositors, and releases that a quorum signed.
pragma solidity 0.8.34;

import {CollateralVault} from "../../src/CollateralVault.sol";
import {TestToken} from "../../src/demo/TestToken.sol";
import {ICollateralVault} from "../../src/interfaces/ICollateralVault.sol";
import {DeploymentTest} from "./DeploymentTest.sol";

interface ITestToken {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external;
    function balanceOf(address holder) external view returns (uint256);
}

abstract contract VaultTest is DeploymentTest {
    uint8 internal constant RELEASE = 64;
    uint8 internal constant CANCEL = 71;
    uint112 internal constant CAP = 1_000e18;
    uint112 internal constant MIN_DEPOSIT = 1e15;
    uint112 internal constant WINDOW_LIMIT = 100e18;
    uint112 internal constant LARGE = 50e18;
    uint32 internal constant WINDOW = 3600;
    uint32 internal constant DELAY = 300;

    address internal depositor = _userOf("depositor");
    address internal recipient = _userOf("recipient");
    bytes32 internal account = _accountOf("depositor");
    TestToken internal token;
    CollateralVault internal vault;

    function setUp() public virtual {
        vm.warp(START);
        token = new TestToken("Wrapped Ether", "WETH", 18);
        vault = _vaultFor(address(token));
    }

    function _config(address listed) internal pure returns (ICollateralVault.TokenConfig memory) {
        return ICollateralVault.TokenConfig({
            token: listed,
            cap: CAP,
            minDeposit: MIN_DEPOSIT,
            windowLimit: WINDOW_LIMIT,
            largeAmount: LARGE
        });
    }

    function _vaultFor(address listed) internal returns (CollateralVault) {
        ICollateralVault.TokenConfig[] memory configs = new ICollateralVault.TokenConfig[](1);
        configs[0] = _config(listed);
        return _vaultOf(configs);
    }

    function _vaultOf(ICollateralVault.TokenConfig[] memory configs)
        internal
        returns (CollateralVault)
    {
        return new CollateralVault(
            NAME, _keysOf(0, 4), SALT, REGISTRY_CHAIN, configs, WINDOW, DELAY
        );
    }

    /// Mints to the depositor and lets him deposit; returns what the vault says it received.
    function _deposit(CollateralVault to, address listed, uint256 amount)
        internal
        returns (uint256)
    {
        ITestToken(listed).mint(depositor, amount);
        vm.prank(depositor);
        ITestToken(listed).approve(address(to), amount);
        vm.prank(depositor);
        return to.deposit(account, listed, amount);
    }

    function _deposit(uint256 amount) internal returns (uint256) {
        return _deposit(vault, address(token), amount);
    }

    function _releaseTail(address listed, uint256 amount, address to)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodePacked(account, _wide(listed), amount, _wide(to));
    }

    function _release(uint64 id, address listed, uint256 amount, address to)
        internal
        view
        returns (OrderSpec memory)
    {
        return _orderNow(RELEASE, id, _releaseTail(listed, amount, to));
    }

    function _signedRelease(uint64 id, uint256 amount) internal view returns (bytes memory) {
        return _signedOrder(address(vault), _release(id, address(token), amount, recipient));
    }

    function _releasedBody(uint64 id, address listed, uint256 amount, address to, uint8 how)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(id, _wide(listed), amount, _wide(to), how);
    }
}
