// SPDX-License-Identifier: Apache-2.0
// Lists instruments, keeps the positions in them and settles what is dated. Leaves out who may
// change a position or settle: that is Venue.
//
// Assumptions
// - Positions of an instrument sum to zero: every change is made to two accounts at once.
// - Positions cannot be counted through, so that a settled instrument's are left in storage and
//   read as zero: whoever reads storage itself must know of the settlement too.
pragma solidity 0.8.34;

import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {IPositionBook} from "./interfaces/IPositionBook.sol";

abstract contract PositionBook is IPositionBook {
    // TYPES

    /// What is listed, in one word; a lot of zero is not listed, an expiry of zero a perpetual.
    struct Instrument {
        uint128 lot;
        uint64 expiry;
        bool isSettled;
    }

    // STORAGE

    bytes32[] private _instruments;
    mapping(bytes32 instrument => Instrument) private _listed;
    mapping(bytes32 instrument => int256) private _settlementPrices;
    mapping(bytes32 account => mapping(bytes32 instrument => int256)) private _positions;

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

    /// @inheritdoc IPositionBook
    function lotOf(bytes32 instrument) external view returns (uint128) {
        return _listed[instrument].lot;
    }

    /// @inheritdoc IPositionBook
    function expiryOf(bytes32 instrument) external view returns (uint64) {
        return _listed[instrument].expiry;
    }

    /// @inheritdoc IPositionBook
    function settlementOf(bytes32 instrument) external view returns (bool isSettled, int256 price) {
        return (_listed[instrument].isSettled, _settlementPrices[instrument]);
    }

    /// @inheritdoc IPositionBook
    function positions(bytes32 account, bytes32 instrument) public view returns (int256) {
        return _listed[instrument].isSettled ? int256(0) : _positions[account][instrument];
    }

    // FOR THE CONTRACT BELOW

    /// Requires a listed instrument, and a quantity that is not zero, a multiple of the lot, and in
    /// range.
    function _requireQuantity(bytes32 instrument, int256 quantity) internal view {
        uint128 lot = _listed[instrument].lot;
        if (lot == 0) revert InstrumentUnknown(instrument);
        bool inRange = quantity >= type(int128).min && quantity <= type(int128).max;
        if (!inRange || quantity == 0 || SignedMath.abs(quantity) % lot != 0) {
            revert QuantityRefused(quantity, lot);
        }
    }

    /// Requires that an instrument is a perpetual or still before its expiry.
    function _requireNotExpired(bytes32 instrument) internal view {
        uint64 expiry = _listed[instrument].expiry;
        if (expiry != 0 && block.timestamp >= expiry) revert InstrumentExpired(instrument, expiry);
    }

    /// Fixes the price of a dated instrument, at or after its expiry and once; its positions are
    /// zero from then on.
    function _settle(bytes32 instrument, int256 price) internal {
        Instrument storage listed = _listed[instrument];
        if (listed.lot == 0) revert InstrumentUnknown(instrument);
        uint64 expiry = listed.expiry;
        if (expiry == 0) revert InstrumentPerpetual(instrument);
        if (block.timestamp < expiry) revert InstrumentNotExpired(instrument, expiry);
        if (listed.isSettled) revert InstrumentSettled(instrument);
        if (price < 0 || price > type(int128).max) revert SettlementPriceRefused(price);

        listed.isSettled = true;
        _settlementPrices[instrument] = price;
    }

    /// Takes a quantity from one account and gives it to the other; both stay in 128 bits.
    function _move(bytes32 from, bytes32 to, bytes32 instrument, int256 quantity) internal {
        _positions[from][instrument] =
            _inRange(from, instrument, _positions[from][instrument] - quantity);
        _positions[to][instrument] = _inRange(to, instrument, _positions[to][instrument] + quantity);
    }

    /// Returns the part of a quantity that a position of the same sign covers; zero for the other
    /// sign.
    function _clampToPosition(int256 position, int256 quantity) internal pure returns (int256) {
        if ((position < 0) != (quantity < 0)) return 0;
        return SignedMath.abs(quantity) < SignedMath.abs(position) ? quantity : position;
    }

    // HELPERS

    function _list(InstrumentConfig memory config) private {
        Instrument storage listed = _listed[config.name];
        bool isRefused = config.lot == 0 || listed.lot != 0 || !_isName(config.name)
            || (config.expiry != 0 && config.expiry <= block.timestamp);
        if (isRefused) revert InstrumentRefused(config.name);
        listed.lot = config.lot;
        listed.expiry = config.expiry;
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
