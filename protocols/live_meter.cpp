// SPDX-License-Identifier: Apache-2.0
#include "protocols/live_meter.hpp"

#include "protocols/brightness.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::protocols {
namespace {

constexpr int kBarLength = 20;

std::string bar(double share) {
  const auto filled = static_cast<int>(std::lround(share * kBarLength));
  std::string text;
  for (int i = 0; i < kBarLength; ++i) text += i < filled ? "█" : "░";
  return text;
}

}  // namespace

LiveMeter::LiveMeter(hardware::Camera& camera, hardware::StepContext step,
                     std::optional<Time> exposure)
    : camera_(camera), step_(std::move(step)), exposure_(exposure) {}

std::string LiveMeter::line() {
  const auto acquired = camera_.acquire(step_, {1, exposure_});
  const Frame frame = acquired.frames->read(0);
  const double sharp = sharpness(frame);
  sharpest_ = std::max(sharpest_, sharp);
  const double share = sharpest_ > 0 ? sharp / sharpest_ : 0;
  std::string text =
      fmt::format(fmt::runtime(tr("focus {} {:3.0f} % of best")), bar(share), 100 * share);
  const auto bright = brightness(frame);
  const auto white = saturated_share(frame);
  if (!bright || !white) return text;
  return text + fmt::format(fmt::runtime(tr(" · brightest {:3.0f} % · white {:.2f} %")),
                            bright->in(percent), white->in(percent));
}

}  // namespace etalon::protocols
