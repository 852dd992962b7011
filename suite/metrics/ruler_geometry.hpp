// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"
#include "suite/metrics/ruler_survey.hpp"

#include <functional>
#include <optional>
#include <string>

namespace etalon::metrics {

inline constexpr double kLargestRotation = 30;  // deg; beyond, axes are not told apart

/// What a ruler says of the pixels. Lengths in px of the frame, slopes as in RulerDirection.
struct RulerGeometry {
  bool standing = false;
  double spacing = 0;  ///< of standing lines, along a row
  double slope = 0;
  bool lying = false;
  double spacing_lying = 0;  ///< along a column
  double slope_lying = 0;
  bool square = true;  ///< pixel_size_x / pixel_size_y is `aspect`, otherwise measured
  double aspect = 1;
};

double pixel_size_x(const RulerGeometry& g, double pitch);
double pixel_size_y(const RulerGeometry& g, double pitch);
double aspect_of(const RulerGeometry& g);
double rotation_standing(const RulerGeometry& g);  ///< deg, from x towards y
double rotation_lying(const RulerGeometry& g);

/// A geometry with the numbers needed for budgets.
struct MeasuredGeometry {
  RulerGeometry geometry;
  const RulerDirection* standing = nullptr;
  const RulerDirection* lying = nullptr;
  double px_per_sample = 1;
};
MeasuredGeometry geometry_of(const RulerSurvey& survey, double px_per_sample);

/// Uncertainty of any function of the geometry: one component for each input that moves it.
/// Sensitivities by central differences.
using OfGeometry = std::function<double(const RulerGeometry&)>;
Budget budget_of(const MeasuredGeometry& measured, const OfGeometry& function);

}  // namespace etalon::metrics
