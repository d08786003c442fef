// SPDX-License-Identifier: Apache-2.0
// spdlog's set-up.
#include "log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace ballast::app {
namespace {

/// The message with line breaks and other control characters escaped: what comes from outside may
/// be logged, and must not be able to write a line of its own.
class OneLine final : public spdlog::custom_flag_formatter
{
public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override
    {
        constexpr std::string_view digits = "0123456789abcdef";
        for (const char c : message.payload)
        {
            const auto byte = static_cast<unsigned char>(c);
            if (byte >= 0x20 && byte != 0x7F)
                out.push_back(c);
            else
                for (const char e : {'\\', 'x', digits[byte >> 4U], digits[byte & 0xFU]})
                    out.push_back(e);
        }
    }

    std::unique_ptr<custom_flag_formatter> clone() const override
    {
        return std::make_unique<OneLine>();
    }
};

spdlog::level::level_enum to_spdlog(config::LogLevel level)
{
    switch (level)
    {
        case config::LogLevel::Debug:
            return spdlog::level::debug;
        case config::LogLevel::Info:
            return spdlog::level::info;
        case config::LogLevel::Warning:
            return spdlog::level::warn;
        case config::LogLevel::Error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}
}  // namespace

void set_up_log(config::LogLevel level, std::string_view program)
{
    auto logger = std::make_shared<spdlog::logger>(
        std::string{program}, std::make_shared<spdlog::sinks::stderr_sink_mt>());
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<OneLine>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-7l %n: %*");
    logger->set_formatter(std::move(formatter));
    logger->set_level(to_spdlog(level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace ballast::app
