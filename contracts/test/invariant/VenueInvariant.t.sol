// SPDX-License-Identifier: Apache-2.0
// What holds of a venue after any sequence of calls.
pragma solidity 0.8.34;

import {Test} from "../base/Test.sol";
import {VenueHandler} from "./VenueHandler.sol";

contract VenueInvariantTest is Test {
    VenueHandler private _handler;

    function setUp() public {
        _handler = new VenueHandler();
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = VenueHandler.trade.selector;
        selectors[1] = VenueHandler.tradeAgain.selector;
        selectors[2] = VenueHandler.transfer.selector;
        selectors[3] = VenueHandler.cancel.selector;
        selectors[4] = VenueHandler.setLiquidator.selector;
        selectors[5] = VenueHandler.wait_.selector;
        selectors[6] = VenueHandler.tradeMore.selector;
        _target(address(_handler), selectors);
    }

    function test_TheHandlerTradesAndTransfers() public {
        _handler.setLiquidator(2, true);
        _handler.trade(1, 0, 1, 1500, 0);
        _handler.tradeMore(2, 300);
        _handler.transfer(3, 1, 2, 1500, 1);
        vm.assertEq(_handler.fills(), 2, "fills");
        vm.assertEq(_handler.transfers(), 1, "transfers");
    }

    function invariant_PositionsOfAnInstrumentSumToZero() public view {
        vm.assertEq(_handler.sumOfPositions("ETH-PERP"), 0, "ETH-PERP");
        vm.assertEq(_handler.sumOfPositions("BTC-PERP"), 0, "BTC-PERP");
    }

    function invariant_NoQuoteIsFilledBeyondItsSize() public view {
        vm.assertTrue(_handler.areQuotesBelowTheirSize(), "filled <= size");
    }

    function invariant_ObservationsHaveNoGap() public view {
        vm.assertTrue(_handler.isGapless(), "in order");
        vm.assertEq(_handler.target().eventNonce(), _handler.observed(), "all seen");
    }

    function invariant_AnOrderEndsOnce() public view {
        vm.assertTrue(_handler.isSingleUse(), "one FILLED, TRANSFERRED or VOIDED");
    }

    function invariant_EpochsNeverFall() public view {
        vm.assertTrue(_handler.areEpochsRising(), "epochs");
    }
}
