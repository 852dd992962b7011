// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/transfer_series.hpp"
#include "suite/numerics/photon_transfer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// How a change of the light between the two frames of a pair is dealt with.
enum class FlickerTerm {
  none,    ///< EMVA 1288 release 3.0: it counts as noise
  even,    ///< release 4.0: half the squared difference of the means is subtracted
  uneven,  ///< the same for light that is not even: bright places change by more
};

/// Frames without light at one exposure, one plane.
struct DarkLevel {
  std::optional<double> exposure_s;
  double mean = 0;
  double variance = 0;            ///< temporal
  double degrees_of_freedom = 0;  ///< of the variance
  double spread_variance = 0;     ///< of the means from pixel to pixel
  double at_zero = 0;             ///< share of samples that are 0
  std::vector<std::size_t> frames;
};

/// One level of light, one plane.
struct LightLevel {
  FrameSetting setting;
  std::vector<std::size_t> frames;
  double mean = 0;
  double dark_mean = 0;
  double variance = 0;
  double degrees_of_freedom = 0;
  double spread_variance = 0;  ///< of the means from pixel to pixel, shading and patterns
  double flicker = 0;          ///< largest difference of the means of a pair over their signal
  double highest = 0;
  double at_highest = 0;  ///< share of samples with the highest value
  imaging::NeighbourProducts neighbours;
  std::vector<imaging::BrightnessBin> bins;
  numerics::TransferLevel transfer;  ///< for the fit; its signal is mean - dark_mean
  bool unlike = false;               ///< the frames of a pair are not of the same light
  bool saturated = false;            ///< pixels are cut off
  bool in_range = false;             ///< of the fit
  double signal() const { return mean - dark_mean; }
};

/// The series of one plane, levels by their brightness.
struct TransferSeries {
  std::vector<LightLevel> levels;
  std::vector<DarkLevel> darks;  ///< by exposure; one for all where nobody said
  std::uint32_t step = 0;        ///< between recorded values; 0: no whole numbers
  double not_finite = 0;
  bool offset_known = false;        ///< from darks or told
  bool darks_extrapolated = false;  ///< a level was exposed longer or shorter than any dark

  std::vector<numerics::TransferDark> transfer_darks() const;
  std::vector<numerics::TransferLevel> transfer_levels(bool in_range_only) const;
};

TransferSeries transfer_series(const std::vector<FrameSet>& light,
                               const std::vector<PairReading>& light_pairs,
                               const std::vector<FrameSet>& dark,
                               const std::vector<PairReading>& dark_pairs, std::size_t plane,
                               const FrameInfo& info, std::optional<double> offset,
                               FlickerTerm term);

}  // namespace etalon::metrics
