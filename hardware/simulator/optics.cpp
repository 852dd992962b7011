// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics.hpp"

#include "hardware/simulator/optics/transfer.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace etalon::hardware {
namespace {

constexpr double kOneSided = 1e-6;  // imaginary part from which a transfer is not real

}  // namespace

targets::Otf optics(const SimulatorSettings& settings, Length defocus, Angle along) {
  const Transfer transfer = transfer_of(
      lens_of(settings.optics), band_about(settings.optics.wavelength, settings.optics.bandwidth),
      defocus.in(um));
  const double light = transfer.at(0, 0).real();
  const double pixel = settings.field.pixel_size.in(um);
  const double shake = std::numbers::pi * (settings.mechanics.vibration.in(um) / pixel);
  const double c = std::cos(along.in(rad)) / pixel;
  const double s = std::sin(along.in(rad)) / pixel;
  return [=](double f) {
    const std::complex<double> value = transfer.at(f * c, f * s) / light;
    const double still = std::abs(value.imag()) < kOneSided ? value.real() : std::abs(value);
    return still * std::exp(-2 * shake * shake * f * f);
  };
}

}  // namespace etalon::hardware
