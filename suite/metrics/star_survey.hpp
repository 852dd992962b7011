// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/imaging/star_modulation.hpp"
#include "suite/metrics/siemens_star.hpp"
#include "suite/numerics/transfer_curve.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// A reading in cycles per sample with the standard uncertainties of its sources.
struct StarReading {
  double value = 0;
  double noise = 0;
  double smoothness = 0;
  double zero = 0;   ///< form of the curve below the coarsest spokes
  double place = 0;  ///< centre of the star, spokes off their place
  double model = 0;
  double degrees_of_freedom = 0;
};

/// The modulation of some sectors of a star.
struct StarTransfer {
  std::optional<numerics::TransferCurve> curve;
  std::optional<StarReading> mtf50;
  std::optional<StarReading> mtf10;
  std::optional<StarReading> limit;
  std::vector<numerics::ModulationSample> samples;  ///< rings joined to about 200, all frequencies
  double seen = 0;  ///< samples used over those of a star that is seen completely
};

/// A star in a plane. The failure says why there is no curve of the whole star.
struct StarSurvey {
  imaging::StarFit fit;
  imaging::StarModulation modulation;
  std::vector<bool> used;  ///< by ring
  StarTransfer whole;
  std::vector<StarTransfer> sectors;
  std::vector<StarTransfer> directions;  ///< sectors k and k + n/2 together
  double coarsest = 0;  ///< lowest and highest frequency of the rings used, cycles/sample
  double finest = 0;
  double reversed_from = 0;  ///< beyond this frequency contrast is reversed; 0: nowhere
  std::optional<Failure> failure;
};

/// `full`: value at which samples are cut off.
StarSurvey survey_star(const Plane& plane, const SiemensStarOptions& options, double full);

}  // namespace etalon::metrics
