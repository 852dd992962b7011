// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/illumination_series.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "illumination_stability";
constexpr double kSaturatedShare = 0.001;
constexpr double kMost = 1e100;         // in any unit; squares beyond are no numbers any more
constexpr double kAboutZero = 0.01;     // of the highest reading
constexpr double kLargestOffset = 0.1;  // of full scale; cameras have up to 1/16

/// The samples of a region of a frame, as numbers, and what is at their ends.
struct RegionMean {
  std::vector<float> values;
  double mean = 0;
  double lowest = std::numeric_limits<double>::infinity();
  std::size_t at_full_scale = 0;
  std::size_t not_finite = 0;
};

RegionMean region_mean(const Frame& frame, const Region& region) {
  RegionMean found;
  const auto channels = static_cast<std::size_t>(frame.info.channels);
  const auto width = static_cast<std::size_t>(frame.info.width) * channels;
  const double full = full_scale(frame.info).value_or(std::numeric_limits<double>::infinity());
  double sum = 0;
  std::visit(
      [&](const auto& samples) {
        for (int y = region.y; y < region.y + region.height; ++y) {
          const auto* row = samples.data() + static_cast<std::size_t>(y) * width;
          const auto end = static_cast<std::size_t>(region.x + region.width) * channels;
          for (std::size_t i = static_cast<std::size_t>(region.x) * channels; i < end; ++i) {
            const auto v = static_cast<double>(row[i]);
            if (!std::isfinite(v)) ++found.not_finite;
            if (v >= full) ++found.at_full_scale;
            found.lowest = std::min(found.lowest, v);
            sum += v;
            found.values.push_back(static_cast<float>(v));
          }
        }
      },
      frame.samples);
  found.mean = sum / static_cast<double>(found.values.size());
  return found;
}

/// Variance of pixels from two images in a row, each less its mean.
double pair_variance(const RegionMean& a, const RegionMean& b) {
  double sum = 0;
  const double shift = a.mean - b.mean;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double d = static_cast<double>(a.values[i]) - static_cast<double>(b.values[i]) - shift;
    sum += d * d;
  }
  return sum / (2 * static_cast<double>(a.values.size()));
}

class ImageReader {
 public:
  ImageReader(const Observation& observation, const IlluminationOptions& options)
      : observation_(observation), options_(options) {}

  Outcome<LightSeries> read() {
    series_.unit = "DN";
    for (std::size_t k = 0; k < observation_.frames->size(); ++k) {
      const Frame frame = observation_.frames->read(k);
      if (k == 0) {
        info_ = frame.info;
        if (auto failure = choose_region()) return fail(*failure);
      } else if (!(frame.info == info_)) {
        return fail(
            kMetric + ".frames_differ",
            fmt::format(fmt::runtime(tr("image {} differs from the first in size or type")), k + 1),
            tr("Measure images of one kind at a time."));
      }
      if (auto failure = add(k, frame)) return fail(*failure);
    }
    if (pairs_ > 0) {
      const auto n = static_cast<double>(previous_.values.size());
      series_.noise_variance = pixel_variance_ / static_cast<double>(pairs_) / n;
    }
    if (auto failure = subtract_dark()) return fail(*failure);
    series_.caveats = frame_caveats(kMetric, info_, options_.linear, 0);
    for (Caveat& caveat : series_.caveats) {
      if (caveat.code == kMetric + ".processed")
        caveat.detail += tr("; automatic gain or exposure would hide what the lamp does");
    }
    return std::move(series_);
  }

 private:
  std::optional<Failure> choose_region() {
    region_ = options_.region.value_or(Region{0, 0, info_.width, info_.height});
    if (inside(region_, info_) && region_.width > 0 && region_.height > 0) return std::nullopt;
    return Failure{
        kMetric + ".region_outside",
        fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                    OptionText<Region>::print(region_), info_.width, info_.height),
        tr("Give --region as x,y,width,height inside the image.")};
  }

  std::optional<Failure> add(std::size_t k, const Frame& frame) {
    RegionMean now = region_mean(frame, region_);
    if (now.not_finite > 0) {
      return Failure{
          kMetric + ".not_finite",
          fmt::format(fmt::runtime(tr("{} pixels of image {} are no numbers (NaN or infinite)")),
                      now.not_finite, k + 1),
          tr("Export the images without masking, or measure a part of them with --region.")};
    }
    const double share =
        static_cast<double>(now.at_full_scale) / static_cast<double>(now.values.size());
    if (share > kSaturatedShare) {
      return Failure{
          kMetric + ".saturated",
          fmt::format(fmt::runtime(tr("{:.3g} % of the pixels of image {} are at full scale")),
                      100 * share, k + 1),
          tr("Shorten the exposure or dim the lamp until the brightest pixels stay below 80 % of "
             "full scale.")};
    }
    if (k > 0) {
      pixel_variance_ += pair_variance(now, previous_);
      ++pairs_;
    }
    lowest_ = std::min(lowest_, now.lowest);
    LightReading reading;
    reading.value = now.mean;
    series_.readings.push_back(reading);
    previous_ = std::move(now);
    return std::nullopt;
  }

  std::optional<Failure> subtract_dark() {
    double level = 0;
    if (observation_.dark && observation_.dark->size() > 0) {
      const auto n = static_cast<double>(observation_.dark->size());
      for (std::size_t k = 0; k < observation_.dark->size(); ++k) {
        const Frame frame = observation_.dark->read(k);
        if (frame.info.width != info_.width || frame.info.height != info_.height ||
            frame.info.channels != info_.channels) {
          return Failure{kMetric + ".frames_differ",
                         tr("the dark frames have another size or other colours than the images"),
                         tr("Take dark frames with the camera settings of the images.")};
        }
        level += region_mean(frame, region_).mean / n;
      }
    } else if (observation_.offset) {
      level = observation_.offset->in(dn);
    } else if (info_.black_level) {
      level = *info_.black_level;
    } else {
      double largest = std::max(0.0, lowest_);
      if (const auto full = full_scale(info_)) largest = std::min(largest, kLargestOffset * *full);
      series_.dark_known = false;
      series_.dark_uncertainty = standard_from_half_width(largest);
    }
    for (LightReading& reading : series_.readings) reading.value -= level;
    return std::nullopt;
  }

  const Observation& observation_;
  const IlluminationOptions& options_;
  LightSeries series_;
  FrameInfo info_;
  Region region_;
  RegionMean previous_;
  double pixel_variance_ = 0;
  std::size_t pairs_ = 0;
  double lowest_ = std::numeric_limits<double>::infinity();
};

/// Fails where exposures differ: a camera's steps are not the lamp's.
std::optional<Failure> describe(LightSeries& series, const Observation& observation) {
  if (observation.settings.size() != series.readings.size()) return std::nullopt;
  for (std::size_t k = 0; k < series.readings.size(); ++k) {
    const FrameSetting& setting = observation.settings[k];
    LightReading& reading = series.readings[k];
    if (setting.light) reading.set_point = setting.light->in(one);
    if (setting.exposure) reading.integration_s = setting.exposure->in(s);
    const auto& first = series.readings.front().integration_s;
    if (reading.integration_s == first) continue;
    return Failure{
        kMetric + ".exposure_changes",
        fmt::format(fmt::runtime(tr("image {} has another exposure than the first")), k + 1),
        tr("Record the series with one exposure, automatic exposure off.")};
  }
  return std::nullopt;
}

Outcome<LightSeries> from_images(const Observation& observation,
                                 const IlluminationOptions& options) {
  auto series = ImageReader(observation, options).read();
  if (!series) return series;
  if (auto failure = describe(*series, observation)) return fail(*failure);
  return series;
}

LightSeries from_meter(const PowerSeries& power) {
  LightSeries series;
  series.unit = power.unit;
  for (const PowerReading& reading : power.readings) {
    LightReading one_reading;
    one_reading.value = reading.value;
    if (reading.set_point) one_reading.set_point = reading.set_point->in(one);
    if (reading.integration) one_reading.integration_s = reading.integration->in(s);
    series.readings.push_back(one_reading);
  }
  return series;
}

/// Seconds from the first reading; empty when nobody said.
std::vector<double> times_of(const Observation& observation, std::size_t count,
                             const std::optional<Time>& interval) {
  std::vector<double> times;
  if (interval) {
    for (std::size_t k = 0; k < count; ++k)
      times.push_back(interval->in(s) * static_cast<double>(k));
    return times;
  }
  if (observation.power) {
    for (const PowerReading& reading : observation.power->readings)
      times.push_back(reading.time.in(s));
    const bool none = std::all_of(times.begin(), times.end(), [](double t) { return t == 0; });
    if (none && count > 1) times.clear();
  } else {
    for (const FrameSetting& setting : observation.settings)
      if (setting.time) times.push_back(setting.time->in(s));
    if (times.size() != count) times.clear();
  }
  return times;
}

std::optional<Failure> set_times(LightSeries& series, const Observation& observation,
                                 const IlluminationOptions& options) {
  const auto times = times_of(observation, series.readings.size(), options.interval);
  if (times.empty()) {
    return Failure{kMetric + ".no_times",
                   tr("nobody says when the readings were taken, and steadiness is a matter of "
                      "time"),
                   tr("If they are equally spaced, add --interval, such as --interval 1s.")};
  }
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (k > 0 && !(times[k] > times[k - 1])) {
      return Failure{
          kMetric + ".times_disordered",
          fmt::format(fmt::runtime(tr("reading {} is not later than reading {} ({:.6g} s, {:.6g} "
                                      "s)")),
                      k + 1, k, times[k], times[k - 1]),
          tr("Hand in the readings in the order in which they were taken, each once.")};
    }
    series.readings[k].time_s = times[k];
  }
  return std::nullopt;
}

/// A lamp gives no less than nothing; a reading that is lost in the noise about zero may seem to.
std::optional<Failure> below_zero(const LightSeries& series) {
  double highest = 0;
  for (const LightReading& reading : series.readings) highest = std::max(highest, reading.value);
  for (std::size_t k = 0; k < series.readings.size(); ++k) {
    if (series.readings[k].value >= -kAboutZero * highest) continue;
    return Failure{kMetric + ".negative",
                   fmt::format(fmt::runtime(tr("reading {} is below zero ({:.4g} {}), and a lamp "
                                               "gives no less than nothing")),
                               k + 1, series.readings[k].value, series.unit),
                   tr("Is the zero of the meter, or the dark frame, right? Leave out what is no "
                      "reading.")};
  }
  return std::nullopt;
}

std::optional<Failure> check_values(const LightSeries& series) {
  double sum = 0;
  for (std::size_t k = 0; k < series.readings.size(); ++k) {
    const double v = series.readings[k].value;
    sum += v;
    if (std::abs(v) < kMost) continue;
    return Failure{
        kMetric + ".not_finite",
        fmt::format(fmt::runtime(tr("reading {} is not a number, or none that light can have")),
                    k + 1),
        tr("Leave it out, or record the series again.")};
  }
  if (sum > 0) return below_zero(series);
  return Failure{kMetric + ".no_light", tr("the mean of the readings is not above zero"),
                 tr("Was the lamp on? Is the zero of the meter, or the dark frame, right?")};
}

}  // namespace

Outcome<LightSeries> light_series(const Observation& observation,
                                  const IlluminationOptions& options) {
  const bool metered = observation.power && !observation.power->readings.empty();
  if (!metered && (!observation.frames || observation.frames->size() == 0)) {
    return fail(kMetric + ".no_readings", tr("there is nothing to measure"),
                tr("Name images of an even field, or a table of readings of a power meter."));
  }
  auto series = metered ? Outcome<LightSeries>(from_meter(*observation.power))
                        : from_images(observation, options);
  if (!series) return series;
  if (auto failure = set_times(*series, observation, options)) return fail(*failure);
  if (auto failure = check_values(*series)) return fail(*failure);
  return series;
}

}  // namespace etalon::metrics
