// SPDX-License-Identifier: Apache-2.0
// Reads the golden vectors, and sets the contracts up at the addresses that the vectors speak
// about.
pragma solidity 0.8.34;

import {CollateralVault} from "../../src/CollateralVault.sol";
import {Venue} from "../../src/Venue.sol";
import {TestToken} from "../../src/demo/TestToken.sol";
import {ICollateralVault} from "../../src/interfaces/ICollateralVault.sol";
import {IPositionBook} from "../../src/interfaces/IPositionBook.sol";
import {IVenue} from "../../src/interfaces/IVenue.sol";
import {Test} from "./Test.sol";

abstract contract VectorTest is Test {
    struct Place {
        address target;
        uint16 registryChain;
        uint256 chainId;
    }

    /// When the orders of the vectors begin to execute, and when their dated instruments expire.
    uint64 internal constant ORDER_TIME = 1_800_000_000;

    string internal vectors;

    // READING

    function _load(string memory file) internal {
        vectors = vm.readFile(string.concat("tests/vectors/", file));
    }

    /// The path of an element of a list of the file.
    function _at(string memory list, uint256 index) internal pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(index), "]");
    }

    function _count(string memory list) internal view returns (uint256 count) {
        while (vm.keyExistsJson(vectors, _at(list, count))) ++count;
    }

    /// The path of the case of a name.
    function _case(string memory name) internal view returns (string memory) {
        for (uint256 i = 0; i < _count("cases"); ++i) {
            string memory found =
                vm.parseJsonString(vectors, string.concat(_at("cases", i), ".name"));
            if (keccak256(bytes(found)) == keccak256(bytes(name))) return _at("cases", i);
        }
        revert(string.concat("no case ", name));
    }

    function _string(string memory path) internal view returns (string memory) {
        return vm.parseJsonString(vectors, path);
    }

    function _bytes(string memory path) internal view returns (bytes memory) {
        return vm.parseJsonBytes(vectors, path);
    }

    function _bytes32(string memory path) internal view returns (bytes32) {
        return vm.parseJsonBytes32(vectors, path);
    }

    function _address(string memory path) internal view returns (address) {
        return vm.parseJsonAddress(vectors, path);
    }

    function _uint(string memory path) internal view returns (uint256) {
        return vm.parseJsonUint(vectors, path);
    }

    function _int(string memory path) internal view returns (int256) {
        return vm.parseJsonInt(vectors, path);
    }

    function _quote(string memory path) internal view returns (IVenue.Quote memory) {
        return IVenue.Quote({
            maker: _bytes32(string.concat(path, ".maker")),
            instrument: _bytes32(string.concat(path, ".instrument")),
            quantity: _int(string.concat(path, ".quantity")),
            price: _int(string.concat(path, ".price")),
            expiry: uint64(_uint(string.concat(path, ".expiry"))),
            nonce: uint64(_uint(string.concat(path, ".nonce")))
        });
    }

    function _accept(string memory path) internal view returns (IVenue.Accept memory) {
        return IVenue.Accept({
            account: _bytes32(string.concat(path, ".account")),
            quoteDigest: _bytes32(string.concat(path, ".quoteDigest")),
            quantity: _int(string.concat(path, ".quantity")),
            limitPrice: _int(string.concat(path, ".limitPrice")),
            deadline: uint64(_uint(string.concat(path, ".deadline"))),
            nonce: uint64(_uint(string.concat(path, ".nonce")))
        });
    }

    // DEPLOYMENT

    function _place(string memory name) internal view returns (Place memory) {
        string memory path = string.concat(".deployment.", name);
        return Place({
            target: _address(string.concat(path, ".address")),
            registryChain: uint16(_uint(string.concat(path, ".registry_chain"))),
            chainId: _uint(string.concat(path, ".chain_id"))
        });
    }

    function _guardians() internal view returns (address[] memory keys) {
        keys = new address[](_count("deployment.guardians"));
        for (uint256 i = 0; i < keys.length; ++i) {
            keys[i] = _address(string.concat(_at("deployment.guardians", i), ".address"));
        }
    }

    function _deployVault() internal returns (CollateralVault) {
        address token = _address(".deployment.token");
        _deployAt(
            token, abi.encodePacked(type(TestToken).creationCode, abi.encode("Token", "TOK", 18))
        );
        ICollateralVault.TokenConfig[] memory listed = new ICollateralVault.TokenConfig[](1);
        listed[0] = ICollateralVault.TokenConfig({
            token: token, cap: 1000e18, minDeposit: 1, windowLimit: 100e18, largeAmount: 50e18
        });
        Place memory place = _place("vault");
        vm.chainId(place.chainId);
        bytes memory arguments = abi.encode(
            _string(".deployment.name"),
            _guardians(),
            _bytes32(".deployment.salt"),
            place.registryChain,
            listed,
            uint32(3600),
            uint32(300)
        );
        _deployAt(place.target, abi.encodePacked(type(CollateralVault).creationCode, arguments));
        return CollateralVault(place.target);
    }

    function _deployVenue() internal returns (Venue) {
        IPositionBook.InstrumentConfig[] memory listed = new IPositionBook.InstrumentConfig[](3);
        listed[0] = IPositionBook.InstrumentConfig({name: "ETH-PERP", lot: 1e16, expiry: 0});
        listed[1] =
            IPositionBook.InstrumentConfig({name: "ETH-15JAN27", lot: 1e16, expiry: ORDER_TIME});
        listed[2] = IPositionBook.InstrumentConfig({
            name: "ETH-15JAN27-4000-C", lot: 1e16, expiry: ORDER_TIME
        });
        vm.warp(ORDER_TIME - 1);
        Place memory place = _place("venue");
        vm.chainId(place.chainId);
        bytes memory arguments = abi.encode(
            _string(".deployment.name"),
            _guardians(),
            _bytes32(".deployment.salt"),
            place.registryChain,
            listed,
            uint64(900)
        );
        _deployAt(place.target, abi.encodePacked(type(Venue).creationCode, arguments));
        vm.warp(ORDER_TIME);
        return Venue(place.target);
    }

    /// Runs a constructor at a chosen address, so that storage and immutables are that address's
    /// own.
    function _deployAt(address target, bytes memory creation) private {
        vm.etch(target, creation);
        (bool done, bytes memory runtime) = target.call("");
        vm.assertTrue(done, "constructed");
        vm.etch(target, runtime);
    }
}
