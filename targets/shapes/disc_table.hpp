// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace etalon::targets {

/// Share of a round Gaussian that lies on a disc: the integral of the Rice distribution, 1 - Q1(r/
/// sigma, R/sigma) with Marcum's Q. Tabulated over the distance from the border in sigma (step
/// 1/16) and sigma/R (step 1/64, 0 to 1) from an integral along the border; smaller discs by their
/// moments. Right to 1e-6; exactly 0 or 1 where the border is more than 6 sigma away. Making the
/// one table takes about 30 ms.
class DiscTable {
 public:
  DiscTable() : shares_(table().data()) {}

  /// `beyond_um`: distance from the border, positive outside.
  double share(double beyond_um, double radius_um, double sigma_um) const;

 private:
  static const std::vector<float>& table();
  const float* shares_;
};

}  // namespace etalon::targets
