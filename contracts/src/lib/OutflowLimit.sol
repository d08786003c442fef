// SPDX-License-Identifier: Apache-2.0
// A rolling outflow limit: a bucket that fills by what is paid and leaks `limit` per window,
// evenly. In any t seconds at most limit * (1 + t / window) gets through. Exact: the level is kept
// multiplied by the window, so no division loses a part of the leak however often it is touched.
pragma solidity 0.8.34;

library OutflowLimit {
    /// The level times the window in seconds, as it stood at `time`. Zero is an empty bucket.
    struct Bucket {
        uint192 scaledLevel;
        uint64 time;
    }

    /// Returns how much may be paid now.
    function available(Bucket storage bucket, uint112 limit, uint32 window)
        internal
        view
        returns (uint256)
    {
        // Rounded down, so that what is announced always fits.
        return (uint256(limit) * window - _level(bucket, limit)) / window;
    }

    /// Takes an amount that `available` allowed.
    function take(Bucket storage bucket, uint112 limit, uint32 window, uint112 amount) internal {
        // limit and window are at most 112 and 32 bits, so the level stays below 2^144.
        bucket.scaledLevel = uint192(_level(bucket, limit) + uint256(amount) * window);
        bucket.time = uint64(block.timestamp);
    }

    function _level(Bucket storage bucket, uint112 limit) private view returns (uint256) {
        uint256 leaked = (block.timestamp - bucket.time) * limit;
        uint256 level = bucket.scaledLevel;
        return level > leaked ? level - leaked : 0;
    }
}
