// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

// What the other files of this folder get wrong, done right.
etalon::Length half(etalon::Length length) { return length / 2; }

int main() {
  const etalon::PixelSize pixel_size{etalon::um(0.1)};
  const etalon::SensorPixelPitch pitch{etalon::um_sensor(6.5)};
  const etalon::ConversionGain gain{0.28};
  const etalon::Length length = half(pixel_size.object(etalon::px(10)));
  const etalon::PixelSize from_sensor = pitch.object(etalon::Magnification{20});
  const etalon::DigitalNumbers sum = etalon::dn(5) + gain.recorded(etalon::electrons(3));
  const double number = length.in(etalon::um);
  return number > 0 && from_sensor.per_px.in(etalon::nm) > 0 && sum.in(etalon::dn) > 0 ? 0 : 1;
}
