// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/edge_finder.hpp"

#include <string>
#include <vector>

namespace etalon::imaging {

/// Where an edge runs, to a small fraction of a sample. The plane is read transposed when the edge
/// is nearer to horizontal, so that "row" and "column" below always mean: the edge crosses every
/// row.
struct EdgeTrack {
  bool transposed = false;
  int first_row = 0;
  int last_row = 0;  ///< inclusive
  bool open_first =
      true;  ///< the edge leaves the plane beyond the first row; otherwise it ends there
  bool open_last = true;
  double middle_row = 0;
  double half_rows = 1;
  std::vector<double>
      coefficients;  ///< Legendre polynomials of (row - middle_row)/half_rows: column of the edge
  double reach_left = 0;  ///< usable distance along the normal to either side, samples
  double reach_right = 0;

  // What the location fit saw (a Gaussian edge; only a starting point for the measurement)
  double level_left = 0;
  double level_right = 0;
  double sigma = 1;        ///< samples
  double row_scatter = 0;  ///< rms of single rows about the track, samples
  int rows_used = 0;
  /// In order: rows further than six robust standard deviations off (dust, scratches). The profile
  /// leaves them out too.
  std::vector<int> rows_left_out;

  /// Columns of a row that belong to the region: within reach, and beside the edge rather than
  /// beyond one of its ends (foot of the perpendicular between the first and the last row).
  struct Columns {
    double from;
    double to;
  };
  Columns columns_beside(double row) const;

  double column(double row) const;
  double slope(double row) const;  ///< d column / d row
  double angle_deg() const;        ///< of the straight part, signed, to the nearest axis
  double angle_uncertainty_deg() const;
  double sag() const;  ///< largest distance of the track from its straight part, samples
  int order() const { return static_cast<int>(coefficients.size()) - 1; }
  /// Effect of the track's own uncertainty: mean variance of its position along the edge,
  /// samples^2.
  double position_variance() const;
};

/// How a track is found from a candidate; `max_order` of the polynomial is chosen by the Bayesian
/// information criterion among 1 ... max_order.
struct TrackResult {
  bool found = false;
  std::string problem;  ///< in words, when not found
  EdgeTrack track;
};
TrackResult locate_edge(const Plane& plane, const EdgeCandidate& candidate, int max_order);

Plane transposed(const Plane& plane);

}  // namespace etalon::imaging
