// SPDX-License-Identifier: Apache-2.0
// Keys of the store's tables in RocksDB; numbers big-endian, so that keys sort as they count.
//   batches       u64 first                        -> b32 hash | batch
//   orphans       u64 term | u64 first | b32 hash  -> b32 hash | batch
//   certificates  u64 sequence                     -> certificate
//   snapshots     01 | u64 sequence | u32 edition | u32 part -> a part of the snapshot
//                 00 | u64 sequence  -> u64 size | u32 edition: written last, all parts are there
//   meta          text                             -> value
//   blobs         u8 n, space | key                -> value
#pragma once
#include <rocksdb/slice.h>

#include <ballast/base/bytes.hpp>
#include <ballast/journal/batch.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ballast::store::keys {

inline constexpr std::size_t number_size = 8;
inline constexpr std::size_t hash_size = 32;
[[nodiscard]] inline rocksdb::Slice slice_of(BytesView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline rocksdb::Slice slice_of(std::string_view text)
{
    return {text.data(), text.size()};
}
[[nodiscard]] inline BytesView view_of(const rocksdb::Slice& slice)
{
    return {reinterpret_cast<const std::uint8_t*>(slice.data()), slice.size()};
}

/// A key that is one number.
[[nodiscard]] inline Bytes of_number(std::uint64_t number)
{
    Bytes out;
    out.reserve(number_size);
    append_big_endian(out, number);
    return out;
}
/// The number at the start of a key; 0 for a key that is too short, which no table has.
[[nodiscard]] inline std::uint64_t number_of(const rocksdb::Slice& key)
{
    return key.size() < number_size ? 0 : read_big_endian<std::uint64_t>(view_of(key).data());
}

[[nodiscard]] inline Bytes of_orphan(const journal::BatchHeader& header, const Bytes32& hash)
{
    Bytes out = of_number(header.term.value);
    append_big_endian(out, header.first.value);
    append(out, hash.view());
    return out;
}

/// What stands before a snapshot's sequence in its keys.
enum class SnapshotKey : std::uint8_t
{
    Size = 0,
    Part = 1,
    End = 2,  ///< above every key
};
[[nodiscard]] inline Bytes of_snapshot(SnapshotKey kind, std::uint64_t sequence)
{
    Bytes out{static_cast<std::uint8_t>(kind)};
    append_big_endian(out, sequence);
    return out;
}
/// Which of a snapshot's parts: those of the edition that its size names are it.
struct SnapshotPart
{
    std::uint64_t sequence{};
    std::uint32_t edition{};
    std::uint32_t part{};
};
[[nodiscard]] inline Bytes of_snapshot_part(const SnapshotPart& place)
{
    Bytes out = of_snapshot(SnapshotKey::Part, place.sequence);
    append_big_endian(out, place.edition);
    append_big_endian(out, place.part);
    return out;
}
/// The sequence in a snapshot's key; 0 for a key that is too short, which the table has not.
[[nodiscard]] inline std::uint64_t snapshot_of(rocksdb::Slice key)
{
    if (!key.empty()) key.remove_prefix(1);
    return number_of(key);
}
/// Sequence, edition and part in a part's key, or nothing for another key.
[[nodiscard]] inline std::optional<SnapshotPart> snapshot_part_of(const rocksdb::Slice& key)
{
    const BytesView bytes = view_of(key);
    if (bytes.size() != 1 + 8 + 4 + 4 || bytes[0] != static_cast<std::uint8_t>(SnapshotKey::Part))
        return std::nullopt;
    return SnapshotPart{.sequence = read_big_endian<std::uint64_t>(bytes.data() + 1),
                        .edition = read_big_endian<std::uint32_t>(bytes.data() + 9),
                        .part = read_big_endian<std::uint32_t>(bytes.data() + 13)};
}

[[nodiscard]] inline Bytes of_space(std::string_view space)
{
    Bytes out{static_cast<std::uint8_t>(space.size())};
    append(out, as_bytes(space));
    return out;
}
[[nodiscard]] inline Bytes of_blob(std::string_view space, BytesView key)
{
    Bytes out = of_space(space);
    append(out, key);
    return out;
}

}  // namespace ballast::store::keys
