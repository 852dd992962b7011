// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_field.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

using numerics::Reading;

constexpr std::size_t kFewestBeads = 20;
constexpr double kSmallestSpan = 0.5;  // of the field
constexpr int kNodes = 17;             // along the longer side
constexpr double kHold = 2;            // residuals beyond it count as if they were there
constexpr int kSteps = 20;

struct Place {
  double x = 0;  ///< px of the frame
  double y = 0;
};
struct Bounds {
  Place low;
  Place high;
};

using Terms = Eigen::Matrix<double, 6, 1>;

Terms terms(const Place& p, const Bounds& b) {
  const double u = (2 * p.x - b.low.x - b.high.x) / (b.high.x - b.low.x);
  const double v = (2 * p.y - b.low.y - b.high.y) / (b.high.y - b.low.y);
  Terms t;
  t << 1, u, v, u * u, u * v, v * v;
  return t;
}

struct Surface {
  Terms coefficients = Terms::Zero();
  Eigen::Matrix<double, 6, 6> covariance;
};

Surface surface_through(const std::vector<Place>& places, const std::vector<Reading>& readings,
                        const Bounds& bounds) {
  const numerics::Consensus all = numerics::consensus(readings);
  const double tau2 = std::pow(all.tau, 2);
  Surface surface;
  surface.coefficients[0] = all.value;
  double squares = 0;
  for (int step = 0; step < kSteps; ++step) {
    Eigen::Matrix<double, 6, 6> normal = Eigen::Matrix<double, 6, 6>::Zero();
    Terms right = Terms::Zero();
    squares = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const Terms t = terms(places[i], bounds);
      const double variance = readings[i].variance + tau2;
      const double z =
          std::abs(readings[i].value - t.dot(surface.coefficients)) / std::sqrt(variance);
      const double w = (z > kHold ? kHold / z : 1) / variance;
      normal += w * t * t.transpose();
      right += w * readings[i].value * t;
      squares += std::pow(std::min(z, kHold), 2);
    }
    const Eigen::LDLT<Eigen::Matrix<double, 6, 6>> solver(normal);
    surface.coefficients = solver.solve(right);
    surface.covariance = solver.solve(Eigen::Matrix<double, 6, 6>::Identity());
  }
  surface.covariance *= squares / (static_cast<double>(places.size()) - 6);
  return surface;
}

Map sampled(const Surface& surface, const Bounds& bounds) {
  Map map;
  const double width = bounds.high.x - bounds.low.x;
  const double height = bounds.high.y - bounds.low.y;
  map.pitch_px = std::max(width, height) / (kNodes - 1);
  map.x0_px = bounds.low.x;
  map.y0_px = bounds.low.y;
  map.width = static_cast<int>(width / map.pitch_px + 1e-6) + 1;
  map.height = static_cast<int>(height / map.pitch_px + 1e-6) + 1;
  for (int j = 0; j < map.height; ++j) {
    for (int i = 0; i < map.width; ++i) {
      const Terms t = terms({map.x0_px + map.pitch_px * i, map.y0_px + map.pitch_px * j}, bounds);
      map.values.push_back(t.dot(surface.coefficients));
      map.standard_uncertainty.push_back(std::sqrt(t.dot(surface.covariance * t)));
    }
  }
  return map;
}

Bounds bounds_of(const std::vector<Place>& places) {
  Bounds b{places.front(), places.front()};
  for (const Place& p : places) {
    b.low = {std::min(b.low.x, p.x), std::min(b.low.y, p.y)};
    b.high = {std::max(b.high.x, p.x), std::max(b.high.y, p.y)};
  }
  return b;
}

class MapMaker {
 public:
  MapMaker(const BeadSurvey& survey, const PsfGroup& group, const std::vector<UsedBead>& used,
           Evaluation& evaluation)
      : group_(group), used_(used), evaluation_(evaluation) {
    for (const UsedBead& bead : used) {
      const BeadReading& reading = survey.beads[bead.place];
      places_.push_back({reading.x_px, reading.y_px});
    }
    bounds_ = bounds_of(places_);
  }

  bool spans(const BeadSurvey& survey) const {
    return bounds_.high.x - bounds_.low.x > kSmallestSpan * survey.width &&
           bounds_.high.y - bounds_.low.y > kSmallestSpan * survey.height;
  }

  template <class Of>
  void add(const std::string& name, std::optional<double> scale, const Of& of) {
    std::vector<Reading> readings;
    const double unit = scale.value_or(1);
    for (const UsedBead& bead : used_) {
      const Reading r = of(bead.widths);
      readings.push_back({r.value * unit, r.variance * unit * unit});
    }
    Map map = sampled(surface_through(places_, readings, bounds_), bounds_);
    map.name = name;
    map.unit = scale ? "um" : "px";
    map.subject = group_.subject;
    evaluation_.maps.push_back(std::move(map));
  }

  /// The two parts of the ellipticity each have a surface, so that noise does not make round beads
  /// long.
  void add_asymmetry() {
    std::vector<Reading> first;
    std::vector<Reading> second;
    for (const UsedBead& bead : used_) {
      if (!bead.widths.ellipticity) return;
      const Ellipticity& e = *bead.widths.ellipticity;
      first.push_back({e.e1, e.variance1});
      second.push_back({e.e2, e.variance2});
    }
    Map map = sampled(surface_through(places_, first, bounds_), bounds_);
    const Map other = sampled(surface_through(places_, second, bounds_), bounds_);
    for (std::size_t k = 0; k < map.values.size(); ++k) {
      const double v1 = std::pow(map.standard_uncertainty[k], 2);
      const double v2 = std::pow(other.standard_uncertainty[k], 2);
      const Reading asymmetry =
          asymmetry_of(squared_ellipticity({map.values[k], other.values[k], v1, v2}));
      map.values[k] = asymmetry.value;
      map.standard_uncertainty[k] = std::sqrt(asymmetry.variance);
    }
    map.name = "asymmetry";
    map.unit = "1";
    map.subject = group_.subject;
    evaluation_.maps.push_back(std::move(map));
  }

 private:
  const PsfGroup& group_;
  const std::vector<UsedBead>& used_;
  Evaluation& evaluation_;
  std::vector<Place> places_;
  Bounds bounds_;
};

}  // namespace

void append_field_maps(const BeadSurvey& survey, const PsfGroup& group,
                       const std::vector<UsedBead>& used, Evaluation& evaluation) {
  if (used.size() < kFewestBeads) return;
  MapMaker maker(survey, group, used, evaluation);
  if (!maker.spans(survey)) return;
  std::optional<double> size;
  std::optional<double> step;
  if (group.scale.pixel_size) size = group.scale.pixel_size->value.per_px.in(um);
  if (group.scale.axial_step) step = group.scale.axial_step->value.per_plane.in(um);
  maker.add("fwhm_lateral", size, [](const BeadWidths& w) { return w.lateral; });
  if (used.front().widths.z) maker.add("fwhm_z", step, [](const BeadWidths& w) { return *w.z; });
  maker.add_asymmetry();
}

}  // namespace etalon::metrics
