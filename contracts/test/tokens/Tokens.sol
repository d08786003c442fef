// SPDX-License-Identifier: Apache-2.0
// Tokens that behave as real ones do and as the standard does not say: a fee on transfer, balances
// that rebase, no return value, a blocklist, reverts, false answers, wasted gas, and calls back.
pragma solidity 0.8.34;

import {TestToken} from "../../src/demo/TestToken.sol";

/// Keeps one percent of every transfer.
contract FeeToken is TestToken("Fee", "FEE", 18) {
    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) ? 0 : value / 100;
        super._update(from, to, value - fee);
        if (fee != 0) super._update(from, address(0), fee);
    }
}

/// Swallows whatever is sent: true is returned, nothing moves.
contract VoidToken is TestToken("Void", "VOID", 18) {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// All balances shrink or grow together.
contract RebasingToken is TestToken("Rebasing", "REB", 18) {
    uint256 public percent = 100;

    function rebase(uint256 percent_) external {
        percent = percent_;
    }

    function balanceOf(address holder) public view override returns (uint256) {
        return super.balanceOf(holder) * percent / 100;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value * 100 / percent);
    }
}

/// Returns nothing from transfer and transferFrom, and refuses to change an allowance that is not
/// zero.
contract NoReturnToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        require(amount == 0 || allowance[msg.sender][spender] == 0, "allowance");
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// Reverts for holders on a list, as issuers' tokens do.
contract BlocklistToken is TestToken("Blocklist", "BLK", 6) {
    mapping(address => bool) public isBlocked;

    error Blocked(address holder);

    function setBlocked(address holder, bool blocked) external {
        isBlocked[holder] = blocked;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (isBlocked[from]) revert Blocked(from);
        if (isBlocked[to]) revert Blocked(to);
        super._update(from, to, value);
    }
}

/// Misbehaves in transfer as it is told to.
contract MisbehavingToken is TestToken("Misbehaving", "MIS", 18) {
    enum Mode {
        Ordinary,
        Revert,
        RevertHuge,
        ReturnFalse,
        ReturnTrueAndKeep,
        ReturnFalseAndPay,
        ReturnHuge,
        BurnGas
    }

    Mode public mode;

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (mode == Mode.Revert) revert("no");
        if (mode == Mode.RevertHuge) {
            assembly {
                revert(0, 50000)
            }
        }
        if (mode == Mode.ReturnFalse) return false;
        if (mode == Mode.ReturnTrueAndKeep) return true;
        if (mode == Mode.BurnGas) while (true) {}
        super.transfer(to, amount);
        if (mode == Mode.ReturnHuge) {
            assembly {
                return(0, 50000)
            }
        }
        return mode != Mode.ReturnFalseAndPay;
    }
}

/// Calls its recipient and its sender on every transfer, as tokens with hooks do.
contract HookToken is TestToken("Hook", "HOOK", 18) {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        _call(from, value);
        _call(to, value);
    }

    function _call(address holder, uint256 value) private {
        if (holder.code.length == 0) return;
        (bool done,) = holder.call(abi.encodeWithSignature("onTokens(uint256)", value));
        done;
    }
}
