// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_light.hpp"
#include "suite/metrics/transfer_results.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

Curve empty_curve(const std::string& name, const std::string& x_unit, const std::string& y_unit) {
  Curve curve;
  curve.name = name;
  curve.x_unit = x_unit;
  curve.y_unit = y_unit;
  return curve;
}

class Curves {
 public:
  Curves(const TransferMeasurement& measured, const TransferPlane& plane, Evaluation& evaluation)
      : m_(measured), plane_(plane), evaluation_(evaluation) {}

  void run() {
    items();
    transfer();
    signal_to_noise();
    linearity();
    dark_signal();
  }

 private:
  void add(Curve curve) {
    if (curve.x.size() < 2) return;
    curve.subject = plane_.subject;
    evaluation_.curves.push_back(std::move(curve));
  }

  std::string id(std::size_t number) const {
    const auto plane = plane_.subject.find("plane");
    return fmt::format("level-{}{}", plane == plane_.subject.end() ? "" : plane->second + "-",
                       number + 1);
  }

  void items() {
    const auto& levels = m_.series.levels;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const LightLevel& level = levels[i];
      Item item;
      item.id = id(i);
      item.subject = plane_.subject;
      if (level.unlike) item.flags.push_back("frames_differ");
      if (level.saturated) item.flags.push_back("saturated");
      if (!level.in_range) item.flags.push_back("not_in_fit");
      const double u_mean = std::sqrt(std::max(0.0, level.variance) / 2 / level.degrees_of_freedom);
      item.values["signal"] = {level.signal(), "DN", u_mean};
      const double noise = std::sqrt(std::max(0.0, level.variance));
      item.values["temporal_noise"] = {noise, "DN",
                                       noise / std::sqrt(2 * level.degrees_of_freedom)};
      item.values["flicker"] = {100 * level.flicker, "%", {}};
      if (level.setting.exposure)
        item.values["exposure"] = {level.setting.exposure->in(s), "s", {}};
      if (level.setting.light) item.values["light"] = {level.setting.light->in(percent), "%", {}};
      if (level.setting.photons)
        item.values["photons"] = {level.setting.photons->in(photons), "photons", {}};
      evaluation_.items.push_back(std::move(item));
    }
  }

  void transfer() {
    const auto darks = m_.series.transfer_darks();
    Curve seen = empty_curve("photon_transfer", "DN", "DN^2");
    Curve line = empty_curve("photon_transfer_fit", "DN", "DN^2");
    for (const LightLevel& level : m_.series.levels) {
      if (level.unlike) continue;
      seen.x.push_back(level.signal());
      seen.y.push_back(level.variance - numerics::dark_variance(level.transfer, darks));
      seen.standard_uncertainty.push_back(
          numerics::variance_uncertainty(std::abs(level.variance), level.degrees_of_freedom));
      if (!level.in_range) continue;
      line.x.push_back(level.signal());
      line.y.push_back(m_.fit.intercept + m_.fit.gain * level.signal());
    }
    add(std::move(seen));
    add(std::move(line));
  }

  /// Against electrons: as seen, as expected of gain and dark noise, and of photons alone.
  void signal_to_noise() {
    const double k = m_.gain();
    Curve seen = empty_curve("snr", "e", "1");
    Curve model = empty_curve("snr_expected", "e", "1");
    Curve ideal = empty_curve("snr_photons", "e", "1");
    // Beyond saturation noise is cut off, and the ratio says nothing.
    const std::size_t end = m_.saturation_reached ? m_.saturation + 1 : m_.series.levels.size();
    for (std::size_t i = 0; i < end; ++i) {
      const LightLevel& level = m_.series.levels[i];
      if (level.unlike || level.saturated || !(level.variance > 0) || !(level.signal() > 0))
        continue;
      const double electrons = level.signal() / k;
      const double ratio = level.signal() / std::sqrt(level.variance);
      seen.x.push_back(electrons);
      seen.y.push_back(ratio);
      seen.standard_uncertainty.push_back(ratio / std::sqrt(2 * level.degrees_of_freedom));
      ideal.x.push_back(electrons);
      ideal.y.push_back(std::sqrt(electrons));
      if (!m_.dark) continue;
      const double dark = std::max(m_.dark->variance, m_.floor()) / (k * k);
      model.x.push_back(electrons);
      model.y.push_back(electrons / std::sqrt(dark + m_.method.excess_noise * electrons));
    }
    add(std::move(seen));
    add(std::move(model));
    add(std::move(ideal));
  }

  void linearity() {
    const auto line = light_linearity(m_);
    if (!line) return;
    Curve curve = empty_curve("linearity_deviation", line->unit, "%");
    curve.x = line->light;
    curve.y = line->deviations;
    add(std::move(curve));
  }

  void dark_signal() {
    Curve curve = empty_curve("dark_signal", "s", "DN");
    for (const DarkLevel& dark : m_.series.darks) {
      curve.x.push_back(dark.exposure_s.value_or(0));
      curve.y.push_back(dark.mean);
      curve.standard_uncertainty.push_back(
          std::sqrt(std::max(0.0, dark.variance) / 2 / dark.degrees_of_freedom));
    }
    add(std::move(curve));
  }

  const TransferMeasurement& m_;
  const TransferPlane& plane_;
  Evaluation& evaluation_;
};

}  // namespace

void append_transfer_curves(const TransferMeasurement& measured, const TransferPlane& plane,
                            Evaluation& evaluation) {
  Curves(measured, plane, evaluation).run();
}

}  // namespace etalon::metrics
