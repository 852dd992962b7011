// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/bead_shape.hpp"

#include "hardware/simulator/optics/gauss_legendre.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace etalon::hardware {

std::vector<BeadSlice> slices_of(const targets::Bead& bead, double cycles_per_um) {
  const double radius = bead.diameter_um / 2;
  if (radius == 0) return {{}};
  const int count = 3 + static_cast<int>(std::ceil(2 * bead.diameter_um * cycles_per_um));
  const Rule rule = gauss_legendre(count);
  std::vector<BeadSlice> slices;
  for (std::size_t i = 0; i < rule.place.size(); ++i) {
    const double z = 2 * rule.place[i] - 1;
    const double area = 1 - z * z;
    const double share = bead.dye == targets::DyeDistribution::solid ? 1.5 * area : 1;
    slices.push_back({z * radius, std::sqrt(area) * radius, share * rule.weight[i]});
  }
  return slices;
}

double slice_transfer(targets::DyeDistribution dye, double radius_um, double cycles_per_um) {
  const double x = 2 * std::numbers::pi * radius_um * cycles_per_um;
  if (x < 1e-6) return 1;
  return dye == targets::DyeDistribution::solid ? 2 * std::cyl_bessel_j(1.0, x) / x
                                                : std::cyl_bessel_j(0.0, x);
}

}  // namespace etalon::hardware
