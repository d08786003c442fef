// SPDX-License-Identifier: Apache-2.0
// The contracts against tests/vectors/orders.json, which an independent implementation made: the
// same file that the hub and the guardians are tested with.
pragma solidity 0.8.34;

import {CollateralVault} from "../src/CollateralVault.sol";
import {Venue} from "../src/Venue.sol";
import {TestToken} from "../src/demo/TestToken.sol";
import {IAttestationVerifier} from "../src/interfaces/IAttestationVerifier.sol";
import {IOrderRegistry} from "../src/interfaces/IOrderRegistry.sol";
import {Vm} from "./base/Test.sol";
import {VectorTest} from "./base/VectorTest.sol";

contract OrderVectorsTest is VectorTest {
    mapping(string expectedError => bytes4) private _selectors;

    function setUp() public {
        vm.warp(ORDER_TIME);
        _load("orders.json");
        _selectors["below_quorum"] = IAttestationVerifier.BelowQuorum.selector;
        _selectors["index_not_ascending"] = IAttestationVerifier.SignerIndexNotAscending.selector;
        _selectors["index_out_of_range"] = IAttestationVerifier.SignerIndexOutOfRange.selector;
        _selectors["signature_invalid"] = IAttestationVerifier.SignatureOutOfRange.selector;
        _selectors["signature_malleable"] = IAttestationVerifier.SignatureMalleable.selector;
        _selectors["recid_out_of_range"] = IAttestationVerifier.RecoveryIdOutOfRange.selector;
        _selectors["signer_mismatch"] = IAttestationVerifier.SignerMismatch.selector;
        _selectors["unknown_set"] = IAttestationVerifier.SignerSetUnknown.selector;
        _selectors["version"] = IAttestationVerifier.VaaVersionUnknown.selector;
        _selectors["truncated"] = IAttestationVerifier.VaaTruncated.selector;
        _selectors["nonce"] = IAttestationVerifier.NonceNotZero.selector;
        _selectors["consistency"] = IAttestationVerifier.ConsistencyNotFinal.selector;
        _selectors["emitter"] = IAttestationVerifier.EmitterUnknown.selector;
        _selectors["length"] = IAttestationVerifier.PayloadLengthRefused.selector;
        _selectors["deployment"] = IAttestationVerifier.DeploymentMismatch.selector;
        _selectors["sequence"] = IOrderRegistry.SequenceMismatch.selector;
        _selectors["magic"] = IOrderRegistry.MagicUnknown.selector;
        _selectors["type"] = IOrderRegistry.TypeUnsupported.selector;
        _selectors["chain"] = IOrderRegistry.ChainMismatch.selector;
        _selectors["contract"] = IOrderRegistry.ContractMismatch.selector;
    }

    function test_DerivesTheDeploymentAndItsGovernance() public {
        CollateralVault vault = _deployVault();
        bytes32 deploymentId = _bytes32(".deployment.deployment_id");
        vm.assertEq(vault.deploymentId(), deploymentId, "deployment id");
        vm.assertEq(
            vault.governanceEmitter(), _bytes32(".deployment.governance_emitter"), "governance"
        );
        vm.assertEq(_deployVenue().deploymentId(), deploymentId, "the same at the venue");
    }

    function test_ExecutesTheReleaseAndObservesAsTheVectorSays() public {
        CollateralVault vault = _deployVault();
        TestToken token = TestToken(_address(".deployment.token"));
        token.mint(address(this), 10e18);
        token.approve(address(vault), 10e18);
        vault.deposit(bytes32(bytes20(address(this))), address(token), 10e18);

        vm.recordLogs();
        vault.submitOrder(_vaa("release"));

        _assertBody("released");
        vm.assertEq(token.balanceOf(_address(".deployment.recipient")), 1.5e18, "paid");
    }

    function test_ObservesADepositAsTheVectorSays() public {
        CollateralVault vault = _deployVault();
        TestToken token = TestToken(_address(".deployment.token"));
        address trader = _address(".deployment.parties.trader.address");
        token.mint(trader, 10e18);
        vm.prank(trader);
        token.approve(address(vault), 10e18);

        vm.recordLogs();
        vm.prank(trader);
        vault.deposit(_bytes32(".deployment.accounts.trader"), address(token), 10e18);

        // The other log is the token's own; this vault's first observation is the vector's.
        _assertBody("locked");
        vm.assertEq(vault.eventNonce(), _uint(_field("locked", "envelope.sequence")), "nonce");
    }

    function test_CancelsAsTheVectorSays() public {
        CollateralVault vault = _deployVault();
        vault.submitOrder(_vaa("cancel"));
        vm.assertEq(uint256(vault.orderState(41)), 3, "the release is void");
        vm.assertEq(uint256(vault.orderState(44)), 2, "the cancel executed");
    }

    function test_TransfersAsTheVectorSays() public {
        Venue venue = _deployVenue();
        vm.prank(_address(".deployment.parties.liquidator.address"));
        vm.recordLogs();
        venue.setLiquidator(_bytes32(".deployment.accounts.liquidator"), true);
        _assertBody("liquidator");

        venue.submitOrder(_vaa("transfer"));

        vm.assertEq(uint256(venue.orderState(43)), 2, "executed");
        vm.assertEq(venue.epochs(_bytes32(".deployment.accounts.trader")), 1, "epoch");
    }

    function test_FillsAsTheVectorsSay() public {
        Venue venue = _deployVenue();
        bytes memory permit = _vaa("permit");
        bytes memory expected = _bytes(string.concat(_case("filled"), ".expected.event_body"));
        _load("eip712.json");
        string memory quotePath = _case("quote");
        string memory acceptPath = _case("accept");

        vm.recordLogs();
        venue.executeTrade(
            permit,
            _quote(string.concat(quotePath, ".input.message")),
            _bytes(string.concat(quotePath, ".expected.signature")),
            _accept(string.concat(acceptPath, ".input.message")),
            _bytes(string.concat(acceptPath, ".expected.signature"))
        );

        vm.assertEq(_body(), expected, "observed");
        vm.assertEq(uint256(venue.orderState(42)), 2, "executed");
    }

    function test_SettlesAsTheVectorsSay() public {
        Venue venue = _deployVenue();
        vm.recordLogs();
        venue.submitOrder(_vaa("settle"));
        _assertBody("settled");
        venue.submitOrder(_vaa("settle_worthless"));
        _assertBody("settled_worthless");

        (bool isSettled, int256 price) = venue.settlementOf("ETH-15JAN27");
        vm.assertTrue(isSettled, "the future");
        vm.assertEq(price, 3_123.45e18, "its price");
        (isSettled, price) = venue.settlementOf("ETH-15JAN27-4000-C");
        vm.assertTrue(isSettled, "the option");
        vm.assertEq(price, 0, "worthless");
        vm.assertEq(uint256(venue.orderState(45)), 2, "executed");
        vm.assertEq(uint256(venue.orderState(46)), 2, "executed");
    }

    function test_AVaultDoesNotSettle() public {
        CollateralVault vault = _deployVault();
        bytes memory settle = _vaa("settle");
        vm.expectRevert(abi.encodeWithSelector(IOrderRegistry.TypeUnsupported.selector, 72));
        vault.submitOrder(settle);
    }

    function test_UpgradesEverywhereAsTheVectorSays() public {
        CollateralVault vault = _deployVault();
        bytes memory vaa = _vaa("set_upgrade_everywhere");
        vm.recordLogs();
        vault.upgradeSignerSet(vaa);
        _assertBody("set_changed");
        (address[] memory keys,) = vault.signerSet(1);
        for (uint256 i = 0; i < keys.length; ++i) {
            string memory path = string.concat(_at("deployment.next_guardians", i), ".address");
            vm.assertEq(keys[i], _address(path), "key");
        }
        _deployVenue().upgradeSignerSet(vaa);
    }

    function test_UpgradesOneChainAsTheVectorSays() public {
        CollateralVault vault = _deployVault();
        bytes memory vaa = _vaa("set_upgrade_one_chain");
        vault.upgradeSignerSet(vaa);
        vm.assertEq(vault.currentSetIndex(), 1, "upgraded");

        Venue venue = _deployVenue();
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationVerifier.UpgradeChainMismatch.selector, 1)
        );
        venue.upgradeSignerSet(vaa);
    }

    function test_RefusesEveryAlteredMessageForItsReason() public {
        CollateralVault vault = _deployVault();
        uint256 count = _count("refused");
        vm.assertGe(count, 60, "cases");
        for (uint256 i = 0; i < count; ++i) {
            string memory name = _string(string.concat(_at("refused", i), ".name"));
            string memory reason = _string(string.concat(_at("refused", i), ".expected_error"));
            bytes memory vaa = _bytes(string.concat(_at("refused", i), ".input.vaa"));

            (bool done, bytes memory refusal) =
                address(vault).call(abi.encodeCall(vault.submitOrder, (vaa)));

            vm.assertTrue(!done, name);
            if (keccak256(bytes(reason)) == keccak256("any")) continue;
            vm.assertTrue(_selectors[reason] != 0, string.concat("a known reason: ", reason));
            vm.assertEq(bytes32(bytes4(refusal)), bytes32(_selectors[reason]), name);
        }
        vm.assertEq(vault.eventNonce(), 0, "nothing happened");
    }

    function test_RefusesEveryObservationAsAnOrder() public {
        CollateralVault vault = _deployVault();
        for (uint256 i = 0; i < _count("cases"); ++i) {
            string memory kind = _string(string.concat(_at("cases", i), ".input.kind"));
            if (keccak256(bytes(kind)) != keccak256("observation")) continue;
            bytes memory vaa = _bytes(string.concat(_at("cases", i), ".expected.vaa"));
            vm.expectPartialRevert(IAttestationVerifier.EmitterUnknown.selector);
            vault.submitOrder(vaa);
        }
    }

    // HELPERS

    function _vaa(string memory name) private view returns (bytes memory) {
        return _bytes(string.concat(_case(name), ".expected.vaa"));
    }

    function _field(string memory name, string memory path) private view returns (string memory) {
        return string.concat(_case(name), ".input.", path);
    }

    /// The body of the one observation since recording began.
    function _body() private returns (bytes memory body) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IAttestationVerifier.Observed.selector) continue;
            body = abi.decode(logs[i].data, (bytes));
            ++count;
        }
        vm.assertEq(count, 1, "one observation");
    }

    function _assertBody(string memory name) private {
        bytes memory expected = _bytes(string.concat(_case(name), ".expected.event_body"));
        vm.assertEq(_body(), expected, name);
    }
}
