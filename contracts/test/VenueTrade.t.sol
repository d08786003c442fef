// SPDX-License-Identifier: Apache-2.0
// Trades: three consents that must agree in every field, and what each of them limits.
pragma solidity 0.8.34;

import {Venue} from "../src/Venue.sol";
import {IOrderRegistry} from "../src/interfaces/IOrderRegistry.sol";
import {IPositionBook} from "../src/interfaces/IPositionBook.sol";
import {IVenue} from "../src/interfaces/IVenue.sol";
import {VenueTest} from "./base/VenueTest.sol";

contract VenueTradeTest is VenueTest {
    // CONSTRUCTION

    function test_InitialStateIsEmpty() public view {
        vm.assertEq(venue.instruments().length, 4, "instruments");
        vm.assertEq(venue.instruments()[0], ETH, "first");
        vm.assertEq(venue.lotOf(ETH), LOT, "lot");
        vm.assertEq(venue.lotOf(0), 0, "the zero instrument has none");
        vm.assertEq(venue.expiryOf(ETH), 0, "a perpetual");
        vm.assertEq(venue.expiryOf(FUTURE), EXPIRY, "dated");
        vm.assertEq(venue.maxOrderLife(), ORDER_LIFE, "life");
        vm.assertEq(venue.eventNonce(), 0, "nothing observed");
        vm.assertEq(venue.positions(trader, ETH), 0, "no position");
        vm.assertEq(venue.epochs(trader), 0, "first epoch");
        vm.assertTrue(!venue.isLiquidator(0), "zero is no liquidator");
        vm.assertEq(venue.deploymentId(), deploymentId, "deployment");
    }

    function test_RefusesInstrumentsThatCannotBeListed() public {
        bytes32[5] memory refused =
            [bytes32(0), "ETH PERP", bytes32("ETH") | bytes32(uint256(1)), hex"45540048", hex"80"];
        for (uint256 i = 0; i < refused.length; ++i) {
            _refuseListing(refused[i], LOT, 0);
        }
        _refuseListing("ETH-PERP", 0, 0);
        _refuseListing(BTC, LOT, 0);
        _refuseListing(FUTURE, LOT, EXPIRY);
        _refuseListing("ETH-14JAN27", LOT, START);
        _refuseListing("ETH-14JAN27", LOT, 1);
    }

    function test_RefusesAnOrderLifeOfZero() public {
        address[] memory keys = _keysOf(0, 4);
        vm.expectRevert(IVenue.OrderLifeZero.selector);
        new Venue(NAME, keys, SALT, REGISTRY_CHAIN, _instruments(), 0);
    }

    // FILL

    function test_FillsAndObserves() public {
        Trade memory trade = _trade(42, 2e18);
        vm.recordLogs();

        _execute(trade);

        bytes32 quoteDigest = venue.quoteDigestOf(trade.quote);
        _assertObserved(
            address(venue),
            1,
            FILLED,
            abi.encodePacked(
                uint64(42), trader, maker, ETH, int256(2e18), int256(3000e18), quoteDigest
            )
        );
        vm.assertEq(venue.positions(trader, ETH), 2e18, "the trader's");
        vm.assertEq(venue.positions(maker, ETH), -2e18, "the maker's");
        vm.assertEq(venue.filled(quoteDigest), 2e18, "filled");
        vm.assertTrue(venue.acceptUsed(venue.acceptDigestOf(trade.accept)), "accept used");
        vm.assertEq(uint256(venue.orderState(42)), 2, "executed");
    }

    function testFuzz_PositionsSumToZero(int256[4] memory lots) public {
        int256 position = 0;
        for (uint64 i = 0; i < lots.length; ++i) {
            int256 quantity = int256(_bound(uint256(lots[i]), 1, 1e9)) * int256(uint256(LOT));
            if (lots[i] < 0) quantity = -quantity;
            _execute(_trade(i, quantity));
            position += quantity;
        }
        vm.assertEq(venue.positions(trader, ETH), position, "the trader's");
        vm.assertEq(venue.positions(maker, ETH), -position, "the maker's");
        vm.assertEq(venue.positions(trader, BTC), 0, "no other instrument");
    }

    function test_FillsAQuoteInPartsUntilItsSize() public {
        Trade memory first = _trade(1, 2e18);
        _execute(first);
        Trade memory second = _trade(2, 3e18);
        second.quote = first.quote;
        _requote(second);
        _execute(second);
        vm.assertEq(venue.filled(venue.quoteDigestOf(first.quote)), 5e18, "filled");

        Trade memory third = _trade(3, 6e18);
        third.quote = first.quote;
        _requote(third);
        _refuseTrade(third, abi.encodeWithSelector(IVenue.QuoteFilled.selector, 5e18, 6e18, 10e18));
    }

    function test_ASellerTakesNoLessAndABuyerPaysNoMore() public {
        Trade memory trade = _trade(1, 1e18);
        trade.accept.limitPrice = 3000e18 - 1;
        _permit(trade);
        _refuseTrade(
            trade, abi.encodeWithSelector(IVenue.PriceBeyondLimit.selector, 3000e18, 3000e18 - 1)
        );
        trade = _trade(1, -1e18);
        trade.accept.limitPrice = 3000e18 + 1;
        _permit(trade);
        _refuseTrade(
            trade, abi.encodeWithSelector(IVenue.PriceBeyondLimit.selector, 3000e18, 3000e18 + 1)
        );
        trade.accept.limitPrice = 2000e18;
        _permit(trade);
        _execute(trade);
    }

    // PERMIT

    function test_RefusesAPermitThatDiffersInAnyField() public {
        Trade memory trade = _trade(1, 1e18);
        trade.permitAccount = liquidator;
        _refuseTrade(trade, _mismatch("account"));
        trade = _trade(1, 1e18);
        trade.permitMaker = liquidator;
        _refuseTrade(trade, _mismatch("maker"));
        trade = _trade(1, 1e18);
        trade.permitQuoteDigest = keccak256("other");
        _refuseTrade(trade, _mismatch("quote_digest"));
        trade = _trade(1, 1e18);
        trade.permitInstrument = BTC;
        _refuseTrade(trade, _mismatch("instrument"));
        trade = _trade(1, 1e18);
        trade.permitQuantity = 1e18 - 1e16;
        _refuseTrade(trade, _mismatch("quantity"));
        trade = _trade(1, 1e18);
        trade.permitLimitPrice += 1;
        _refuseTrade(trade, _mismatch("limit_price_e18"));
    }

    function test_RefusesAnAcceptOfAnotherQuote() public {
        Trade memory trade = _trade(1, 1e18);
        trade.accept.quoteDigest = keccak256("other");
        _refuseTrade(trade, _mismatch("accept.quoteDigest"));
    }

    function test_RefusesAPermitTwice() public {
        Trade memory trade = _trade(1, 1e18);
        _execute(trade);
        _refuseTrade(
            trade,
            abi.encodeWithSelector(
                IOrderRegistry.OrderUsed.selector, 1, IOrderRegistry.OrderState.Executed
            )
        );
    }

    function test_RefusesAnAcceptTwiceUnderANewPermit() public {
        Trade memory trade = _trade(1, 1e18);
        _execute(trade);
        trade.order.id = 2;
        _refuseTrade(
            trade,
            abi.encodeWithSelector(IVenue.AcceptUsed.selector, venue.acceptDigestOf(trade.accept))
        );
    }

    function test_RefusesAPermitOfAnotherEpoch() public {
        _optIn("liquidator");
        _transfer(1, _transferTail(trader, liquidator, 1e18, 1e18, 3));

        Trade memory trade = _trade(2, 1e18);
        trade.accountEpoch = 2;
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.EpochMismatch.selector, trader, 2, 3));
        trade.accountEpoch = 4;
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.EpochMismatch.selector, trader, 4, 3));
        trade.accountEpoch = 3;
        trade.makerEpoch = 1;
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.EpochMismatch.selector, maker, 1, 0));
        trade.makerEpoch = 0;
        _execute(trade);
    }

    function test_RefusesAPermitOutsideOfItsWindow() public {
        Trade memory trade = _trade(1, 1e18);
        trade.order.notBefore = START + 1;
        _refuseTrade(
            trade, abi.encodeWithSelector(IOrderRegistry.OrderEarly.selector, 1, START + 1)
        );
        trade.order.notBefore = START - 2;
        trade.order.expiry = START - 1;
        _refuseTrade(
            trade, abi.encodeWithSelector(IOrderRegistry.OrderExpired.selector, 1, START - 1)
        );
    }

    function test_RefusesAPermitThatLivesTooLong() public {
        Trade memory trade = _trade(1, 1e18);
        trade.order.expiry = trade.order.notBefore + ORDER_LIFE + 1;
        _refuseTrade(
            trade,
            abi.encodeWithSelector(IVenue.OrderLifeTooLong.selector, 1, ORDER_LIFE + 1, ORDER_LIFE)
        );
        trade.order.expiry -= 1;
        _execute(trade);
    }

    function test_RefusesUnknownFlags() public {
        Trade memory trade = _trade(1, 1e18);
        trade.flags = 2;
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.FlagsUnknown.selector, 2));
    }

    function test_ReduceOnlyReduces() public {
        Trade memory trade = _trade(1, 1e18);
        trade.flags = 1;
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.NotReducing.selector, 0, 1e18));

        _execute(_trade(2, 3e18));
        trade = _trade(3, 1e18);
        trade.flags = 1;
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.NotReducing.selector, 3e18, 1e18));
        trade = _trade(4, -4e18);
        trade.flags = 1;
        _refuseTrade(
            trade, abi.encodeWithSelector(IVenue.NotReducing.selector, 3e18, int256(-4e18))
        );
        trade = _trade(5, -3e18);
        trade.flags = 1;
        _execute(trade);
        vm.assertEq(venue.positions(trader, ETH), 0, "closed");
    }

    function test_RefusesAPermitWithoutTheParties() public {
        bytes memory vaa = _permitVaa(_trade(1, 1e18));
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.TypeUnsupported.selector, PERMIT));
        venue.submitOrder(vaa);
    }

    function test_RefusesAnotherOrderAsAPermit() public {
        Trade memory trade = _trade(1, 1e18);
        OrderSpec memory order = _orderNow(TRANSFER, 1, _transferTail(trader, maker, 1e18, 1e18, 0));
        bytes memory vaa = _signedOrder(address(venue), order);
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.TypeUnsupported.selector, TRANSFER));
        venue.executeTrade(vaa, trade.quote, "", trade.accept, "");
    }

    function test_RefusesAVaultsOrder() public {
        bytes memory vaa = _signedOrder(address(venue), _orderNow(64, 1, new bytes(128)));
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.TypeUnsupported.selector, 64));
        venue.submitOrder(vaa);
    }

    function test_RefusesAPermitThatWasCancelled() public {
        bytes memory tail = abi.encodePacked(uint64(1));
        venue.submitOrder(_signedOrder(address(venue), _orderNow(CANCEL, 2, tail)));
        _refuseTrade(
            _trade(1, 1e18),
            abi.encodeWithSelector(
                IOrderRegistry.OrderUsed.selector, 1, IOrderRegistry.OrderState.Voided
            )
        );
    }

    function test_AnUnusedPermitIsVoidedAfterItsExpiry() public {
        bytes memory vaa = _permitVaa(_trade(1, 1e18));
        vm.warp(START + LIFE + 1);
        vm.recordLogs();

        venue.voidOrder(vaa);

        _assertObserved(address(venue), 1, 3, abi.encodePacked(uint64(1)));
    }

    // HELPERS

    function _mismatch(bytes32 field) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVenue.PermitMismatch.selector, field);
    }

    function _refuseListing(bytes32 name, uint128 lot, uint64 expiry) private {
        IPositionBook.InstrumentConfig[] memory listed = _instruments();
        listed[0] = IPositionBook.InstrumentConfig({name: name, lot: lot, expiry: expiry});
        address[] memory keys = _keysOf(0, 4);
        vm.expectPartialRevert(IPositionBook.InstrumentRefused.selector);
        new Venue(NAME, keys, SALT, REGISTRY_CHAIN, listed, ORDER_LIFE);
    }
}
