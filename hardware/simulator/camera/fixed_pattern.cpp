// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/fixed_pattern.hpp"

#include "hardware/simulator/camera/random_stream.hpp"

#include <cmath>

namespace etalon::hardware {
namespace {

/// values[i] = middle + rms z.
std::vector<float> normal_values(std::size_t count, double middle, double rms,
                                 RandomStream random) {
  std::vector<float> values(count, static_cast<float>(middle));
  if (rms > 0) {
    for (float& value : values) value = static_cast<float>(middle + rms * random.normal());
  }
  return values;
}

/// exp(shift + sigma z) times `typical`; sigma from standard deviation over mean.
std::vector<float> log_normal_values(std::size_t count, double typical, double spread,
                                     double shift_in_variances, RandomStream random) {
  std::vector<float> values(count, static_cast<float>(typical));
  if (spread > 0 && typical > 0) {
    const double variance = std::log1p(spread * spread);
    const double median = typical * std::exp(shift_in_variances * variance);
    const double sigma = std::sqrt(variance);
    for (float& value : values) {
      value = static_cast<float>(median * std::exp(sigma * random.normal()));
    }
  }
  return values;
}

/// Calls set(i) for this share of the places, drawn one by one.
template <class Set>
void for_share(std::size_t count, double share, RandomStream random, const Set& set) {
  if (!(share > 0)) return;
  for (std::size_t i = 0; i < count; ++i) {
    if (random.uniform() < share) set(i);
  }
}

/// A row seen by itself: streams are keyed by its number.
struct Row {
  const CameraModel& model;
  std::uint64_t number;
  std::size_t samples;
  RandomStream stream(Purpose purpose) const { return {purpose, {model.sensor_seed, number}}; }
};

std::vector<float> responses(const Row& row) {
  auto values = normal_values(row.samples, 1, row.model.prnu, row.stream(Purpose::response));
  for (float& value : values) value = value > 0 ? value : 0;
  for_share(row.samples, row.model.dead_pixels, row.stream(Purpose::dead_pixels),
            [&](std::size_t i) { values[i] = 0; });
  return values;
}

std::vector<float> dark_currents(const Row& row) {
  const CameraModel& m = row.model;
  const double warmth = std::exp2((m.temperature_c - m.reference_temperature_c) / m.doubling_c);
  constexpr double kMeanOverMedian = -0.5;
  auto values =
      log_normal_values(row.samples, m.dark_current_e_per_s * warmth, m.dark_current_spread,
                        kMeanOverMedian, row.stream(Purpose::dark_current));
  const auto hot = static_cast<float>(m.hot_current_e_per_s * warmth);
  for_share(row.samples, m.hot_pixels, row.stream(Purpose::hot_pixels),
            [&](std::size_t i) { values[i] += hot; });
  return values;
}

std::vector<float> offsets(const Row& row, const ColumnTraits& columns) {
  const CameraModel& m = row.model;
  auto row_offset = row.stream(Purpose::row_offset);
  const double middle = m.row_offset_e > 0 ? m.row_offset_e * row_offset.normal() : 0;
  auto values = normal_values(row.samples, middle, m.dsnu_e, row.stream(Purpose::pixel_offset));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += columns.offset_e[i];
  return values;
}

void append(std::vector<float>& all, const std::vector<float>& part) {
  all.insert(all.end(), part.begin(), part.end());
}

}  // namespace

ColumnTraits column_traits(const CameraModel& model, std::size_t samples_in_row) {
  const auto stream = [&](Purpose purpose) { return RandomStream(purpose, {model.sensor_seed}); };
  ColumnTraits columns;
  columns.offset_e =
      normal_values(samples_in_row, 0, model.column_offset_e, stream(Purpose::column_offset));
  columns.gain_dn_per_e =
      normal_values(samples_in_row, model.gain_dn_per_e, model.gain_dn_per_e * model.column_gain,
                    stream(Purpose::column_gain));
  return columns;
}

PixelTraits row_traits(const CameraModel& model, const ColumnTraits& columns, std::size_t row) {
  const Row here{model, row, columns.offset_e.size()};
  constexpr double kRmsOverMedian = -1;
  return {responses(here), dark_currents(here), offsets(here, columns),
          log_normal_values(here.samples, model.read_noise_e, model.read_noise_spread,
                            kRmsOverMedian, here.stream(Purpose::read_noise)),
          columns.gain_dn_per_e};
}

PixelTraits sensor_traits(const CameraModel& model, std::size_t samples_in_row, std::size_t rows) {
  const ColumnTraits columns = column_traits(model, samples_in_row);
  PixelTraits all;
  for (std::size_t row = 0; row < rows; ++row) {
    const PixelTraits part = row_traits(model, columns, row);
    append(all.response, part.response);
    append(all.dark_current_e_per_s, part.dark_current_e_per_s);
    append(all.offset_e, part.offset_e);
    append(all.read_noise_e, part.read_noise_e);
    append(all.gain_dn_per_e, part.gain_dn_per_e);
  }
  return all;
}

}  // namespace etalon::hardware
