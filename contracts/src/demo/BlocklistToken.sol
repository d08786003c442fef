// SPDX-License-Identifier: Apache-2.0
// A token for local chains whose operator can block receivers, as issuers of dollars do: anyone
// mints and anyone blocks. Never for value.
pragma solidity 0.8.34;

import {TestToken} from "./TestToken.sol";

contract BlocklistToken is TestToken {
    /// A transfer to a blocked receiver.
    error ReceiverBlocked(address receiver);

    mapping(address receiver => bool) public isBlocked;

    constructor(string memory name, string memory symbol, uint8 decimals_)
        TestToken(name, symbol, decimals_)
    {}

    /// Blocks a receiver or no longer, without asking who asks.
    function setBlocked(address receiver, bool blocked) external {
        isBlocked[receiver] = blocked;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (isBlocked[to]) revert ReceiverBlocked(to);
        super._update(from, to, value);
    }
}
