// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/patches.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <numbers>
#include <utility>

namespace etalon::hardware {
namespace {

constexpr int kMost = 33;
constexpr double kError = 0.003;

// Frequencies at which transfer functions are compared, cycles/px.
std::vector<Place> frequencies(const Blur& blur) {
  std::vector<Place> all;
  const Place cutoff = blur.cutoff_per_px();
  for (int direction = 0; direction < 4; ++direction) {
    const double angle = direction * std::numbers::pi / 4;
    for (int k = 1; k < 10; ++k) {
      all.push_back({0.1 * k * cutoff.x * std::cos(angle), 0.1 * k * cutoff.y * std::sin(angle)});
    }
  }
  return all;
}

double difference(const Blur& a, const Blur& b, const Blur& between) {
  double largest = 0;
  for (const Place& f : frequencies(between)) {
    const auto mixed = (a.at(f.x, f.y) + b.at(f.x, f.y)) / 2.0;
    largest = std::max(largest, std::abs(mixed - between.at(f.x, f.y)));
  }
  return largest;
}

std::vector<double> spread(int count, int pixels) {
  if (count == 1) return {0};
  std::vector<double> places;
  const double half = (pixels - 1) / 2.0;
  for (int k = 0; k < count; ++k) places.push_back(half * (2.0 * k / (count - 1) - 1));
  return places;
}

// Denser nets share places with wider ones, and so do rows with columns.
class Remembered {
 public:
  explicit Remembered(const std::function<Blur(Place)>& blur_at) : blur_at_(blur_at) {}
  const Blur& operator()(Place place) {
    const auto found = blurs_.find({place.x, place.y});
    if (found != blurs_.end()) return found->second;
    return blurs_.emplace(std::pair{place.x, place.y}, blur_at_(place)).first->second;
  }

 private:
  const std::function<Blur(Place)>& blur_at_;
  std::map<std::pair<double, double>, Blur> blurs_;
};

// Along the middle and both borders of the image. `blur(along, across)`: each from -1 to 1.
template <class BlurAt>
bool fits(int places, const BlurAt& blur) {
  for (const double across : {-1.0, 0.0, 1.0}) {
    if (places == 1) {
      for (const double end : {-1.0, 1.0}) {
        if (difference(blur(end, across), blur(end, across), blur(0, 0)) >= kError) return false;
      }
    }
    const double step = 2.0 / std::max(1, places - 1);
    for (int k = 1; k < places; ++k) {
      const double left = -1 + (k - 1) * step;
      if (difference(blur(left, across), blur(left + step, across),
                     blur(left + step / 2, across)) >= kError) {
        return false;
      }
    }
  }
  return true;
}

template <class BlurAt>
int needed(const BlurAt& blur) {
  int count = 1;
  while (count < kMost && !fits(count, blur)) count = count == 1 ? 2 : 2 * count - 1;
  return count;
}

double hat(const std::vector<double>& places, std::size_t k, double at) {
  if (places.size() == 1) return 1;
  const double step = places[1] - places[0];
  return std::max(0.0, 1 - std::abs(at - places[k]) / step);
}

// First pixel and number of those in which hat k is not zero.
std::array<int, 2> reach(const std::vector<double>& places, std::size_t k, int pixels) {
  if (places.size() == 1) return {0, pixels};
  const double step = places[1] - places[0];
  const double middle = places[k] + (pixels - 1) / 2.0;
  const int first = std::max(0, static_cast<int>(std::floor(middle - step)) + 1);
  const int last = std::min(pixels - 1, static_cast<int>(std::ceil(middle + step)) - 1);
  return {first, last - first + 1};
}

}  // namespace

double Patches::weight(std::size_t patch, Place sensor_px) const {
  const double left = x_px.size() == 1 ? 0 : std::clamp(sensor_px.x, x_px.front(), x_px.back());
  const double top = y_px.size() == 1 ? 0 : std::clamp(sensor_px.y, y_px.front(), y_px.back());
  return hat(x_px, patch % x_px.size(), left) * hat(y_px, patch / x_px.size(), top);
}

Window Patches::window(std::size_t patch, const Field& field) const {
  const auto [x, width] = reach(x_px, patch % x_px.size(), field.width);
  const auto [y, height] = reach(y_px, patch / x_px.size(), field.height);
  return {x, y, width, height};
}

Patches patches_for(const Field& field, const std::function<Blur(Place)>& blur_at) {
  const double half_width = (field.width - 1) / 2.0;
  const double half_height = (field.height - 1) / 2.0;
  Remembered blur(blur_at);
  const int columns = needed([&](double x, double y) -> const Blur& {
    return blur({x * half_width, y * half_height});
  });
  const int rows = needed([&](double y, double x) -> const Blur& {
    return blur({x * half_width, y * half_height});
  });
  return {spread(columns, field.width), spread(rows, field.height)};
}

bool blur_changes(const Field& field, bool with_defocus) {
  const bool aberrations = field.field_coma_waves != 0 || field.field_astigmatism_waves != 0;
  const bool scale = field.k1 != 0 || field.k2 != 0;
  const bool defocus = field.tilt_x_rad != 0 || field.tilt_y_rad != 0 || field.curvature_um != 0;
  return aberrations || scale || (with_defocus && defocus);
}

}  // namespace etalon::hardware
