// SPDX-License-Identifier: Apache-2.0
// A venue with two perpetuals, a future and an option, a maker and a trader, and trades that all
// three parties signed.
pragma solidity 0.8.34;

import {Venue} from "../../src/Venue.sol";
import {IPositionBook} from "../../src/interfaces/IPositionBook.sol";
import {IVenue} from "../../src/interfaces/IVenue.sol";
import {DeploymentTest} from "./DeploymentTest.sol";

abstract contract VenueTest is DeploymentTest {
    uint8 internal constant PERMIT = 65;
    uint8 internal constant TRANSFER = 66;
    uint8 internal constant CANCEL = 71;
    uint8 internal constant SETTLE = 72;
    uint8 internal constant VOIDED = 3;
    uint8 internal constant FILLED = 16;
    uint8 internal constant TRANSFERRED = 17;
    uint8 internal constant SETTLED = 18;
    uint8 internal constant LIQUIDATOR = 19;
    bytes32 internal constant ETH = "ETH-PERP";
    bytes32 internal constant BTC = "BTC-PERP";
    bytes32 internal constant FUTURE = "ETH-15JAN27";
    bytes32 internal constant OPTION = "ETH-15JAN27-4000-C";
    uint64 internal constant EXPIRY = START + 3600;
    uint128 internal constant LOT = 1e16;
    uint64 internal constant ORDER_LIFE = 900;

    bytes32 internal trader = _accountOf("trader");
    bytes32 internal maker = _accountOf("maker");
    bytes32 internal liquidator = _accountOf("liquidator");
    Venue internal venue;

    /// A trade with everything that its three consents say; a test changes what it is about.
    struct Trade {
        OrderSpec order;
        IVenue.Quote quote;
        IVenue.Accept accept;
        bytes32 permitAccount;
        bytes32 permitMaker;
        bytes32 permitQuoteDigest;
        bytes32 permitInstrument;
        int256 permitQuantity;
        int256 permitLimitPrice;
        uint64 accountEpoch;
        uint64 makerEpoch;
        uint8 flags;
        uint256 makerKey;
        uint256 traderKey;
    }

    function setUp() public virtual {
        vm.warp(START);
        venue = new Venue(NAME, _keysOf(0, 4), SALT, REGISTRY_CHAIN, _instruments(), ORDER_LIFE);
    }

    function _instruments() internal pure returns (IPositionBook.InstrumentConfig[] memory listed) {
        listed = new IPositionBook.InstrumentConfig[](4);
        listed[0] = IPositionBook.InstrumentConfig({name: ETH, lot: LOT, expiry: 0});
        listed[1] = IPositionBook.InstrumentConfig({name: BTC, lot: LOT, expiry: 0});
        listed[2] = IPositionBook.InstrumentConfig({name: FUTURE, lot: LOT, expiry: EXPIRY});
        listed[3] = IPositionBook.InstrumentConfig({name: OPTION, lot: LOT, expiry: EXPIRY});
    }

    /// A trade that executes: the trader changes by `quantity`, the maker's quote is five times as
    /// large.
    function _trade(uint64 id, int256 quantity) internal view returns (Trade memory trade) {
        trade.quote = IVenue.Quote({
            maker: maker,
            instrument: ETH,
            quantity: -5 * quantity,
            price: 3000e18,
            expiry: uint64(block.timestamp) + 60,
            nonce: id
        });
        trade.accept = IVenue.Accept({
            account: trader,
            quoteDigest: venue.quoteDigestOf(trade.quote),
            quantity: quantity,
            limitPrice: 3000e18,
            deadline: uint64(block.timestamp) + 30,
            nonce: id
        });
        trade.order = _orderNow(PERMIT, id, "");
        trade.makerKey = _userKey("maker");
        trade.traderKey = _userKey("trader");
        _permit(trade);
    }

    /// As _trade, in another instrument than the first.
    function _tradeOf(bytes32 instrument, uint64 id, int256 quantity)
        internal
        view
        returns (Trade memory trade)
    {
        trade = _trade(id, quantity);
        trade.quote.instrument = instrument;
        _requote(trade);
    }

    /// Lets the permit say what quote and accept say.
    function _permit(Trade memory trade) internal view {
        trade.permitAccount = trade.accept.account;
        trade.permitMaker = trade.quote.maker;
        trade.permitQuoteDigest = venue.quoteDigestOf(trade.quote);
        trade.permitInstrument = trade.quote.instrument;
        trade.permitQuantity = trade.accept.quantity;
        trade.permitLimitPrice = trade.accept.limitPrice;
        trade.accountEpoch = venue.epochs(trade.accept.account);
        trade.makerEpoch = venue.epochs(trade.quote.maker);
    }

    /// The accept and the permit follow a quote that a test has changed.
    function _requote(Trade memory trade) internal view {
        trade.accept.quoteDigest = venue.quoteDigestOf(trade.quote);
        _permit(trade);
    }

    function _permitTail(Trade memory trade) internal pure returns (bytes memory) {
        return abi.encodePacked(
            abi.encodePacked(
                trade.permitAccount,
                trade.permitMaker,
                trade.permitQuoteDigest,
                trade.permitInstrument
            ),
            trade.permitQuantity,
            trade.permitLimitPrice,
            trade.accountEpoch,
            trade.makerEpoch,
            trade.flags
        );
    }

    function _permitVaa(Trade memory trade) internal view returns (bytes memory) {
        trade.order.tail = _permitTail(trade);
        return _signedOrder(address(venue), trade.order);
    }

    function _userSignature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// The call that executes a trade.
    function _call(Trade memory trade) internal view returns (bytes memory) {
        bytes memory quoteSignature =
            _userSignature(trade.makerKey, venue.quoteDigestOf(trade.quote));
        bytes memory acceptSignature =
            _userSignature(trade.traderKey, venue.acceptDigestOf(trade.accept));
        return abi.encodeCall(
            venue.executeTrade,
            (_permitVaa(trade), trade.quote, quoteSignature, trade.accept, acceptSignature)
        );
    }

    function _execute(Trade memory trade) internal {
        _must(_call(trade));
    }

    function _must(bytes memory call_) internal {
        (bool done, bytes memory reason) = address(venue).call(call_);
        if (done) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }

    /// Requires that a trade is refused for a reason, and that it left nothing behind.
    function _refuseTrade(Trade memory trade, bytes memory expected) internal {
        bytes32 before = _stateOf(trade);
        (bool done, bytes memory reason) = address(venue).call(_call(trade));
        vm.assertTrue(!done, "refused");
        vm.assertEq(reason, expected, "reason");
        vm.assertEq(_stateOf(trade), before, "nothing changed");
    }

    function _transferTail(bytes32 from, bytes32 to, int256 quantity, int256 price, uint64 epoch)
        internal
        pure
        returns (bytes memory)
    {
        return _transferTailOf(ETH, from, to, quantity, price, epoch);
    }

    function _transferTailOf(
        bytes32 instrument,
        bytes32 from,
        bytes32 to,
        int256 quantity,
        int256 price,
        uint64 epoch
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(from, to, instrument, quantity, price, epoch);
    }

    function _settle(uint64 id, bytes32 instrument, int256 price) internal {
        venue.submitOrder(_signedSettle(id, instrument, price));
    }

    function _signedSettle(uint64 id, bytes32 instrument, int256 price)
        internal
        view
        returns (bytes memory)
    {
        bytes memory tail = abi.encodePacked(instrument, price);
        return _signedOrder(address(venue), _orderNow(SETTLE, id, tail));
    }

    function _transfer(uint64 id, bytes memory tail) internal {
        venue.submitOrder(_signedOrder(address(venue), _orderNow(TRANSFER, id, tail)));
    }

    function _optIn(string memory label) internal {
        vm.prank(_userOf(label));
        venue.setLiquidator(_accountOf(label), true);
    }

    function _stateOf(Trade memory trade) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                venue.orderState(trade.order.id),
                venue.eventNonce(),
                venue.filled(venue.quoteDigestOf(trade.quote)),
                venue.acceptUsed(venue.acceptDigestOf(trade.accept)),
                venue.positions(trade.accept.account, trade.quote.instrument),
                venue.positions(trade.quote.maker, trade.quote.instrument)
            )
        );
    }
}
