// SPDX-License-Identifier: Apache-2.0
// Reads big-endian fields of a message, and names the numbers of its types. Fields lie at fixed
// places, so a reader takes an offset; the caller has compared the whole length with what the type
// wants before.
pragma solidity 0.8.34;

// TYPES OF OBSERVATIONS: what a contract tells the hub

uint8 constant OBSERVED_LOCKED = 1;
uint8 constant OBSERVED_RELEASED = 2;
uint8 constant OBSERVED_VOIDED = 3;
uint8 constant OBSERVED_SET_CHANGED = 7;
uint8 constant OBSERVED_FILLED = 16;
uint8 constant OBSERVED_TRANSFERRED = 17;
uint8 constant OBSERVED_SETTLED = 18;
uint8 constant OBSERVED_LIQUIDATOR = 19;

// TYPES OF ORDERS: what the hub lets a contract do

uint8 constant ORDER_FIRST = 64;
uint8 constant ORDER_RELEASE = 64;
uint8 constant ORDER_PERMIT = 65;
uint8 constant ORDER_TRANSFER = 66;
uint8 constant ORDER_CANCEL = 71;
uint8 constant ORDER_SETTLE = 72;

/// @title Fixed-offset readers of big-endian fields; every one of them is bounds-checked by the
/// slice.
library Wire {
    /// An address on the wire is 32 bytes; here the upper 12 must be zero and the lower 20 must
    /// not.
    error AddressRefused(bytes32 word);

    function u8At(bytes calldata data, uint256 at) internal pure returns (uint8) {
        return uint8(data[at]);
    }

    function u16At(bytes calldata data, uint256 at) internal pure returns (uint16) {
        return uint16(bytes2(data[at:at + 2]));
    }

    function u32At(bytes calldata data, uint256 at) internal pure returns (uint32) {
        return uint32(bytes4(data[at:at + 4]));
    }

    function u64At(bytes calldata data, uint256 at) internal pure returns (uint64) {
        return uint64(bytes8(data[at:at + 8]));
    }

    function u256At(bytes calldata data, uint256 at) internal pure returns (uint256) {
        return uint256(bytes32(data[at:at + 32]));
    }

    function i256At(bytes calldata data, uint256 at) internal pure returns (int256) {
        return int256(uint256(bytes32(data[at:at + 32])));
    }

    function b32At(bytes calldata data, uint256 at) internal pure returns (bytes32) {
        return bytes32(data[at:at + 32]);
    }

    function b20At(bytes calldata data, uint256 at) internal pure returns (address) {
        return address(bytes20(data[at:at + 20]));
    }

    /// Reads a 32-byte address of this chain family; refuses zero and anything in the upper 12
    /// bytes.
    function addressAt(bytes calldata data, uint256 at) internal pure returns (address) {
        bytes32 word = bytes32(data[at:at + 32]);
        if (word == 0 || uint256(word) >> 160 != 0) revert AddressRefused(word);
        return address(uint160(uint256(word)));
    }

    /// Widens an address to the 32 bytes that the wire wants.
    function widen(address value) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(value)));
    }
}
