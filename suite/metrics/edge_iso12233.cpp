// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_measurement.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace etalon::metrics {

namespace {

using imaging::EdgeTrack;
using std::numbers::pi;

constexpr int kPerPixel = 4;  // bins along the row
constexpr double kMaxCorrection = 10;
constexpr double kWidthInSigma = 60;  // half-width of the region for edges that were not given one

/// Edge spread along the row in quarter-pixel bins, blocks of rows apart.
struct RowProfile {
  int blocks = 0;
  std::size_t bins = 0;
  double pitch = 0;  // of the bins along the normal, samples
  std::vector<double> count;
  std::vector<double> sum;
};

/// Rows cut to whole cycles of the pixel phase, as the standard's programs do.
int whole_cycles(const EdgeTrack& track) {
  const int rows = track.last_row - track.first_row + 1;
  const double slope = std::abs(track.slope(track.middle_row));
  const double cycles = std::floor(rows * slope);
  return cycles < 1 ? rows : std::min(rows, static_cast<int>(std::lround(cycles / slope)));
}

RowProfile gather(const Plane& plane, const EdgeTrack& track, int blocks) {
  const double cosine = std::cos(std::atan(track.slope(track.middle_row)));
  const double reach =
      std::min(kWidthInSigma * track.sigma, std::min(track.reach_left, track.reach_right)) / cosine;
  RowProfile p;
  p.blocks = blocks;
  p.bins = 2 * static_cast<std::size_t>(std::floor(reach * kPerPixel));
  p.pitch = cosine / kPerPixel;
  p.count.assign(p.bins * static_cast<std::size_t>(blocks), 0.0);
  p.sum.assign(p.count.size(), 0.0);
  const int rows = whole_cycles(track);
  const double half = static_cast<double>(p.bins) / 2;
  for (int r = 0; r < rows; ++r) {
    const int row = track.first_row + r;
    if (std::binary_search(track.rows_left_out.begin(), track.rows_left_out.end(), row)) continue;
    const double centre = track.column(row);
    const auto block = static_cast<std::size_t>(r * blocks / rows);
    const int from = std::max(0, static_cast<int>(std::ceil(centre - reach)));
    const int to = std::min(plane.width - 1, static_cast<int>(std::floor(centre + reach)));
    for (int x = from; x <= to; ++x) {
      const double bin = std::floor((x - centre) * kPerPixel + half + 0.5);
      if (bin < 0 || bin >= static_cast<double>(p.bins)) continue;
      const std::size_t cell = block * p.bins + static_cast<std::size_t>(bin);
      p.count[cell] += 1;
      p.sum[cell] += static_cast<double>(plane.row(row)[x]);
    }
  }
  return p;
}

/// Mean of the bins, one block left out (or none: -1); an empty bin gets the mean of its
/// neighbours.
std::vector<double> edge_spread(const RowProfile& p, int left_out) {
  std::vector<double> esf(p.bins, std::nan(""));
  for (std::size_t bin = 0; bin < p.bins; ++bin) {
    double n = 0;
    double sum = 0;
    for (int b = 0; b < p.blocks; ++b) {
      if (b == left_out) continue;
      n += p.count[static_cast<std::size_t>(b) * p.bins + bin];
      sum += p.sum[static_cast<std::size_t>(b) * p.bins + bin];
    }
    if (n > 0) esf[bin] = sum / n;
  }
  for (std::size_t bin = 0; bin < p.bins; ++bin) {
    if (std::isfinite(esf[bin])) continue;
    std::size_t before = bin;
    std::size_t after = bin;
    while (before > 0 && !std::isfinite(esf[before])) --before;
    while (after + 1 < p.bins && !std::isfinite(esf[after])) ++after;
    const double a = std::isfinite(esf[before]) ? esf[before] : esf[after];
    const double b = std::isfinite(esf[after]) ? esf[after] : a;
    esf[bin] = 0.5 * (a + b);
  }
  return esf;
}

/// Central difference of length 3, windowed by a Tukey window (alpha 1, a raised cosine) about its
/// peak whose two sides reach the two ends of the region.
std::vector<double> line_spread(const std::vector<double>& esf, std::size_t& peak) {
  const std::size_t n = esf.size();
  std::vector<double> lsf(n, 0.0);
  for (std::size_t i = 1; i + 1 < n; ++i) lsf[i] = 0.5 * (esf[i + 1] - esf[i - 1]);
  double centre = 0;
  double weight = 0;
  peak = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (std::abs(lsf[i]) > std::abs(lsf[peak])) peak = i;
  }
  for (std::size_t i = peak > 8 ? peak - 8 : 0; i < std::min(n, peak + 9); ++i) {
    centre += std::abs(lsf[i]) * static_cast<double>(i);
    weight += std::abs(lsf[i]);
  }
  if (weight > 0) centre /= weight;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = static_cast<double>(i);
    const double side = x < centre ? centre : static_cast<double>(n - 1) - centre;
    lsf[i] *= side > 0 ? 0.5 * (1 + std::cos(pi * std::min(1.0, std::abs(x - centre) / side))) : 1;
  }
  return lsf;
}

/// One frequency of the corrected response; f in cycles per sample along the normal.
double response(const std::vector<double>& lsf, double pitch, double f, bool bin_box) {
  std::complex<double> sum = 0;
  double zero = 0;
  for (std::size_t i = 0; i < lsf.size(); ++i) {
    sum += lsf[i] * std::polar(1.0, -2 * pi * f * pitch * static_cast<double>(i));
    zero += lsf[i];
  }
  const double z = 2 * pi * f * pitch;
  const double difference = z < 1e-9 ? 1 : std::min(kMaxCorrection, std::abs(z / std::sin(z)));
  const double half = z / 2;
  const double box = !bin_box || half < 1e-9 ? 1 : half / std::sin(half);
  return std::abs(sum / zero) * difference * box;
}

struct Figures {
  double mtf50 = std::nan("");
  double mtf10 = std::nan("");
  double width = std::nan("");
  double fwhm = std::nan("");
};

double first_below(const std::vector<double>& lsf, double pitch, double level, bool bin_box) {
  const double step = 1 / (static_cast<double>(lsf.size()) * pitch);
  double previous = 1;
  for (double f = step; f <= 1.0; f += step) {
    const double here = response(lsf, pitch, f, bin_box);
    if (here < level) return f - step * (level - here) / (previous - here);
    previous = here;
  }
  return std::nan("");
}

double crossing_span(const std::vector<double>& curve, std::size_t from, double low, double high,
                     double pitch) {
  double left = std::nan("");
  double right = std::nan("");
  for (std::size_t i = from; i + 1 < curve.size(); ++i) {
    if ((curve[i] - high) * (curve[i + 1] - high) <= 0 && curve[i] != curve[i + 1]) {
      right = static_cast<double>(i) + (high - curve[i]) / (curve[i + 1] - curve[i]);
      break;
    }
  }
  for (std::size_t i = from; i > 0; --i) {
    if ((curve[i] - low) * (curve[i - 1] - low) <= 0 && curve[i] != curve[i - 1]) {
      left = static_cast<double>(i) - (low - curve[i]) / (curve[i - 1] - curve[i]);
      break;
    }
  }
  return (right - left) * pitch;
}

double end_mean(const std::vector<double>& esf, bool end) {
  const std::size_t n = std::max<std::size_t>(4, esf.size() / 10);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += end ? esf[esf.size() - 1 - i] : esf[i];
  return sum / static_cast<double>(n);
}

Figures figures(const std::vector<double>& esf, double pitch, bool bin_box) {
  std::size_t peak = 0;
  const auto lsf = line_spread(esf, peak);
  Figures f;
  f.mtf50 = first_below(lsf, pitch, 0.5, bin_box);
  f.mtf10 = first_below(lsf, pitch, 0.1, bin_box);
  const double lo = end_mean(esf, false);
  const double hi = end_mean(esf, true);
  f.width = crossing_span(esf, peak, lo + 0.1 * (hi - lo), lo + 0.9 * (hi - lo), pitch);
  f.fwhm = crossing_span(lsf, peak, lsf[peak] / 2, lsf[peak] / 2, pitch);
  return f;
}

/// Value of the whole and its jackknife standard uncertainty.
EdgeReading reading(double whole, const std::vector<Figures>& without, double Figures::*member) {
  EdgeReading r;
  if (!std::isfinite(whole)) return r;
  r.exists = true;
  r.value = whole;
  const double n = static_cast<double>(without.size());
  double mean = 0;
  for (const auto& f : without) mean += f.*member / n;
  double squares = 0;
  for (const auto& f : without) squares += (f.*member - mean) * (f.*member - mean);
  r.noise = std::sqrt(squares * (n - 1) / n);
  if (!std::isfinite(r.noise)) return {};
  r.degrees_of_freedom = n - 1;
  return r;
}

}  // namespace

EdgeMeasurement measure_edge_iso12233(const Plane& plane, const EdgeTrack& track, int blocks,
                                      bool bin_box_correction) {
  EdgeMeasurement m;
  const RowProfile profile = gather(plane, track, blocks);
  if (profile.bins < 16) return m;
  const auto esf = edge_spread(profile, -1);
  const Figures whole = figures(esf, profile.pitch, bin_box_correction);
  std::vector<Figures> without;
  for (int b = 0; b < blocks; ++b) {
    without.push_back(figures(edge_spread(profile, b), profile.pitch, bin_box_correction));
  }
  m.mtf50 = reading(whole.mtf50, without, &Figures::mtf50);
  m.mtf10 = reading(whole.mtf10, without, &Figures::mtf10);
  m.edge_width = reading(whole.width, without, &Figures::width);
  m.lsf_fwhm = reading(whole.fwhm, without, &Figures::fwhm);
  std::size_t peak = 0;
  const auto lsf = line_spread(esf, peak);
  for (double f = 0; f <= 1 + 1e-9; f += 0.02) {
    m.frequency.push_back(f);
    m.mtf.push_back(response(lsf, profile.pitch, f, bin_box_correction));
    m.mtf_highest = std::max(m.mtf_highest, m.mtf.back());
  }
  const double lo = end_mean(esf, false);
  const double height = end_mean(esf, true) - lo;
  for (std::size_t i = 0; i < esf.size(); ++i) {
    m.distance.push_back((static_cast<double>(i) - static_cast<double>(esf.size()) / 2) *
                         profile.pitch);
    m.esf.push_back((esf[i] - lo) / height);
    m.lsf.push_back(lsf[i] / height / profile.pitch);
  }
  return m;
}

}  // namespace etalon::metrics
