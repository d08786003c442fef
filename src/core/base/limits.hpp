// SPDX-License-Identifier: Apache-2.0
// Every bound on what comes from outside, in one file (architecture.md, invariant 9). Counts unless
// a unit is named.
#pragma once
#include <cstddef>
#include <cstdint>

namespace ballast::limits {

// Envelopes and payloads (wire.md §1, §2)
inline constexpr std::size_t signer_set_keys = 255;      ///< keys in a signer set (the header's u8)
inline constexpr std::size_t deployment_guardians = 19;  ///< guardians of a deployment
inline constexpr std::size_t vaa_size = 32 * 1024;       ///< bytes of a whole VAA
inline constexpr std::size_t payload_size = 16 * 1024;   ///< bytes of a VAA's payload
inline constexpr std::uint64_t timestamp_s_max =
    0xFFFFFFFF;  ///< last second that an envelope can name (its u32)
// Prices (wire.md §3)
inline constexpr std::size_t accumulator_size = 64 * 1024;  ///< bytes of an accumulator update
inline constexpr std::size_t accumulator_messages = 255;    ///< messages in one update (its u8)
inline constexpr std::size_t merkle_depth = 32;             ///< siblings in a price proof
inline constexpr std::size_t price_message_size = 512;      ///< bytes of a price message
inline constexpr std::size_t volatility_slices = 64;        ///< expiries in a volatility update
inline constexpr std::size_t marks = 255;                   ///< marks in one update (its u8)
// RLP and state proofs (wire.md §4)
inline constexpr std::size_t rlp_depth = 16;          ///< nesting of RLP lists
inline constexpr std::size_t rlp_size = 1024 * 1024;  ///< bytes of an RLP item
inline constexpr std::size_t rlp_items = 1U << 16U;   ///< items in an RLP encoding, nested ones too
// Canonical codec
inline constexpr std::size_t codec_items = 1U << 20U;   ///< elements in a decoded sequence
inline constexpr std::size_t codec_bytes = 16U << 20U;  ///< bytes in a decoded byte string
// Journal
inline constexpr std::size_t record_evidence = 96 * 1024;  ///< bytes of evidence in one record
inline constexpr std::size_t record_command = 64 * 1024;   ///< bytes of a command in one record
inline constexpr std::size_t record_genesis = 1U
                                              << 20U;  ///< as both of these, for the genesis record
inline constexpr std::size_t batch_records = 1024;     ///< records in a batch
inline constexpr std::size_t batch_size = 8U << 20U;   ///< bytes of a batch
inline constexpr std::size_t snapshot_size = 1U << 30U;  ///< bytes of a snapshot of the state
inline constexpr std::size_t store_key = 256;            ///< bytes of a key in a store
inline constexpr std::size_t store_space = 64;           ///< bytes of the name of a space of keys
inline constexpr std::size_t store_value = 16U << 20U;   ///< bytes of a value in a store
// Genesis
inline constexpr std::size_t chains = 64;
inline constexpr std::size_t assets = 64;
inline constexpr std::size_t tokens = 256;
inline constexpr std::size_t instruments = 4096;
inline constexpr std::size_t feeds = 256;
inline constexpr std::size_t underlyings = 64;
inline constexpr std::size_t name_length = 64;  ///< bytes of a human name
// Accounts
inline constexpr std::size_t account_positions = 256;  ///< instruments held by one account
inline constexpr std::size_t account_permits = 32;     ///< outstanding permits of one account
inline constexpr std::size_t account_releases = 32;    ///< withdrawals of one account under way
inline constexpr std::size_t account_nonces = 1024;    ///< unexpired request nonces of one account
// Liquidation
inline constexpr std::size_t liquidators_asked = 64;     ///< of a venue's rotation, each time
inline constexpr std::size_t liquidation_claims = 8;     ///< sales of collateral in one liquidation
inline constexpr std::size_t deleveraged_accounts = 32;  ///< opposing accounts, each time
// Amounts
inline constexpr unsigned token_amount_bits = 112;  ///< a token amount is below 2^112 units
inline constexpr unsigned lots_bits = 53;           ///< a position is below 2^53 lots
/// Where scenarios margin: |lots| of an account on one underlying, positions and permits together.
inline constexpr std::int64_t underlying_lots = std::int64_t{1} << 31U;
// Requests: a deadline is at most an hour after the command's time (wire.md §2)
inline constexpr std::int64_t request_life_ms_max = 3'600'000;
// Intake before the journal
inline constexpr std::size_t early_observations =
    1024;  ///< per contract, waiting for an earlier one
// Queues of the host: full means 503
inline constexpr std::size_t intake_queue = 8192;
inline constexpr std::size_t http_body_size = 64 * 1024;
inline constexpr std::size_t frame_size =
    9U << 20U;  ///< bytes of a WebSocket frame between guardian and hub
inline constexpr std::size_t rpc_response_size = 32U << 20U;  ///< bytes of a chain node's answer
inline constexpr std::size_t rpc_batch = 128;                 ///< calls in one JSON-RPC request
inline constexpr std::size_t rpc_depth = 32;                  ///< nesting of a chain node's answer
inline constexpr std::size_t rpc_logs = 16 * 1024;  ///< logs in one answer of a chain node
inline constexpr std::size_t contract_code_size = 128 * 1024;  ///< bytes of a contract's code
inline constexpr std::size_t url_length = 2048;  ///< bytes of a URL in a configuration
// Files that people write
inline constexpr std::size_t config_file_size = 4U << 20U;  ///< bytes of a configuration file
inline constexpr std::size_t config_array_items = 4096;  ///< rows of one table, items of one array
inline constexpr std::size_t price_csv_size = 256U << 20U;  ///< bytes of a CSV file of prices
inline constexpr std::size_t price_csv_line = 512;          ///< bytes of a line in it

}  // namespace ballast::limits
