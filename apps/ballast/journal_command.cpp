// SPDX-License-Identifier: Apache-2.0
// ballast journal: checks, replays and shows the journal of a hub or a guardian that does not run.
#include <ballast/api/json_view.hpp>
#include <ballast/base/hex.hpp>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/portfolio/genesis_file.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <optional>
#include <variant>

#include "account_story.hpp"
#include "command.hpp"
#include "journal_check.hpp"

namespace ballast::app {
namespace {
namespace json = boost::json;

struct JournalOptions
{
    std::string store;
    std::string genesis;
    bool json{};
    std::uint64_t every{1};
    std::uint64_t from{};
    std::uint64_t limit{std::numeric_limits<std::uint64_t>::max()};
    bool evidence{};
    std::optional<std::uint64_t> to;
    std::string why;  ///< an account
};

/// A store that is open, and the genesis it should be of.
struct Opened
{
    Genesis genesis;
    std::unique_ptr<env::JournalStore> store;
};

std::variant<Opened, ExitCode> open(const JournalOptions& options)
{
    auto genesis = portfolio::read_genesis(options.genesis);
    if (!genesis)
        return complain(genesis.error().line == 0 ? ExitCode::Environment : ExitCode::Usage,
                        genesis.error().sentence());
    if (std::error_code error; !std::filesystem::is_directory(options.store, error))
        return complain(ExitCode::Environment, "there is no store at " +
                                                   std::string{options.store} +
                                                   ": name the folder that store_path in "
                                                   "ballast.toml or guardian.toml names");
    auto store = store::open_rocksdb_store({.folder = options.store, .must_exist = true});
    if (!store) return complain(ExitCode::Environment, store.error().sentence());
    return Opened{*std::move(genesis), *std::move(store)};
}

json::object report_json(const JournalReport& report)
{
    json::object out{{"ok", !report.fault},
                     {"sequence", std::to_string(report.sequence.value)},
                     {"term", std::to_string(report.term.value)},
                     {"batch_hash", to_hex_0x(report.batch_hash.view())},
                     {"state_sequence", std::to_string(report.sequence.value)},
                     {"state_hash", to_hex_0x(report.state_hash.view())},
                     {"batches", report.batches},
                     {"records", report.records},
                     {"refused", report.refused},
                     {"recounts", report.recounts},
                     {"certificates", report.certificates},
                     {"records_per_second", report.rate()}};
    out["certified"] = report.certified ? json::value{std::to_string(report.certified->value)}
                                        : json::value{nullptr};
    if (report.fault)
        out["fault"] = {{"sequence", std::to_string(report.fault->sequence.value)},
                        {"sentence", report.fault->sentence}};
    return out;
}

void print_report(const JournalReport& report)
{
    const auto line = [](const char* name, const std::string& value) {
        std::printf("%-18s %s\n", name, value.c_str());
    };
    line("last sequence",
         std::to_string(report.sequence.value) + " of term " + std::to_string(report.term.value));
    line("batch hash", to_hex_0x(report.batch_hash.view()));
    line("state hash", to_hex_0x(report.state_hash.view()));
    line("records", std::to_string(report.records) + " in " + std::to_string(report.batches) +
                        " batches, " + std::to_string(report.refused) + " of them refused");
    line("books", "recounted " + std::to_string(report.recounts) + " times");
    line("certificates",
         std::to_string(report.certificates) +
             (report.certified ? ", the last at " + std::to_string(report.certified->value) : ""));
    line("rate", std::to_string(report.rate()) + " records/s");
    std::fflush(stdout);
}

void print_line(const JournalOptions& options, const StoryLine& line)
{
    if (options.json)
    {
        json::object out{
            {"sequence", std::to_string(line.sequence.value)},
            {"time_ms", std::to_string(line.time_ms)},
            {line.is_margin ? "margin" : "event", line.is_margin ? line.sentence : line.event}};
        if (!line.is_margin) out["sentence"] = line.sentence;
        std::printf("%s\n", json::serialize(out).c_str());
    }
    else if (line.is_margin)
        std::printf("%36s%s\n", "→ ", line.sentence.c_str());
    else
        std::printf("%8llu  %s  %s\n", static_cast<unsigned long long>(line.sequence.value),
                    utc(line.time_ms).c_str(), line.sentence.c_str());
}

/// Replays and tells what concerned one account.
ExitCode tell_why(const JournalOptions& options)
{
    const auto bytes = parse_hex_fixed<32>(options.why);
    if (!bytes)
        return complain(ExitCode::Usage, "--why: expected an account, 0x and 64 hex digits");
    auto opened = open(options);
    if (const auto* code = std::get_if<ExitCode>(&opened)) return *code;
    const auto& [genesis, store] = std::get<Opened>(opened);
    const AccountId account{*bytes};
    std::size_t lines = 0;
    JournalCheck what{
        .evidence = pipeline::Evidence::Trust, .invariants_every = 0, .checks_certificates = false};
    if (options.to) what.to = Sequence{*options.to};
    what.on_outcome = [&](const pipeline::CommandOutcome& outcome, const engine::State& state) {
        for (const StoryLine& line : tell(account, outcome, state))
        {
            print_line(options, line);
            ++lines;
        }
    };
    const JournalReport report = check_journal(*store, genesis, what);
    if (report.fault)
        return complain(ExitCode::Failed, options.store + ": sequence " +
                                              std::to_string(report.fault->sequence.value) + ": " +
                                              report.fault->sentence);
    if (lines == 0)
        return complain(ExitCode::Failed, "nothing in this journal concerns that account");
    return ExitCode::Ok;
}

ExitCode check(const JournalOptions& options, const JournalCheck& what)
{
    auto opened = open(options);
    if (const auto* code = std::get_if<ExitCode>(&opened)) return *code;
    const auto& [genesis, store] = std::get<Opened>(opened);
    const JournalReport report = check_journal(*store, genesis, what);
    if (options.json)
        std::printf("%s\n", json::serialize(report_json(report)).c_str());
    else
        print_report(report);
    if (!report.fault) return ExitCode::Ok;
    return complain(ExitCode::Failed, options.store + ": sequence " +
                                          std::to_string(report.fault->sequence.value) + ": " +
                                          report.fault->sentence);
}

/// One record as a line of JSON.
void print_record(const JournalOptions& options, Sequence sequence, Term term,
                  const journal::RecordView& record)
{
    json::object out{{"sequence", std::to_string(sequence.value)},
                     {"term", std::to_string(term.value)},
                     {"time_ms", std::to_string(record.time_ms)},
                     {"kind", api::to_json(record.kind)}};
    const auto command = journal::decode_command(record);
    out["command"] = command ? api::to_json(*command) : json::value{"does not decode"};
    if (options.evidence) out["evidence"] = to_hex_0x(record.evidence);
    std::printf("%s\n", json::serialize(out).c_str());
}

ExitCode dump(const JournalOptions& options)
{
    auto opened = open(options);
    if (const auto* code = std::get_if<ExitCode>(&opened)) return *code;
    std::uint64_t left = options.limit;
    const auto visit = [&](const journal::SealedBatch& batch) {
        const auto view = journal::parse_batch(batch.bytes);
        if (!view || left == 0) return env::Walk::Stop;
        Sequence sequence = batch.header.first;
        for (const journal::RecordView& record : *view)
        {
            if (sequence.value >= options.from && left > 0)
            {
                print_record(options, sequence, batch.header.term, record);
                --left;
            }
            ++sequence.value;
        }
        return env::Walk::Continue;
    };
    const auto walked = std::get<Opened>(opened).store->for_each_batch({options.from}, visit);
    if (!walked)
        return complain(ExitCode::Failed,
                        options.store + ": " + std::string{env::describe(walked.error())});
    return ExitCode::Ok;
}

void describe_store(CLI::App& command, JournalOptions& options)
{
    command.add_option("--store", options.store, "the journal's folder; nobody may have it open")
        ->required();
    command.add_option("--genesis", options.genesis, "genesis.toml of the deployment")->required();
}

void add_verify(Commands& commands, CLI::App& journal)
{
    add_command<JournalOptions>(
        commands, journal,
        {.name = "verify",
         .what = "Check evidence, hashes, books and certificates of every record.",
         .details = "Derives each command again from its evidence, applies it, recounts the books "
                    "and checks\nthe guardians' certificates. Exit code 1 names the first record "
                    "that is wrong."},
        [](CLI::App& command, JournalOptions& options) {
            describe_store(command, options);
            command.add_flag("--json", options.json, "print one JSON object");
            command.add_option("--recount-every", options.every, "records between two recounts")
                ->check(CLI::Range(std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()))
                ->capture_default_str();
        },
        [](const JournalOptions& options) {
            return check(options, {.invariants_every = options.every});
        });
}

void add_replay(Commands& commands, CLI::App& journal)
{
    add_command<JournalOptions>(
        commands, journal,
        {.name = "replay",
         .what = "Apply records as a start of the hub does; print the state hash, or an "
                 "account's story.",
         .details = "Trusts the recorded commands: verify derives them again. --to ends behind a "
                    "record and prints\nthe state hash there; --why tells, record by record, what "
                    "happened to an account and where it\nleft its margin."},
        [](CLI::App& command, JournalOptions& options) {
            describe_store(command, options);
            command.add_flag("--json", options.json, "print JSON");
            command.add_option("--to", options.to, "the last sequence to apply");
            command.add_option("--why", options.why,
                               "tell the story of this account (0x and 64 hex digits)");
        },
        [](const JournalOptions& options) {
            if (!options.why.empty()) return tell_why(options);
            JournalCheck what{.evidence = pipeline::Evidence::Trust,
                              .invariants_every = 0,
                              .checks_certificates = false};
            if (options.to) what.to = Sequence{*options.to};
            return check(options, what);
        });
}

void add_dump(Commands& commands, CLI::App& journal)
{
    add_command<JournalOptions>(
        commands, journal,
        {.name = "dump",
         .what = "Print records as JSON, one a line.",
         .details = "Names are those of the described structs; outcomes are not stored, replay "
                    "recomputes them."},
        [](CLI::App& command, JournalOptions& options) {
            describe_store(command, options);
            command.add_option("--from", options.from, "first sequence")->capture_default_str();
            command.add_option("--limit", options.limit, "most records");
            command.add_flag("--evidence", options.evidence, "with the evidence in hex");
        },
        dump);
}
}  // namespace

void register_journal(Commands& commands)
{
    CLI::App& journal =
        add_group(commands.line, {.name = "journal",
                                  .what = "Verify, replay and show a journal.",
                                  .details = "The journal of a hub or of a guardian; stop the "
                                             "process first, or copy its store.\n"
                                             "The format is in docs/formats/journal.md."});
    add_verify(commands, journal);
    add_replay(commands, journal);
    add_dump(commands, journal);
}

}  // namespace ballast::app
