// SPDX-License-Identifier: Apache-2.0
// The check of the made-up workload.
#include <algorithm>
#include <ballast/journal/chain_check.hpp>
#include <map>
#include <set>

#include "synthetic_records.hpp"
#include "synthetic_workload.hpp"

namespace ballast::crash {
namespace {

using env::StoreError;
using env::Walk;
using journal::SealedBatch;
using Complaint = std::optional<std::string>;

std::string number(std::uint64_t n) { return std::to_string(n); }

/// Every record of a batch is the one that belongs there.
Complaint check_records(const SealedBatch& sealed)
{
    const auto batch = journal::decode_batch(sealed.bytes);
    if (!batch) return "a batch does not decode: " + std::string(describe(batch.error()));
    for (std::uint32_t i = 0; i < batch->header.count; ++i)
    {
        const Sequence sequence{batch->header.first.value + i};
        if (batch->records[i] != synthetic_record(batch->header.term, sequence))
            return "record " + number(sequence.value) + " is not the one that was written";
    }
    return std::nullopt;
}

/// The hashes of the journal's batches; walks its chain.
Complaint collect_journal(const env::JournalStore& store, std::set<Bytes32>& out)
{
    journal::ChainVerifier verifier{synthetic_deployment()};
    Complaint complaint;
    const auto walked = store.for_each_batch({0}, [&](const SealedBatch& batch) {
        const auto linked = verifier.accept(batch.bytes);
        if (!linked)
            complaint = "the chain breaks before " + number(batch.header.first.value) + ": " +
                        std::string(describe(linked.error()));
        else if (linked->hash != batch.hash)
            complaint = "a batch has another hash than it is kept with";
        else
            complaint = check_records(batch);
        out.insert(batch.hash);
        return complaint ? Walk::Stop : Walk::Continue;
    });
    if (!walked) return "the journal cannot be read: " + std::string(describe(walked.error()));
    const auto last = store.last();
    if (!complaint && (last ? last->sequence.value + 1 : 0) != verifier.position().next.value)
        return "the store's end is not the journal's";
    return complaint;
}

/// The hashes of the removed batches, none of which may be in the journal, too.
Complaint collect_orphans(const env::JournalStore& store, const std::set<Bytes32>& in_journal,
                          std::set<Bytes32>& out)
{
    Complaint complaint;
    const auto walked = store.for_each_orphan([&](const SealedBatch& batch) {
        complaint = check_records(batch);
        if (in_journal.contains(batch.hash)) complaint = "a batch is there twice";
        out.insert(batch.hash);
        return complaint ? Walk::Stop : Walk::Continue;
    });
    if (!walked) return "orphans cannot be read: " + std::string(describe(walked.error()));
    return complaint;
}

/// What the acknowledgements promise, taken together.
struct Promised
{
    std::uint64_t term{0};
    std::map<std::uint64_t, std::set<Bytes32>> batches;  ///< by first sequence
    std::set<Bytes32> removed;                           ///< batches that may only be orphans
    std::set<std::uint64_t> certificates;
    std::set<std::uint64_t> blobs;
    std::optional<std::uint64_t> snapshot;
};

Promised sum_up(std::span<const Acknowledgement> acknowledged)
{
    Promised out;
    for (const Acknowledgement& a : acknowledged) switch (static_cast<Promise>(a.kind))
        {
            case Promise::Term:
                out.term = a.number;
                break;
            case Promise::Batch:
                out.batches[a.number].insert(a.digest);
                break;
            case Promise::Truncated:
                for (auto it = out.batches.lower_bound(a.number); it != out.batches.end(); ++it)
                    out.removed.insert(it->second.begin(), it->second.end());
                break;
            case Promise::Certificate:
                out.certificates.insert(a.number);
                break;
            case Promise::Snapshot:
                out.snapshot = a.number;
                break;
            case Promise::Blob:
                out.blobs.insert(a.number);
                break;
        }
    return out;
}

Complaint check_batches(const Promised& promised, const std::set<Bytes32>& in_journal,
                        const std::set<Bytes32>& orphans)
{
    for (const auto& [first, hashes] : promised.batches)
        for (const Bytes32& hash : hashes)
        {
            if (!in_journal.contains(hash) && !orphans.contains(hash))
                return "the acknowledged batch of sequence " + number(first) + " is lost";
            if (promised.removed.contains(hash) && !orphans.contains(hash))
                return "the batch of sequence " + number(first) + " was removed, and is there";
        }
    return std::nullopt;
}

Complaint check_term(const env::JournalStore& store, const Promised& promised)
{
    const auto term = store.meta(term_key);
    if (!term && promised.term == 0) return std::nullopt;
    if (!term) return "the term is lost";
    const auto found = read_big_endian<std::uint64_t>(term->data());
    // The next one may have been written and not acknowledged, by each child that died young.
    if (found < promised.term) return "the term went back to " + number(found);
    return std::nullopt;
}

Complaint check_rest(const env::JournalStore& store, const Promised& promised)
{
    for (const std::uint64_t sequence : promised.certificates)
        if (store.certificate({sequence}) != synthetic_certificate({sequence}))
            return "the certificate of " + number(sequence) + " is lost";
    for (const std::uint64_t blob : promised.blobs)
    {
        Bytes key;
        append_big_endian(key, blob);
        if (store.blob(blob_space, key) != synthetic_blob(blob))
            return "blob " + number(blob) + " is lost";
    }
    const auto snapshot = store.latest_snapshot();
    if (!snapshot && snapshot.error() != StoreError::NotFound)
        return "the snapshot cannot be read: " + std::string(describe(snapshot.error()));
    if (promised.snapshot && (!snapshot || snapshot->sequence.value < *promised.snapshot))
        return "the snapshot of " + number(*promised.snapshot) + " is lost";
    if (snapshot && snapshot->bytes != synthetic_snapshot(snapshot->sequence))
        return "the snapshot of " + number(snapshot->sequence.value) + " is spoiled";
    return std::nullopt;
}

}  // namespace

Complaint check_synthetic(const env::JournalStore& store,
                          std::span<const Acknowledgement> acknowledged)
{
    std::set<Bytes32> in_journal;
    std::set<Bytes32> orphans;
    if (auto complaint = collect_journal(store, in_journal)) return complaint;
    if (auto complaint = collect_orphans(store, in_journal, orphans)) return complaint;
    const Promised promised = sum_up(acknowledged);
    if (auto complaint = check_batches(promised, in_journal, orphans)) return complaint;
    if (auto complaint = check_term(store, promised)) return complaint;
    return check_rest(store, promised);
}

}  // namespace ballast::crash
