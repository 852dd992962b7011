// SPDX-License-Identifier: Apache-2.0
// Names: GenICam SFNC 2.7, and those that makers have used besides.
#include "hardware/drivers/genicam/plain_image.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>

namespace etalon::hardware {
namespace {

constexpr const char* kOff = "Off";

constexpr const char* kChoices[] = {
    "ExposureAuto",       "GainAuto",       "BlackLevelAuto",   "BalanceWhiteAuto", "GammaAuto",
    "SharpnessAuto",      "SharpeningAuto", "SaturationAuto",   "HueAuto",          "SharpnessMode",
    "NoiseReductionMode", "TestPattern",    "TestImageSelector"};

constexpr const char* kSwitches[] = {"GammaEnable",     "GammaEnabled",     "LUTEnable",
                                     "SharpnessEnable", "SharpnessEnabled", "SharpeningEnable"};

[[noreturn]] void stays_on(const std::string& device, const char* feature,
                           const std::string& says) {
  throw DeviceError(
      device, fmt::format(fmt::runtime(tr("its {} cannot be switched off: it says {}. Its images "
                                          "would change by themselves; switch it off with the "
                                          "program of its maker.")),
                          feature, says));
}

void switch_off(const std::string& device, const AravisFeatures& features, const char* feature) {
  const auto before = features.text(feature);
  if (!before || *before == kOff) return;
  try {
    features.set_text(feature, kOff);
  } catch (const DeviceError&) {
    stays_on(device, feature, *before);
  }
  const auto now = features.text(feature).value_or("");
  if (now != kOff) stays_on(device, feature, now);
}

void switch_flag_off(const std::string& device, const AravisFeatures& features,
                     const char* feature) {
  if (!features.flag(feature).value_or(false)) return;
  try {
    features.set_flag(feature, false);
  } catch (const DeviceError&) {
    stays_on(device, feature, "true");
  }
  if (features.flag(feature).value_or(true)) stays_on(device, feature, "true");
}

/// Where there is no switch for it.
void straighten_gamma(const std::string& device, const AravisFeatures& features) {
  constexpr double kNear = 0.01;
  if (features.has("GammaEnable") || features.has("GammaEnabled")) return;
  const auto straight = [&] { return std::abs(features.number("Gamma").value_or(1) - 1) < kNear; };
  if (straight()) return;
  try {
    features.set_number("Gamma", 1);
  } catch (const DeviceError&) {
    // Its value is looked at next.
  }
  if (!straight())
    stays_on(device, "Gamma", fmt::format("{}", features.number("Gamma").value_or(0)));
}

}  // namespace

void make_image_plain(const std::string& device, const AravisFeatures& features) {
  for (const char* feature : kChoices) switch_off(device, features, feature);
  for (const char* feature : kSwitches) switch_flag_off(device, features, feature);
  straighten_gamma(device, features);
}

}  // namespace etalon::hardware
