// SPDX-License-Identifier: Apache-2.0
#include "protocols/circumstances.hpp"

#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

namespace etalon::protocols {
namespace {

// Wider than people stand: what lies outside is a slip of the pen.
constexpr Temperature kColdest = celsius(-50);
constexpr Temperature kWarmest = celsius(100);
constexpr Time kLongestWarmUp = hours(10'000);

bool is_word(const std::string& typed) { return typed == "none" || typed == "unknown"; }

std::string recorded_word(const std::string& typed) { return typed == "none" ? typed : ""; }

Outcome<std::string> room_temperature(const std::string& typed) {
  if (is_word(typed)) return recorded_word(typed);
  const auto temperature = parse_quantity<kind::Temperature>(typed);
  if (!temperature) return fail(temperature.error());
  if (*temperature >= kColdest && *temperature <= kWarmest) return to_text(*temperature);
  return fail("quantity.out_of_range", tr("no room is that cold or warm"),
              tr("Write a temperature such as 21 degC, or none."));
}

Outcome<std::string> warm_up(const std::string& typed) {
  if (is_word(typed)) return recorded_word(typed);
  const auto time = parse_quantity<kind::Time>(typed);
  if (!time) return fail(time.error());
  if (*time >= s(0) && *time <= kLongestWarmUp) return number_to_text(time->in(minutes)) + " min";
  return fail("quantity.out_of_range", tr("nothing warms up for that long"),
              tr("Write a time such as 30 min, or none."));
}

}  // namespace

const std::vector<Circumstance>& circumstances() {
  static const std::vector<Circumstance> all{
      {"room_temperature", tr("Temperature of the room, such as 21 degC?"), room_temperature},
      {"warm_up", tr("For how long have lamp and camera been on, such as 30 min?"), warm_up}};
  return all;
}

}  // namespace etalon::protocols
