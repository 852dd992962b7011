// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::numerics {

/// Deviations x_ij = actual - target at one target position, by the direction in which it was
/// approached. At least two in each.
struct Iso230Position {
  std::vector<double> up;    ///< approached in the positive direction
  std::vector<double> down;  ///< in the negative one
};

struct Iso230AtPosition {
  double mean_up = 0;
  double mean_down = 0;
  double s_up = 0;  ///< divisor n - 1
  double s_down = 0;
  double reversal = 0;  ///< B_i = mean_up - mean_down
  double mean = 0;      ///< of both means
  double r_up = 0;      ///< 4 s_up
  double r_down = 0;
  double r = 0;  ///< max(2 s_up + 2 s_down + |B_i|, R_i_up, R_i_down)
};

/// Figures of one axis, based on ISO 230-2:2014; unit of the deviations. R and A are full widths of
/// four standard deviations, not the standard deviation that makers call repeatability.
struct Iso230Figures {
  std::vector<Iso230AtPosition> positions;
  double reversal = 0;       ///< B: the largest |B_i|
  double mean_reversal = 0;  ///< mean of B_i
  double r_up = 0;           ///< unidirectional repeatability: the largest R_i_up
  double r_down = 0;
  double r = 0;     ///< bidirectional repeatability: the largest R_i
  double e_up = 0;  ///< unidirectional systematic deviation: range of the means
  double e_down = 0;
  double e = 0;               ///< bidirectional systematic deviation
  double mean_deviation = 0;  ///< M: range of the means of both directions
  double a_up = 0;            ///< unidirectional accuracy: range of mean -+ 2 s
  double a_down = 0;
  double a = 0;  ///< bidirectional accuracy
};

/// At least one position.
Iso230Figures iso230_figures(const std::vector<Iso230Position>& positions);

}  // namespace etalon::numerics
