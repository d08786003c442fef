// SPDX-License-Identifier: Apache-2.0
// Drives a venue: trades among a few accounts, transfers to liquidators who come and go, cancels,
// replays, settlements before and after expiry.
pragma solidity 0.8.34;

import {Venue} from "../../src/Venue.sol";
import {IVenue} from "../../src/interfaces/IVenue.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract VenueHandler is VenueTest {
    uint64 private constant IDS = 40;

    bytes32[4] private _names = [ETH, BTC, FUTURE, OPTION];
    string[4] private _labels = ["trader", "maker", "liquidator", "fourth"];
    bytes32[] private _quotes;
    mapping(bytes32 quoteDigest => uint256) private _sizes;
    mapping(uint64 id => uint256) private _ends;
    bytes private _last;
    Trade private _lastTrade;
    uint256 public observed;
    uint256 public fills;
    uint256 public transfers;
    mapping(bytes32 instrument => uint256) public settlements;
    mapping(bytes32 instrument => int256) public settledAt;
    bool public isGapless = true;
    bool public isSingleUse = true;
    bool public areEpochsRising = true;
    bool public isExpiryKept = true;
    bool public isNothingMovedAfterSettlement = true;

    constructor() {
        setUp();
    }

    function target() external view returns (Venue) {
        return venue;
    }

    function accountAt(uint256 index) public view returns (bytes32) {
        return _accountOf(_labels[index % 4]);
    }

    function instrumentAt(uint256 index) public view returns (bytes32) {
        return _names[index % 4];
    }

    // ACTIONS

    function trade(uint64 id, uint256 which, uint256 from, uint256 to, int256 lots, uint8 flags)
        external
    {
        lots = int256(_bound(uint256(lots), 1, 2000)) - 1000;
        Trade memory made = _trade(uint64(_bound(id, 0, IDS)), lots * int256(uint256(LOT)));
        made.quote.instrument = instrumentAt(which);
        made.quote.maker = accountAt(from);
        made.makerKey = _userKey(_labels[from % 4]);
        made.accept.account = accountAt(to);
        made.traderKey = _userKey(_labels[to % 4]);
        made.accept.nonce = uint64(observed);
        made.flags = flags % 3;
        _requote(made);
        bytes32 digest = venue.quoteDigestOf(made.quote);
        if (_sizes[digest] == 0) _quotes.push(digest);
        int256 size = made.quote.quantity;
        _sizes[digest] = uint256(size < 0 ? -size : size);
        _present(made);
    }

    /// Takes more of the quote that was met last, by another accept under another permit.
    function tradeMore(uint64 id, uint256 lots) external {
        if (_quotes.length == 0) return;
        Trade memory made = _lastTrade;
        int256 quantity = int256(_bound(lots, 1, 5000)) * int256(uint256(LOT));
        made.accept.quantity = made.quote.quantity < 0 ? quantity : -quantity;
        made.accept.nonce = uint64(observed);
        made.order = _orderNow(PERMIT, uint64(_bound(id, 0, IDS)), "");
        _permit(made);
        _present(made);
    }

    function tradeAgain() external {
        _recorded(_last);
    }

    function transfer(uint64 id, uint256 which, uint256 from, uint256 to, int256 lots, uint64 epoch)
        external
    {
        lots = int256(_bound(uint256(lots), 1, 2000)) - 1000;
        bytes memory tail = _transferTailOf(
            instrumentAt(which),
            accountAt(from),
            accountAt(to),
            lots * int256(uint256(LOT)),
            1e18,
            epoch % 8
        );
        OrderSpec memory order = _orderNow(TRANSFER, uint64(_bound(id, 0, IDS)), tail);
        uint64 before = venue.epochs(accountAt(from));
        _recorded(abi.encodeCall(venue.submitOrder, (_signedOrder(address(venue), order))));
        if (venue.epochs(accountAt(from)) < before) areEpochsRising = false;
    }

    /// Half of the calls are for an order that could execute after expiry, the others for anything.
    function settle(uint64 id, uint256 which, int256 price) external {
        if (which % 2 == 0) price = int256(_bound(uint256(price), 0, 1e22));
        bytes memory vaa =
            _signedSettle(uint64(_bound(id, 0, 2 * IDS)), instrumentAt(which / 2), price);
        uint64[4] memory before;
        for (uint256 i = 0; i < 4; ++i) {
            before[i] = venue.epochs(accountAt(i));
        }
        _recorded(abi.encodeCall(venue.submitOrder, (vaa)));
        for (uint256 i = 0; i < 4; ++i) {
            if (venue.epochs(accountAt(i)) != before[i]) areEpochsRising = false;
        }
    }

    function cancel(uint64 id, uint64 other) external {
        bytes memory tail = abi.encodePacked(uint64(_bound(other, 0, IDS)));
        OrderSpec memory order = _orderNow(CANCEL, uint64(_bound(id, 0, 4 * IDS)), tail);
        _recorded(abi.encodeCall(venue.submitOrder, (_signedOrder(address(venue), order))));
    }

    function setLiquidator(uint256 who, bool opted) external {
        vm.prank(_userOf(_labels[who % 4]));
        _recorded(abi.encodeCall(venue.setLiquidator, (accountAt(who), opted)));
    }

    function wait_(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 0, ORDER_LIFE));
    }

    function _present(Trade memory made) private {
        _lastTrade = made;
        _last = _call(made);
        _recorded(_last);
    }

    // RECORD

    function sumOfPositions(bytes32 instrument) external view returns (int256 sum) {
        for (uint256 i = 0; i < 4; ++i) {
            sum += venue.positions(accountAt(i), instrument);
        }
    }

    function areQuotesBelowTheirSize() external view returns (bool) {
        for (uint256 i = 0; i < _quotes.length; ++i) {
            if (venue.filled(_quotes[i]) > _sizes[_quotes[i]]) return false;
        }
        return true;
    }

    function _recorded(bytes memory call_) private {
        vm.recordLogs();
        (bool done,) = address(venue).call(call_);
        done;
        Observation[] memory found = _observations(address(venue));
        for (uint256 i = 0; i < found.length; ++i) {
            if (found[i].nonce != ++observed) isGapless = false;
            if (found[i].kind == LIQUIDATOR) continue;
            if (found[i].kind == FILLED) _filled(found[i].body);
            if (found[i].kind == TRANSFERRED) _transferred(found[i].body);
            if (found[i].kind == SETTLED) _settled(found[i].body);
            if (++_ends[uint64(bytes8(found[i].body))] > 1) isSingleUse = false;
        }
    }

    // Places of the fields in a body: contracts.md.

    function _filled(bytes memory body) private {
        ++fills;
        uint64 expiry = venue.expiryOf(_wordAt(body, 72));
        if (expiry != 0 && block.timestamp >= expiry) isExpiryKept = false;
    }

    function _transferred(bytes memory body) private {
        ++transfers;
        bool hasMoved = _wordAt(body, 104) != 0;
        if (hasMoved && settlements[_wordAt(body, 72)] != 0) isNothingMovedAfterSettlement = false;
    }

    function _settled(bytes memory body) private {
        bytes32 instrument = _wordAt(body, 8);
        uint64 expiry = venue.expiryOf(instrument);
        if (expiry == 0 || block.timestamp < expiry) isExpiryKept = false;
        ++settlements[instrument];
        settledAt[instrument] = int256(uint256(_wordAt(body, 40)));
    }

    function _wordAt(bytes memory body, uint256 at) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(body, 32), at))
        }
    }
}
