// SPDX-License-Identifier: Apache-2.0
// The venue against tests/vectors/eip712.json: digests and signatures of an independent
// implementation.
pragma solidity 0.8.34;

import {Venue} from "../src/Venue.sol";
import {IVenue} from "../src/interfaces/IVenue.sol";
import {VectorTest} from "./base/VectorTest.sol";

contract Eip712VectorsTest is VectorTest {
    Venue private _venue;
    bytes private _permit;

    function setUp() public {
        vm.warp(1_800_000_000);
        _load("orders.json");
        _permit = _bytes(string.concat(_case("permit"), ".expected.vaa"));
        _load("eip712.json");
        _venue = _deployVenue();
    }

    function test_HashesQuotesAsTheVectorsSay() public view {
        _assertQuote("quote");
        _assertQuote("quote_widest");
    }

    function test_HashesTheAcceptAsTheVectorSays() public view {
        string memory path = _case("accept");
        bytes32 digest = _venue.acceptDigestOf(_accept(string.concat(path, ".input.message")));
        vm.assertEq(digest, _bytes32(string.concat(path, ".expected.digest")), "accept");
    }

    function test_SaysTheDomainOfTheVectors() public view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
        ) = _venue.eip712Domain();
        string memory path = string.concat(_case("quote"), ".input.domain");
        vm.assertEq(bytes32(fields), bytes32(bytes1(0x0f)), "name, version, chain and contract");
        vm.assertEq(bytes(name), bytes(_string(string.concat(path, ".name"))), "name");
        vm.assertEq(bytes(version), bytes(_string(string.concat(path, ".version"))), "version");
        vm.assertEq(chainId, _uint(string.concat(path, ".chainId")), "chain id");
        vm.assertEq(
            verifyingContract, _address(string.concat(path, ".verifyingContract")), "contract"
        );
        vm.assertEq(salt, bytes32(0), "no salt");
    }

    function test_RefusesEverySignatureThatTheVectorsRefuse() public {
        IVenue.Quote memory quote = _quote(string.concat(_case("quote"), ".input.message"));
        IVenue.Accept memory accept = _accept(string.concat(_case("accept"), ".input.message"));
        bytes memory acceptSignature = _bytes(string.concat(_case("accept"), ".expected.signature"));
        uint256 count = _count("refused");
        vm.assertGe(count, 9, "cases");
        for (uint256 i = 0; i < count; ++i) {
            bytes memory signature = _bytes(string.concat(_at("refused", i), ".input.signature"));
            vm.expectRevert(abi.encodeWithSelector(IVenue.SignatureRefused.selector, quote.maker));
            _venue.executeTrade(_permit, quote, signature, accept, acceptSignature);
        }
    }

    function _assertQuote(string memory name) private view {
        string memory path = _case(name);
        bytes32 digest = _venue.quoteDigestOf(_quote(string.concat(path, ".input.message")));
        vm.assertEq(digest, _bytes32(string.concat(path, ".expected.digest")), name);
    }
}
