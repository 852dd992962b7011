// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/dialect.hpp"

#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/jpeg_bytes.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <vector>

namespace etalon::hardware {

using Json = nlohmann::json;

namespace {

constexpr double kSettingTolerance = 0.1;
constexpr const char* kV2 = "/api/v2/";
constexpr const char* kThings = "/thing_descriptions/";

bool alike(const Json& wanted, const Json& got) {
  if (wanted.is_number() && got.is_number()) {
    const double number = wanted.get<double>();
    return std::abs(got.get<double>() - number) <= kSettingTolerance * std::abs(number);
  }
  if (!wanted.is_array() || !got.is_array() || wanted.size() != got.size()) return wanted == got;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!alike(wanted[i], got[i])) return false;
  }
  return true;
}

}  // namespace

std::unique_ptr<Dialect> spoken_dialect(ActionServer& server, const ImageChoice& choice) {
  // Release 3 answers some paths of release 2 as well, for old programs.
  if (server.has(kThings)) return openflexure_v3(server, choice);
  if (server.has(kV2)) return openflexure_v2(server, choice);
  server.line().fail(fmt::format(
      fmt::runtime(tr("it has neither {} (release 3) nor {} (release 2). Is this the server of an "
                      "OpenFlexure Microscope?")),
      kThings, kV2));
}

Steps steps_in(const Json& position, const ActionServer& server) {
  Steps steps{};
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    const Json place = member(position, kAxisNames[axis]);
    const double number = place.is_number() ? place.get<double>() : std::nan("");
    if (!(std::abs(number) <= std::numeric_limits<std::int32_t>::max()) ||
        std::floor(number) != number) {
      server.misunderstood("stage/position", position.dump());
    }
    steps[axis] = static_cast<std::int64_t>(number);
  }
  return steps;
}

Snap jpeg_snap(const std::string& bytes) {
  try {
    Frame frame = imagefiles::frame_of_jpeg({bytes.begin(), bytes.end()});
    frame.info.transfer = Transfer::encoded;
    frame.info.lossy = true;
    frame.info.processed = true;
    return {.frame = std::move(frame)};
  } catch (const FileError&) {
    return {.complete = false};
  }
}

void expect_set(const ActionServer& server, const std::string& what, const Json& wanted,
                const Json& got) {
  if (alike(wanted, got)) return;
  server.line().fail(fmt::format(
      fmt::runtime(tr("{} was set to {} and reads {}. The camera would change by itself what is "
                      "measured; set it in the microscope's own program.")),
      what, wanted.dump(), got.dump()));
}

}  // namespace etalon::hardware
