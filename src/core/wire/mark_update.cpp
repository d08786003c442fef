// SPDX-License-Identifier: Apache-2.0
// Mark updates: bytes <-> struct.
#include "mark_update.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/wire/payload_fields.hpp>

namespace ballast::wire {
namespace {
constexpr std::size_t mark_size = 56;

/// One mark of an instrument behind the one before it, `previous`.
Result<InstrumentMark, DecodeError> read_mark(Reader& in, const InstrumentName& previous)
{
    BALLAST_TRY(const auto mark, read_fields<InstrumentMark>(in));
    if (mark.instrument <= previous) return fail(DecodeError::NotAscending);
    if (mark.mark_e8 <= 0) return fail(DecodeError::OutOfRange);
    BALLAST_CHECK(check_time(mark.time_s));
    return mark;
}
}  // namespace

Result<MarkUpdate, DecodeError> parse_mark_update(BytesView payload)
{
    Reader in{payload};
    BALLAST_CHECK(in.expect(as_bytes(mark_magic), DecodeError::BadMagic));
    BALLAST_TRY(const std::size_t count,
                read_count(in, {.max = limits::marks, .item_size = mark_size}));
    MarkUpdate out;
    out.marks.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        // No name is before the one of zeros.
        const InstrumentName previous = i == 0 ? InstrumentName{} : out.marks.back().instrument;
        BALLAST_TRY(out.marks.emplace_back(), read_mark(in, previous));
    }
    BALLAST_CHECK(in.end());
    return out;
}

Bytes encode_mark_update(const MarkUpdate& update)
{
    BALLAST_ASSERT(update.marks.size() <= limits::marks);
    Bytes out;
    append(out, as_bytes(mark_magic));
    out.push_back(static_cast<std::uint8_t>(update.marks.size()));
    for (const InstrumentMark& mark : update.marks) append_fields(out, mark);
    return out;
}

}  // namespace ballast::wire
