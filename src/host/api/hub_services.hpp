// SPDX-License-Identifier: Apache-2.0
// What the API needs to know of the hub beyond its pipeline: certificates, guardians, signed
// orders, chain nodes, the relayer. The hub implements it; tests have their own.
#pragma once
#include <ballast/domain/order.hpp>
#include <ballast/env/clock.hpp>
#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ballast::api {

/// One guardian of the deployment, as the hub sees it.
struct GuardianStatus
{
    std::uint32_t index{};    ///< in the signer set
    Bytes20 key;              ///< its address
    bool connected{};         ///< its link is open and its key proven
    Sequence certified;       ///< last sequence that it certified
    std::int64_t heard_ms{};  ///< time of its last frame; 0: never
    std::string problem;      ///< why it refuses to certify; empty when it does not
    bool operator==(const GuardianStatus&) const = default;
};
BOOST_DESCRIBE_STRUCT(GuardianStatus, (), (index, key, connected, certified, heard_ms, problem))

/// How the hub reaches one chain.
struct ChainNodeStatus
{
    ChainId chain;
    bool reachable{};
    std::uint64_t latest_block{};    ///< 0: not known
    std::uint64_t relays_pending{};  ///< transactions of the relayer without an outcome
    std::string problem;             ///< what is wrong and what to do; empty when nothing is
    bool operator==(const ChainNodeStatus&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChainNodeStatus, (),
                      (chain, reachable, latest_block, relays_pending, problem))

/// What the relayer did since the hub started.
struct RelayerCounters
{
    std::uint64_t sent{};
    std::uint64_t replaced{};  ///< sent once more with a higher fee
    std::uint64_t included{};
    std::uint64_t reverted{};
    std::uint64_t refused{};
    bool operator==(const RelayerCounters&) const = default;
};
BOOST_DESCRIBE_STRUCT(RelayerCounters, (), (sent, replaced, included, reverted, refused))

/// The life of an order, as far as the hub knows it.
enum class OrderStage : std::uint8_t
{
    Issued,    ///< in the journal; certificate or signatures are missing
    Signed,    ///< a quorum of guardians signed it
    Sent,      ///< the relayer's transaction is on its way
    Included,  ///< in a block, not final yet
    Failed,    ///< the relayer could not bring it in; it may be presented again until its expiry
    Executed,  ///< attested by the guardians
    Lapsed,    ///< proven not to have executed before its expiry
    Voided,    ///< voided on its chain
};
BOOST_DESCRIBE_ENUM(OrderStage, Issued, Signed, Sent, Included, Failed, Executed, Lapsed, Voided)

/// One order and what became of it.
struct OrderStatus
{
    Order order;
    OrderStage stage{};
    Sequence sequence;    ///< of the command that gave the order
    bool relay{true};     ///< whether the hub brings it to its chain itself
    Bytes vaa;            ///< the whole signed order; empty before Signed
    Bytes32 transaction;  ///< the latest one that carried it; zero: none yet
    std::string problem;  ///< with Failed: the contract's reason
    bool claimable{};     ///< of a RELEASE: executed, but the token did not move
    bool queued{};        ///< of a RELEASE: the vault holds it back for its delay
    bool operator==(const OrderStatus&) const = default;
};

/// An order with the signatures of a quorum.
struct SignedOrder
{
    OrderId order;
    Bytes vaa;  ///< the whole VAA
};
using SignedCallback = std::function<void(const SignedOrder&)>;

/// Called on the network loop's thread; answers at once, from memory.
struct HubServices
{
    virtual ~HubServices() = default;

    /// The last sequence under a certificate of a guardian quorum; nothing before the first one.
    [[nodiscard]] virtual std::optional<Sequence> last_certified() const = 0;
    /// All guardians of the present set, by index.
    [[nodiscard]] virtual std::vector<GuardianStatus> guardians() const = 0;
    /// All chains of the deployment that the hub has a node for, by id.
    [[nodiscard]] virtual std::vector<ChainNodeStatus> chain_nodes() const = 0;
    [[nodiscard]] virtual RelayerCounters relayer() const = 0;

    /// Calls `done` once the order has its signatures (at once, inside this call, if it has them),
    /// from any thread. Never calls it for an order that ended before; the caller has a deadline of
    /// its own and does not unsubscribe.
    virtual void when_signed(OrderId order, SignedCallback done) = 0;
    /// What is known of an order, outstanding or recently ended; nothing for an unknown one.
    [[nodiscard]] virtual std::optional<OrderStatus> order(OrderId order) const = 0;

    [[nodiscard]] virtual const env::Clock& clock() const = 0;
};

}  // namespace ballast::api
