// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_survey.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::metrics {

namespace {

using imaging::EdgeProfile;
using imaging::EdgeTrack;

constexpr int kBlocks = 25;
constexpr double kLongestGap =
    0.28;  // samples: tan(angle) = 1/2 leaves 0.45, 45 degrees 0.71, 0 degrees 1
constexpr double kFewestCycles = 4;  // of the pixel phase along the edge
constexpr double kEnoughCycles = 10;
constexpr double kLowestContrast = 0.05;
constexpr double kGoodContrast = 0.2;  // ISO 12233
constexpr int kRowsLookedAt = 60;      // for shares of saturated pixels
constexpr double kSaturatedShare = 0.01;
constexpr double kCutOffShare = 0.02;  // of the bright pixels at one value
constexpr double kNoiseOfSteps = 4;    // DN^2: noise that spreads over many whole numbers
constexpr double kCurvedSag = 0.5;     // samples
constexpr double kRoughShare = 0.02;   // of the rows
constexpr double kUneven = 0.1;        // of the step, along the edge
constexpr double kNarrowReach = 6;     // sigma

Failure failure(const std::string& reason, std::string detail, std::string advice) {
  return Failure{"slanted_edge." + reason, std::move(detail), std::move(advice)};
}
Caveat caveat(const std::string& reason, std::string detail) {
  return Caveat{"slanted_edge." + reason, std::move(detail)};
}

/// Share of the pixels within the region on one side of the edge that satisfy a condition.
template <class Condition>
double share_beside(const Plane& plane, const EdgeTrack& track, bool right,
                    const Condition& condition) {
  double n = 0;
  double hits = 0;
  const int step = std::max(1, (track.last_row - track.first_row) / kRowsLookedAt);
  for (int row = track.first_row; row <= track.last_row; row += step) {
    const double centre = track.column(row);
    const double near = 3 * track.sigma;
    const double from = right ? centre + near : centre - track.reach_left;
    const double to = right ? centre + track.reach_right : centre - near;
    for (int x = std::max(0, static_cast<int>(from));
         x <= std::min(plane.width - 1, static_cast<int>(to)); ++x) {
      n += 1;
      hits += condition(static_cast<double>(plane.row(row)[x])) ? 1 : 0;
    }
  }
  return n > 0 ? hits / n : 0;
}

std::optional<Failure> check_levels(const Plane& plane, const SurveyedEdge& edge,
                                    const EdgeProfile& profile, const SurveySettings& settings) {
  if (profile.not_finite > 0) {
    return failure(
        "not_finite",
        fmt::format(
            fmt::runtime(tr("{:.0f} pixels beside the edge are no numbers (NaN or infinite)")),
            profile.not_finite),
        tr("Export the image without masking or dead-pixel marks, or measure another region with "
           "--region."));
  }
  const bool right_bright = profile.level_right > profile.level_left;
  if (const auto full = clipping_level(profile.highest, settings.full_scale)) {
    const double share =
        share_beside(plane, edge.track, right_bright, [&](double v) { return v >= *full; });
    if (share > kSaturatedShare) {
      return failure(
          "saturated",
          fmt::format(
              fmt::runtime(
                  tr("{:.0f} % of the pixels on the bright side are at full scale ({:.0f} DN)")),
              100 * share, *full),
          tr("Shorten the exposure or dim the lamp until the brightest pixels stay below 80 % of "
             "full scale."));
    }
  }
  // Cut off elsewhere (a full well, a float image scaled to 1): many bright pixels share the very
  // highest value, but hardly any dark ones the very lowest, as they would without noise.
  const double at_highest =
      share_beside(plane, edge.track, right_bright, [&](double v) { return v >= profile.highest; });
  if (at_highest > kCutOffShare) {
    const double at_lowest = share_beside(plane, edge.track, !right_bright,
                                          [&](double v) { return v <= profile.lowest; });
    const double dark_noise = right_bright ? profile.variance_left : profile.variance_right;
    const bool fine_steps = !settings.whole_numbers || dark_noise > kNoiseOfSteps;
    if (fine_steps && at_lowest < kCutOffShare / 10) {
      return failure(
          "saturated",
          fmt::format(fmt::runtime(tr("{:.0f} % of the pixels on the bright side share the highest "
                                      "value ({:.6g}): they are cut off")),
                      100 * at_highest, profile.highest),
          tr("Shorten the exposure, or export the image without clipping."));
    }
  }
  if (edge.contrast < kLowestContrast) {
    return failure(
        "low_contrast",
        fmt::format(
            fmt::runtime(tr("the edge has a contrast of {:.1f} %; at least {:.0f} % are needed")),
            100 * edge.contrast, 100 * kLowestContrast),
        tr("Is the right slide in focus? Give the black level with --offset or --dark if it is "
           "high."));
  }
  return std::nullopt;
}

std::optional<Failure> check_geometry(const EdgeTrack& track, const EdgeProfile& profile) {
  const double angle = std::abs(track.angle_deg());
  const double cycles =
      (track.last_row - track.first_row + 1) * std::tan(angle / 57.29577951308232);
  const std::string turn =
      tr("Turn the slide (or the camera) until the edge is 3 to 10 degrees off the pixel rows or "
         "columns; 5 degrees are best.");
  if (profile.longest_gap > kLongestGap) {
    return failure("angle",
                   fmt::format(fmt::runtime(tr("at {:.2f} degrees the pixels meet the edge in too "
                                               "few phases (a gap of {:.2f} px stays unseen)")),
                               angle, profile.longest_gap),
                   turn);
  }
  if (cycles < kFewestCycles) {
    return failure(
        "angle",
        fmt::format(fmt::runtime(tr("the edge crosses only {:.1f} pixel columns over its length "
                                    "({:.2f} degrees); at least {:.0f} are needed")),
                    cycles, angle, kFewestCycles),
        turn);
  }
  return std::nullopt;
}

void add_caveats(const Plane& plane, const EdgeProfile& profile, SurveyedEdge& edge) {
  const EdgeTrack& track = edge.track;
  const double cycles =
      (track.last_row - track.first_row + 1) * std::abs(track.slope(track.middle_row));
  if (cycles < kEnoughCycles) {
    edge.caveats.push_back(caveat(
        "few_phase_cycles",
        fmt::format(
            fmt::runtime(
                tr("the edge crosses {:.1f} pixel columns; 10 or more make the interval safe")),
            cycles)));
  }
  if (edge.contrast < kGoodContrast) {
    edge.caveats.push_back(
        caveat("low_contrast",
               fmt::format(fmt::runtime(tr("contrast {:.0f} %; ISO 12233 asks for more than 20 %")),
                           100 * edge.contrast)));
  }
  if (track.sag() > kCurvedSag) {
    edge.caveats.push_back(caveat(
        "curved_edge", fmt::format(fmt::runtime(tr("the edge departs by {:.2f} px from a straight "
                                                   "line (followed by a polynomial of order {})")),
                                   track.sag(), track.order())));
  }
  const int left_out = static_cast<int>(track.rows_left_out.size());
  const int rows = track.rows_used + left_out;
  if (left_out > kRoughShare * rows) {
    edge.caveats.push_back(
        caveat("rough_edge",
               fmt::format(fmt::runtime(tr("{} of {} rows are out of line (dust, scratches?)")),
                           left_out, rows)));
  }
  if (std::min(track.reach_left, track.reach_right) < kNarrowReach * track.sigma) {
    edge.caveats.push_back(
        caveat("narrow_region",
               fmt::format(fmt::runtime(tr("only {:.0f} px are free beside an edge that is {:.1f} "
                                           "px wide; the plateaus are uncertain")),
                           std::min(track.reach_left, track.reach_right), 2.563 * track.sigma)));
  }
  if (profile.unevenness > kUneven) {
    edge.caveats.push_back(caveat(
        "uneven_light",
        fmt::format(
            fmt::runtime(
                tr("along the edge the light changes by {:.0f} % of the step: MTF can be off by a "
                   "few per cent; use a flatter part of the field, or a shorter --region")),
            100 * profile.unevenness)));
  }
  const bool right_bright = profile.level_right > profile.level_left;
  if (profile.lowest <= 0 &&
      share_beside(plane, track, !right_bright, [](double v) { return v <= 0; }) > 0.05) {
    edge.caveats.push_back(
        caveat("black_clipped",
               tr("dark pixels are cut off at zero: raise the camera's black level (offset)")));
  }
}

void add_shape_caveats(SurveyedEdge& edge) {
  const EdgeMeasurement& m = *edge.measurement;
  if (m.mtf_highest > 1.03 && m.mtf_highest - 3 * m.mtf_highest_uncertainty > 1) {
    edge.caveats.push_back(
        caveat("overshoot",
               fmt::format(fmt::runtime(tr("the modulation transfer rises to {:.2f}: sharpened by "
                                           "the camera, or a coherent condenser")),
                           m.mtf_highest)));
  }
  const auto nyquist = std::lower_bound(m.frequency.begin(), m.frequency.end(), 0.5 - 1e-9);
  if (nyquist != m.frequency.end()) {
    const double left = m.mtf[static_cast<std::size_t>(nyquist - m.frequency.begin())];
    if (left > 0.2) {
      edge.caveats.push_back(caveat(
          "undersampled",
          fmt::format(fmt::runtime(tr(
                          "{:.0f} % of the modulation are left at the Nyquist limit of 0.5 "
                          "cycles/px: the pixels limit the instrument and fine detail is aliased")),
                      100 * left)));
    }
  }
}

}  // namespace

SurveyedEdge survey_edge(const Plane& plane, const Plane& transposed,
                         const imaging::EdgeCandidate& candidate, const SurveySettings& settings) {
  SurveyedEdge edge;
  edge.candidate = candidate;
  const bool swap = std::abs(candidate.direction_x) > std::abs(candidate.direction_y);
  const Plane& picture = swap ? transposed : plane;
  const auto located = imaging::locate_edge(picture, candidate, settings.options.max_order);
  edge.track = located.track;
  if (!located.found) {
    edge.failure = failure(
        "crowded",
        fmt::format(fmt::runtime(tr("an edge cannot be measured because {}")), located.problem),
        tr("Leave more free space on both sides of the edge, or choose it with --region."));
    return edge;
  }
  const auto profile =
      imaging::gather_profile(picture, edge.track, kBlocks, settings.whole_numbers ? 1.0 / 12 : 0);
  const double black = settings.black_level.value_or(0);
  edge.contrast = std::abs(profile.level_right - profile.level_left) /
                  std::max(1e-9, std::abs(profile.level_right + profile.level_left - 2 * black));
  edge.failure = check_levels(picture, edge, profile, settings);
  if (!edge.failure) edge.failure = check_geometry(edge.track, profile);
  if (edge.failure) return edge;
  add_caveats(picture, profile, edge);
  const bool iso = settings.options.method == "slanted_edge/iso12233_2023";
  edge.measurement =
      iso ? measure_edge_iso12233(picture, edge.track, kBlocks, settings.options.bin_box_correction)
          : measure_edge_spline(edge.track, profile, 1 / plane.pitch);
  const EdgeReading& key = edge.measurement->mtf50;
  if (!key.exists) {
    edge.failure =
        failure("no_crossing", tr("the modulation does not fall to 50 % below 1 cycle/px"),
                tr("The edge is sharper than the pixels can show: use a higher magnification."));
  } else if (std::hypot(key.noise, key.location) >
             settings.options.max_relative_uncertainty.in(one)*key.value) {
    edge.failure = failure(
        "too_noisy",
        fmt::format(fmt::runtime(tr("MTF50 would be uncertain by {:.0f} % (standard uncertainty)")),
                    100 * std::hypot(key.noise, key.location) / key.value),
        tr("Use more light, a longer edge, or several frames (--together)."));
  }
  if (edge.failure) {
    edge.measurement.reset();
    return edge;
  }
  add_shape_caveats(edge);
  return edge;
}

}  // namespace etalon::metrics
