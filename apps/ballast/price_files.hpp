// SPDX-License-Identifier: Apache-2.0
// Reads what `ballast prices` plays: the genesis, the signers' key files, the price files.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/feeds/market_csv.hpp>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"

namespace ballast::app {

/// Which files, and which part of them.
struct PriceFiles
{
    std::string genesis;
    std::string keys;                   ///< a folder
    std::vector<std::string> scripted;  ///< files of scripted paths
    std::vector<std::string> bars;      ///< FEED=FILE each
    std::string surfaces;               ///< a file, or empty
    std::string marks;                  ///< a file, or empty
    std::optional<std::int64_t> from_utc_s;
    std::optional<std::int64_t> to_utc_s;
    std::uint32_t bars_conf_ppm{300};
    std::size_t source{};  ///< index of the price source in the genesis
};

/// A path that starts at 0, and who signs it.
struct LoadedPrices
{
    GenesisPriceSource source;
    std::vector<crypto::SecretKey> keys;  ///< those of the folder that are in the source's set
    feeds::PricePath path;
    feeds::MarketPath market;
};

/// What ends a subcommand.
struct Complaint
{
    ExitCode code{};
    std::string sentence;
};

[[nodiscard]] Result<LoadedPrices, Complaint> load_price_files(const PriceFiles& files);

}  // namespace ballast::app
