// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field.hpp"

#include <memory>
#include <vector>

namespace etalon::hardware {

struct Place {
  double x = 0;
  double y = 0;
};

/// Derivative of a place on the sensor, in px, by one in the object plane, in um.
struct PixelsPerMicrometre {
  double xx = 1;  ///< of x by x
  double xy = 0;  ///< of x by y
  double yx = 0;
  double yy = 1;
};

/// Radial distortion: recorded radius = ideal radius (1 + k1 r^2 + k2 r^4), radii over half the
/// diagonal. Where the law would turn back (slope below 1/4), or from r = 1.5 on, it goes on as a
/// straight line: nothing that is recorded lies there, only light from beyond the border.
class Distortion {
 public:
  Distortion(double k1, double k2);
  bool none() const { return k1_ == 0 && k2_ == 0; }
  double recorded(double ideal) const;
  double slope(double ideal) const;     ///< of recorded by ideal
  double ideal(double recorded) const;  ///< right to 1e-10
  bool reaches_the_corner() const;      ///< false: the image would fold upon itself

 private:
  double k1_;
  double k2_;
  double end_ = 1.5;
  double step_ = 1;               // of the recorded radius, from knot to knot
  std::vector<double> ideal_at_;  // at k step_
};

/// From the slide to the sensor and back, for one colour: the slide is turned, then moved; the lens
/// magnifies by the colour's magnification and distorts; last the image of the colour is shifted.
/// Places on the slide in um, on the sensor in px from the middle of the image.
class FieldMap {
 public:
  FieldMap(const Field& field, const Colour& colour);
  Place on_sensor(Place slide_um) const;
  Place on_slide(Place sensor_px) const;
  /// In the object plane, where the slide has been turned and moved already.
  Place on_stage(Place sensor_px) const;
  PixelsPerMicrometre scale_at(Place sensor_px) const;
  const Distortion& distortion() const { return distortion_; }

 private:
  Distortion distortion_;
  double half_diagonal_px_;
  double px_per_um_;
  double cosine_;
  double sine_;
  Place stage_um_;
  Place shift_px_;
};

/// How much further away than the plane of focus the slide lies at a place on the sensor because of
/// tilt, curvature and axial colour.
double field_defocus_um(const Field& field, const Colour& colour, Place sensor_px);

/// The lens with the coma and astigmatism that it has at a place on the sensor.
Lens lens_at(const Lens& lens, const Field& field, Place sensor_px);

}  // namespace etalon::hardware
