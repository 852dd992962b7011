// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/bead_places.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/tone.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace etalon::targets {
namespace {

/// Places in boxes as large as the distance or larger, so that neighbours are found in nine boxes.
class Neighbours {
 public:
  Neighbours(std::size_t count, const Area& area, double distance)
      : area_(area), distance_(distance) {
    const auto boxes = [&](double length) {
      const double fine = std::sqrt(static_cast<double>(count)) + 1;
      return static_cast<std::size_t>(std::clamp(std::floor(length / distance), 1.0, fine));
    };
    columns_ = boxes(area.width_um);
    rows_ = boxes(area.height_um);
    boxes_.resize(columns_ * rows_);
  }

  bool crowded(const Place& place) const {
    const std::size_t i = column(place);
    const std::size_t j = row(place);
    for (std::size_t y = j - std::min<std::size_t>(j, 1); y <= std::min(j + 1, rows_ - 1); ++y) {
      for (std::size_t x = i - std::min<std::size_t>(i, 1); x <= std::min(i + 1, columns_ - 1);
           ++x) {
        for (const Place& other : boxes_[y * columns_ + x]) {
          if (std::hypot(place.x_um - other.x_um, place.y_um - other.y_um) < distance_) return true;
        }
      }
    }
    return false;
  }

  void add(const Place& place) { boxes_[row(place) * columns_ + column(place)].push_back(place); }

 private:
  static std::size_t box(double along, double length, std::size_t boxes) {
    const double at = (along / length + 0.5) * static_cast<double>(boxes);
    return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(boxes) - 1));
  }
  std::size_t column(const Place& p) const { return box(p.x_um, area_.width_um, columns_); }
  std::size_t row(const Place& p) const { return box(p.y_um, area_.height_um, rows_); }

  Area area_;
  double distance_;
  std::size_t columns_ = 1;
  std::size_t rows_ = 1;
  std::vector<std::vector<Place>> boxes_;
};

constexpr int kTrials = 10'000;  // at 45 % about one trial in ten finds room

std::optional<Place> free_place(const Neighbours& neighbours, const Area& area,
                                std::mt19937_64& generator) {
  std::uniform_real_distribution<double> x(-area.width_um / 2, area.width_um / 2);
  std::uniform_real_distribution<double> y(-area.height_um / 2, area.height_um / 2);
  for (int trial = 0; trial < kTrials; ++trial) {
    Place place;
    place.x_um = x(generator);
    place.y_um = y(generator);
    if (!neighbours.crowded(place)) return place;
  }
  return std::nullopt;
}

Failure no_room() {
  return impossible(tr("so many beads at this spacing do not fit into the area."));
}

}  // namespace

Outcome<std::vector<Place>> random_places(std::size_t count, const Area& area, double distance_um,
                                          std::mt19937_64& generator) {
  const double filled = static_cast<double>(count) * std::numbers::pi * distance_um * distance_um /
                        (4 * area.width_um * area.height_um);
  if (count > 1 && filled > 0.45) return fail(no_room());
  Neighbours neighbours(count, area, distance_um);
  std::vector<Place> places;
  while (places.size() < count) {
    const auto place = free_place(neighbours, area, generator);
    if (!place) return fail(no_room());
    neighbours.add(*place);
    places.push_back(*place);
  }
  return places;
}

std::vector<Place> grid_places(const Area& area, double pitch_um) {
  const double columns = std::floor(area.width_um / pitch_um) + 1;
  const double rows = std::floor(area.height_um / pitch_um) + 1;
  std::vector<Place> places;
  for (double j = 0; j < rows; ++j) {
    for (double i = 0; i < columns; ++i)
      places.push_back({(i - (columns - 1) / 2) * pitch_um, (j - (rows - 1) / 2) * pitch_um});
  }
  return places;
}

}  // namespace etalon::targets
