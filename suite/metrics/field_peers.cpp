// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_peers.hpp"

#include "suite/imaging/smoothing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::Border;

double value_at(const Plane& plane, int x, int y) { return static_cast<double>(plane.row(y)[x]); }

std::pair<double, double> extremes_of(const Plane& plane) {
  const auto [low, high] = std::minmax_element(plane.values.begin(), plane.values.end());
  return {static_cast<double>(*low), static_cast<double>(*high)};
}

/// Mean and standard deviation with n - 1.
template <class Values>
std::pair<double, double> mean_and_sd(const Values& values) {
  double sum = 0;
  for (const auto v : values) sum += static_cast<double>(v);
  const double n = static_cast<double>(values.size());
  double squares = 0;
  for (const auto v : values) squares += std::pow(static_cast<double>(v) - sum / n, 2);
  return {sum / n, std::sqrt(squares / (n - 1))};
}

struct Place {
  double x = 0;
  double y = 0;
};

/// Mean place of the samples, each weighed by weight(value).
template <class Weight>
Place centroid(const Plane& plane, Weight weight) {
  double sum = 0;
  Place place;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      const double w = weight(value_at(plane, x, y));
      sum += w;
      place.x += w * x;
      place.y += w * y;
    }
  }
  return {place.x / sum, place.y / sum};
}

double square_mean(const Plane& plane, int x0, int y0, int side) {
  double sum = 0;
  for (int y = y0; y < y0 + side; ++y) {
    for (int x = x0; x < x0 + side; ++x) sum += value_at(plane, x, y);
  }
  return sum / (static_cast<double>(side) * side);
}

void add_metroloj(const Plane& plane, bool whole_numbers, std::vector<PeerValue>& peers) {
  Plane blurred = imaging::gaussian_smoothed(plane, 2, Border::repeated);
  if (whole_numbers) {
    for (float& v : blurred.values) v = std::floor(v + 0.5F);
  }
  const double low = extremes_of(blurred).first;
  const double high = extremes_of(blurred).second;
  const int w = blurred.width;
  const int h = blurred.height;
  std::vector<double> border;
  for (const int y : {0, h / 2, h - 1}) {
    for (const int x : {0, w / 2, w - 1}) {
      if (x != w / 2 || y != h / 2) border.push_back(value_at(blurred, x, y));
    }
  }
  const Place zone = centroid(blurred, [&](double v) { return v >= 0.9 * high ? 1.0 : 0.0; });
  const double off = std::hypot(zone.x - w / 2.0, zone.y - h / 2.0);
  const auto [mean, sd] = mean_and_sd(blurred.values);
  const std::string name = "peer.metroloj_qc.";
  peers.push_back({name + "uniformity", 100 * low / high, "%"});
  peers.push_back({name + "centring", 100 - 200 * off / std::hypot(w, h), "%"});
  peers.push_back({name + "field_uniformity", 100 - 100 * mean_and_sd(border).second / high, "%"});
  peers.push_back({name + "cv", 100 * sd / mean, "%"});
}

void add_microscope_metrics(const Plane& plane, std::vector<PeerValue>& peers) {
  const int side = static_cast<int>(0.1 * (plane.width + plane.height) / 2);
  const int right = plane.width - 1 - side;
  const int bottom = plane.height - 1 - side;
  if (side < 1 || right < 0 || bottom < 0) return;
  const double high = extremes_of(plane).second;
  const struct {
    const char* name;
    int x, y;
  } squares[] = {{"top_left", 0, 0},
                 {"top_right", right, 0},
                 {"bottom_left", 0, bottom},
                 {"bottom_right", right, bottom},
                 {"centre", (plane.width - side) / 2, (plane.height - side) / 2}};
  for (const auto& square : squares) {
    peers.push_back({std::string("peer.microscope_metrics.") + square.name + "_ratio",
                     square_mean(plane, square.x, square.y, side) / high, "1"});
  }
}

void add_manifest(const Plane& plane, std::vector<PeerValue>& peers) {
  const auto [low, high] = extremes_of(imaging::gaussian_smoothed(plane, 8, Border::reflected));
  const Place mass = centroid(plane, [](double v) { return v; });
  const std::string name = "peer.manifest.";
  peers.push_back({name + "smoothed_min_max", low / high, "1"});
  peers.push_back({name + "centre_of_mass_x", plane.x0 + plane.pitch * mass.x, "px"});
  peers.push_back({name + "centre_of_mass_y", plane.y0 + plane.pitch * mass.y, "px"});
}

}  // namespace

std::vector<PeerValue> field_peers(const Plane& plane, bool whole_numbers) {
  std::vector<PeerValue> peers;
  if (plane.width < 3 || plane.height < 3) return peers;
  add_metroloj(plane, whole_numbers, peers);
  add_microscope_metrics(plane, peers);
  add_manifest(plane, peers);
  peers.erase(std::remove_if(peers.begin(), peers.end(),
                             [](const PeerValue& p) { return !std::isfinite(p.value); }),
              peers.end());
  return peers;
}

}  // namespace etalon::metrics
