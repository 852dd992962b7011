// SPDX-License-Identifier: Apache-2.0
#include "protocols/stated_settings.hpp"

#include "suite/core/quantity.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>
#include <cctype>

namespace etalon::protocols {
namespace {

// Longer than any that frames are taken with: what lies above is a slip of the pen.
constexpr Time kLongestExposure = hours(24);

bool is_word(const std::string& written) { return written == "none" || written == "unknown"; }

std::string recorded_word(const std::string& written) { return written == "none" ? written : ""; }

/// Gains and regions are said in as many ways as there are makers.
Outcome<std::string> as_written(const std::string& written) {
  return is_word(written) ? recorded_word(written) : written;
}

Outcome<std::string> exposure(const std::string& written) {
  if (is_word(written)) return recorded_word(written);
  const auto time = parse_quantity<kind::Time>(written);
  if (!time) return fail(time.error());
  if (*time > s(0) && *time <= kLongestExposure) return to_text(*time);
  return fail("quantity.out_of_range", tr("nobody exposes for that long, or not at all"),
              tr("Write a time such as 20 ms, or none."));
}

Outcome<std::string> black_level(const std::string& written) {
  if (is_word(written)) return recorded_word(written);
  const auto level = parse_quantity<kind::DigitalNumber>(written);
  if (!level) return fail(level.error());
  return to_text(*level);
}

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_named(const std::string& key, const StatedSetting& setting) {
  const std::string low = lowered(key);
  const std::string tail = low.substr(low.find_last_of('-') + 1);
  const auto& others = setting.told_as;
  return tail == setting.name || low == "setting." + setting.name ||
         std::find(others.begin(), others.end(), tail) != others.end();
}

}  // namespace

const std::vector<StatedSetting>& stated_settings() {
  static const std::vector<StatedSetting> all{
      {"region", "full", as_written, {"roi"}},
      {"exposure", "20 ms", exposure, {}},
      {"gain", "1", as_written, {"camera_analog_gain", "analog_gain", "iso"}},
      {"black_level", "64 DN", black_level, {"blacklevel", "offset"}},
      {"light", "60 %", as_written, {"lamp_level"}},
      {"firmware", "1.2", as_written, {"openflexure_release", "micromanager_server"}}};
  return all;
}

std::string condition_of(const StatedSetting& setting) { return "setting." + setting.name; }

bool is_told_by_frames(const StatedSetting& setting,
                       const std::vector<records::FrameRecord>& frames, const std::string& step) {
  return std::any_of(frames.begin(), frames.end(), [&](const records::FrameRecord& frame) {
    return frame.step == step &&
           std::any_of(frame.settings.begin(), frame.settings.end(), [&](const auto& told) {
             return !told.second.empty() && is_named(told.first, setting);
           });
  });
}

}  // namespace etalon::protocols
