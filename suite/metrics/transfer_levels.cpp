// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_levels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::PairStatistics;

constexpr double kSameLight = 0.05;  // relative; lamps flicker by less

/// Variance of the means of the pixels: half of the temporal one is left in the mean of a pair.
double spread_of(const PairStatistics& pair) {
  return std::max(0.0, pair.mean_image_variance() - pair.variance() / 2);
}

double pair_variance(const PairStatistics& pair, double dark_mean, FlickerTerm term) {
  if (term == FlickerTerm::none) return pair.plain_variance();
  if (term == FlickerTerm::even) return pair.variance();
  // Each pixel changes by its share of the light: the mean of that squared is larger than the
  // square of the mean by the variance of the light over the field.
  const double signal = pair.mean() - dark_mean;
  if (!(signal > 0)) return pair.variance();
  const double uneven = spread_of(pair) / (signal * signal);
  const double change = pair.mean_a - pair.mean_b;
  return (pair.square_difference - change * change * (1 + uneven)) / 2;
}

/// More than a lamp flickers, or noise explains.
bool of_different_light(const PairStatistics& pair, double dark_mean) {
  const double change = std::abs(pair.mean_a - pair.mean_b);
  const double signal = std::abs(pair.mean() - dark_mean);
  const double noise = std::sqrt(2 * pair.variance() / pair.samples);
  return change > kSameLight * signal + 6 * std::max(0.0, noise) + 0.5;
}

bool same_exposure(double a, double b) { return std::abs(a - b) <= 1e-6 * std::max(a, b); }

std::vector<DarkLevel> dark_levels(const std::vector<FrameSet>& sets,
                                   const std::vector<PairReading>& readings, std::size_t plane,
                                   FlickerTerm term) {
  std::vector<DarkLevel> darks;
  std::vector<double> pairs;
  for (const PairReading& reading : readings) {
    const PairStatistics& pair = reading.planes[plane].statistics;
    const auto& exposure = sets[reading.set].setting.exposure;
    std::optional<double> seconds;
    if (exposure) seconds = exposure->in(s);
    const auto same = std::find_if(darks.begin(), darks.end(), [&](const DarkLevel& dark) {
      return dark.exposure_s.has_value() == seconds.has_value() &&
             (!seconds || same_exposure(*dark.exposure_s, *seconds));
    });
    const auto k = static_cast<std::size_t>(same - darks.begin());
    if (same == darks.end()) {
      darks.emplace_back();
      darks.back().exposure_s = seconds;
      pairs.push_back(0);
    }
    DarkLevel& dark = darks[k];
    const double n = ++pairs[k];
    const auto average = [n](double& mean, double value) { mean += (value - mean) / n; };
    average(dark.mean, pair.mean());
    average(dark.variance, term == FlickerTerm::none ? pair.plain_variance() : pair.variance());
    average(dark.spread_variance, spread_of(pair));
    average(dark.at_zero, pair.lowest <= 0 ? pair.at_lowest / (2 * pair.samples) : 0);
    dark.degrees_of_freedom += pair.samples - 1;
    dark.frames.insert(dark.frames.end(), reading.frames.begin(), reading.frames.end());
  }
  std::stable_sort(darks.begin(), darks.end(), [](const DarkLevel& a, const DarkLevel& b) {
    return a.exposure_s.value_or(0) < b.exposure_s.value_or(0);
  });
  return darks;
}

/// Where in the darks the exposure of a level lies.
struct DarkPlace {
  std::size_t before = 0;
  std::size_t after = 0;
  double share = 0;
  bool outside = false;
};

DarkPlace dark_place(const std::vector<DarkLevel>& darks, const FrameSetting& setting) {
  DarkPlace place;
  if (darks.size() < 2 || !setting.exposure) return place;
  const double exposure = setting.exposure->in(s);
  while (place.after + 1 < darks.size() && darks[place.after].exposure_s.value_or(0) < exposure &&
         !same_exposure(*darks[place.after].exposure_s, exposure)) {
    ++place.after;
  }
  const double after = darks[place.after].exposure_s.value_or(0);
  place.before = place.after;
  if (same_exposure(after, exposure)) return place;
  place.outside = place.after == 0 || after < exposure;
  if (place.outside) return place;
  place.before = place.after - 1;
  const double before = darks[place.before].exposure_s.value_or(0);
  place.share = (exposure - before) / (after - before);
  return place;
}

/// Pairs of one set that are equally bright belong together; a set whose light was changed without
/// being told is as many levels as it has pairs.
bool belongs_to(const LightLevel& level, std::size_t set_of_level, const PairReading& reading,
                const PairStatistics& pair) {
  return set_of_level == reading.set &&
         std::abs(pair.mean() - level.mean) <= kSameLight * std::abs(level.signal());
}

class Series {
 public:
  Series(const FrameInfo& info, std::optional<double> offset, FlickerTerm term)
      : info_(info), offset_(offset), term_(term) {}

  void add_darks(const std::vector<FrameSet>& sets, const std::vector<PairReading>& readings,
                 std::size_t plane) {
    series_.darks = dark_levels(sets, readings, plane, term_);
    for (const PairReading& reading : readings) note(reading.planes[plane]);
  }

  void add_levels(const std::vector<FrameSet>& sets, const std::vector<PairReading>& readings,
                  std::size_t plane) {
    std::size_t set = readings.size();
    double pairs = 0;
    for (const PairReading& reading : readings) {
      const PlanePair& pair = reading.planes[plane];
      note(pair);
      const bool more = !series_.levels.empty() &&
                        belongs_to(series_.levels.back(), set, reading, pair.statistics);
      if (!more) begin_level(sets[reading.set].setting);
      set = reading.set;
      pairs = more ? pairs + 1 : 1;
      add_pair(pair, pairs);
      LightLevel& level = series_.levels.back();
      level.frames.insert(level.frames.end(), reading.frames.begin(), reading.frames.end());
    }
  }

  TransferSeries finished() {
    std::stable_sort(
        series_.levels.begin(), series_.levels.end(),
        [](const LightLevel& a, const LightLevel& b) { return a.signal() < b.signal(); });
    double top = 0;
    for (const LightLevel& level : series_.levels) top = std::max(top, level.highest);
    for (LightLevel& level : series_.levels) {
      // A level of a single value is even light, unless no other level is brighter.
      level.saturated = level.saturated && level.highest >= top;
      level.transfer.signal = level.signal();
      level.transfer.variance = level.variance;
      level.transfer.degrees_of_freedom = level.degrees_of_freedom;
    }
    series_.offset_known = !series_.darks.empty() || offset_.has_value();
    return std::move(series_);
  }

 private:
  void note(const PlanePair& pair) {
    series_.not_finite += pair.statistics.not_finite;
    series_.step = std::gcd(series_.step, pair.step);
  }

  void begin_level(const FrameSetting& setting) {
    LightLevel level;
    level.setting = setting;
    level.dark_mean = offset_.value_or(0);
    if (!series_.darks.empty()) {
      const DarkPlace place = dark_place(series_.darks, setting);
      level.transfer.dark_before = place.before;
      level.transfer.dark_after = place.after;
      level.transfer.dark_share = place.share;
      level.dark_mean = (1 - place.share) * series_.darks[place.before].mean +
                        place.share * series_.darks[place.after].mean;
      series_.darks_extrapolated = series_.darks_extrapolated || place.outside;
    }
    series_.levels.push_back(std::move(level));
  }

  void add_pair(const PlanePair& reading, double pairs) {
    LightLevel& level = series_.levels.back();
    const PairStatistics& pair = reading.statistics;
    const auto average = [pairs](double& mean, double value) { mean += (value - mean) / pairs; };
    average(level.mean, pair.mean());
    average(level.variance, pair_variance(pair, level.dark_mean, term_));
    average(level.spread_variance, spread_of(pair));
    average(level.at_highest, pair.at_highest / (2 * pair.samples));
    level.degrees_of_freedom += pair.samples - 1;
    level.highest = std::max(level.highest, pair.highest);
    level.neighbours += reading.neighbours;
    level.bins.insert(level.bins.end(), reading.bins.begin(), reading.bins.end());
    level.saturated = level.saturated || std::isfinite(cut_off(pair, info_));
    level.unlike = level.unlike || of_different_light(pair, level.dark_mean);
    const double signal = std::abs(pair.mean() - level.dark_mean);
    if (signal > 0)
      level.flicker = std::max(level.flicker, std::abs(pair.mean_a - pair.mean_b) / signal);
  }

  const FrameInfo& info_;
  std::optional<double> offset_;
  FlickerTerm term_;
  TransferSeries series_;
};

}  // namespace

std::vector<numerics::TransferDark> TransferSeries::transfer_darks() const {
  std::vector<numerics::TransferDark> all;
  for (const DarkLevel& dark : darks)
    all.push_back({dark.mean, dark.variance, dark.degrees_of_freedom});
  return all;
}

std::vector<numerics::TransferLevel> TransferSeries::transfer_levels(bool in_range_only) const {
  std::vector<numerics::TransferLevel> all;
  for (const LightLevel& level : levels)
    if (level.in_range || !in_range_only) all.push_back(level.transfer);
  return all;
}

TransferSeries transfer_series(const std::vector<FrameSet>& light,
                               const std::vector<PairReading>& light_pairs,
                               const std::vector<FrameSet>& dark,
                               const std::vector<PairReading>& dark_pairs, std::size_t plane,
                               const FrameInfo& info, std::optional<double> offset,
                               FlickerTerm term) {
  Series series(info, offset, term);
  series.add_darks(dark, dark_pairs, plane);
  series.add_levels(light, light_pairs, plane);
  return series.finished();
}

}  // namespace etalon::metrics
