// SPDX-License-Identifier: Apache-2.0
// Dated instruments: they trade until their expiry, are settled after it once, and then nobody has
// a position in them.
pragma solidity 0.8.34;

import {IAttestationVerifier} from "../src/interfaces/IAttestationVerifier.sol";
import {IOrderRegistry} from "../src/interfaces/IOrderRegistry.sol";
import {IPositionBook} from "../src/interfaces/IPositionBook.sol";
import {IVenue} from "../src/interfaces/IVenue.sol";
import {VenueTest} from "./base/VenueTest.sol";

contract VenueSettleTest is VenueTest {
    function test_InitialStateIsNotSettled() public view {
        bytes32[4] memory names = [ETH, FUTURE, OPTION, bytes32(0)];
        for (uint256 i = 0; i < names.length; ++i) {
            (bool isSettled, int256 price) = venue.settlementOf(names[i]);
            vm.assertTrue(!isSettled, "not settled");
            vm.assertEq(price, 0, "no price");
        }
        vm.assertEq(venue.expiryOf(0), 0, "the zero instrument has no expiry");
    }

    // TRADES BEFORE AND AFTER EXPIRY

    function test_TradesDatedInstrumentsUntilTheSecondBeforeExpiry() public {
        vm.warp(EXPIRY - 1);
        _execute(_tradeOf(FUTURE, 1, 2e18));
        _execute(_tradeOf(OPTION, 2, -3e18));
        vm.assertEq(venue.positions(trader, FUTURE), 2e18, "the future");
        vm.assertEq(venue.positions(trader, OPTION), -3e18, "the option");
        vm.assertEq(venue.positions(trader, ETH), 0, "no other");
    }

    function test_RefusesTradesFromExpiryOn() public {
        _execute(_tradeOf(FUTURE, 1, 2e18));
        uint64[3] memory times = [EXPIRY, EXPIRY + 1, EXPIRY + 365 days];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            _refuseTrade(_tradeOf(FUTURE, 2, 1e18), _expired(FUTURE));
            _refuseTrade(_tradeOf(OPTION, 2, 1e18), _expired(OPTION));
        }
    }

    function test_RefusesAReducingTradeAfterExpiryToo() public {
        _execute(_tradeOf(FUTURE, 1, 2e18));
        vm.warp(EXPIRY);
        Trade memory trade = _tradeOf(FUTURE, 2, -1e18);
        trade.flags = 1;
        _refuseTrade(trade, _expired(FUTURE));
    }

    function test_RefusesTradesOfASettledInstrument() public {
        vm.warp(EXPIRY);
        _settle(1, FUTURE, 3100e18);
        _refuseTrade(_tradeOf(FUTURE, 2, 1e18), _expired(FUTURE));
        _execute(_trade(3, 1e18));
    }

    function testFuzz_ADatedInstrumentTradesOnlyBeforeItsExpiry(uint64 at) public {
        at = uint64(_bound(at, START, EXPIRY + 3600));
        vm.warp(at);
        Trade memory trade = _tradeOf(FUTURE, 1, 1e18);
        if (at < EXPIRY) {
            _execute(trade);
        } else {
            _refuseTrade(trade, _expired(FUTURE));
        }
        vm.assertEq(venue.positions(trader, FUTURE), at < EXPIRY ? int256(1e18) : int256(0), "held");
    }

    // SETTLE

    function test_SettlesAndObserves() public {
        _execute(_tradeOf(FUTURE, 1, 2e18));
        _execute(_tradeOf(OPTION, 2, 1e18));
        vm.warp(EXPIRY);
        vm.recordLogs();

        _settle(45, FUTURE, 3123.45e18);

        _assertObserved(
            address(venue), 3, SETTLED, abi.encodePacked(uint64(45), FUTURE, int256(3123.45e18))
        );
        _assertSettlement(FUTURE, 3123.45e18);
        vm.assertEq(venue.positions(trader, FUTURE), 0, "the trader's");
        vm.assertEq(venue.positions(maker, FUTURE), 0, "the maker's");
        vm.assertEq(venue.positions(trader, OPTION), 1e18, "another instrument's stays");
        vm.assertEq(uint256(venue.orderState(45)), 2, "executed");
        vm.assertEq(venue.epochs(trader), 0, "no epoch");
    }

    function test_AnOptionMayExpireWorthless() public {
        _execute(_tradeOf(OPTION, 1, 1e18));
        vm.warp(EXPIRY + 7);
        vm.recordLogs();

        _settle(2, OPTION, 0);

        _assertObserved(address(venue), 2, SETTLED, abi.encodePacked(uint64(2), OPTION, int256(0)));
        _assertSettlement(OPTION, 0);
        vm.assertEq(venue.positions(trader, OPTION), 0, "nothing left");
        _refuse(OPTION, 0, abi.encodeWithSelector(IPositionBook.InstrumentSettled.selector, OPTION));
    }

    function testFuzz_SettlesOnceAtAnyPriceThatIsOne(int256 price, int256 second) public {
        price = int256(_bound(uint256(price), 0, uint256(int256(type(int128).max))));
        _execute(_tradeOf(FUTURE, 1, 1e18));
        vm.warp(EXPIRY);

        _settle(2, FUTURE, price);

        _assertSettlement(FUTURE, price);
        _refuse(
            FUTURE, second, abi.encodeWithSelector(IPositionBook.InstrumentSettled.selector, FUTURE)
        );
        _assertSettlement(FUTURE, price);
    }

    function testFuzz_RefusesPricesThatAreNone(int256 price) public {
        vm.warp(EXPIRY);
        if (price >= 0) {
            price = int256(_bound(uint256(price), 1 << 127, uint256(type(int256).max)));
        }
        _refusePrice(price);
    }

    function test_RefusesTheFirstPricesOutOfRange() public {
        vm.warp(EXPIRY);
        _refusePrice(-1);
        _refusePrice(type(int256).min);
        _refusePrice(int256(type(int128).max) + 1);
    }

    function test_RefusesASecondBeforeExpiry() public {
        vm.warp(EXPIRY - 1);
        bytes memory vaa = _signedSettle(1, FUTURE, 3100e18);
        vm.expectRevert(
            abi.encodeWithSelector(IPositionBook.InstrumentNotExpired.selector, FUTURE, EXPIRY)
        );
        venue.submitOrder(vaa);
        vm.assertEq(uint256(venue.orderState(1)), 0, "to be presented again");

        vm.warp(EXPIRY);
        venue.submitOrder(vaa);
        _assertSettlement(FUTURE, 3100e18);
    }

    function test_RefusesPerpetualsAndWhatIsNotListed() public {
        vm.warp(EXPIRY);
        _refuse(
            ETH, 3100e18, abi.encodeWithSelector(IPositionBook.InstrumentPerpetual.selector, ETH)
        );
        _refuse(
            "SOL-15JAN27",
            3100e18,
            abi.encodeWithSelector(IPositionBook.InstrumentUnknown.selector, bytes32("SOL-15JAN27"))
        );
        _refuse(0, 1, abi.encodeWithSelector(IPositionBook.InstrumentUnknown.selector, 0));
    }

    // THE ORDER

    function test_RefusesASettleTwice() public {
        vm.warp(EXPIRY);
        bytes memory vaa = _signedSettle(1, FUTURE, 3100e18);
        venue.submitOrder(vaa);
        vm.expectRevert(_used(1, IOrderRegistry.OrderState.Executed));
        venue.submitOrder(vaa);
        bytes memory same = _signedSettle(1, OPTION, 3100e18);
        vm.expectRevert(_used(1, IOrderRegistry.OrderState.Executed));
        venue.submitOrder(same);
    }

    function test_RefusesASettleOutsideOfItsWindow() public {
        vm.warp(EXPIRY);
        OrderSpec memory order = _orderNow(SETTLE, 1, abi.encodePacked(FUTURE, int256(3100e18)));
        order.notBefore = EXPIRY + 1;
        _refuseOrder(
            order, abi.encodeWithSelector(IOrderRegistry.OrderEarly.selector, 1, EXPIRY + 1)
        );
        order.notBefore = EXPIRY - 2;
        order.expiry = EXPIRY - 1;
        _refuseOrder(
            order, abi.encodeWithSelector(IOrderRegistry.OrderExpired.selector, 1, EXPIRY - 1)
        );
        order.expiry = order.notBefore + ORDER_LIFE + 1;
        _refuseOrder(
            order,
            abi.encodeWithSelector(IVenue.OrderLifeTooLong.selector, 1, ORDER_LIFE + 1, ORDER_LIFE)
        );
    }

    function test_RefusesASettleOfAnotherLength() public {
        vm.warp(EXPIRY);
        bytes[2] memory tails =
            [abi.encodePacked(FUTURE, int128(1)), abi.encodePacked(FUTURE, int256(1), uint8(0))];
        for (uint256 i = 0; i < tails.length; ++i) {
            _refuseOrder(
                _orderNow(SETTLE, 1, tails[i]),
                abi.encodeWithSelector(
                    IAttestationVerifier.PayloadLengthRefused.selector, 165, 101 + tails[i].length
                )
            );
        }
    }

    function test_RefusesASettleAsAPermit() public {
        Trade memory trade = _trade(1, 1e18);
        vm.warp(EXPIRY);
        bytes memory vaa = _signedSettle(1, FUTURE, 3100e18);
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.TypeUnsupported.selector, SETTLE));
        venue.executeTrade(vaa, trade.quote, "", trade.accept, "");
    }

    function test_ACancelledSettleDoesNotExecuteAndAnotherMay() public {
        vm.warp(EXPIRY);
        bytes memory tail = abi.encodePacked(uint64(1));
        venue.submitOrder(_signedOrder(address(venue), _orderNow(CANCEL, 2, tail)));
        bytes memory vaa = _signedSettle(1, FUTURE, 3100e18);
        vm.expectRevert(_used(1, IOrderRegistry.OrderState.Voided));
        venue.submitOrder(vaa);

        _settle(3, FUTURE, 3200e18);
        _assertSettlement(FUTURE, 3200e18);
    }

    function test_AnUnusedSettleIsVoidedAfterItsExpiry() public {
        vm.warp(EXPIRY);
        bytes memory vaa = _signedSettle(1, FUTURE, 3100e18);
        vm.expectRevert(
            abi.encodeWithSelector(IOrderRegistry.OrderNotExpired.selector, 1, EXPIRY + LIFE)
        );
        venue.voidOrder(vaa);
        vm.warp(EXPIRY + LIFE + 1);
        vm.recordLogs();

        venue.voidOrder(vaa);

        _assertObserved(address(venue), 1, VOIDED, abi.encodePacked(uint64(1)));
        vm.expectRevert(_used(1, IOrderRegistry.OrderState.Voided));
        venue.submitOrder(vaa);
        (bool isSettled,) = venue.settlementOf(FUTURE);
        vm.assertTrue(!isSettled, "not settled");
    }

    function test_ASettleThatCameTooLateIsVoidedLikeAnyOther() public {
        vm.warp(EXPIRY);
        bytes memory late = _signedSettle(2, FUTURE, 3200e18);
        _settle(1, FUTURE, 3100e18);
        vm.expectRevert(abi.encodeWithSelector(IPositionBook.InstrumentSettled.selector, FUTURE));
        venue.submitOrder(late);
        vm.warp(EXPIRY + LIFE + 1);

        venue.voidOrder(late);

        vm.assertEq(uint256(venue.orderState(2)), 3, "void");
        _assertSettlement(FUTURE, 3100e18);
    }

    // TRANSFERS OF DATED INSTRUMENTS

    function test_ATransferMovesAnExpiredPositionUntilItIsSettled() public {
        _optIn("liquidator");
        _execute(_tradeOf(FUTURE, 1, 2e18));
        vm.warp(EXPIRY);

        _transfer(2, _transferTailOf(FUTURE, trader, liquidator, 1e18, 3000e18, 1));

        vm.assertEq(venue.positions(trader, FUTURE), 1e18, "left");
        vm.assertEq(venue.positions(liquidator, FUTURE), 1e18, "taken");
    }

    function test_ATransferOfASettledInstrumentMovesNothingAndSaysSo() public {
        _optIn("liquidator");
        _execute(_tradeOf(FUTURE, 1, 2e18));
        vm.warp(EXPIRY);
        _settle(2, FUTURE, 3100e18);
        int256[2] memory asked = [int256(1e18), -1e18];
        for (uint64 i = 0; i < asked.length; ++i) {
            vm.recordLogs();

            _transfer(3 + i, _transferTailOf(FUTURE, trader, liquidator, asked[i], 3000e18, i));

            _assertObserved(
                address(venue),
                4 + i,
                TRANSFERRED,
                abi.encodePacked(
                    uint64(3 + i), trader, liquidator, FUTURE, int256(0), int256(3000e18)
                )
            );
            vm.assertEq(venue.positions(liquidator, FUTURE), 0, "nothing taken");
        }
        vm.assertEq(venue.epochs(trader), 1, "the epoch is raised all the same");
    }

    // HELPERS

    function _assertSettlement(bytes32 instrument, int256 expected) private view {
        (bool isSettled, int256 price) = venue.settlementOf(instrument);
        vm.assertTrue(isSettled, "settled");
        vm.assertEq(price, expected, "settlement price");
    }

    function _expired(bytes32 instrument) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPositionBook.InstrumentExpired.selector, instrument, EXPIRY);
    }

    function _used(uint64 id, IOrderRegistry.OrderState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrderRegistry.OrderUsed.selector, id, state);
    }

    function _refusePrice(int256 price) private {
        _refuse(
            FUTURE,
            price,
            abi.encodeWithSelector(IPositionBook.SettlementPriceRefused.selector, price)
        );
        (bool isSettled,) = venue.settlementOf(FUTURE);
        vm.assertTrue(!isSettled, "not settled");
    }

    /// Requires that a SETTLE is refused, and that its id stays unused.
    function _refuse(bytes32 instrument, int256 price, bytes memory expected) private {
        _refuseOrder(_orderNow(SETTLE, 99, abi.encodePacked(instrument, price)), expected);
        vm.assertEq(uint256(venue.orderState(99)), 0, "unused");
    }

    function _refuseOrder(OrderSpec memory order, bytes memory expected) private {
        bytes memory vaa = _signedOrder(address(venue), order);
        uint64 before = venue.eventNonce();
        vm.expectRevert(expected);
        venue.submitOrder(vaa);
        vm.assertEq(venue.eventNonce(), before, "nothing observed");
    }
}
