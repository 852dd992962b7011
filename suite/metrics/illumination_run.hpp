// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"
#include "suite/metrics/illumination_series.hpp"
#include "suite/numerics/allan.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Readings at one set point, one after the other.
struct LightRun {
  std::vector<double> times;  ///< s
  std::vector<double> values;
  std::optional<double> set_point;
  std::optional<double> integration;  ///< s, where all agree
};

enum class SeriesKind { other, short_term, long_term };

/// Its own number of readings and interval decide, not what was meant.
struct RunTiming {
  double interval = 0;   ///< median, s
  bool regular = true;   ///< every interval within 10 % of it
  std::size_t gaps = 0;  ///< intervals above 1.5 of it
  SeriesKind kind = SeriesKind::other;
};
RunTiming timing_of(const LightRun& run);

/// A standard deviation over the mean with the interval of chi-squared.
struct LightScatter {
  double value = 0;    ///< freed of the noise of the camera; 0 when that explains all
  double seen = 0;     ///< with it
  double degrees = 0;  ///< of freedom
  double memory = 0;   ///< u of `seen` for what is not known of the memory of its noise
  Interval interval;
};

struct LightDrift {
  double slope = 0;        ///< of the mean, per second
  double uncertainty = 0;  ///< ... standard
  double degrees = 0;
  double memory = 0;                 ///< u for what is not known of the memory of the noise
  std::optional<double> half_width;  ///< of the 95 % interval, where `memory` is in it
  bool wandering = false;
};

/// What a run of readings says. All relative to its mean.
///
/// Drift: line through the means of eighths of the run, u from their scatter about it (6 degrees of
/// freedom), so that noise which readings share over less than an eighth is in it; enlarged by
/// sqrt((1 + r)/(1 - r)) for the correlation r of neighbouring eighths, r freed of its bias under
/// none ((2 + 2 r)/8). Where means over a sixth of the run are no steadier than those over a
/// twenty-fourth (Allan deviation A), the light wanders, and u is at least that of a random walk,
/// sqrt(0.6) A over the sixth.
///
/// Scatter: s^2 is that about the line and that of the line. Degrees of freedom: of the first (N -
/// 1)/(1 + 2 sum rho_k^2), rho the correlations of the residuals as far as they are significant;
/// the second as far as the slope is known.
///
/// Noise that readings share over a twentieth of the run and more leaves few of them independent,
/// and is partly taken for a line and a mean. Where that is likely enough (above 0.3;
/// numerics/shared_noise.hpp), slope and interval of the drift are those of such noise, and the
/// interval of the scatter reaches as far as it does. What they are longer by rests on the memories
/// that are thought possible, not on the readings: type B.
struct RunFigures {
  double mean = 0;
  double stability = 0;  ///< 1 - (max - min)/(max + min)
  LightScatter scatter;
  std::optional<LightDrift> drift;          ///< of 24 readings and more
  std::vector<numerics::AllanPoint> allan;  ///< likewise, of regular intervals
  std::optional<double> warm_up;            ///< s; of 40 readings and more, when it settled
  bool settled = true;
  bool slow_noise = false;       ///< as above, likelier than not
  std::optional<double> period;  ///< s, of a line in the spectrum
  std::size_t different_values = 0;
  std::vector<std::size_t> outliers{};  ///< as in illumination_oddities.hpp
  std::size_t longest_repeat = 0;       ///< likewise
};

RunFigures figures_of(const LightRun& run, const RunTiming& timing, double noise_variance,
                      double settled);

}  // namespace etalon::metrics
