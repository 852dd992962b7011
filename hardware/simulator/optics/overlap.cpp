// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/overlap.hpp"

#include "hardware/simulator/optics/gauss_legendre.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <numbers>

namespace etalon::hardware {
namespace {

struct Sample {
  double amplitude;
  double waves;
};

// Amplitude and path over rho^2, to be read linearly.
class RadialPupil {
 public:
  explicit RadialPupil(const Pupil& pupil) {
    samples_.reserve(kCells + 2);
    for (int i = 0; i <= kCells; ++i) {
      const double rho_squared = static_cast<double>(i) / kCells;
      samples_.push_back({amplitude(pupil, rho_squared), symmetric_waves(pupil, rho_squared)});
    }
    samples_.push_back(samples_.back());
  }
  Sample at(double rho_squared) const {
    const double place = std::min(rho_squared, 1.0) * kCells;
    const auto cell = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(cell);
    const Sample& a = samples_[cell];
    const Sample& b = samples_[cell + 1];
    return {a.amplitude + part * (b.amplitude - a.amplitude), a.waves + part * (b.waves - a.waves)};
  }

 private:
  static constexpr int kCells = 4096;
  std::vector<Sample> samples_;
};

class Overlap {
 public:
  Overlap(const Pupil& pupil, double source)
      : pupil_(pupil), source_(source), steepest_(steepest_symmetric(pupil)) {}

  double at(double v) {
    const auto [y_crossing, meet] = crossing(v);
    // How many waves the two paths differ at most along half a row.
    const double waves = steepest_ * v * std::max(0.0, 1 - v / (1 + source_));
    const Rule& along = rule(12 + static_cast<int>((source_ < 1 ? 6 : 3) * waves));
    const Rule& across = rule(12 + static_cast<int>(2 * waves));
    double sum = rows(v, 0, y_crossing, along, across);
    if (!meet) sum += rows(v, y_crossing, source_, along, across);
    return sum;
  }

 private:
  struct Crossing {
    double y;
    bool is_the_tip;
  };
  // Where the rims cross: there the left border of the overlap changes from one to the other, or
  // the overlap ends.
  Crossing crossing(double v) const {
    if (v <= 1 - source_) return {0, false};
    const double x = (source_ * source_ - 1 - v * v) / (2 * v);  // from the middle of the pupil
    const double y = std::sqrt(std::max(0.0, 1 - x * x));
    return {y, x >= -v};
  }

  double rows(double v, double from, double to, const Rule& along, const Rule& across) const {
    if (to <= from) return 0;
    double sum = 0;
    for (std::size_t j = 0; j < across.place.size(); ++j) {
      const double y = from + (to - from) * across.place[j];
      sum += across.weight[j] * row(v, y, along);
    }
    return sum * (to - from) * 2;  // y and -y
  }

  // The pupil's disc about 0, the lit one about -v.
  double row(double v, double y, const Rule& along) const {
    const double lit = std::sqrt(std::max(0.0, source_ * source_ - y * y));
    const double right = lit - v;
    const double left = std::max(-std::sqrt(std::max(0.0, 1 - y * y)), -v - lit);
    // A pupil and its own copy: the left half of the overlap mirrors the right one.
    const double from = source_ < 1 ? left : -v / 2;
    if (right <= from) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < along.place.size(); ++i) {
      const double x = from + (right - from) * along.place[i];
      const Sample a = pupil_.at(x * x + y * y);
      const Sample b = pupil_.at((x + v) * (x + v) + y * y);
      sum += along.weight[i] * a.amplitude * b.amplitude *
             std::cos(2 * std::numbers::pi * (a.waves - b.waves));
    }
    return sum * (right - from) * (source_ < 1 ? 1 : 2);
  }

  const Rule& rule(int n) {
    const int rounded = (n + 3) / 4 * 4;
    const auto [found, is_new] = rules_.try_emplace(rounded);
    if (is_new) found->second = for_square_roots(rounded);
    return found->second;
  }

  static double steepest_symmetric(Pupil pupil) {
    pupil.other_um.clear();
    return steepest(pupil);
  }

  RadialPupil pupil_;
  double source_;
  double steepest_;
  std::map<int, Rule> rules_;
};

}  // namespace

std::vector<double> symmetric_transfer(const Pupil& pupil, double source, int intervals) {
  Overlap overlap(pupil, source);
  const double all = overlap.at(0);
  std::vector<double> transfer;
  transfer.reserve(static_cast<std::size_t>(intervals) + 1);
  for (int k = 0; k <= intervals; ++k) {
    const double t = static_cast<double>(k) / intervals;
    transfer.push_back(overlap.at((1 + source) * t * t) / all);
  }
  return transfer;
}

}  // namespace etalon::hardware
