// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <string>

namespace etalon::cli {

/// What `etalon measure --help` prints.
std::string measure_help();

/// What it prints below the options of a metric: measurands, methods, examples.
std::string measure_help(const metrics::Metric& metric);

}  // namespace etalon::cli
