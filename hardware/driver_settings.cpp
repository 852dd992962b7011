// SPDX-License-Identifier: Apache-2.0
#include "hardware/driver_settings.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

namespace etalon::hardware {

std::string text_setting(const DriverSettings& settings, const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? std::string() : found->second;
}

const std::vector<std::pair<std::string, Mosaic>>& mosaic_words() {
  static const std::vector<std::pair<std::string, Mosaic>> words{{"none", Mosaic::none},
                                                                 {"rggb", Mosaic::rggb},
                                                                 {"bggr", Mosaic::bggr},
                                                                 {"grbg", Mosaic::grbg},
                                                                 {"gbrg", Mosaic::gbrg}};
  return words;
}

std::optional<Mosaic> mosaic_from_word(std::string_view word) {
  for (const auto& [known, mosaic] : mosaic_words()) {
    if (word == known) return mosaic;
  }
  return std::nullopt;
}

Mosaic mosaic_setting(const std::string& driver, const DriverSettings& settings) {
  const std::string word = text_setting(settings, "mosaic");
  if (word.empty()) return Mosaic::none;
  if (const auto mosaic = mosaic_from_word(word)) return *mosaic;
  throw DeviceError(driver, tr("mosaic: expected none, rggb, bggr, grbg or gbrg."));
}

}  // namespace etalon::hardware
