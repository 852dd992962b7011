// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/siemens_star.hpp"

#include <boost/math/special_functions/bessel.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace etalon::targets {

namespace {

using std::numbers::pi;

constexpr double kStep = 0.5;    // of x = q r: J_n holds no frequency above 1
constexpr double kPerPixel = 2;  // nodes of the tables
constexpr int kMostHarmonics = 24;
constexpr double kNothing = 1e-8;  // of the transfer
constexpr int kOtfSteps = 8192;

/// The transfer function in a table: it is asked for some ten million times.
class OtfTable {
 public:
  explicit OtfTable(const Otf& otf) {
    highest_ = 0.1;
    for (double f = 0.1; f < 4; f += 0.01)
      if (std::abs(otf(f)) > kNothing) highest_ = f + 0.02;
    for (int i = 0; i <= kOtfSteps + 1; ++i) values_.push_back(otf(highest_ * i / kOtfSteps));
  }
  double highest() const { return highest_; }
  double at(double f) const {
    const double place = f / highest_ * kOtfSteps;
    if (place >= kOtfSteps) return 0;
    const auto i = static_cast<std::size_t>(place);
    const double t = place - static_cast<double>(i);
    return values_[i] + t * (values_[i + 1] - values_[i]);
  }

 private:
  double highest_ = 0;
  std::vector<double> values_;
};

/// D at radii 0, 1/2, 1 ... px.
std::vector<double> damping(const OtfTable& otf, int order, std::size_t nodes) {
  const double longest = 2 * pi * otf.highest() * static_cast<double>(nodes) / kPerPixel;
  std::vector<double> kernel;  // n J_n(x)/x dx
  for (double x = kStep; x <= longest; x += kStep)
    kernel.push_back(order * boost::math::cyl_bessel_j(order, x) / x * kStep);
  const auto begin = static_cast<std::size_t>(
      std::find_if(kernel.begin(), kernel.end(), [](double k) { return std::abs(k) > 1e-12; }) -
      kernel.begin());
  std::vector<double> left(nodes, 0);
  for (std::size_t node = 1; node < nodes; ++node) {
    const double r = static_cast<double>(node) / kPerPixel;
    double sum = 0;
    for (std::size_t i = begin; i < kernel.size(); ++i) {
      const double f = kStep * static_cast<double>(i + 1) / (2 * pi * r);
      if (f > otf.highest()) break;
      sum += kernel[i] * otf.at(f);
    }
    left[node] = sum;
  }
  return left;
}

/// Four nodes about a place and what each counts for: the same for all tables.
struct Between {
  std::size_t first = 0;
  std::array<double, 4> weights{};

  Between(double place, std::size_t nodes) {
    const double begin = std::clamp(std::floor(place) - 1, 0.0, static_cast<double>(nodes) - 4);
    first = static_cast<std::size_t>(begin);
    const double a = place - begin;
    const double b = a - 1;
    const double c = a - 2;
    const double d = a - 3;
    weights = {-b * c * d / 6, a * c * d / 2, -a * b * d / 2, a * b * c / 6};
  }
  double of(const std::vector<double>& p) const {
    return weights[0] * p[first] + weights[1] * p[first + 1] + weights[2] * p[first + 2] +
           weights[3] * p[first + 3];
  }
};

/// cos(n a) by squaring: some ten times as fast as an arc tangent and a cosine.
double cosine_of_multiple(int n, double cosine, double sine) {
  double x = 1;
  double y = 0;
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) {
      const double turned = x * cosine - y * sine;
      y = x * sine + y * cosine;
      x = turned;
    }
    const double twice = cosine * cosine - sine * sine;
    sine = 2 * cosine * sine;
    cosine = twice;
  }
  return x;
}

struct Rule {
  std::vector<double> places;
  std::vector<double> weights;
};

const Rule& gauss(int points) {
  static const double a3 = 0.5 * std::sqrt(0.6);
  static const Rule three{{-a3, 0, a3}, {5.0 / 18, 8.0 / 18, 5.0 / 18}};
  static const double inner = std::sqrt(5 - 2 * std::sqrt(10.0 / 7)) / 6;
  static const double outer = std::sqrt(5 + 2 * std::sqrt(10.0 / 7)) / 6;
  static const double wi = (322 + 13 * std::sqrt(70.0)) / 1800;
  static const double wo = (322 - 13 * std::sqrt(70.0)) / 1800;
  static const Rule five{{-outer, -inner, 0, inner, outer}, {wo, wi, 128.0 / 450, wi, wo}};
  return points == 3 ? three : five;
}

double sinc(double x) {
  return std::abs(x) < 1e-6 ? 1 - pi * pi * x * x / 6 : std::sin(pi * x) / (pi * x);
}

}  // namespace

SpokeHarmonics::SpokeHarmonics(const Otf& otf, int pairs, bool binary, double largest_radius_px) {
  const OtfTable table(otf);
  const auto nodes = static_cast<std::size_t>(largest_radius_px * kPerPixel) + 8;
  for (int k = 0; k < (binary ? kMostHarmonics : 1); ++k) {
    const int m = 2 * k + 1;
    Harmonic h{m * pairs, damping(table, m * pairs, nodes)};
    const double weight = binary ? 2 / (pi * m) * (k % 2 == 0 ? 1 : -1) : 0.5;
    double largest = 0;
    for (double& d : h.left) largest = std::max(largest, std::abs(d *= weight));
    if (largest < 1e-6) break;
    harmonics_.push_back(std::move(h));
  }
}

double SpokeHarmonics::bright(double radius_px, double angle_rad) const {
  return share_of(radius_px, std::cos(harmonics_.front().order * angle_rad));
}

double SpokeHarmonics::bright_at(double x_px, double y_px) const {
  const double radius = std::sqrt(x_px * x_px + y_px * y_px);
  if (radius == 0) return 0.5;
  return share_of(radius,
                  cosine_of_multiple(harmonics_.front().order, x_px / radius, y_px / radius));
}

double SpokeHarmonics::share_of(double radius_px, double first) const {
  const Between between(radius_px * kPerPixel, harmonics_.front().left.size());
  double share = 0.5;
  // cos((m + 2) a) = 2 cos(2 a) cos(m a) - cos((m - 2) a)
  const double twice = 2 * (2 * first * first - 1);
  double before = first;
  double now = first;
  for (const Harmonic& h : harmonics_) {
    const double left = between.of(h.left);
    share += left * now;
    if (std::abs(left) < 1e-7) break;
    const double next = twice * now - before;
    before = now;
    now = next;
  }
  return share;
}

ExpectedImage render_spokes(const SiemensStar& star, const SpokeHarmonics& harmonics) {
  ExpectedImage image{star.width, star.height, {}};
  image.electrons.reserve(static_cast<std::size_t>(star.width) *
                          static_cast<std::size_t>(star.height));
  const double dark = star.dark.in(electrons);
  const double step = star.bright.in(electrons)-dark;
  const double c = std::cos(star.angle.in(rad));
  const double s = std::sin(star.angle.in(rad));
  for (int j = 0; j < star.height; ++j) {
    for (int i = 0; i < star.width; ++i) {
      const double dx = i - star.centre_x.in(px);
      const double dy = j - star.centre_y.in(px);
      const Rule& rule = gauss(std::hypot(dx, dy) > 4 * star.pairs / (2 * pi) ? 3 : 5);
      double sum = 0;
      for (std::size_t b = 0; b < rule.places.size(); ++b) {
        for (std::size_t a = 0; a < rule.places.size(); ++a) {
          const double x = dx + rule.places[a];
          const double y = dy + rule.places[b];
          sum +=
              rule.weights[a] * rule.weights[b] * harmonics.bright_at(x * c + y * s, y * c - x * s);
        }
      }
      image.electrons.push_back(dark + step * sum);
    }
  }
  return image;
}

ExpectedImage render(const SiemensStar& star, const Otf& otf) {
  const double x = star.centre_x.in(px);
  const double y = star.centre_y.in(px);
  const double farthest = std::hypot(std::max(std::abs(x), std::abs(star.width - x)) + 1,
                                     std::max(std::abs(y), std::abs(star.height - y)) + 1);
  return render_spokes(star, SpokeHarmonics(otf, star.pairs, star.binary, farthest));
}

double true_star_mtf(const Otf& otf, double f, Angle from, Angle to) {
  constexpr int kDirections = 180;
  double sum = 0;
  for (int i = 0; i < kDirections; ++i) {
    const double a = from.in(rad) + (to - from).in(rad) * (i + 0.5) / kDirections;
    sum += sinc(f * std::cos(a)) * sinc(f * std::sin(a));
  }
  return otf(f) * sum / kDirections;
}

double true_star_crossing(const Otf& otf, double level, Angle from, Angle to) {
  double low = 0;
  double high = 0;
  for (double f = 0.001; f < 3 && high == 0; f += 0.001) {
    if (true_star_mtf(otf, f, from, to) <= level)
      high = f;
    else
      low = f;
  }
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (low + high);
    (true_star_mtf(otf, middle, from, to) > level ? low : high) = middle;
  }
  return high;
}

}  // namespace etalon::targets
