// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"
#include "suite/metrics/transfer_results.hpp"

#include <vector>

namespace etalon::metrics {

/// A result as a function of F^2 K (through `fit`), of the dark variance and of the signal at
/// saturation: its derivatives.
struct Sensitivity {
  double gain = 0;
  double dark_variance = 0;
  double saturation = 0;
};

/// What all results of a series have in common (transfer_results.hpp); parts of nothing are left
/// out.
Budget transfer_budget(const TransferMeasurement& m, const Sensitivity& by);

void add_part(Budget& budget, const BudgetComponent& part);

/// Those of the plane, and what is to be said of the series.
std::vector<Caveat> transfer_caveats(const TransferMeasurement& m, const TransferPlane& plane);

}  // namespace etalon::metrics
