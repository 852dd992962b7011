// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_theory.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string_view>

namespace etalon::metrics {

namespace {

using std::numbers::pi;

double sinc(double x) { return std::abs(x) < 1e-12 ? 1 : std::sin(pi * x) / (pi * x); }

/// Root of M(f / cut_off) sinc(f cos t) sinc(f sin t) = 1/2, cycles/px, by bisection: both factors
/// fall.
double mtf50(double cut_off, double angle_deg) {
  const double angle = angle_deg * pi / 180;
  const auto transfer = [&](double f) {
    const double s = f / cut_off;
    const double lens = s >= 1 ? 0 : 2 / pi * (std::acos(s) - s * std::sqrt(1 - s * s));
    return lens * sinc(f * std::cos(angle)) * sinc(f * std::sin(angle));
  };
  double low = 0;
  double high = std::min(cut_off, 1.0);
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (low + high);
    (transfer(middle) > 0.5 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

constexpr const char* kPixelSize = "pixel size";

template <class Q>
void add_input(PerfectLens& lens, const char* source, const Uncertain<Q>& input, double value,
               double u, const std::function<double(double)>& model) {
  if (!input.standard_uncertainty) {
    const bool scale = std::string_view(source) == kPixelSize;
    lens.caveats.push_back(
        {scale ? "slanted_edge.pixel_size_uncertainty_unknown"
               : "slanted_edge.input_uncertainty_unknown",
         fmt::format(fmt::runtime(tr("no uncertainty is known for: {}")), source)});
    return;
  }
  if (!(u > 0)) return;
  BudgetComponent part;
  part.source = source;
  part.input = input.id;
  part.type = EvaluationType::B;
  part.distribution = input.distribution;
  part.degrees_of_freedom = input.degrees_of_freedom;
  part.standard_uncertainty = u;
  part.sensitivity = (model(value + u) - model(value - u)) / (2 * u);
  for (auto& half : split_by_input(part, input.shared_variance)) lens.budget.push_back(half);
}

}  // namespace

std::optional<PerfectLens> perfect_lens_mtf50(const Observation& observation,
                                              double edge_angle_deg) {
  const Instrument& instrument = observation.instrument;
  if (!instrument.objective.lens_na || instrument.channels.empty() ||
      !instrument.channels.front().wavelength || !observation.references.pixel_size) {
    return std::nullopt;
  }
  const auto& na = *instrument.objective.lens_na;
  const auto& wavelength = *instrument.channels.front().wavelength;
  const auto& size = *observation.references.pixel_size;
  const bool condenser = instrument.condenser_na.has_value();
  const auto model = [&](double objective_na, double condenser_na, double wavelength_um,
                         double size_um) {
    const double sum =
        objective_na + (condenser ? std::min(objective_na, condenser_na) : objective_na);
    return mtf50(sum / wavelength_um * size_um, edge_angle_deg);
  };
  const double n = na.value;
  const double c = condenser ? instrument.condenser_na->value : n;
  const double w = wavelength.value.in(um);
  const double p = size.value.per_px.in(um);
  PerfectLens lens;
  lens.mtf50 = model(n, c, w, p);
  if (!(lens.mtf50 > 0)) return std::nullopt;
  add_input(lens, "objective NA", na, n, na.standard_uncertainty.value_or(0),
            [&](double v) { return model(v, c, w, p); });
  add_input(lens, "wavelength", wavelength, w,
            wavelength.standard_uncertainty.value_or(um(0)).in(um),
            [&](double v) { return model(n, c, v, p); });
  add_input(lens, kPixelSize, size, p,
            size.standard_uncertainty.value_or(PixelSize{}).per_px.in(um),
            [&](double v) { return model(n, c, w, v); });
  if (!condenser) {
    lens.caveats.push_back({"slanted_edge.condenser_na_unknown",
                            tr("in transmitted light a coherent condenser can raise MTF above its "
                               "true value; state condenser_na in the scope file")});
  } else {
    add_input(lens, "condenser NA", *instrument.condenser_na, c,
              instrument.condenser_na->standard_uncertainty.value_or(0),
              [&](double v) { return model(n, v, w, p); });
    if (c < 0.9 * n) {
      lens.caveats.push_back(
          {"slanted_edge.partially_coherent",
           fmt::format(fmt::runtime(
                           tr("condenser NA {:.2f} below objective NA {:.2f}: the image of an edge "
                              "is not linear in its light, and the reference is an approximation")),
                       c, n)});
    }
  }
  return lens;
}

}  // namespace etalon::metrics
