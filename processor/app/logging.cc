#include "processor/app/logging.h"

#include <fmt/chrono.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace sjukpuls::app {
namespace {

constexpr const char* kWipeLine = "\r\x1b[K";

// One JSON object a line, by the Elastic Common Schema.
class EcsFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto time = std::chrono::time_point_cast<std::chrono::milliseconds>(message.time);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const nlohmann::ordered_json line = {
        {"@timestamp",
         fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(seconds), (time - seconds).count())},
        {"log.level", std::string(spdlog::level::to_string_view(message.level).data())},
        {"message", std::string(message.payload.data(), message.payload.size())},
        {"ecs.version", "8.11"},
        {"service.name", "sjukpuls"}};
    const std::string text =
        line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    out.append(text.data(), text.data() + text.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<EcsFormatter>();
  }
};

}  // namespace

void configure_logging(const config::Settings& settings) {
  auto logger = spdlog::stderr_color_mt("sjukpuls");
  logger->set_level(spdlog::level::from_str(settings.text("log.level")));
  const std::string& format = settings.text("log.format");
  if (format == "ecs" || (format == "auto" && isatty(STDERR_FILENO) == 0)) {
    logger->set_formatter(std::make_unique<EcsFormatter>());
  } else {
    // On a terminal it wipes the line that tells of progress, if there is one.
    const bool on_terminal = isatty(STDERR_FILENO) == 1;
    logger->set_pattern(std::string(on_terminal ? kWipeLine : "") + "%H:%M:%S %^%l%$ %v");
  }
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace sjukpuls::app
