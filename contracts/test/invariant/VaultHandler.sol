// SPDX-License-Identifier: Apache-2.0
// Drives a vault as depositors, hub, relayers and a blocking issuer would, in any order, and
// remembers what it saw, so that the invariants can be compared with a record that is not the
// vault's own.
pragma solidity 0.8.34;

import {CollateralVault} from "../../src/CollateralVault.sol";
import {ICollateralVault} from "../../src/interfaces/ICollateralVault.sol";
import {DeploymentTest} from "../base/DeploymentTest.sol";
import {BlocklistToken} from "../tokens/Tokens.sol";

contract VaultHandler is DeploymentTest {
    struct Payment {
        uint256 time;
        uint256 amount;
    }

    uint112 public constant WINDOW_LIMIT = 100e6;
    uint32 public constant WINDOW = 3600;
    uint32 private constant DELAY = 300;
    uint64 private constant IDS = 24;

    CollateralVault public vault;
    BlocklistToken public token;
    address[] public recipients;
    Payment[] public payments;
    uint256 public observed;
    bool public isGapless = true;
    bool public isSingleUse = true;
    uint256 public deposited;
    uint256 public released;
    uint256 public claimed;

    mapping(uint64 id => uint256) private _ends;
    mapping(uint64 id => bytes) private _presented;

    constructor() {
        vm.warp(START);
        token = new BlocklistToken();
        ICollateralVault.TokenConfig[] memory listed = new ICollateralVault.TokenConfig[](1);
        listed[0] = ICollateralVault.TokenConfig({
            token: address(token),
            cap: 1000e6,
            minDeposit: 1,
            windowLimit: WINDOW_LIMIT,
            largeAmount: 60e6
        });
        vault =
            new CollateralVault(NAME, _keysOf(0, 4), SALT, REGISTRY_CHAIN, listed, WINDOW, DELAY);
        recipients.push(_userOf("first"));
        recipients.push(_userOf("second"));
        token.mint(address(this), 1e15);
        token.approve(address(vault), 1e15);
    }

    // ACTIONS

    function deposit(uint256 amount) external {
        amount = _bound(amount, 0, 300e6);
        (bool done,) = _recorded(
            abi.encodeCall(vault.deposit, (bytes32(bytes20(address(this))), address(token), amount))
        );
        if (done) deposited += amount;
    }

    /// Signs a release under one of a few ids, so that ids are met again, and presents it.
    function release(uint64 id, uint256 amount, uint256 to, uint64 life) external {
        id = uint64(_bound(id, 0, IDS));
        uint64 now_ = uint64(block.timestamp);
        bytes memory tail = abi.encodePacked(
            bytes32(bytes20(address(this))),
            _wide(address(token)),
            _bound(amount, 0, 120e6),
            _wide(recipients[to % recipients.length])
        );
        OrderSpec memory order = OrderSpec({
            kind: 64,
            id: id,
            notBefore: now_,
            expiry: now_ + uint64(_bound(life, 0, 2 * WINDOW)),
            tail: tail
        });
        bytes memory vaa = _signedOrder(address(vault), order);
        _presented[id] = vaa;
        _recorded(abi.encodeCall(vault.submitOrder, (vaa)));
    }

    function submitAgain(uint64 id) external {
        _recorded(abi.encodeCall(vault.submitOrder, (_presented[uint64(_bound(id, 0, IDS))])));
    }

    function executeQueued(uint64 id) external {
        _recorded(abi.encodeCall(vault.executeQueued, (uint64(_bound(id, 0, IDS)))));
    }

    function voidOrder(uint64 id) external {
        _recorded(abi.encodeCall(vault.voidOrder, (_presented[uint64(_bound(id, 0, IDS))])));
    }

    function cancel(uint64 id, uint64 target) external {
        // Cancels have ids of their own half the time, and collide with releases the other half.
        id = uint64(_bound(id, 0, 2 * IDS));
        bytes memory tail = abi.encodePacked(uint64(_bound(target, 0, IDS)));
        OrderSpec memory order = _orderNow(71, id, tail);
        _recorded(abi.encodeCall(vault.submitOrder, (_signedOrder(address(vault), order))));
    }

    function claim(uint256 who) external {
        address recipient = recipients[who % recipients.length];
        vm.prank(recipient);
        (bool done, bytes memory result) =
            _recorded(abi.encodeCall(vault.claim, (address(token), _userOf("cold"))));
        if (done) claimed += abi.decode(result, (uint256));
    }

    function block_(uint256 who, bool blocked) external {
        token.setBlocked(recipients[who % recipients.length], blocked);
    }

    function give(uint256 amount) external {
        token.transfer(address(vault), _bound(amount, 0, 1e6));
    }

    function wait_(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 0, WINDOW));
    }

    // RECORD

    function paymentCount() external view returns (uint256) {
        return payments.length;
    }

    /// Calls the vault and reads what it observed meanwhile.
    function _recorded(bytes memory call_) private returns (bool done, bytes memory result) {
        vm.recordLogs();
        (done, result) = address(vault).call(call_);
        Observation[] memory found = _observations(address(vault));
        for (uint256 i = 0; i < found.length; ++i) {
            if (found[i].nonce != ++observed) isGapless = false;
            if (found[i].kind == 2) _recordReleased(found[i].body);
            if (found[i].kind == 3) _recordEnd(uint64(bytes8(found[i].body)));
        }
    }

    function _recordReleased(bytes memory body) private {
        uint256 amount;
        assembly ("memory-safe") {
            amount := mload(add(body, 72))
        }
        _recordEnd(uint64(bytes8(body)));
        released += amount;
        payments.push(Payment({time: block.timestamp, amount: amount}));
    }

    /// An order ends once: by one RELEASED or by one VOIDED.
    function _recordEnd(uint64 id) private {
        if (++_ends[id] > 1) isSingleUse = false;
    }
}
