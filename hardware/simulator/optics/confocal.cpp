// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/confocal.hpp"

#include "hardware/simulator/optics/gauss_legendre.hpp"
#include "hardware/simulator/optics/pupil.hpp"
#include "hardware/simulator/optics/widefield.hpp"

#include <boost/math/special_functions/bessel.hpp>
#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace etalon::hardware {
namespace {

constexpr double kPi = std::numbers::pi;

struct Ways {
  Transfer::Table excitation;
  Transfer::Table emission;
};

Ways ways_of(const Lens& lens, const std::vector<Wavelength>& emission, double defocus_um) {
  return {widefield(lens, {{lens.excitation_um, 1}}, defocus_um),
          widefield(lens, emission, defocus_um)};
}

Lens without_aberrations(Lens lens) {
  lens.zernike_waves.clear();
  lens.cover_glass.thickness_error_um = 0;
  return lens;
}

// D as a table, up to `cutoff`.
Transfer::Table pinhole_of(double radius_um, double cutoff_per_um) {
  const auto intervals = 128 + static_cast<int>(32 * radius_um * cutoff_per_um);
  std::vector<double> values;
  for (int k = 0; k <= intervals; ++k) {
    const double t = static_cast<double>(k) / intervals;
    const double v = 2 * kPi * radius_um * cutoff_per_um * t * t;
    values.push_back(v < 1e-6 ? 1 : 2 * boost::math::cyl_bessel_j(1, v) / v);
  }
  Transfer::Table table;
  table.cutoff_per_um = cutoff_per_um;
  table.radial = cubics_through(values);
  return table;
}

// The integral over g for lenses without azimuth, in polar coordinates about the cusp of T_em.
class RadialFold {
 public:
  RadialFold(Ways ways, const Transfer::Table& pinhole, int places, int angles)
      : excitation_(std::move(ways.excitation)) {
    const double cutoff = ways.emission.cutoff_per_um;
    const Rule rule = gauss_legendre(places);
    for (std::size_t i = 0; i < rule.place.size(); ++i) {
      const double g = cutoff * rule.place[i] * rule.place[i];
      const double width = 2 * cutoff * rule.place[i] * rule.weight[i];
      g_.push_back(g);
      weight_.push_back(2 * kPi / angles * g * width * radial_at(ways.emission, g) *
                        radial_at(pinhole, g));
    }
    for (int j = 0; j < angles; ++j) cosine_.push_back(std::cos(kPi * (j + 0.5) / angles));
  }

  double at(double f) const {
    double sum = 0;
    for (std::size_t i = 0; i < g_.size(); ++i) {
      double around = 0;
      for (const double cosine : cosine_) {
        const double squared = f * f + g_[i] * g_[i] - 2 * f * g_[i] * cosine;
        around += radial_at(excitation_, std::sqrt(std::max(0.0, squared)));
      }
      sum += weight_[i] * around;
    }
    return sum;
  }

 private:
  Transfer::Table excitation_;
  std::vector<double> g_;
  std::vector<double> weight_;
  std::vector<double> cosine_;
};

RadialFold fold_of(Ways ways, const Transfer::Table& pinhole, double steepest, double airy_units) {
  const double turns = std::min(steepest, 24.0);
  return {std::move(ways), pinhole, 40 + static_cast<int>(6 * turns + 4 * airy_units),
          32 + static_cast<int>(6 * turns)};
}

std::vector<std::array<double, 4>> fold_table(const RadialFold& fold, double cutoff_per_um,
                                              double steepest, double in_focus) {
  const int intervals = 128 + static_cast<int>(8 * std::min(steepest, 24.0));
  std::vector<double> values;
  for (int k = 0; k <= intervals; ++k) {
    const double t = static_cast<double>(k) / intervals;
    values.push_back(fold.at(cutoff_per_um * t * t) / in_focus);
  }
  return cubics_through(values);
}

std::complex<double> value_of(const Transfer::Table& table, double fx, double fy) {
  const double f = std::hypot(fx, fy);
  if (f >= table.cutoff_per_um) return 0;
  return radial_at(table, f) + (table.half > 0 ? rest_at(table, fx, fy) : 0);
}

// Frequencies in the order of a Fourier transform.
cv::Mat plane_of(const Transfer::Table& table, const Transfer::Table* pinhole, double cells_um,
                 int size) {
  cv::Mat plane(size, size, CV_32FC2, cv::Scalar::all(0));
  const int half = static_cast<int>(std::ceil(table.cutoff_per_um * cells_um));
  for (int row = -half; row <= half; ++row) {
    for (int column = -half; column <= half; ++column) {
      auto value = value_of(table, column / cells_um, row / cells_um);
      if (pinhole != nullptr) value *= radial_at(*pinhole, std::hypot(column, row) / cells_um);
      plane.at<cv::Vec2f>((row + size) % size, (column + size) % size) = {
          static_cast<float>(value.real()), static_cast<float>(value.imag())};
    }
  }
  return plane;
}

cv::Mat fold_planes(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat first;
  cv::Mat second;
  cv::dft(a, first);
  cv::dft(b, second);
  cv::mulSpectrums(first, second, first, 0);
  cv::dft(first, second, cv::DFT_INVERSE | cv::DFT_SCALE);
  return second;
}

struct Fold {
  cv::Mat plane;
  double cells_um = 0;
};

Fold fold_with_azimuth(const Ways& ways, const Transfer::Table& pinhole) {
  Fold fold;
  fold.cells_um = std::max(ways.excitation.cells_um, ways.emission.cells_um);
  const double cutoff = ways.excitation.cutoff_per_um + ways.emission.cutoff_per_um;
  const int size = cv::getOptimalDFTSize(2 * static_cast<int>(cutoff * fold.cells_um) + 8);
  fold.plane = fold_planes(plane_of(ways.emission, &pinhole, fold.cells_um, size),
                           plane_of(ways.excitation, nullptr, fold.cells_um, size));
  fold.plane /= fold.cells_um * fold.cells_um;
  return fold;
}

void add_rest(Transfer::Table& table, const Fold& fold, double in_focus) {
  const int size = fold.plane.rows;
  table.cells_um = fold.cells_um;
  table.half = static_cast<int>(std::ceil(table.cutoff_per_um * fold.cells_um)) + 3;
  for (int row = -1; row <= table.half; ++row) {
    for (int column = -table.half; column <= table.half; ++column) {
      const double f = std::hypot(row, column) / fold.cells_um;
      if (f >= table.cutoff_per_um) {
        table.rest.emplace_back(0.0F);
        continue;
      }
      const auto& value = fold.plane.at<cv::Vec2f>((row + size) % size, (column + size) % size);
      table.rest.emplace_back(static_cast<float>(value[0] / in_focus - radial_at(table, f)),
                              static_cast<float>(value[1] / in_focus));
    }
  }
}

}  // namespace

double pinhole_radius_um(const Lens& lens, const std::vector<Wavelength>& emission) {
  double sum = 0;
  double all = 0;
  for (const Wavelength& line : emission) {
    sum += line.weight * line.um;
    all += line.weight;
  }
  return lens.pinhole_airy_units * 0.61 * sum / all / lens.na;
}

Transfer::Table confocal(const Lens& lens, const std::vector<Wavelength>& emission,
                         double defocus_um) {
  const Pupil pupil = pupil_of(lens, lens.excitation_um, defocus_um);
  const bool azimuth = !pupil.other_um.empty();
  const Ways focused = ways_of(lens, emission, 0);
  const Ways ways = ways_of(lens, emission, defocus_um);
  Transfer::Table table;
  table.cutoff_per_um = ways.excitation.cutoff_per_um + ways.emission.cutoff_per_um;
  const auto pinhole =
      pinhole_of(pinhole_radius_um(lens, emission),
                 std::max(ways.emission.cutoff_per_um, focused.emission.cutoff_per_um));
  const double airy_units = lens.pinhole_airy_units;
  if (!azimuth) {
    const double in_focus =
        fold_of(focused, pinhole, steepest(pupil_of(lens, lens.excitation_um, 0)), airy_units)
            .at(0);
    const double slope = steepest(pupil);
    table.radial =
        fold_table(fold_of(ways, pinhole, slope, airy_units), table.cutoff_per_um, slope, in_focus);
    return table;
  }
  const double in_focus = fold_with_azimuth(focused, pinhole).plane.at<cv::Vec2f>(0, 0)[0];
  const Ways perfect = ways_of(without_aberrations(lens), emission, 0);
  table.radial =
      fold_table(fold_of(perfect, pinhole, 0, airy_units), table.cutoff_per_um, 0, in_focus);
  add_rest(table, fold_with_azimuth(ways, pinhole), in_focus);
  return table;
}

}  // namespace etalon::hardware
