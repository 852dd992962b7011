// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/optics/lens.hpp"

#include <complex>
#include <memory>
#include <vector>

namespace etalon::hardware {

/// Optical transfer function of the optics alone (no pixel) for one defocus: the Fourier transform
/// of the intensity of a point, exp(-2 pi i (fx x + fy y)), x right and y down in the image, in
/// cycles/um of the object plane. 1 at zero frequency; in a confocal microscope the share of the
/// light in focus that still comes through. Zero from the cutoff on.
class Transfer {
 public:
  struct Table;
  explicit Transfer(std::shared_ptr<const Table> table) : table_(std::move(table)) {}

  std::complex<double> at(double fx_per_um, double fy_per_um) const;
  double cutoff_per_um() const;

 private:
  std::shared_ptr<const Table> table_;
};

/// `defocus_um`: the object's z minus that of the plane of focus, positive away from the objective.
/// Several wavelengths: their weighted sum.
Transfer transfer_of(const Lens& lens, const std::vector<Wavelength>& light, double defocus_um);

}  // namespace etalon::hardware
