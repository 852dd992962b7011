// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/field_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::hardware {
namespace {

constexpr int kKnots = 2048;

double half_diagonal(const Field& field) { return std::hypot(field.width, field.height) / 2; }

}  // namespace

Distortion::Distortion(double k1, double k2) : k1_(k1), k2_(k2) {
  if (none()) return;
  constexpr double kStep = 1.0 / 256;
  double end = 0;
  while (end + kStep <= 1.5 && slope(end + kStep) >= 0.25) end += kStep;
  end_ = end;
  step_ = recorded(end_) / kKnots;
  double ideal = 0;
  for (int k = 0; k <= kKnots; ++k) {
    for (int i = 0; i < 8; ++i) {
      ideal = std::clamp(ideal - (recorded(ideal) - k * step_) / slope(ideal), 0.0, end_);
    }
    ideal_at_.push_back(ideal);
  }
}

double Distortion::recorded(double ideal) const {
  const double r = std::min(ideal, end_);
  const double within = r * (1 + r * r * (k1_ + k2_ * r * r));
  return ideal <= end_ ? within : within + (ideal - end_) * slope(end_);
}

double Distortion::slope(double ideal) const {
  const double r = std::min(ideal, end_);
  return 1 + r * r * (3 * k1_ + 5 * k2_ * r * r);
}

// Cubic through two knots with their slopes: its error is the fourth power of the step.
double Distortion::ideal(double recorded) const {
  if (none()) return recorded;
  const double place = recorded / step_;
  if (place >= kKnots) return end_ + (recorded - kKnots * step_) / slope(end_);
  const auto knot = static_cast<std::size_t>(place);
  const double t = place - static_cast<double>(knot);
  const double a = ideal_at_[knot];
  const double b = ideal_at_[knot + 1];
  const double at_a = step_ / slope(a);
  const double at_b = step_ / slope(b);
  const double bow_a = at_a - (b - a);
  const double bow_b = (b - a) - at_b;
  return a + t * (b - a) + t * (1 - t) * ((1 - t) * bow_a + t * bow_b);
}

bool Distortion::reaches_the_corner() const { return none() || kKnots * step_ >= 1; }

FieldMap::FieldMap(const Field& field, const Colour& colour)
    : distortion_(field.k1, field.k2),
      half_diagonal_px_(half_diagonal(field)),
      px_per_um_(colour.magnification / field.pixel_um),
      cosine_(std::cos(field.rotation_rad)),
      sine_(std::sin(field.rotation_rad)),
      stage_um_{field.x_um, field.y_um},
      shift_px_{colour.shift_x_px, colour.shift_y_px} {}

Place FieldMap::on_sensor(Place slide_um) const {
  const double x = (cosine_ * slide_um.x - sine_ * slide_um.y + stage_um_.x) * px_per_um_;
  const double y = (sine_ * slide_um.x + cosine_ * slide_um.y + stage_um_.y) * px_per_um_;
  const double r = std::hypot(x, y) / half_diagonal_px_;
  const double factor = distortion_.none() || r == 0 ? 1 : distortion_.recorded(r) / r;
  return {factor * x + shift_px_.x, factor * y + shift_px_.y};
}

Place FieldMap::on_stage(Place sensor_px) const {
  const double x = sensor_px.x - shift_px_.x;
  const double y = sensor_px.y - shift_px_.y;
  double factor = 1 / px_per_um_;
  if (!distortion_.none()) {
    const double r = std::sqrt(x * x + y * y) / half_diagonal_px_;
    if (r > 0) factor *= distortion_.ideal(r) / r;
  }
  return {factor * x, factor * y};
}

Place FieldMap::on_slide(Place sensor_px) const {
  const Place stage = on_stage(sensor_px);
  const double x = stage.x - stage_um_.x;
  const double y = stage.y - stage_um_.y;
  return {cosine_ * x + sine_ * y, cosine_ * y - sine_ * x};
}

PixelsPerMicrometre FieldMap::scale_at(Place sensor_px) const {
  const Place stage = on_stage(sensor_px);
  const double distance = std::hypot(stage.x, stage.y);
  const double r = distance * px_per_um_ / half_diagonal_px_;
  if (distortion_.none() || r == 0) return {px_per_um_, 0, 0, px_per_um_};
  const double tangential = px_per_um_ * distortion_.recorded(r) / r;
  const double radial = px_per_um_ * distortion_.slope(r);
  const double x = stage.x / distance;
  const double y = stage.y / distance;
  const double more = radial - tangential;
  return {tangential + more * x * x, more * x * y, more * x * y, tangential + more * y * y};
}

double field_defocus_um(const Field& field, const Colour& colour, Place sensor_px) {
  const Place stage = FieldMap(field, colour).on_stage(sensor_px);
  const double r = std::hypot(sensor_px.x, sensor_px.y) / half_diagonal(field);
  return std::tan(field.tilt_x_rad) * stage.x + std::tan(field.tilt_y_rad) * stage.y -
         field.curvature_um * r * r - colour.axial_shift_um;
}

// Zernike terms 8 and 7 are coma along x and y, 5 and 3 astigmatism with cos and sin of twice the
// azimuth; both stand radially.
Lens lens_at(const Lens& lens, const Field& field, Place sensor_px) {
  Lens local = lens;
  const double x = sensor_px.x / half_diagonal(field);
  const double y = sensor_px.y / half_diagonal(field);
  if (field.field_coma_waves != 0) {
    local.zernike_waves[8] += field.field_coma_waves * x;
    local.zernike_waves[7] += field.field_coma_waves * y;
  }
  if (field.field_astigmatism_waves != 0) {
    local.zernike_waves[5] += field.field_astigmatism_waves * (x * x - y * y);
    local.zernike_waves[3] += field.field_astigmatism_waves * 2 * x * y;
  }
  return local;
}

}  // namespace etalon::hardware
