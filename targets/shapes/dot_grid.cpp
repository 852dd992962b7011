// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/dot_grid.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/disc_table.hpp"
#include "targets/shapes/normal_table.hpp"
#include "targets/shapes/tone.hpp"
#include "targets/shapes/turned.hpp"

#include <cmath>
#include <numbers>

namespace etalon::targets {
namespace {

struct Dots : ToneOptions {
  Length pitch = um(20);
  Length diameter = um(8);
  Angle angle = deg(0);
};

const OptionSet<Dots>& options() {
  static const OptionSet<Dots> set = [] {
    OptionSet<Dots> all;
    all.add("pitch", &Dots::pitch, "distance between neighbouring dots")
        .add("diameter", &Dots::diameter, "of a dot")
        .add("angle", &Dots::angle, "of the rows of dots to x");
    add_tone(all);
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_dots(const Dots& dots) {
  if (dots.diameter >= dots.pitch) return impossible(tr("diameter must be smaller than pitch."));
  return first_of({impossible_size("pitch", dots.pitch), impossible_size("diameter", dots.diameter),
                   impossible_tone(dots)});
}

class DotGrid final : public Pattern {
 public:
  explicit DotGrid(const Dots& dots)
      : turned_(dots.angle),
        tone_(dots),
        pitch_(dots.pitch.in(um)),
        radius_(dots.diameter.in(um) / 2),
        area_(std::numbers::pi * std::pow(radius_ / pitch_, 2)),
        side_(harmonic(1)),
        corner_(harmonic(std::numbers::sqrt2)) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    for (std::size_t k = 0; k < light.size(); ++k) {
      const double u = turned_.u(x_um[k], y_um[k]);
      const double v = turned_.v(x_um[k], y_um[k]);
      const bool unresolved = sigma_um[k] > 0.5 * pitch_;
      light[k] =
          tone_.light(unresolved ? by_harmonics(u, v, sigma_um[k]) : by_dots(u, v, sigma_um[k]));
    }
  }

 private:
  double by_dots(double u, double v, double sigma) const {
    const double near = radius_ + NormalTable::kReach * sigma;
    const double last_i = std::floor((u + near) / pitch_);
    const double last_j = std::floor((v + near) / pitch_);
    double sum = 0;
    for (double j = std::ceil((v - near) / pitch_); j <= last_j; ++j) {
      for (double i = std::ceil((u - near) / pitch_); i <= last_i; ++i) {
        const double r = std::hypot(u - i * pitch_, v - j * pitch_);
        sum += disc_.share(r - radius_, radius_, sigma);
      }
    }
    return sum;
  }

  /// Fourier series of the grid: where the Gaussian is wider than half a pitch, frequencies of two
  /// per pitch are down to exp(-2 pi^2) = 3e-9.
  double by_harmonics(double u, double v, double sigma) const {
    using std::numbers::pi;
    const double a = std::cos(2 * pi * u / pitch_);
    const double b = std::cos(2 * pi * v / pitch_);
    const double damped = std::exp(-2 * pi * pi * std::pow(sigma / pitch_, 2));
    return area_ + 2 * side_ * damped * (a + b) + 4 * corner_ * damped * damped * a * b;
  }

  /// Of a disc in each cell, at so many periods per pitch.
  double harmonic(double periods) const {
    const double z = 2 * std::numbers::pi * periods * radius_ / pitch_;
    return area_ * 2 * std::cyl_bessel_j(1.0, z) / z;
  }

  DiscTable disc_;
  Turned turned_;
  Tone tone_;
  double pitch_;
  double radius_;
  double area_;    ///< share of the plane that dots cover
  double side_;    ///< harmonic along the rows
  double corner_;  ///< ... and along the diagonals
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t /*seed*/) {
  const auto dots = options().parse(texts);
  if (!dots) return fail(dots.error());
  if (const auto failure = impossible_dots(*dots)) return fail(*failure);
  Scene scene;
  scene.pattern = std::make_shared<DotGrid>(*dots);
  scene.facts = {{"pitch", dots->pitch.in(um), "um"},
                 {"diameter", dots->diameter.in(um), "um"},
                 {"angle", dots->angle.in(deg), "deg"}};
  return scene;
}

}  // namespace

Target dot_grid_target() {
  return {"dot_grid", tr("Round dots on a square grid"), false, options().declarations(), lay_out};
}

}  // namespace etalon::targets
