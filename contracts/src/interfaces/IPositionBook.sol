// SPDX-License-Identifier: Apache-2.0
// The instruments of a venue and the positions in them.
pragma solidity 0.8.34;

/// @title What is listed, and who holds how much of it.
interface IPositionBook {
    // TYPES

    /// @notice An instrument, as the constructor takes it.
    /// @param name ASCII, padded right with zeros; listed once.
    /// @param lot The step of quantities, 18 decimals.
    /// @param expiry The first second at which it no longer trades and may be settled; zero for a
    /// perpetual, else later than the construction.
    struct InstrumentConfig {
        bytes32 name;
        uint128 lot;
        uint64 expiry;
    }

    error InstrumentRefused(bytes32 instrument);
    error InstrumentUnknown(bytes32 instrument);
    error InstrumentExpired(bytes32 instrument, uint64 expiry);
    error QuantityRefused(int256 quantity, uint128 lot);
    error PositionOutOfRange(bytes32 account, bytes32 instrument);

    // Settlement
    error InstrumentPerpetual(bytes32 instrument);
    error InstrumentNotExpired(bytes32 instrument, uint64 expiry);
    error InstrumentSettled(bytes32 instrument);
    error SettlementPriceRefused(int256 price);

    // VIEWS

    /// @notice The listed instruments, in the order of the constructor.
    function instruments() external view returns (bytes32[] memory);

    /// @notice The step of an instrument's quantities; zero where it is not listed.
    function lotOf(bytes32 instrument) external view returns (uint128);

    /// @notice The expiry of an instrument, in unix seconds; zero where it is a perpetual or not
    /// listed.
    function expiryOf(bytes32 instrument) external view returns (uint64);

    /// @notice Whether a dated instrument was settled, and at which price, 18 decimals; a price of
    /// zero is one.
    function settlementOf(bytes32 instrument) external view returns (bool isSettled, int256 price);

    /// @notice An account's position, 18 decimals; zero once the instrument is settled. The
    /// positions of an instrument sum to zero.
    function positions(bytes32 account, bytes32 instrument) external view returns (int256);
}
