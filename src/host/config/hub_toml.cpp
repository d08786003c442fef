// SPDX-License-Identifier: Apache-2.0
// ballast.toml: reading with defaults for what a deployment rarely changes, and writing.
#include "hub_toml.hpp"

#include <ballast/base/limits.hpp>

#include "node_reader.hpp"
#include "text_file.hpp"

namespace ballast::config {
namespace {
constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view listen_absent = "127.0.0.1:7400";

HubChain read_chain(TableReader& in, const std::string& name, const std::filesystem::path& folder)
{
    HubChain out{.node = read_chain_node(in, name)};
    out.relayer_key_file = read_path(in, "relayer_key_file", folder);
    out.replace_fee_after_ms =
        in.integer_or<std::int64_t>("replace_fee_after_ms", 30'000, 1'000, 3'600'000);
    out.fee_gwei_max = in.integer_or<std::uint64_t>("fee_gwei_max", 500, 1, 1'000'000);
    in.refuse_unknown();
    return out;
}

void read_limits(TableReader& root, HubConfig& out)
{
    TableReader in = root.table_or_empty("limits");
    out.requests_per_second = in.integer_or<std::uint32_t>("requests_per_second", 10, 1, 100'000);
    out.requests_burst = in.integer_or<std::uint32_t>("requests_burst", 20, 1, 100'000);
    out.queue_max =
        in.integer_or<std::uint32_t>("queue", limits::intake_queue, 1, limits::intake_queue);
    out.connections_max = in.integer_or<std::uint32_t>("connections", 1'024, 1, 65'536);
    in.refuse_unknown();
}

void read_batch(TableReader& root, HubConfig& out)
{
    TableReader in = root.table_or_empty("batch");
    out.batch_wait_ms_max = in.integer_or<std::int64_t>("wait_ms_max", 2, 0, 1'000);
    out.batch_records_max = in.integer_or<std::uint32_t>("records_max", limits::batch_records, 1,
                                                         limits::batch_records);
    out.snapshot_every = in.integer_or<std::uint64_t>("snapshot_every", 100'000, 1, any);
    in.refuse_unknown();
}

HubConfig read_document(TableReader& root, const std::filesystem::path& folder)
{
    HubConfig out;
    TableReader hub = root.table("hub");
    out.genesis_file = read_path(hub, "genesis", folder);
    out.store_path = read_path(hub, "store", folder);
    out.hub_key_file = read_path(hub, "key_file", folder);
    out.listen = hub.listen_or("listen", listen_absent);
    out.verifier_threads = hub.integer_or<std::uint32_t>("verifier_threads", 0, 0, 256);
    hub.refuse_unknown();
    for (auto& [name, table] : root.named("chains"))
        out.chains.push_back(read_chain(table, name, folder));
    out.prices_url = read_prices(root);
    read_limits(root, out);
    read_batch(root, out);
    out.log_level = read_log(root);
    root.refuse_unknown();
    return out;
}
}  // namespace

Result<HubConfig, ConfigProblem> parse_hub_config(std::string_view text, std::string_view file,
                                                  const std::filesystem::path& folder)
{
    BALLAST_TRY(const toml::table table, parse_toml(text, file));
    Findings findings{file};
    TableReader root{findings, table, ""};
    HubConfig config = read_document(root, folder);
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    return config;
}

Result<HubConfig, ConfigProblem> read_hub_config(const std::filesystem::path& file)
{
    BALLAST_TRY(const std::string text, read_text_file(file, limits::config_file_size));
    return parse_hub_config(text, file.string(), file.parent_path());
}

std::string to_toml(const HubConfig& config)
{
    TomlWriter out;
    out.note("A hub's own configuration; what all parties agree on is in the genesis file.")
        .note("Relative paths are taken from the folder of this file.")
        .heading("[hub]")
        .line("genesis", quote(config.genesis_file.string()))
        .line("store", quote(config.store_path.string()), "the journal's folder")
        .line("key_file", quote(config.hub_key_file.string()), "signs batch heads")
        .line("listen", quote(config.listen.text()), "port 0 takes a free one")
        .line("verifier_threads", std::to_string(config.verifier_threads),
              "0: one less than the processors");
    for (const HubChain& chain : config.chains)
    {
        write_chain_node(out, chain.node);
        out.line("relayer_key_file", quote(chain.relayer_key_file.string()),
                 "pays for transactions")
            .line("replace_fee_after_ms", std::to_string(chain.replace_fee_after_ms))
            .line("fee_gwei_max", std::to_string(chain.fee_gwei_max));
    }
    out.heading("[limits]")
        .line("requests_per_second", std::to_string(config.requests_per_second), "of one account")
        .line("requests_burst", std::to_string(config.requests_burst), "of one account, at once")
        .line("queue", std::to_string(config.queue_max), "requests that wait; above it: 503")
        .line("connections", std::to_string(config.connections_max));
    out.heading("[batch]")
        .line("wait_ms_max", std::to_string(config.batch_wait_ms_max),
              "how long a command waits to share its sync")
        .line("records_max", std::to_string(config.batch_records_max))
        .line("snapshot_every", std::to_string(config.snapshot_every), "sequences");
    write_prices_and_log(out, config.prices_url, config.log_level);
    return std::move(out).text();
}

}  // namespace ballast::config
