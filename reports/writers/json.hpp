// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"

#include <iosfwd>

namespace etalon::reports {

/// The machine contract "etalon.evaluation/1" (suite/records/evaluation_json.hpp): one object when
/// `options.single` and there is exactly one evaluation, else an array. A run is one object
/// "etalon.run/1" whose evaluations are contract objects with one more key, "recorded", that says
/// where in the run they belong. Names of people are left out: a name can be forgotten, a copied
/// file cannot.
void write_json(const Report& report, const WriteOptions& options, std::ostream& out);

}  // namespace etalon::reports
