// SPDX-License-Identifier: Apache-2.0
// The guardian's conscience: follows the hub's journal on a store of its own, recomputes every
// batch, certifies heads, signs the orders of its own run, and says why it does not. No sockets:
// frames go in, frames go out through `send`. One thread at a time. docs/adr/0007-guardian-link.md.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/guardian/frames.hpp>
#include <ballast/guardian/market_promises.hpp>
#include <ballast/guardian/omission_watch.hpp>
#include <ballast/pipeline/replica.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ballast::guardian {

struct FollowerSettings
{
    std::int64_t fresh_ms_max{2'000};      ///< age of a batch when it first comes
    std::int64_t omission_ms_max{10'000};  ///< from handing evidence over to its being sequenced
    std::uint64_t snapshot_every{100'000};
    std::size_t uncertified_max{65'536};  ///< own heads that wait for a certificate
    std::size_t owed_max{4'096};
};

class Follower
{
public:
    using Send = std::function<void(const Frame&)>;

    /// Replays `store`; a sentence when it is damaged, another deployment's, or the key is no
    /// guardian's. `store` and `clock` outlive it.
    [[nodiscard]] static Result<std::unique_ptr<Follower>, std::string> open(
        const Genesis& genesis, FollowerSettings settings, env::JournalStore& store,
        const env::Clock& clock, crypto::SecretKey key, Send send);

    /// Answers a hub's challenge; an opening one with a promise that is durable before it is sent.
    void on_challenge(const Challenge& challenge);
    void on_welcome(const Welcome& welcome);
    /// `received_ms`: the clock's time when the frame came in.
    void on_batch(const BatchFrame& frame, std::int64_t received_ms);
    void on_certified(const journal::Certificate& certificate);
    /// The connection is gone.
    void on_disconnect();
    /// Looks at the clock: hands over what is owed, withholds, or goes on.
    void tick();

    /// The hub owes this evidence from now on, if it is not in the journal yet.
    void owe(const Bytes32& digest, OwedEvidence evidence);
    /// As owe, for prices: one promise at a time, kept when a price of at least that time of every
    /// feed it named is in.
    void owe_prices(const Bytes& update, const UpdatePrices& prices);
    /// As owe, for the surface or the marks that `command` says; see MarketPromises.
    void owe_market(const Bytes& update, const Command& command);
    /// Whether the journal has brought its contract so far that this observation is behind.
    [[nodiscard]] bool is_applied(const Observation& observation) const;

    [[nodiscard]] bool is_joined() const { return joined_.has_value(); }
    [[nodiscard]] std::uint8_t guardian_index() const { return index_; }
    [[nodiscard]] Term term() const { return promise_.highest; }
    [[nodiscard]] std::optional<ChainPoint> head() const;
    [[nodiscard]] std::optional<Sequence> certified() const { return certified_; }
    [[nodiscard]] std::optional<Sequence> signed_head() const { return signed_head_; }
    [[nodiscard]] std::uint64_t orders_signed() const { return orders_signed_; }
    /// Evidence that the hub was handed and has not sequenced yet.
    [[nodiscard]] std::size_t owed_count() const { return watch_.handed_count(); }
    /// The state hash of the last head.
    [[nodiscard]] pipeline::DueHash due_hash() const;
    /// The state hash of the present sequence, computed now.
    [[nodiscard]] pipeline::DueHash hash_now() { return replica_.hash_now(); }
    /// What is refused now: the one for ever, and what is not healed yet.
    [[nodiscard]] std::vector<Refuse> refusals() const;
    [[nodiscard]] const pipeline::Replica& replica() const { return replica_; }

private:
    /// What a guardian must remember of terms: it signs nothing of a term below `floor`.
    struct Promise
    {
        Term highest;
        Term floor;
        BOOST_DESCRIBE_CLASS(Promise, (), (highest, floor), (), ())
    };
    struct Joined
    {
        Term term;
        std::optional<ChainPoint> base;
    };
    struct OwnHead
    {
        journal::HeadStatement head;
        bool is_sent{};
    };
    struct PendingOrder
    {
        Sequence sequence;
        Order order;
    };
    /// A batch on its way in.
    struct Arrival
    {
        const BatchFrame& frame;
        journal::BatchHeader header;
        Bytes32 hash;
        bool is_behind_base{};
        bool is_covered{};
    };

    Follower(const Genesis& genesis, FollowerSettings settings, env::JournalStore& store,
             const env::Clock& clock, crypto::SecretKey key, std::uint8_t index, Send send,
             pipeline::Replica replica);

    [[nodiscard]] Result<void, std::string> recover();
    [[nodiscard]] bool keep_promise(const Promise& promise);
    [[nodiscard]] bool rewind(std::optional<Sequence> to);
    [[nodiscard]] bool leave_old_terms(const Joined& joined);
    void rejoin();

    void take(Arrival& arrival, std::int64_t received_ms);
    [[nodiscard]] bool is_known(const Arrival& arrival) const;
    [[nodiscard]] bool check_signature(const Arrival& arrival);
    [[nodiscard]] bool check_place(const Arrival& arrival);
    [[nodiscard]] bool check_age(Arrival& arrival, std::int64_t received_ms);
    [[nodiscard]] bool recompute(const Arrival& arrival);
    [[nodiscard]] bool keep(const Arrival& arrival);
    void on_conflict(const Arrival& arrival);
    void note_outcome(pipeline::CommandOutcome&& outcome);

    void certify();
    void sign_orders(Sequence certified);
    void collect_outstanding_orders();
    void settle_prices();
    void settle_market();
    [[nodiscard]] bool apply_certificate(const journal::Certificate& certificate);
    [[nodiscard]] std::optional<journal::SignedHead> hub_head(Sequence last) const;

    void refuse(Refuse refusal);
    void fail_store(env::StoreError error, std::string_view what);
    [[nodiscard]] bool is_refusing_for_ever() const;

    Genesis genesis_;
    FollowerSettings settings_;
    env::JournalStore& store_;
    const env::Clock& clock_;
    crypto::SecretKey key_;
    std::uint8_t index_;
    Send send_;
    pipeline::Replica replica_;

    Promise promise_;
    std::optional<Sequence> certified_;  ///< as the store has it
    std::optional<Joined> joined_;
    std::deque<OwnHead> heads_;        ///< of this term, not certified, not older than fresh
    std::deque<PendingOrder> orders_;  ///< of our own run, not covered yet
    std::optional<Sequence> signed_head_;
    std::uint64_t orders_signed_{};
    std::uint64_t snapshot_at_{};
    OmissionWatch watch_;
    struct OwedPrices
    {
        Bytes32 digest;
        std::vector<PriceE8> prices;
    };
    std::optional<OwedPrices> owed_prices_;
    MarketPromises market_;
    std::map<RefusalCode, Refuse> refusals_;
};

}  // namespace ballast::guardian
