// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"
#include "suite/metrics/dot_survey.hpp"

#include <functional>

namespace etalon::metrics {

/// What the steps of a square lattice (px) say of the pixels. A step of one pixel along a row is p
/// columns and q rows of the lattice, one down a column p' columns and q' rows: (p p'; q q') is the
/// inverse of (xi xj; yi yj). With the pitch P, lengths and angles of those two steps in the object
/// plane are
///   pixel_size_x = P sqrt(p^2 + q^2),  pixel_size_y = P sqrt(p'^2 + q'^2),
///   rotation = atan2(p', q')  (that of the columns), shear = rotation - atan2(-q, p).
double pixel_size_x(const numerics::LatticeSteps& steps, double pitch);
double pixel_size_y(const numerics::LatticeSteps& steps, double pitch);
double dot_rotation(const numerics::LatticeSteps& steps);  ///< deg, from x towards y
double dot_shear(const numerics::LatticeSteps& steps);     ///< deg
/// Distance of neighbouring columns, and of neighbouring rows, along their normal, px.
double column_distance(const numerics::LatticeSteps& steps);
double row_distance(const numerics::LatticeSteps& steps);

/// Uncertainty of any function of the steps: one component for each source that moves it.
/// Sensitivities by central differences; `px` per sample of the plane.
using OfSteps = std::function<double(const numerics::LatticeSteps&)>;
Budget budget_of(const DotSurvey& survey, double px, const OfSteps& function);

/// Where the steps change over the field: rms of the function of the local steps about that of the
/// mean ones, as for lines. For lengths.
void add_distortion(const DotSurvey& survey, double px, const OfSteps& function, Budget& budget);
/// For angles, which a distortion symmetric about the middle of the field turns nowhere in the
/// mean: what the function of the mean steps is off that of the steps in the middle.
void add_lopsidedness(const DotSurvey& survey, double px, const OfSteps& function, Budget& budget);

numerics::LatticeSteps scaled(const numerics::LatticeSteps& steps, double factor);

}  // namespace etalon::metrics
