// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dark_frames.hpp"

#include "suite/core/parallel.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/frame_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::FrameGlance;

constexpr std::size_t kTogether = 4;  // frames in memory at a time
constexpr std::size_t kFewestFrames = 4;
constexpr std::size_t kFewestPixels = 64;
constexpr double kShareAtEnds = 0.001;  // EMVA 1288: an offset that lets no more be cut off
constexpr double kShareDead = 0.01;     // of pixels that record nothing at all

/// The exposure of each frame; empty unless all are known.
std::vector<double> exposures_of(const std::vector<FrameSetting>& settings, std::size_t frames) {
  std::vector<double> exposures;
  for (const FrameSetting& setting : settings) {
    if (setting.exposure) exposures.push_back(setting.exposure->in(s));
  }
  if (exposures.size() != frames) exposures.clear();
  return exposures;
}

/// The exposure with the most frames, the shortest of equals.
std::optional<double> main_exposure(const std::vector<double>& exposures) {
  std::map<double, std::size_t> counts;
  for (const double t : exposures) ++counts[t];
  std::optional<double> chosen;
  std::size_t most = 0;
  for (const auto& [exposure, count] : counts) {
    if (count > most) chosen = exposure;
    most = std::max(most, count);
  }
  return chosen;
}

/// Sum and sum of squares of the mean of a row less that of its frame.
struct RowSums {
  double sum = 0;
  double squares = 0;
};

class Reader {
 public:
  Reader(const FrameSequence& frames, const std::vector<FrameSetting>& settings,
         std::size_t threads)
      : source_(frames), threads_(threads), exposures_(exposures_of(settings, frames.size())) {
    found_.exposure_s = main_exposure(exposures_);
  }

  Outcome<DarkFrames> read() {
    for (std::size_t first = 0; first < source_.size(); first += kTogether) {
      const std::size_t n = std::min(kTogether, source_.size() - first);
      std::vector<Frame> frames(n);
      std::vector<FrameGlance> glances(n);
      std::vector<std::size_t> fingerprints(n);
      one_by_one(n, threads_, [&](std::size_t k) {
        frames[k] = source_.read(first + k);
        glances[k] = imaging::glance_at(frames[k]);
        fingerprints[k] = fingerprint(frames[k]);
      });
      if (auto failure = take(first, frames, glances, fingerprints)) return fail(*failure);
    }
    if (auto failure = objection()) return fail(*failure);
    finish();
    return std::move(found_);
  }

 private:
  bool is_main(std::size_t index) const {
    return exposures_.empty() || exposures_[index] == *found_.exposure_s;
  }

  std::optional<Failure> take(std::size_t first, std::vector<Frame>& frames,
                              const std::vector<FrameGlance>& glances,
                              const std::vector<std::size_t>& fingerprints) {
    std::vector<Frame> of_main;
    for (std::size_t k = 0; k < frames.size(); ++k) {
      if (auto failure = check(first + k, frames[k], glances[k])) return failure;
    }
    if (auto failure = repeated(first, fingerprints)) return failure;
    for (std::size_t k = 0; k < frames.size(); ++k) {
      visit(first + k, glances[k].mean);
      if (!is_main(first + k)) continue;
      count(glances[k]);
      of_main.push_back(std::move(frames[k]));
    }
    found_.sums.add(of_main, threads_);
    return std::nullopt;
  }

  std::optional<Failure> repeated(std::size_t first, const std::vector<std::size_t>& fingerprints) {
    for (std::size_t k = 0; k < fingerprints.size(); ++k) {
      const auto [same, fresh] = seen_.try_emplace(fingerprints[k], first + k);
      if (fresh) continue;
      return Failure{
          "dark_noise.repeated_frame",
          fmt::format(fmt::runtime(tr("frames {} and {} are the same, bit for bit: the camera sent "
                                      "one frame twice, or there is no noise to measure")),
                      same->second + 1, first + k + 1),
          tr("Record new frames, each with an exposure of its own; look for a setting that holds "
             "or suppresses dark frames.")};
    }
    return std::nullopt;
  }

  std::optional<Failure> check(std::size_t index, const Frame& frame, const FrameGlance& glance) {
    if (index == 0) {
      if (auto failure = check_kind(frame.info)) return failure;
      kind_ = frame.info;
    } else if (!(frame.info == kind_)) {
      return Failure{
          "dark_noise.frames_differ",
          fmt::format(fmt::runtime(tr("frame {} has another size or type ({} x {} px) than those "
                                      "before it ({} x {} px)")),
                      index + 1, frame.info.width, frame.info.height, kind_.width, kind_.height),
          tr("Leave it out, or measure frames of one kind at a time.")};
    }
    if (glance.not_finite == 0) return std::nullopt;
    return Failure{"dark_noise.not_finite",
                   fmt::format(fmt::runtime(tr("{} pixels of frame {} are no numbers (NaN or "
                                               "infinite)")),
                               glance.not_finite, index + 1),
                   tr("Record or export the frames again, without masking.")};
  }

  static std::optional<Failure> check_kind(const FrameInfo& info) {
    if (info.channels > 1) {
      return Failure{"dark_noise.colour",
                     tr("the frames hold three colours per pixel: they were computed from those of "
                        "the sensor, and their noise is not its noise"),
                     tr("Record raw frames, before the colours are made.")};
    }
    const auto pixels =
        static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height);
    if (pixels >= kFewestPixels) return std::nullopt;
    return Failure{"dark_noise.too_small",
                   fmt::format(fmt::runtime(tr("{} x {} pixels are too few for statistics; at "
                                               "least 64 are needed")),
                               info.width, info.height),
                   tr("Record the whole sensor.")};
  }

  void visit(std::size_t index, double mean) {
    if (exposures_.empty()) return;
    const double exposure = exposures_[index];
    if (found_.visits.empty() || found_.visits.back().exposure_s != exposure)
      found_.visits.push_back({exposure, 0, 0});
    DarkVisit& visit = found_.visits.back();
    ++visit.frames;
    visit.mean += (mean - visit.mean) / static_cast<double>(visit.frames);
  }

  void count(const FrameGlance& glance) {
    at_zero_ += glance.at_zero;
    at_full_scale_ += glance.at_full_scale;
    found_.lowest = found_.means.empty() ? glance.lowest : std::min(found_.lowest, glance.lowest);
    found_.highest =
        found_.means.empty() ? glance.highest : std::max(found_.highest, glance.highest);
    found_.means.push_back(glance.mean);
    rows_.resize(glance.row_means.size());
    for (std::size_t j = 0; j < rows_.size(); ++j) {
      const double d = glance.row_means[j] - glance.mean;
      rows_[j].sum += d;
      rows_[j].squares += d * d;
    }
  }

  std::optional<Failure> objection() const {
    const std::size_t n = found_.means.size();
    if (n < kFewestFrames) {
      return Failure{
          "dark_noise.too_few_frames",
          fmt::format(fmt::runtime(tr("there are {} frames of one exposure; noise is what differs "
                                      "between frames, and at least four are needed")),
                      n),
          tr("Record 16 dark frames or more with the same exposure.")};
    }
    const auto& info = found_.sums.info();
    if (info.sample_type == SampleType::f32 && found_.lowest >= 0 && found_.highest <= 1) {
      return Failure{"dark_noise.no_scale",
                     tr("the values are floating point between 0 and 1: how many digital numbers "
                        "that is, nobody says"),
                     tr("Save the frames as the camera delivers them, in whole numbers.")};
    }
    return cut_off();
  }

  /// Pixels that record zero in every frame are cold; they say nothing of the offset.
  std::size_t dead_pixels() const {
    if (found_.lowest > 0) return 0;
    std::size_t dead = 0;
    for (std::size_t i = 0; i < found_.sums.samples(); ++i)
      dead += found_.sums.mean(i) <= 0 ? 1U : 0U;
    const bool few =
        static_cast<double>(dead) < kShareDead * static_cast<double>(found_.sums.samples());
    return few ? dead : 0;
  }

  std::optional<Failure> cut_off() const {
    const auto& info = found_.sums.info();
    if (info.sample_type == SampleType::f32) return std::nullopt;
    const auto frames = found_.means.size();
    const auto all = static_cast<double>(frames * found_.sums.samples());
    const double zero = static_cast<double>(at_zero_ - dead_pixels() * frames) / all;
    if (zero > kShareAtEnds) {
      return Failure{
          "dark_noise.clipped",
          fmt::format(fmt::runtime(tr("{:.3g} % of the values are zero: the offset is so low that "
                                      "noise below it is cut off")),
                      100 * zero),
          tr("Raise the offset (black level) of the camera until hardly any value is zero.")};
    }
    const double full = static_cast<double>(at_full_scale_) / all;
    if (full <= kShareAtEnds) return std::nullopt;
    return Failure{
        "dark_noise.saturated",
        fmt::format(fmt::runtime(tr("{:.3g} % of the values are at full scale")), 100 * full),
        tr("Close the shutter or cover the sensor; lower the gain or the offset.")};
  }

  void finish() {
    const auto n = static_cast<double>(found_.means.size());
    double sum = 0;
    for (const RowSums& row : rows_) sum += (row.squares - row.sum * row.sum / n) / (n - 1);
    const auto rows = static_cast<double>(rows_.size());
    // Rows share a mean, so that one degree of freedom is missing.
    if (rows > 1) found_.row_variance = sum / (rows - 1);
    std::map<double, int> different;
    for (const DarkVisit& visit : found_.visits) ++different[visit.exposure_s];
    found_.exposures = different.size();
  }

  const FrameSequence& source_;
  std::size_t threads_;
  std::vector<double> exposures_;
  DarkFrames found_;
  FrameInfo kind_;
  std::map<std::size_t, std::size_t> seen_;  ///< frames by their fingerprint
  std::vector<RowSums> rows_;
  std::size_t at_zero_ = 0;
  std::size_t at_full_scale_ = 0;
};

}  // namespace

Outcome<DarkFrames> read_dark_frames(const Observation& observation, std::size_t threads) {
  // A series with light that has frames without light, too: only these are dark.
  const bool both = observation.dark && observation.dark->size() > 0;
  const FrameSequence* frames = both ? observation.dark.get() : observation.frames.get();
  const auto& settings = both ? observation.dark_settings : observation.settings;
  if (frames == nullptr || frames->size() == 0) {
    return fail("dark_noise.no_frames", tr("there is no image to measure"),
                tr("Name the dark frames: one file with all of them, or several files."));
  }
  return Reader(*frames, settings, threads).read();
}

}  // namespace etalon::metrics
