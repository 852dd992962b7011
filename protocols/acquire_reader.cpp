// SPDX-License-Identifier: Apache-2.0
#include "protocols/acquire_reader.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::protocols {
namespace {

constexpr int kMostFrames = 100'000;
constexpr int kMostPlanes = 2000;
constexpr int kMostSteps = 1000;
constexpr int kMostRounds = 1000;
constexpr Ratio kMostLight = percent(400);

std::optional<Stack> read_stack(const YamlMap& acquire, const YamlValue& value) {
  const auto planes = acquire.find("planes");
  const auto z_step = acquire.find("z_step");
  const auto runs = acquire.find("runs");
  if (!planes && !z_step && !runs) return std::nullopt;
  if (!planes || !z_step) {
    value.refuse(tr("a stack needs both planes and z_step, such as {planes: 41, z_step: 0.2 um}"));
  }
  if (acquire.find("frames")) {
    value.refuse(tr("frames and planes exclude each other; a stack has one frame in each plane"));
  }
  Stack stack{planes->whole_number(2, kMostPlanes),
              z_step->positive_quantity<kind::ObjectLength>()};
  if (runs) stack.runs = runs->whole_number(1, kMostRounds);
  return stack;
}

bool is_share(const YamlValue& value) {
  const std::string text = value.number_text();
  return text.find('%') != std::string::npos;
}

/// "12 ms" or "60 %".
ExposureLevel read_level(const YamlValue& value, int frames) {
  ExposureLevel level;
  level.frames = frames;
  if (!is_share(value)) {
    level.time = value.positive_quantity<kind::Time>();
    return level;
  }
  level.share = value.positive_quantity<kind::Ratio>();
  if (level.share > kMostLight) value.refuse(tr("expected more than 0 %, at most 400 %"));
  return level;
}

ExposureLevel between(const ExposureLevel& from, const ExposureLevel& to, double way) {
  ExposureLevel level = from;
  level.share = from.share * (1 - way) + to.share * way;
  if (from.time) level.time = *from.time * (1 - way) + *to.time * way;
  return level;
}

/// {from: 1 ms, to: 40 ms, steps: 20}: equal steps. Without `from` they start at the first step
/// above nothing. `more: {at: 50 %, frames: 16}`: one level more, with frames of its own.
std::vector<ExposureLevel> read_levels(const YamlFile& file, const YamlValue& value, int frames) {
  const YamlMap map(file, value, {"from", "to", "steps", "back", "more"});
  const YamlValue last = map.required("to");
  const ExposureLevel to = read_level(last, frames);
  const int steps = map.required("steps").whole_number(2, kMostSteps);
  ExposureLevel from = to;
  from.share = to.share / steps;
  if (to.time) from.time = *to.time / steps;
  if (const auto first = map.find("from")) {
    from = read_level(*first, frames);
    if (from.time.has_value() != to.time.has_value()) {
      first->refuse(tr("from and to must both be times, or both shares"));
    }
    if (!(from.time ? *from.time < *to.time : from.share < to.share)) {
      first->refuse(tr("from must be below to"));
    }
  }
  std::vector<ExposureLevel> levels;
  for (int i = 0; i < steps; ++i) levels.push_back(between(from, to, i / (steps - 1.0)));
  if (const auto back = map.find("back"); back && back->yes_or_no()) {
    for (int i = steps - 1; i >= 0; --i) levels.push_back(levels[static_cast<std::size_t>(i)]);
  }
  if (const auto more = map.find("more")) {
    const YamlMap one(file, *more, {"at", "frames"});
    const YamlValue at = one.required("at");
    levels.push_back(read_level(at, one.required("frames").whole_number(1, kMostFrames)));
    if (levels.back().time.has_value() != to.time.has_value()) {
      at.refuse(tr("expected a time where the others are times, a share where they are shares"));
    }
  }
  return levels;
}

/// {fields: 5, apart: 60 um}
StageTour read_fields(const YamlFile& file, const YamlValue& value) {
  const YamlMap map(file, value, {"fields", "apart"});
  StageTour tour;
  tour.fields = map.required("fields").whole_number(2, kMostRounds);
  tour.way = map.required("apart").positive_quantity<kind::ObjectLength>();
  return tour;
}

/// {diagonals: 300 um, rounds: 20} or {line: 40 um, targets: 5, rounds: 5}.
StageTour read_tour(const YamlFile& file, const YamlValue& value) {
  const YamlMap map(file, value,
                    {"diagonals", "line", "targets", "rounds", "by_hand", "fields", "apart"});
  if (map.find("fields") || map.find("apart")) return read_fields(file, value);
  const auto diagonals = map.find("diagonals");
  const auto line = map.find("line");
  if (diagonals.has_value() == line.has_value()) {
    value.refuse(
        tr("expected diagonals, a line or fields, such as {diagonals: 300 um, rounds: 20}, "
           "{line: 40 um, targets: 5, rounds: 5} or {fields: 5, apart: 60 um}"));
  }
  StageTour tour;
  tour.diagonals = diagonals.has_value();
  tour.way = (diagonals ? *diagonals : *line).positive_quantity<kind::ObjectLength>();
  tour.rounds = map.required("rounds").whole_number(1, kMostRounds);
  if (const auto targets = map.find("targets")) {
    if (diagonals) targets->refuse(tr("targets belong to a line"));
    tour.targets = targets->whole_number(2, kMostSteps);
  }
  if (const auto hand = map.find("by_hand")) tour.by_hand = hand->whole_number(1, kMostRounds);
  return tour;
}

void expect_one_kind(const Acquire& acquire, const YamlValue& value) {
  const int kinds = (acquire.exposures.empty() && acquire.levels.empty() ? 0 : 1) +
                    (acquire.tour ? 1 : 0) + (acquire.stack ? 1 : 0);
  if (kinds > 1) {
    value.refuse(
        tr("a series is one of exposures (or levels), visits, and planes; make several steps"));
  }
  if (acquire.exposure && !acquire.exposures.empty()) {
    value.refuse(tr("exposure and exposures exclude each other"));
  }
  for (const ExposureLevel& level : acquire.levels) {
    if (level.time) value.refuse(tr("levels of the lamp are shares, such as 20 %"));
  }
}

}  // namespace

Acquire read_acquire(const YamlFile& file, const YamlValue& value) {
  const YamlMap map(file, value,
                    {"frames", "exposure", "planes", "z_step", "runs", "interval", "exposures",
                     "levels", "visits"});
  Acquire acquire;
  acquire.stack = read_stack(map, value);
  const auto frames = map.find("frames");
  const bool all = !frames || frames->text() == "all";
  acquire.frames = all ? 0 : frames->whole_number(1, kMostFrames);
  if (const auto exposure = map.find("exposure")) {
    acquire.exposure = exposure->positive_quantity<kind::Time>();
  }
  const int each = std::max(acquire.frames, 1);
  if (const auto series = map.find("exposures"))
    acquire.exposures = read_levels(file, *series, each);
  if (const auto series = map.find("levels")) acquire.levels = read_levels(file, *series, each);
  if (const auto series = map.find("visits")) acquire.tour = read_tour(file, *series);
  if (const auto interval = map.find("interval")) {
    acquire.interval = interval->positive_quantity<kind::Time>();
  }
  expect_one_kind(acquire, value);
  if (acquire.interval && acquire.stack && acquire.stack->runs == 0) {
    value.refuse(tr("a stack has no interval; with runs it is a series that may have one"));
  }
  return acquire;
}

}  // namespace etalon::protocols
