// SPDX-License-Identifier: Apache-2.0
// The parties' own consents: terms that must fit each other, signatures, and quantities.
pragma solidity 0.8.34;

import {IPositionBook} from "../src/interfaces/IPositionBook.sol";
import {IVenue} from "../src/interfaces/IVenue.sol";
import {Wire} from "../src/lib/Wire.sol";
import {VenueTest} from "./base/VenueTest.sol";

contract VenueTermsTest is VenueTest {
    // TERMS

    function test_RefusesTheSameSide() public {
        Trade memory trade = _trade(1, 1e18);
        trade.quote.quantity = 5e18;
        _requote(trade);
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.SidesEqual.selector, 5e18, 1e18));

        trade = _trade(1, -1e18);
        trade.quote.quantity = -5e18;
        _requote(trade);
        _refuseTrade(
            trade, abi.encodeWithSelector(IVenue.SidesEqual.selector, int256(-5e18), int256(-1e18))
        );
    }

    function test_RefusesAQuoteOfNothing() public {
        Trade memory trade = _trade(1, 1e18);
        trade.quote.quantity = 0;
        _requote(trade);
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.SidesEqual.selector, 0, 1e18));
    }

    function test_RefusesPricesThatAreNotPositive() public {
        int256[3] memory refused = [int256(0), -1, type(int256).min];
        for (uint256 i = 0; i < refused.length; ++i) {
            Trade memory trade = _trade(1, 1e18);
            trade.quote.price = refused[i];
            _requote(trade);
            _refuseTrade(
                trade, abi.encodeWithSelector(IVenue.PriceNotPositive.selector, refused[i])
            );
        }
    }

    function test_RefusesQuantitiesThatAreZeroOffTheLotOrTooLarge() public {
        int256[6] memory refused = [
            int256(0),
            1,
            1e18 + 1,
            -1e18 + 1,
            (int256(type(int128).max) / 1e16 + 1) * 1e16,
            type(int256).min
        ];
        for (uint256 i = 0; i < refused.length; ++i) {
            Trade memory trade = _trade(1, 1e18);
            trade.accept.quantity = refused[i];
            trade.quote.quantity = refused[i] > 0 ? type(int256).min : type(int256).max;
            _requote(trade);
            _refuseTrade(
                trade,
                abi.encodeWithSelector(IPositionBook.QuantityRefused.selector, refused[i], LOT)
            );
        }
    }

    function test_RefusesAPositionBeyond128Bits() public {
        int256 most = int256(type(int128).max) / 1e16 * 1e16;
        for (uint64 id = 1; id < 3; ++id) {
            Trade memory trade = _trade(id, 1e18);
            trade.accept.quantity = most;
            trade.quote.quantity = type(int256).min;
            _requote(trade);
            if (id == 1) {
                _execute(trade);
            } else {
                _refuseTrade(
                    trade,
                    abi.encodeWithSelector(IPositionBook.PositionOutOfRange.selector, maker, ETH)
                );
            }
        }
    }

    function test_RefusesAnUnknownInstrument() public {
        Trade memory trade = _trade(1, 1e18);
        trade.quote.instrument = "SOL-PERP";
        _requote(trade);
        _refuseTrade(
            trade,
            abi.encodeWithSelector(IPositionBook.InstrumentUnknown.selector, trade.quote.instrument)
        );
    }

    function test_RefusesToTradeWithOneself() public {
        Trade memory trade = _trade(1, 1e18);
        trade.quote.maker = trader;
        trade.makerKey = trade.traderKey;
        _requote(trade);
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.AccountsEqual.selector, trader));
    }

    function test_RefusesAnExpiredQuoteOrAccept() public {
        Trade memory trade = _trade(1, 1e18);
        trade.quote.expiry = START - 1;
        _requote(trade);
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.QuoteExpired.selector, START - 1));

        trade = _trade(1, 1e18);
        trade.accept.deadline = START - 1;
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.AcceptExpired.selector, START - 1));

        trade = _trade(1, 1e18);
        trade.accept.deadline = START;
        trade.quote.expiry = START;
        _requote(trade);
        _execute(trade);
    }

    // SIGNATURES

    function test_RefusesSignaturesOfOthers() public {
        Trade memory trade = _trade(1, 1e18);
        trade.makerKey = _userKey("stranger");
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.SignatureRefused.selector, maker));

        trade = _trade(1, 1e18);
        trade.traderKey = _userKey("maker");
        _refuseTrade(trade, abi.encodeWithSelector(IVenue.SignatureRefused.selector, trader));
    }

    function test_RefusesSignaturesForAnotherChain() public {
        Trade memory trade = _trade(1, 1e18);
        bytes memory foreign = _userSignature(trade.makerKey, venue.quoteDigestOf(trade.quote));
        vm.chainId(block.chainid + 1);
        _requote(trade);
        bytes memory acceptSignature =
            _userSignature(trade.traderKey, venue.acceptDigestOf(trade.accept));
        bytes memory vaa = _permitVaa(trade);

        vm.expectRevert(abi.encodeWithSelector(IVenue.SignatureRefused.selector, maker));
        venue.executeTrade(vaa, trade.quote, foreign, trade.accept, acceptSignature);
    }

    function test_RefusesMalformedSignatures() public {
        Trade memory trade = _trade(1, 1e18);
        bytes32 digest = venue.quoteDigestOf(trade.quote);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(trade.makerKey, digest);
        bytes32 mirrored = bytes32(CURVE_ORDER - uint256(s));
        bytes[7] memory refused = [
            bytes(""),
            abi.encodePacked(r, s),
            abi.encodePacked(r, s, v, uint8(0)),
            abi.encodePacked(r, s, v - 27),
            abi.encodePacked(r, s, uint8(29)),
            abi.encodePacked(r, mirrored, v == 27 ? uint8(28) : uint8(27)),
            abi.encodePacked(bytes32(0), s, v)
        ];
        bytes memory vaa = _permitVaa(trade);
        for (uint256 i = 0; i < refused.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IVenue.SignatureRefused.selector, maker));
            venue.executeTrade(vaa, trade.quote, refused[i], trade.accept, "");
        }
    }

    function testFuzz_RefusesAChangeOfWhatWasSigned(uint8 field, uint256 change) public {
        Trade memory trade = _trade(1, 1e18);
        bytes memory signature = _userSignature(trade.makerKey, venue.quoteDigestOf(trade.quote));
        change = _bound(change, 1, 1e6);
        if (field % 4 == 0) trade.quote.quantity -= int256(change);
        if (field % 4 == 1) trade.quote.price += int256(change);
        if (field % 4 == 2) trade.quote.expiry += uint64(change);
        if (field % 4 == 3) trade.quote.nonce += uint64(change);
        _requote(trade);
        trade.accept.limitPrice = trade.quote.price;
        trade.permitLimitPrice = trade.quote.price;
        bytes memory acceptSignature =
            _userSignature(trade.traderKey, venue.acceptDigestOf(trade.accept));
        bytes memory vaa = _permitVaa(trade);

        vm.expectRevert(abi.encodeWithSelector(IVenue.SignatureRefused.selector, maker));
        venue.executeTrade(vaa, trade.quote, signature, trade.accept, acceptSignature);
    }

    // ACCOUNTS

    function test_SubaccountsOfOneOwnerAreDifferentAccounts() public {
        Trade memory trade = _trade(1, 1e18);
        trade.accept.account = trader | bytes32(uint256(9));
        _permit(trade);

        _execute(trade);

        vm.assertEq(venue.positions(trader, ETH), 0, "not this one");
        vm.assertEq(venue.positions(trader | bytes32(uint256(9)), ETH), 1e18, "this one");
    }

    function test_RefusesAccountsOfContractWallets() public {
        Trade memory trade = _trade(1, 1e18);
        trade.accept.account = trader | bytes32(uint256(5) << 80);
        _permit(trade);
        _refuseTrade(
            trade,
            abi.encodeWithSelector(IVenue.HomeChainUnsupported.selector, trade.accept.account, 5)
        );
    }

    function test_RefusesAnAccountOfNobody() public {
        Trade memory trade = _trade(1, 1e18);
        trade.accept.account = bytes32(uint256(1));
        _permit(trade);
        _refuseTrade(
            trade, abi.encodeWithSelector(Wire.AddressRefused.selector, trade.accept.account)
        );
    }
}
