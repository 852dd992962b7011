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

Frame LiveMeter::look() {
  Frame frame = camera_.acquire(step_, {1, exposure_}).frames->read(0);
  sharpness_ = sharpness(frame);
  sharpest_ = std::max(sharpest_, sharpness_);
  dullest_ = looks_ == 0 ? sharpness_ : std::min(dullest_, sharpness_);
  ++looks_;
  return frame;
}

SeenFocus LiveMeter::seen_focus() {
  const int before = looks_;
  look();
  if (!(sharpest_ > 0)) return {before, one(1), one(1)};
  return {before, one(sharpness_ / sharpest_), one(dullest_ / sharpest_)};
}

std::string LiveMeter::line() {
  const Frame frame = look();
  const double share = sharpest_ > 0 ? sharpness_ / sharpest_ : 0;
  std::string text =
      fmt::format(fmt::runtime(tr("focus {} {:3.0f} % of best")), bar(share), 100 * share);
  const auto bright = brightness(frame);
  const auto white = saturated_share(frame);
  if (!bright || !white) return text;
  return text + fmt::format(fmt::runtime(tr(" · brightest {:3.0f} % · white {:.2f} %")),
                            bright->in(percent), white->in(percent));
}

}  // namespace etalon::protocols
