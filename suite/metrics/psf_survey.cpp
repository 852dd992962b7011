// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_survey.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/psf_average.hpp"
#include "suite/metrics/psf_frames.hpp"
#include "suite/metrics/psf_items.hpp"
#include "suite/metrics/psf_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

namespace etalon::metrics {

namespace {

const std::string kMetric = "psf_fwhm";
constexpr std::size_t kFewestPlanes = 5;

BeadShape shape_of(const std::string& method) {
  if (method == "psf_fwhm/gaussian3d_tilted") return BeadShape::gaussian3d_tilted;
  if (method == "psf_fwhm/gaussian2d") return BeadShape::gaussian2d;
  if (method == "psf_fwhm/airy2d") return BeadShape::airy2d;
  return BeadShape::gaussian3d;
}

/// Middle of the values without light: of the first dark frame, else as it is told.
std::optional<double> offset_of(const Observation& observation, const FrameInfo& info) {
  if (observation.dark && observation.dark->size() > 0) {
    std::vector<float> values = extract_plane(observation.dark->read(0), 0).values;
    if (values.empty()) return std::nullopt;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return static_cast<double>(*middle);
  }
  if (observation.offset) return observation.offset->in(dn);
  return info.black_level;
}

/// The width of a point's image through a perfect lens, with pixel and bead: where to look first.
void expect_widths(const PsfGroup& group, BeadExpectation& expected) {
  if (!group.theory || !group.scale.pixel_size) return;
  const double pixel = group.scale.pixel_size->value.per_px.in(um);
  const double bead = group.scale.bead_diameter ? group.scale.bead_diameter->value.in(um) : 0;
  const auto recorded = [&](double fwhm, double box) {
    return std::sqrt(std::pow(fwhm / kFwhmPerSigma, 2) + bead * bead / 20 + box * box / 12);
  };
  expected.sigma_px =
      recorded(group.theory->width.lateral, group.scale.pixel_box ? pixel : 0) / pixel;
  if (!group.scale.axial_step) return;
  const double step = group.scale.axial_step->value.per_plane.in(um);
  expected.sigma_planes = recorded(group.theory->width.axial, 0) / step;
}

class Surveyor {
 public:
  Surveyor(const Observation& observation, const PsfFwhmOptions& options, Evaluation& evaluation)
      : observation_(observation), options_(options), evaluation_(evaluation) {}

  void run() {
    if (!observation_.frames || observation_.frames->size() == 0) {
      return refuse({kMetric + ".no_frames", tr("there is no image to measure"),
                     tr("Name at least one image file.")});
    }
    info_ = observation_.frames->read(0).info;
    const SortedFrames sorted = sorted_frames(observation_.places, observation_.frames->size());
    if (!choose_shape(sorted.channels.front().order.size())) return;
    const auto planes = wanted_planes(kMetric, info_, options_.plane);
    if (!planes) return refuse(planes.error());
    add_frame_caveats(sorted);
    for (const ChannelFrames& channel : sorted.channels) {
      for (const int plane : *planes) measure(channel, sorted.channels.size() > 1, plane);
    }
    if (evaluation_.results.empty()) return;
    if (!observation_.references.pixel_size) {
      refuse({kMetric + ".no_pixel_size",
              tr("nobody says how large a pixel is in the object plane: widths are in pixels only"),
              tr("Give --pixel-size (and --pixel-size-uncertainty), or a scope file.")});
    }
    if (planes_missing_) refuse(no_stack());
  }

 private:
  void refuse(Failure failure) { evaluation_.failures.push_back(std::move(failure)); }

  Failure no_stack() const {
    return {kMetric + ".no_stack",
            fmt::format(fmt::runtime(tr("{} planes are too few for a width along the axis; at "
                                        "least {} are needed")),
                        plane_count_, kFewestPlanes),
            tr("Record a stack that reaches three widths beyond the beads on both sides, in steps "
               "of a quarter of the axial width.")};
  }

  /// The default method steps back to the plane where there is no stack; one that was asked for is
  /// refused.
  bool choose_shape(std::size_t planes) {
    plane_count_ = planes;
    shape_ = shape_of(options_.method);
    if (!is_volume(shape_) || planes >= kFewestPlanes) return true;
    if (shape_ == BeadShape::gaussian3d_tilted) {
      refuse(no_stack());
      return false;
    }
    shape_ = BeadShape::gaussian2d;
    evaluation_.method = "psf_fwhm/gaussian2d";
    planes_missing_ = planes > 1;
    return true;
  }

  void add_frame_caveats(const SortedFrames& sorted) {
    caveats_ = frame_caveats(kMetric, info_, options_.linear, 0);
    if (sorted.assumed) {
      caveats_.push_back({kMetric + ".order_assumed",
                          tr("nobody says what the frames of the file are; they are taken as the "
                             "planes of a stack, in their order")});
    }
    if (sorted.times) {
      caveats_.push_back({kMetric + ".first_time",
                          tr("the file is a series in time; its first stack was measured")});
    }
  }

  Channel channel_of(int channel, int plane) const {
    const auto& channels = observation_.instrument.channels;
    const auto colours = static_cast<std::size_t>(plane_count(info_));
    auto index = static_cast<std::size_t>(channel);
    if (colours > 1 && channels.size() == colours) index = static_cast<std::size_t>(plane);
    if (index < channels.size()) return channels[index];
    return channels.size() == 1 ? channels.front() : Channel{};
  }

  PsfGroup group_of(const Channel& channel, int number, bool several, int plane) const {
    PsfGroup group;
    const Plane geometry = plane_geometry(info_, plane);
    group.shape = shape_;
    group.pitch = geometry.pitch;
    group.x0 = geometry.x0;
    group.y0 = geometry.y0;
    if (!geometry.name.empty()) group.subject["plane"] = geometry.name;
    if (several) {
      const bool named = !channel.name.empty();
      group.subject["channel"] = named ? channel.name : std::to_string(number);
    }
    group.caveats = caveats_;
    group.scale.pixel_size = observation_.references.pixel_size;
    group.scale.axial_step = observation_.references.axial_step;
    group.scale.bead_diameter = observation_.references.bead_diameter;
    if (options_.bead_diameter) {
      group.scale.bead_diameter =
          Uncertain<Length>{.value = *options_.bead_diameter,
                            .standard_uncertainty = options_.bead_diameter_uncertainty};
    }
    group.scale.dye = options_.dye;
    const bool scanned =
        channel.mode == AcquisitionMode::confocal || channel.mode == AcquisitionMode::two_photon;
    group.scale.pixel_box = options_.pixel == "camera" || (options_.pixel == "auto" && !scanned);
    group.theory = psf_theory(observation_.instrument, channel, options_.theory);
    return group;
  }

  BeadExpectation expectation(const PsfGroup& group) const {
    BeadExpectation expected;
    expect_widths(group, expected);
    const Detector& detector = observation_.instrument.detector;
    if (detector.gain) {
      expected.dn_per_electron = detector.gain->value.dn_per_electron;
      if (detector.read_noise)
        expected.read_noise_dn = detector.gain->value.recorded(detector.read_noise->value).in(dn);
    }
    expected.offset_dn = offset_of(observation_, info_);
    expected.full_scale_dn = full_scale(info_);
    return expected;
  }

  void measure(const ChannelFrames& frames, bool several, int plane) {
    const Channel channel = channel_of(frames.channel, plane);
    const PsfGroup group = group_of(channel, frames.channel, several, plane);
    const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
    const auto survey = survey_beads(*observation_.frames, frames.order, plane, expectation(group),
                                     shape_, threads);
    if (!survey) {
      Failure failure = survey.error();
      for (const auto& [key, value] : group.subject) {
        failure.detail = fmt::format(fmt::runtime(tr("{} {}: {}")), key, value, failure.detail);
      }
      return refuse(std::move(failure));
    }
    const std::size_t first_item = append_psf(*survey, group, evaluation_);
    if (group.theory) add_peers(*group.theory, group);
    if (options_.average)
      append_average(*observation_.frames, frames.order, plane, *survey, group, threads,
                     evaluation_);
    if (observation_.pictures) append_picture(*survey, group, first_item, evaluation_);
  }

  /// Once for each channel; with several, the definition carries its name.
  void add_peers(const PsfTheory& theory, const PsfGroup& group) {
    for (PeerValue peer : theory.peers) {
      for (const auto& [key, value] : group.subject) peer.definition += " (" + value + ")";
      evaluation_.peers.push_back(std::move(peer));
    }
  }

  const Observation& observation_;
  const PsfFwhmOptions& options_;
  Evaluation& evaluation_;
  FrameInfo info_;
  BeadShape shape_ = BeadShape::gaussian3d;
  std::size_t plane_count_ = 0;
  bool planes_missing_ = false;
  std::vector<Caveat> caveats_;
};

}  // namespace

void survey_psf(const Observation& observation, const PsfFwhmOptions& options,
                Evaluation& evaluation) {
  Surveyor(observation, options, evaluation).run();
}

}  // namespace etalon::metrics
