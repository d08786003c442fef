// SPDX-License-Identifier: Apache-2.0
// Transfers of positions to liquidators, epochs, and opting in and out.
pragma solidity 0.8.34;

import {IOrderRegistry} from "../src/interfaces/IOrderRegistry.sol";
import {IPositionBook} from "../src/interfaces/IPositionBook.sol";
import {IVenue} from "../src/interfaces/IVenue.sol";
import {Wire} from "../src/lib/Wire.sol";
import {VenueTest} from "./base/VenueTest.sol";

contract VenueTransferTest is VenueTest {
    function setUp() public override {
        super.setUp();
        _optIn("liquidator");
    }

    // TRANSFER

    function test_MovesAPartAndObserves() public {
        _execute(_trade(1, -2e18));
        vm.recordLogs();

        _transfer(2, _transferTail(trader, liquidator, -0.7e18, 2950e18, 1));

        _assertObserved(
            address(venue),
            3,
            TRANSFERRED,
            abi.encodePacked(uint64(2), trader, liquidator, ETH, int256(-0.7e18), int256(2950e18))
        );
        vm.assertEq(venue.positions(trader, ETH), -1.3e18, "left");
        vm.assertEq(venue.positions(liquidator, ETH), -0.7e18, "taken");
        vm.assertEq(venue.epochs(trader), 1, "epoch");
        vm.assertEq(venue.epochs(liquidator), 0, "not his");
        vm.assertEq(uint256(venue.orderState(2)), 2, "executed");
    }

    function test_MovesNoMoreThanThereIs() public {
        _execute(_trade(1, 2e18));
        vm.recordLogs();

        _transfer(2, _transferTail(trader, liquidator, 9e18, 2950e18, 1));

        _assertObserved(
            address(venue),
            3,
            TRANSFERRED,
            abi.encodePacked(uint64(2), trader, liquidator, ETH, int256(2e18), int256(2950e18))
        );
        vm.assertEq(venue.positions(trader, ETH), 0, "none left");
    }

    function test_MovesNothingOfTheOtherSign() public {
        _execute(_trade(1, 2e18));
        vm.recordLogs();

        _transfer(2, _transferTail(trader, liquidator, -1e18, 2950e18, 1));

        _assertObserved(
            address(venue),
            3,
            TRANSFERRED,
            abi.encodePacked(uint64(2), trader, liquidator, ETH, int256(0), int256(2950e18))
        );
        vm.assertEq(venue.positions(trader, ETH), 2e18, "untouched");
        vm.assertEq(venue.epochs(trader), 1, "the epoch is raised all the same");
    }

    function testFuzz_MovesTheSmallerOfTwo(int256 held, int256 asked) public {
        int256 lot = int256(uint256(LOT));
        held = (int256(_bound(uint256(held), 1, 2e6)) - 1e6) * lot;
        asked = (int256(_bound(uint256(asked), 1, 2e6)) - 1e6) * lot;
        vm.assume(held != 0 && asked != 0);
        _execute(_trade(1, held));

        _transfer(2, _transferTail(trader, liquidator, asked, 1, 1));

        int256 expected = 0;
        if (held > 0 && asked > 0) expected = held < asked ? held : asked;
        if (held < 0 && asked < 0) expected = held > asked ? held : asked;
        vm.assertEq(venue.positions(liquidator, ETH), expected, "moved");
        vm.assertEq(venue.positions(trader, ETH), held - expected, "left");
        vm.assertEq(venue.positions(maker, ETH), -held, "the maker's");
    }

    function test_AnEpochIsNeverLowered() public {
        _transfer(1, _transferTail(trader, liquidator, 1e18, 1, 5));
        _transfer(2, _transferTail(trader, liquidator, 1e18, 1, 3));
        vm.assertEq(venue.epochs(trader), 5, "epoch");
        _transfer(3, _transferTail(trader, liquidator, 1e18, 1, type(uint64).max));
        vm.assertEq(venue.epochs(trader), type(uint64).max, "the last");
    }

    function test_RefusesAnAccountThatDidNotOptIn() public {
        _refuse(
            _transferTail(trader, maker, 1e18, 1, 1),
            abi.encodeWithSelector(IVenue.NotLiquidator.selector, maker)
        );
        _refuse(
            _transferTail(trader, 0, 1e18, 1, 1),
            abi.encodeWithSelector(IVenue.NotLiquidator.selector, 0)
        );
    }

    function test_RefusesTheSameAccountTwice() public {
        _refuse(
            _transferTail(liquidator, liquidator, 1e18, 1, 1),
            abi.encodeWithSelector(IVenue.AccountsEqual.selector, liquidator)
        );
    }

    function test_RefusesQuantitiesAndPricesThatNoTradeCouldHave() public {
        _refuse(
            _transferTail(trader, liquidator, 0, 1, 1),
            abi.encodeWithSelector(IPositionBook.QuantityRefused.selector, 0, LOT)
        );
        _refuse(
            _transferTail(trader, liquidator, 1e16 + 1, 1, 1),
            abi.encodeWithSelector(IPositionBook.QuantityRefused.selector, 1e16 + 1, LOT)
        );
        _refuse(
            _transferTail(trader, liquidator, type(int256).min, 1, 1),
            abi.encodeWithSelector(IPositionBook.QuantityRefused.selector, type(int256).min, LOT)
        );
        _refuse(
            _transferTail(trader, liquidator, 1e18, 0, 1),
            abi.encodeWithSelector(IVenue.PriceNotPositive.selector, 0)
        );
        bytes32 unknown = "SOL-PERP";
        _refuse(
            abi.encodePacked(trader, liquidator, unknown, int256(1e18), int256(1), uint64(1)),
            abi.encodeWithSelector(IPositionBook.InstrumentUnknown.selector, unknown)
        );
    }

    function test_RefusesATransferThatLivesTooLong() public {
        OrderSpec memory order =
            _orderNow(TRANSFER, 1, _transferTail(trader, liquidator, 1e18, 1, 1));
        order.expiry = order.notBefore + ORDER_LIFE + 1;
        bytes memory vaa = _signedOrder(address(venue), order);
        vm.expectRevert(
            abi.encodeWithSelector(IVenue.OrderLifeTooLong.selector, 1, ORDER_LIFE + 1, ORDER_LIFE)
        );
        venue.submitOrder(vaa);
    }

    function test_RefusesATransferTwice() public {
        bytes memory tail = _transferTail(trader, liquidator, 1e18, 1, 1);
        _transfer(1, tail);
        bytes memory vaa = _signedOrder(address(venue), _orderNow(TRANSFER, 1, tail));
        vm.expectRevert(
            abi.encodeWithSelector(
                IOrderRegistry.OrderUsed.selector, 1, IOrderRegistry.OrderState.Executed
            )
        );
        venue.submitOrder(vaa);
    }

    // LIQUIDATORS

    function test_OptingInAndOutIsObserved() public {
        vm.recordLogs();
        vm.prank(_userOf("maker"));
        venue.setLiquidator(maker, true);
        _assertObserved(address(venue), 2, LIQUIDATOR, abi.encodePacked(maker, uint8(1)));

        vm.prank(_userOf("maker"));
        venue.setLiquidator(maker, false);
        _assertObserved(address(venue), 3, LIQUIDATOR, abi.encodePacked(maker, uint8(0)));
    }

    function test_LeavingTakesEffectAfterTheLongestOrder() public {
        OrderSpec memory order =
            _orderNow(TRANSFER, 1, _transferTail(trader, liquidator, 1e18, 1, 1));
        order.expiry = order.notBefore + ORDER_LIFE;
        bytes memory vaa = _signedOrder(address(venue), order);
        _leave();

        vm.warp(START + ORDER_LIFE);
        venue.submitOrder(vaa);

        vm.warp(START + ORDER_LIFE + 1);
        vm.assertTrue(!venue.isLiquidator(liquidator), "left");
        _refuse(
            _transferTail(trader, liquidator, 1e18, 1, 1),
            abi.encodeWithSelector(IVenue.NotLiquidator.selector, liquidator)
        );
    }

    function test_ComingBackEndsTheLeaving() public {
        _leave();
        _optIn("liquidator");
        vm.warp(START + ORDER_LIFE + 1);
        vm.assertTrue(venue.isLiquidator(liquidator), "stayed");
    }

    function test_RefusesOthersThanTheOwner() public {
        vm.expectRevert(
            abi.encodeWithSelector(IVenue.NotOwner.selector, liquidator, _userOf("maker"))
        );
        vm.prank(_userOf("maker"));
        venue.setLiquidator(liquidator, false);
    }

    function test_RefusesNoChange() public {
        vm.expectRevert(
            abi.encodeWithSelector(IVenue.LiquidatorUnchanged.selector, liquidator, true)
        );
        _optIn("liquidator");

        _leave();
        vm.expectRevert(
            abi.encodeWithSelector(IVenue.LiquidatorUnchanged.selector, liquidator, false)
        );
        _leave();
    }

    function test_RefusesAccountsOfContractWalletsAndOfNobody() public {
        bytes32 foreign = liquidator | bytes32(uint256(3) << 80);
        vm.expectRevert(abi.encodeWithSelector(IVenue.HomeChainUnsupported.selector, foreign, 3));
        venue.setLiquidator(foreign, true);

        vm.expectRevert(abi.encodeWithSelector(Wire.AddressRefused.selector, 0));
        vm.prank(address(0));
        venue.setLiquidator(0, true);
    }

    // HELPERS

    function _leave() private {
        vm.prank(_userOf("liquidator"));
        venue.setLiquidator(liquidator, false);
    }

    function _refuse(bytes memory tail, bytes memory expected) private {
        bytes memory vaa = _signedOrder(address(venue), _orderNow(TRANSFER, 99, tail));
        vm.expectRevert(expected);
        venue.submitOrder(vaa);
    }
}
