// SPDX-License-Identifier: Apache-2.0
// What holds of a venue after any sequence of calls.
pragma solidity 0.8.34;

import {Test} from "../base/Test.sol";
import {VenueHandler} from "./VenueHandler.sol";

contract VenueInvariantTest is Test {
    VenueHandler private _handler;

    function setUp() public {
        _handler = new VenueHandler();
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = VenueHandler.trade.selector;
        selectors[1] = VenueHandler.tradeAgain.selector;
        selectors[2] = VenueHandler.transfer.selector;
        selectors[3] = VenueHandler.cancel.selector;
        selectors[4] = VenueHandler.setLiquidator.selector;
        selectors[5] = VenueHandler.wait_.selector;
        selectors[6] = VenueHandler.tradeMore.selector;
        selectors[7] = VenueHandler.settle.selector;
        _target(address(_handler), selectors);
    }

    function test_TheHandlerTradesAndTransfers() public {
        _handler.setLiquidator(2, true);
        _handler.trade(1, 0, 0, 1, 1500, 0);
        _handler.tradeMore(2, 300);
        _handler.transfer(3, 0, 1, 2, 1500, 1);
        vm.assertEq(_handler.fills(), 2, "fills");
        vm.assertEq(_handler.transfers(), 1, "transfers");
    }

    function test_TheHandlerTradesDatedInstrumentsAndSettlesThem() public {
        bytes32 future = _handler.instrumentAt(2);
        _handler.trade(1, 2, 0, 1, 1500, 0);
        vm.assertEq(_handler.fills(), 1, "fills");
        _handler.settle(2, 4, 3000e18);
        vm.assertEq(_handler.settlements(future), 0, "before expiry");
        for (uint256 i = 0; i < 4; ++i) {
            _handler.wait_(900);
        }
        _handler.trade(3, 2, 0, 1, 1500, 0);
        vm.assertEq(_handler.fills(), 1, "no trade after it");
        vm.assertTrue(_handler.target().positions(_handler.accountAt(0), future) != 0, "held");
        _handler.settle(4, 4, 3000e18);
        _handler.settle(5, 4, 3100e18);
        vm.assertEq(_handler.settlements(future), 1, "once");
        vm.assertEq(_handler.target().positions(_handler.accountAt(0), future), 0, "settled");
    }

    function invariant_PositionsOfAnInstrumentSumToZero() public view {
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(_handler.sumOfPositions(_handler.instrumentAt(i)), 0, "sum");
        }
    }

    function invariant_WhatIsSettledIsSettledOnceAndHeldByNobody() public view {
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 instrument = _handler.instrumentAt(i);
            uint256 count = _handler.settlements(instrument);
            (bool isSettled, int256 price) = _handler.target().settlementOf(instrument);
            vm.assertEq(count, isSettled ? 1 : 0, "one SETTLED");
            vm.assertEq(price, _handler.settledAt(instrument), "at its price");
            for (uint256 who = 0; isSettled && who < 4; ++who) {
                int256 position = _handler.target().positions(_handler.accountAt(who), instrument);
                vm.assertEq(position, 0, "no position");
            }
        }
    }

    function invariant_TradesEndAndSettlementsBeginAtExpiry() public view {
        vm.assertTrue(_handler.isExpiryKept(), "FILLED before, SETTLED after");
        vm.assertTrue(_handler.isNothingMovedAfterSettlement(), "TRANSFERRED of nothing");
    }

    function invariant_NoQuoteIsFilledBeyondItsSize() public view {
        vm.assertTrue(_handler.areQuotesBelowTheirSize(), "filled <= size");
    }

    function invariant_ObservationsHaveNoGap() public view {
        vm.assertTrue(_handler.isGapless(), "in order");
        vm.assertEq(_handler.target().eventNonce(), _handler.observed(), "all seen");
    }

    function invariant_AnOrderEndsOnce() public view {
        vm.assertTrue(_handler.isSingleUse(), "one FILLED, TRANSFERRED, SETTLED or VOIDED");
    }

    function invariant_EpochsNeverFall() public view {
        vm.assertTrue(_handler.areEpochsRising(), "epochs");
    }
}
