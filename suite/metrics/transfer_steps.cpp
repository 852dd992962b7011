// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_steps.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr double kAtZero = 1e-3;   // share of pixels (EMVA 1288 allows as many)
constexpr double kSurelyLit = 10;  // DN; below, noise may be less than a step
constexpr double kBent = 0.25;     // of the gain; nothing linear does that
constexpr double kAlike = 0.01;    // correlation of neighbouring noise that raw data lack

}  // namespace

std::optional<Failure> not_a_series(const TransferSeries& series) {
  if (series.not_finite > 0) {
    return Failure{"camera_noise.not_finite",
                   fmt::format(fmt::runtime(tr("{:.0f} values are no numbers (NaN or infinite)")),
                               series.not_finite),
                   tr("Save the frames as the camera delivers them, without masking.")};
  }
  if (series.darks.empty() && series.offset_known && !series.levels.empty() &&
      series.levels.back().signal() < 0) {
    return Failure{
        "camera_noise.dark_brighter",
        fmt::format(fmt::runtime(tr("the stated value without light, {:.0f} DN, is above "
                                    "the brightest frames, {:.0f} DN")),
                    series.levels.back().dark_mean, series.levels.back().mean),
        tr("Check --offset: it is the value that the camera records in the dark.")};
  }
  const auto frozen =
      std::count_if(series.levels.begin(), series.levels.end(), [](const LightLevel& level) {
        return level.variance == 0 && !level.saturated && level.signal() > kSurelyLit;
      });
  if (frozen > 0) {
    return Failure{
        "camera_noise.repeated_frame",
        fmt::format(fmt::runtime(tr("in {} of {} pairs both frames are the same, down to "
                                    "their noise: one frame came twice, or there is no "
                                    "noise to measure")),
                    frozen, series.levels.size()),
        tr("Take a new exposure for each frame; look for a buffer that is not emptied.")};
  }
  const auto unlike = std::count_if(series.levels.begin(), series.levels.end(),
                                    [](const LightLevel& level) { return level.unlike; });
  if (2 * static_cast<std::size_t>(unlike) > series.levels.size()) {
    return Failure{
        "camera_noise.pairs_differ",
        fmt::format(fmt::runtime(tr("the two frames differ in brightness by more than 5 % in {} of "
                                    "{} pairs")),
                    unlike, series.levels.size()),
        tr("Take two frames at each setting before the next one, and keep them in that order; or "
           "say the exposure of each frame. If the lamp flickers, expose for whole periods of the "
           "mains.")};
  }
  return std::nullopt;
}

std::optional<Failure> unfit_darks(const TransferSeries& series) {
  if (series.darks.empty()) return std::nullopt;
  double zeros = 0;
  for (const DarkLevel& dark : series.darks) zeros = std::max(zeros, dark.at_zero);
  if (zeros > kAtZero) {
    return Failure{"camera_noise.clipped_at_zero",
                   fmt::format(fmt::runtime(tr(
                                   "{:.3g} % of the dark pixels are 0: their noise is cut off, and "
                                   "mean and variance are wrong")),
                               100 * zeros),
                   tr("Raise the offset (black level) of the camera until no pixel is 0.")};
  }
  if (series.levels.back().signal() <= 0) {
    return Failure{"camera_noise.dark_brighter",
                   tr("the dark frames are brighter than all bright ones"),
                   tr("Were bright and dark frames exchanged, or was there light in the dark?")};
  }
  return std::nullopt;
}

std::optional<Failure> processed(TransferMeasurement& m) {
  imaging::NeighbourProducts all;
  for (const LightLevel& level : m.series.levels)
    if (level.in_range) all += level.neighbours;
  if (all.count == 0) return std::nullopt;
  const double rows = all.along_rows();
  const double columns = all.along_columns();
  m.neighbours = std::abs(rows) > std::abs(columns) ? rows : columns;
  if (std::abs(m.neighbours) < kAlike + 5 * std::sqrt(2 / all.count)) return std::nullopt;
  return Failure{
      "camera_noise.correlated_noise",
      fmt::format(
          fmt::runtime(tr("the noise of neighbouring pixels is alike (correlation {:.1f} %): "
                          "the images were filtered, interpolated or denoised, and their "
                          "noise says nothing of electrons")),
          100 * m.neighbours),
      tr("Switch off all corrections of the camera and its software, and save raw data.")};
}

std::optional<Failure> fit_transfer(const std::vector<numerics::TransferLevel>& levels,
                                    const std::vector<numerics::TransferDark>& darks,
                                    TransferMeasurement& m) {
  m.fit = numerics::fit_gain(levels, darks, m.method.weights);
  m.lack = numerics::lack_of_fit(m.fit, levels, darks);
  if (!(m.fit.gain > 0)) {
    return Failure{"camera_noise.no_gain",
                   tr("the noise does not grow with the light, so it is not that of photons"),
                   tr("Were the levels really lit differently? Does the camera count light, and "
                      "are its images "
                      "raw?")};
  }
  if (m.lack.significant && m.lack.half_width > kBent * m.fit.gain) {
    return Failure{
        "camera_noise.bent",
        fmt::format(
            fmt::runtime(tr("parts of the range give gains that differ by {:.0f} %: the noise "
                            "over the signal is no straight line, as a tone curve, denoising "
                            "or another source of noise makes it")),
            100 * m.lack.half_width / m.fit.gain),
        tr("Save raw, linear images without corrections, and let nothing but the light change.")};
  }
  if (darks.empty()) return std::nullopt;
  m.dark = dark_noise_of(m.series, m.method.weights);
  m.dark_slope = dark_slope_of(m.series);
  return std::nullopt;
}

}  // namespace etalon::metrics
