// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_focusings.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

using Subject = std::map<std::string, std::string>;

std::string at(const Subject& subject, const std::string& key, const std::string& otherwise) {
  const auto found = subject.find(key);
  return found == subject.end() ? otherwise : found->second;
}

std::vector<const MeasurementResult*> mtf50_of(const Evaluation& evaluation) {
  std::vector<const MeasurementResult*> found;
  for (const auto& result : evaluation.results)
    if (result.measurand == "mtf50") found.push_back(&result);
  return found;
}

/// The item of this subject; a result that does not name its edge is of the only one measured.
const Item* item_of(const Evaluation& evaluation, const Subject& subject) {
  for (const auto& item : evaluation.items) {
    if (at(item.subject, "edge", "") == at(subject, "edge", "edge-1") &&
        at(item.subject, "plane", "") == at(subject, "plane", "") &&
        item.position_px.count("x") + item.position_px.count("y") == 2) {
      return &item;
    }
  }
  return nullptr;
}

double distance(const Item& a, const Item& b) {
  return std::hypot(a.position_px.at("x") - b.position_px.at("x"),
                    a.position_px.at("y") - b.position_px.at("y"));
}

double reach(const Item& item) {
  const auto length = item.values.find("length");
  return length == item.values.end() ? 0 : 0.5 * length->second.value;
}

const MeasurementResult* same_edge(const Evaluation& evaluation, const Subject& subject,
                                   const Item* item) {
  const MeasurementResult* nearest = nullptr;
  double shortest = item ? reach(*item) : 0;
  for (const auto* result : mtf50_of(evaluation)) {
    if (at(result->subject, "plane", "") != at(subject, "plane", "")) continue;
    const Item* other = item_of(evaluation, result->subject);
    if (!item || !other) {
      if (result->subject == subject) return result;
    } else if (distance(*item, *other) <= shortest) {
      nearest = result;
      shortest = distance(*item, *other);
    }
  }
  return nearest;
}

/// y of the curve at x by linear interpolation; x lies within the curve.
double read(const Curve& curve, const std::vector<double>& y, double x) {
  const auto after = std::upper_bound(curve.x.begin() + 1, curve.x.end() - 1, x);
  const auto i = static_cast<std::size_t>(after - curve.x.begin());
  const double f = (x - curve.x[i - 1]) / (curve.x[i] - curve.x[i - 1]);
  return y[i - 1] + f * (y[i] - y[i - 1]);
}

}  // namespace

std::vector<FocusedEdge> match_edges(const std::vector<Evaluation>& repeats) {
  if (repeats.empty()) return {};
  const Evaluation& most = *std::max_element(
      repeats.begin(), repeats.end(),
      [](const auto& a, const auto& b) { return mtf50_of(a).size() < mtf50_of(b).size(); });
  std::vector<FocusedEdge> edges;
  for (const auto* result : mtf50_of(most)) {
    FocusedEdge edge{result->subject, {}};
    const Item* item = item_of(most, result->subject);
    for (const auto& repeat : repeats)
      edge.mtf50.push_back(&repeat == &most ? result : same_edge(repeat, edge.subject, item));
    edges.push_back(std::move(edge));
  }
  return edges;
}

const MeasurementResult* beside(const Evaluation& evaluation, const MeasurementResult& mtf50,
                                const std::string& measurand) {
  for (const auto& result : evaluation.results)
    if (result.measurand == measurand && result.subject == mtf50.subject) return &result;
  return nullptr;
}

Curve mean_curve(const std::vector<const Curve*>& curves) {
  Curve mean = *curves.front();
  const double n = static_cast<double>(curves.size());
  double end = mean.x.back();
  for (const auto* curve : curves) end = std::min(end, curve->x.back());
  while (mean.x.size() > 2 && mean.x.back() > end) mean.x.pop_back();
  mean.y.assign(mean.x.size(), 0);
  mean.standard_uncertainty.assign(mean.x.size(), 0);
  for (std::size_t i = 0; i < mean.x.size(); ++i) {
    double own = 0;
    double scatter = 0;
    for (const auto* curve : curves) {
      mean.y[i] += read(*curve, curve->y, mean.x[i]) / n;
      if (!curve->standard_uncertainty.empty())
        own += std::pow(read(*curve, curve->standard_uncertainty, mean.x[i]), 2) / n;
    }
    for (const auto* curve : curves)
      scatter += std::pow(read(*curve, curve->y, mean.x[i]) - mean.y[i], 2) / (n - 1);
    mean.standard_uncertainty[i] = std::sqrt(std::max(own, scatter) / n);
  }
  return mean;
}

}  // namespace etalon::metrics
