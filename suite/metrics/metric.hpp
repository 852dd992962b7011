// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"

#include <functional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// A measurand of a metric: what is intended to be measured (VIM 2.3).
struct Measurand {
  std::string name;  ///< "mtf50"
  std::string unit;  ///< symbol of the unit table
  std::string meaning;
  ResultKind kind = ResultKind::estimate;
};

/// A way to compute it. Values of different methods are never compared or judged by each other's
/// limits.
struct Method {
  std::string id;  ///< "slanted_edge/spline"
  int version = 1;
  std::string meaning;
};

/// A code that a failure or a caveat of this metric may carry, with the sentence that explains it.
struct Code {
  std::string code;
  std::string meaning;
};

/// A metric is options + a pure function of an observation + its definition. It opens no file,
/// knows no device, keeps no state. Conformance tests walk the table of all metrics and check what
/// is said here.
struct Metric {
  std::string id;
  std::string title;                  ///< one line for `etalon list metrics`
  std::string reference_document;     ///< "based on ISO 12233:2023"
  std::vector<Measurand> measurands;  ///< the first decides the exit status of `etalon measure`
  std::vector<Method> methods;        ///< the first is the default
  std::vector<OptionDeclaration> options;
  std::vector<Code> failures;
  std::vector<Code> caveats;
  /// It compares frames with each other, so several images are always one observation of it.
  bool series = false;
  /// Fails only when the options are wrong; what is wrong with the image is in the evaluation's
  /// failures.
  std::function<Outcome<Evaluation>(const Observation&, const OptionTexts&)> evaluate;
  /// What the repeats of one step say together (focused anew each time): its own measurand, so its
  /// own method id. Pure, like evaluate. Empty where repeats mean nothing to the metric.
  std::function<Evaluation(const std::vector<Evaluation>& repeats)> combine;
};

/// Every metric, in the order in which they are listed. A new metric is one file pair and one line
/// there.
const std::vector<Metric>& metric_table();

/// The metric of this id, or null.
const Metric* find_metric(const std::string& id);

}  // namespace etalon::metrics
