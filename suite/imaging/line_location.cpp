// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/line_location.hpp"

#include "suite/imaging/line_pieces.hpp"
#include "suite/imaging/line_profile.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace etalon::imaging {

namespace {

constexpr double kHarmless = 0.01;  // samples; nothing nearer than this is called off its line

constexpr double kWholePiece = 0.7;  // amplitude over the upper quartile of its line

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

using ByLine = std::map<int, std::vector<LinePiece>>;

/// Leaves out pieces that see only the end of a line: its neighbours end there too, elsewhere.
void leave_out_ends(std::vector<LinePiece>& pieces) {
  std::vector<double> amplitudes;
  for (const LinePiece& p : pieces) amplitudes.push_back(p.amplitude);
  const auto upper = amplitudes.begin() + static_cast<std::ptrdiff_t>(3 * amplitudes.size() / 4);
  std::nth_element(amplitudes.begin(), upper, amplitudes.end());
  const double least = kWholePiece * *upper;
  pieces.erase(std::remove_if(pieces.begin(), pieces.end(),
                              [&](const LinePiece& p) { return p.amplitude < least; }),
               pieces.end());
}

/// Leaves out what lies five robust standard deviations off the rest of its line.
void leave_out_dust(ByLine& lines, std::map<int, int>& left_out) {
  std::map<int, double> middles;
  std::vector<double> off;
  const auto deviation = [&](int number, const LinePiece& p) {
    return std::abs(p.shift - middles[number]) / std::sqrt(p.variance);
  };
  for (const auto& [number, pieces] : lines) {
    std::vector<double> shifts;
    for (const LinePiece& p : pieces) shifts.push_back(p.shift);
    middles[number] = median(shifts);
    if (pieces.size() < 3) continue;
    for (const LinePiece& p : pieces) off.push_back(deviation(number, p));
  }
  const double reach = 5 * 1.4826 * median(off);
  for (auto& [number, pieces] : lines) {
    if (pieces.size() < 3) continue;
    const auto last = std::remove_if(pieces.begin(), pieces.end(), [&, n = number](const auto& p) {
      return std::abs(p.shift - middles[n]) > kHarmless && deviation(n, p) > reach;
    });
    left_out[number] += static_cast<int>(pieces.end() - last);
    pieces.erase(last, pieces.end());
  }
}

LocatedLine line_of(int number, const std::vector<LinePiece>& pieces) {
  LocatedLine line;
  line.number = number;
  line.pieces = static_cast<int>(pieces.size());
  line.first_y = line.last_y = pieces.front().y;
  double total = 0;
  for (const LinePiece& p : pieces) {
    const double w = 1 / p.variance;
    total += w;
    line.x += w * p.x;
    line.y += w * p.y;
    line.first_y = std::min(line.first_y, p.y);
    line.last_y = std::max(line.last_y, p.y);
  }
  line.x /= total;
  line.y /= total;
  line.variance = 1 / total;
  double both = 0;
  for (const LinePiece& p : pieces) {
    const double w = 1 / p.variance;
    line.slope_weight += w * (p.y - line.y) * (p.y - line.y);
    both += w * (p.y - line.y) * (p.x - line.x);
  }
  line.slope = line.slope_weight > 0 ? -both / line.slope_weight : 0;
  return line;
}

void combine_slopes(LocatedLines& found) {
  double total = 0;
  double sum = 0;
  for (const LocatedLine& line : found.lines) {
    total += line.slope_weight;
    sum += line.slope_weight * line.slope;
  }
  if (!(total > 0)) return;
  found.slope = sum / total;
  double scatter = 0;
  for (const LocatedLine& line : found.lines)
    scatter += line.slope_weight * std::pow(line.slope - found.slope, 2);
  found.slope_degrees = static_cast<double>(found.lines.size()) - 1;
  found.slope_uncertainty = std::sqrt(scatter / std::max(1.0, found.slope_degrees) / total);
}

/// Every other line displaced, or of another contrast, than the ones between.
bool alternate(const std::vector<LinePiece>& pieces, double period) {
  std::vector<double> shift[2];
  std::vector<double> contrast[2];
  for (const LinePiece& p : pieces) {
    const auto side = static_cast<std::size_t>(p.number & 1);
    shift[side].push_back(p.shift);
    contrast[side].push_back(p.amplitude);
  }
  if (shift[0].size() < 4 || shift[1].size() < 4) return false;
  const double apart = std::abs(median(shift[0]) - median(shift[1]));
  const double a = median(contrast[0]);
  const double b = median(contrast[1]);
  return apart > 0.05 * period || std::abs(a - b) > 0.25 * (a + b);
}

/// Of the plane through the tracked phase.
LineFamily mean_frequency(const LinePhase& phase, const Plane& plane) {
  const double x = (plane.width - 1) / 2.0;
  const double y = (plane.height - 1) / 2.0;
  const double dx = phase.phase.half_width;
  const double dy = phase.phase.half_height;
  LineFamily mean;
  mean.fx = phase.fx + (phase.phase.at(x + dx, y) - phase.phase.at(x - dx, y)) / (2 * dx);
  mean.fy = phase.fy + (phase.phase.at(x, y + dy) - phase.phase.at(x, y - dy)) / (2 * dy);
  return mean;
}

/// What of the light the blocks of several lines could not resolve; nothing when that is below
/// 0.1 %.
std::optional<Surface> remaining_light(const std::vector<LinePiece>& pieces, const Plane& plane) {
  std::vector<SurfacePoint> levels;
  for (const LinePiece& p : pieces) {
    if (p.level > 0) levels.push_back({p.x, p.y, std::log(p.level), 1});
  }
  if (levels.size() < 20) return std::nullopt;
  const Surface rest = fit_surface(levels, levels.size() < 45 ? 2 : 4, plane.width, plane.height);
  double low = 1e300;
  double high = -1e300;
  for (const SurfacePoint& p : levels) {
    const double v = rest.at(p.x, p.y);
    low = std::min(low, v);
    high = std::max(high, v);
  }
  if (high - low < 1e-3) return std::nullopt;
  return rest;
}

}  // namespace

LocatedLines locate_lines(const Plane& plane, const LineFamily& family, double band_rows) {
  const double sign = family.fx < 0 ? -1 : 1;
  double fx = sign * family.fx;
  double fy = sign * family.fy;
  auto bands = sheared_bands(plane, fy / fx, band_rows);
  LinePhase phase = track_line_phase(bands, fx, fy, plane.width, plane.height);
  // Once more along the lines as they really run: what ends within a band is then where it should
  // be.
  const LineFamily better = mean_frequency(phase, plane);
  if (std::abs(better.fx / fx - 1) < 0.1 && std::abs(better.fy - fy) < 0.1 * fx) {
    fx = better.fx;
    fy = better.fy;
    bands = sheared_bands(plane, fy / fx, band_rows);
    phase = track_line_phase(bands, fx, fy, plane.width, plane.height);
  }
  if (phase.has_level) divide_by_level(bands, phase.level);
  LineProfile profile = fold_lines(bands, phase);
  LocatedLines found;
  if (!(profile.rms > 0)) return found;
  LinePieces seen = find_pieces(bands, phase, profile);
  const auto rest = remaining_light(seen.pieces, plane);
  if (phase.has_level && rest) {
    divide_by_level(bands, *rest);
    profile = fold_lines(bands, phase);
    seen = find_pieces(bands, phase, profile);
  }
  found.contrast = profile.contrast;
  found.dark = profile.dark;
  found.something_between = profile.overlapping;
  found.alternating = alternate(seen.pieces, profile.period);
  ByLine lines;
  for (const LinePiece& piece : seen.pieces) lines[piece.number].push_back(piece);
  for (auto& [number, pieces] : lines) leave_out_ends(pieces);
  leave_out_dust(lines, seen.left_out);
  for (const auto& [number, pieces] : lines) {
    if (pieces.size() < 2) continue;
    found.lines.push_back(line_of(number, pieces));
    found.lines.back().left_out = seen.left_out[number];
  }
  combine_slopes(found);
  return found;
}

}  // namespace etalon::imaging
