// SPDX-License-Identifier: Apache-2.0
// Loading price files and their signers.
#include "price_files.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/config/text_file.hpp>
#include <ballast/env/secret_file.hpp>
#include <ballast/portfolio/genesis_file.hpp>
#include <filesystem>

namespace ballast::app {
namespace {

auto complaint(ExitCode code, std::string sentence)
{
    return fail(Complaint{code, std::move(sentence)});
}

Result<std::string, Complaint> read_text(const std::string& file)
{
    auto text = config::read_text_file(file, limits::price_csv_size);
    if (!text) return complaint(ExitCode::Environment, text.error().sentence());
    return *std::move(text);
}

Result<Genesis, Complaint> read_genesis(const std::string& file)
{
    auto genesis = portfolio::read_genesis(file);
    if (genesis) return *std::move(genesis);
    const bool is_content = genesis.error().line != 0;
    return complaint(is_content ? ExitCode::Usage : ExitCode::Environment,
                     genesis.error().sentence());
}

Result<std::vector<std::string>, Complaint> key_files(const std::string& folder)
{
    std::vector<std::string> out;
    std::error_code error;
    for (std::filesystem::directory_iterator entry{folder, error}, end; !error && entry != end;
         entry.increment(error))
        if (entry->path().extension() == ".key") out.push_back(entry->path().string());
    if (error)
        return complaint(ExitCode::Environment, "--keys " + folder + ": " + error.message() +
                                                    "; make keys with: ballast keys new --out " +
                                                    folder + "/price-0.key");
    std::sort(out.begin(), out.end());
    return out;
}

/// The folder's keys that the set knows; others (a hub's, a guardian's) may lie beside them.
Result<std::vector<crypto::SecretKey>, Complaint> read_keys(const std::string& folder,
                                                            const SignerSet& set)
{
    BALLAST_TRY(const auto files, key_files(folder));
    std::vector<crypto::SecretKey> out;
    for (const std::string& file : files)
    {
        const auto secret = env::read_secret_file(file);
        if (!secret) return complaint(ExitCode::Environment, secret.error().sentence());
        auto key = crypto::SecretKey::from_bytes(*secret);
        if (!key)
            return complaint(ExitCode::Usage,
                             file + ": " + std::string{crypto::describe(key.error())});
        const Bytes20 address = crypto::address_of(*key);
        if (std::find(set.keys.begin(), set.keys.end(), address) != set.keys.end())
            out.push_back(*std::move(key));
    }
    return out;
}

Result<feeds::PricePath, Complaint> read_scripted(const std::string& file, const Genesis& genesis)
{
    BALLAST_TRY(const std::string text, read_text(file));
    auto path = feeds::parse_scripted_path(text, file, genesis.feeds);
    if (!path) return complaint(ExitCode::Usage, path.error().sentence());
    return *std::move(path);
}

Result<feeds::PricePath, Complaint> read_bars(const std::string& named, const PriceFiles& files,
                                              const Genesis& genesis)
{
    const std::size_t equals = named.find('=');
    const std::string name = named.substr(0, equals);
    const auto feed = std::find_if(genesis.feeds.begin(), genesis.feeds.end(),
                                   [&](const auto& f) { return f.name == name; });
    if (equals == named.npos || feed == genesis.feeds.end())
        return complaint(ExitCode::Usage,
                         "--bars: found \"" + named +
                             "\", expected FEED=FILE with the name of a feed in the genesis");
    const std::string file = named.substr(equals + 1);
    BALLAST_TRY(const std::string text, read_text(file));
    auto path = feeds::parse_bars(text, file,
                                  {.feed = feed->id,
                                   .conf_ppm = files.bars_conf_ppm,
                                   .from_utc_s = files.from_utc_s,
                                   .to_utc_s = files.to_utc_s});
    if (!path) return complaint(ExitCode::Usage, path.error().sentence());
    return *std::move(path);
}

Result<feeds::PricePath, Complaint> read_paths(const PriceFiles& files, const Genesis& genesis)
{
    if (files.scripted.empty() && files.bars.empty())
        return complaint(ExitCode::Usage, "no prices: give --csv FILE or --bars FEED=FILE");
    std::vector<feeds::PricePath> bars;
    for (const std::string& named : files.bars)
    {
        BALLAST_TRY(bars.emplace_back(), read_bars(named, files, genesis));
    }
    // Bars have absolute times, scripted paths count from their start: both start together.
    feeds::PricePath all_bars = feeds::merge_paths(bars);
    feeds::rebase(all_bars);
    std::vector<feeds::PricePath> paths{std::move(all_bars)};
    for (const std::string& file : files.scripted)
    {
        BALLAST_TRY(paths.emplace_back(), read_scripted(file, genesis));
    }
    feeds::PricePath out = feeds::merge_paths(paths);
    feeds::rebase(out);
    return out;
}
Result<feeds::MarketPath, Complaint> read_market(const PriceFiles& files, const Genesis& genesis)
{
    feeds::MarketPath out;
    if (!files.surfaces.empty())
    {
        BALLAST_TRY(const std::string text, read_text(files.surfaces));
        const auto underlyings =
            genesis.scenarios ? genesis.scenarios->underlyings : std::vector<GenesisUnderlying>{};
        auto surfaces = feeds::parse_surfaces(text, files.surfaces, underlyings);
        if (!surfaces) return complaint(ExitCode::Usage, surfaces.error().sentence());
        out.surfaces = *std::move(surfaces);
    }
    if (!files.marks.empty())
    {
        BALLAST_TRY(const std::string text, read_text(files.marks));
        auto marks = feeds::parse_marks(text, files.marks, genesis.instruments);
        if (!marks) return complaint(ExitCode::Usage, marks.error().sentence());
        out.marks = *std::move(marks);
    }
    return out;
}
}  // namespace

Result<LoadedPrices, Complaint> load_price_files(const PriceFiles& files)
{
    BALLAST_TRY(const Genesis genesis, read_genesis(files.genesis));
    if (files.source >= genesis.price_sources.size())
        return complaint(ExitCode::Usage,
                         "--source: found " + std::to_string(files.source) +
                             ", expected less than the genesis' count of [[price_sources]], " +
                             std::to_string(genesis.price_sources.size()));
    LoadedPrices out{
        .source = genesis.price_sources[files.source], .keys = {}, .path = {}, .market = {}};
    BALLAST_TRY(out.keys, read_keys(files.keys, out.source.signers));
    BALLAST_TRY(out.path, read_paths(files, genesis));
    BALLAST_TRY(out.market, read_market(files, genesis));
    return out;
}

}  // namespace ballast::app
