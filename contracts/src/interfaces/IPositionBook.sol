// SPDX-License-Identifier: Apache-2.0
// The instruments of a venue and the positions in them.
pragma solidity 0.8.34;

/// @title What is listed, and who holds how much of it.
interface IPositionBook {
    // TYPES

    /// @notice An instrument, as the constructor takes it.
    /// @param name ASCII, padded right with zeros; listed once.
    /// @param lot The step of quantities, 18 decimals.
    struct InstrumentConfig {
        bytes32 name;
        uint128 lot;
    }

    error InstrumentRefused(bytes32 instrument);
    error InstrumentUnknown(bytes32 instrument);
    error QuantityRefused(int256 quantity, uint128 lot);
    error PositionOutOfRange(bytes32 account, bytes32 instrument);

    // VIEWS

    /// @notice The listed instruments, in the order of the constructor.
    function instruments() external view returns (bytes32[] memory);

    /// @notice The step of an instrument's quantities; zero where it is not listed.
    function lotOf(bytes32 instrument) external view returns (uint128);

    /// @notice An account's position, 18 decimals. The positions of an instrument sum to zero.
    function positions(bytes32 account, bytes32 instrument) external view returns (int256);
}
