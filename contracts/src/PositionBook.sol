// SPDX-License-Identifier: Apache-2.0
// Lists instruments and keeps the positions in them. Leaves out who may change a position: that is
// Venue.
//
// Assumptions
// - Positions of an instrument sum to zero: every change is made to two accounts at once.
pragma solidity 0.8.34;

import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {IPositionBook} from "./interfaces/IPositionBook.sol";

abstract contract PositionBook is IPositionBook {
    // STORAGE

    bytes32[] private _instruments;
    mapping(bytes32 instrument => uint128 lot) public lotOf;
    mapping(bytes32 account => mapping(bytes32 instrument => int256)) public positions;

    constructor(InstrumentConfig[] memory listed) {
        for (uint256 i = 0; i < listed.length; ++i) {
            _list(listed[i]);
        }
    }

    // VIEWS

    /// @inheritdoc IPositionBook
    function instruments() external view returns (bytes32[] memory) {
        return _instruments;
    }

    // FOR THE CONTRACT BELOW

    /// Requires a listed instrument, and a quantity that is not zero, a multiple of the lot, and in
    /// range.
    function _requireQuantity(bytes32 instrument, int256 quantity) internal view {
        uint128 lot = lotOf[instrument];
        if (lot == 0) revert InstrumentUnknown(instrument);
        bool inRange = quantity >= type(int128).min && quantity <= type(int128).max;
        if (!inRange || quantity == 0 || SignedMath.abs(quantity) % lot != 0) {
            revert QuantityRefused(quantity, lot);
        }
    }

    /// Takes a quantity from one account and gives it to the other; both stay in 128 bits.
    function _move(bytes32 from, bytes32 to, bytes32 instrument, int256 quantity) internal {
        positions[from][instrument] =
            _inRange(from, instrument, positions[from][instrument] - quantity);
        positions[to][instrument] = _inRange(to, instrument, positions[to][instrument] + quantity);
    }

    /// Returns the part of a quantity that a position of the same sign covers; zero for the other
    /// sign.
    function _clampToPosition(int256 position, int256 quantity) internal pure returns (int256) {
        if ((position < 0) != (quantity < 0)) return 0;
        return SignedMath.abs(quantity) < SignedMath.abs(position) ? quantity : position;
    }

    // HELPERS

    function _list(InstrumentConfig memory config) private {
        bool isRefused = config.lot == 0 || lotOf[config.name] != 0 || !_isName(config.name);
        if (isRefused) revert InstrumentRefused(config.name);
        lotOf[config.name] = config.lot;
        _instruments.push(config.name);
    }

    /// Whether a name is at least one visible ASCII character, then zeros only.
    function _isName(bytes32 name) private pure returns (bool) {
        uint256 length = 0;
        while (length < 32 && name[length] > 0x20 && name[length] < 0x7f) ++length;
        return length != 0 && (length == 32 || uint256(name << (8 * length)) == 0);
    }

    function _inRange(bytes32 account, bytes32 instrument, int256 position)
        private
        pure
        returns (int256)
    {
        if (position < type(int128).min || position > type(int128).max) {
            revert PositionOutOfRange(account, instrument);
        }
        return position;
    }
}
