// SPDX-License-Identifier: Apache-2.0
// Opens what the abstract verifier keeps to itself: the quorum check alone, for sets of any size.
pragma solidity 0.8.34;

import {AttestationVerifier} from "../../src/AttestationVerifier.sol";

contract Probe is AttestationVerifier {
    constructor(address[] memory keys) AttestationVerifier("probe", keys, 0, 1) {}

    function verify(bytes calldata vaa) external view returns (bytes32) {
        (Envelope memory envelope,) = _verifyVaa(vaa);
        return envelope.digest;
    }
}

contract ChainProbe is AttestationVerifier {
    constructor(address[] memory keys, uint16 chain) AttestationVerifier("probe", keys, 0, chain) {}
}
