// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/slanted_edge.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_field.hpp"
#include "suite/metrics/edge_planes.hpp"
#include "suite/metrics/edge_refocused.hpp"
#include "suite/metrics/edge_results.hpp"
#include "suite/metrics/edge_survey.hpp"
#include "suite/metrics/edge_through_focus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::EdgeCandidate;

const OptionSet<SlantedEdgeOptions>& option_set() {
  static const OptionSet<SlantedEdgeOptions> options =
      OptionSet<SlantedEdgeOptions>()
          .add("method", &SlantedEdgeOptions::method, "how to compute: see the list of methods")
          .add("region", &SlantedEdgeOptions::region,
               "look only here; default: find the edges in the whole image")
          .add("plane", &SlantedEdgeOptions::plane,
               "colour plane to measure: all, red, green, blue, green1, green2")
          .add("max_order", &SlantedEdgeOptions::max_order,
               "highest order, 1 to 5, of the polynomial that follows the edge; the data choose")
          .add("min_length", &SlantedEdgeOptions::min_length, "shorter edges are passed over")
          .add("max_relative_uncertainty", &SlantedEdgeOptions::max_relative_uncertainty,
               "a noisier MTF50 is refused (standard uncertainty over value)")
          .add("bin_box_correction", &SlantedEdgeOptions::bin_box_correction,
               "iso12233_2023 only: divide by the transfer of the quarter-pixel bins, which the "
               "standard leaves in")
          .add("linear", &SlantedEdgeOptions::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say");
  return options;
}

std::optional<Failure> check_options(const SlantedEdgeOptions& options) {
  const auto wrong = [](const std::string& detail) { return Failure{"options.value", detail, ""}; };
  if (options.method != "slanted_edge/spline" && options.method != "slanted_edge/iso12233_2023") {
    return wrong(
        fmt::format("method: \"{}\" is not a method of slanted_edge for an image; known: "
                    "slanted_edge/spline, slanted_edge/iso12233_2023",
                    options.method));
  }
  if (options.max_order < 1 || options.max_order > 5)
    return wrong("max_order: expected a whole number from 1 to 5");
  if (options.min_length < px(20)) return wrong("min_length: expected at least 20 px");
  if (!(options.max_relative_uncertainty > percent(0)))
    return wrong("max_relative_uncertainty: expected more than 0");
  if (options.region && (options.region->width < 20 || options.region->height < 20)) {
    return wrong("region: expected at least 20 x 20 px");
  }
  return std::nullopt;
}

/// All frames, planes and edges of one observation.
class Survey {
 public:
  Survey(const Observation& observation, const SlantedEdgeOptions& options, Evaluation& evaluation)
      : observation_(observation), options_(options), evaluation_(evaluation) {}

  void run() {
    if (!observation_.frames || observation_.frames->size() == 0) {
      evaluation_.failures.push_back({"slanted_edge.no_frames", tr("there is no image to measure"),
                                      tr("Name at least one image file.")});
      return;
    }
    const auto stack = planes_of_stack(observation_);
    if (!stack) {
      refuse(stack.error());
      return;
    }
    z_ = *stack;
    if (!z_.empty()) evaluation_.method += kThroughFocus;
    if (!z_.empty() && !find_in_sharpest()) return;
    for (std::size_t i = 0; i < observation_.frames->size(); ++i) {
      if (!frame(observation_.frames->read(i), z_.empty() && i == 0)) return;
    }
    conclude();
  }

 private:
  bool refuse(Failure failure) {
    evaluation_.failures.push_back(std::move(failure));
    return false;
  }

  /// Is this frame like those before? Knows its dark signal and its planes from then on.
  bool ready(const Frame& frame, bool first) {
    if (options_.region && !inside(*options_.region, frame.info)) {
      return refuse(
          {"slanted_edge.region_outside",
           fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                       OptionText<Region>::print(*options_.region), frame.info.width,
                       frame.info.height),
           tr("Give --region as x,y,width,height inside the image.")});
    }
    if (!first && !(frame.info == info_)) {
      return refuse({"slanted_edge.frames_differ", tr("the frames differ in size or type"),
                     tr("Measure them one by one.")});
    }
    if (!first) return true;
    info_ = frame.info;
    auto dark = dark_frame(observation_, frame.info);
    if (!dark) return refuse(dark.error());
    dark_ = std::move(*dark);
    const auto planes = wanted_planes("slanted_edge", frame.info, options_.plane);
    if (!planes) return refuse(planes.error());
    planes_ = *planes;
    return true;
  }

  bool frame(const Frame& frame, bool first) {
    if (!ready(frame, first)) return false;
    if (first && !find(frame)) return false;
    measure(frame);
    return true;
  }

  /// The plane that shows most (green).
  int reference_plane() const { return planes_[planes_.size() > 1 ? 1 : 0]; }

  std::vector<EdgeCandidate> edges_of(const Plane& plane) const {
    return imaging::find_edges(plane, options_.min_length.in(px) / plane.pitch);
  }

  /// Edges are looked for once, in the reference plane, and measured in all planes and frames.
  bool find(const Frame& frame) {
    Plane plane = prepared_plane(frame, reference_plane(), options_.region, dark_);
    candidates_ = edges_of(plane);
    if (observation_.pictures) picture_ = picture_of("edges", plane);
    reference_ = plane_name(frame.info, reference_plane());
    if (!candidates_.empty()) {
      if (planes_.size() == 1) looked_at_ = std::move(plane);
      return true;
    }
    if (observation_.pictures) evaluation_.pictures.push_back(picture_);
    return refuse(nothing_found(plane, full_scale(frame.info)));
  }

  /// Of a stack: in the plane whose edges stand out most.
  bool find_in_sharpest() {
    std::size_t sharpest = 0;
    double most = -1;
    for (std::size_t i = 0; i < z_.size(); ++i) {
      const Frame frame = observation_.frames->read(i);
      if (!ready(frame, i == 0)) return false;
      double all = 0;
      for (const auto& c :
           edges_of(prepared_plane(frame, reference_plane(), options_.region, dark_)))
        all += c.strength * c.half_length;
      if (all > most) sharpest = i;
      most = std::max(most, all);
    }
    const bool found = find(observation_.frames->read(sharpest));
    looked_at_.reset();
    return found;
  }

  void measure(const Frame& frame) {
    for (std::size_t p = 0; p < planes_.size(); ++p) {
      const Plane plane = looked_at_ ? *std::exchange(looked_at_, std::nullopt)
                                     : prepared_plane(frame, planes_[p], options_.region, dark_);
      not_finite_ += count_not_finite(plane, frame.info);
      const bool lying = std::any_of(
          candidates_.begin(), candidates_.end(),
          [](const EdgeCandidate& c) { return std::abs(c.direction_x) > std::abs(c.direction_y); });
      const Plane transposed = lying ? imaging::transposed(plane) : Plane{};
      const SurveySettings settings{options_, dark_.level, full_scale(frame.info),
                                    frame.info.sample_type != SampleType::f32};
      for (std::size_t e = 0; e < candidates_.size(); ++e) {
        const std::size_t k = e * planes_.size() + p;
        if (series_.size() <= k) series_.resize(candidates_.size() * planes_.size());
        EdgeSeries& series = series_[k];
        series.plane = plane.name;
        series.pitch = plane.pitch;
        series.x0 = plane.x0;
        series.y0 = plane.y0;
        series.frames.push_back(survey_edge(plane, transposed, candidates_[e], settings));
        if (!z_.empty()) keep_sharpest_curves(series);
      }
    }
  }

  void add_item(const EdgeSeries& series) {
    const SurveyedEdge& edge = series.frames.front();
    Item item;
    item.id = series.edge + (series.plane.empty() ? "" : "-" + series.plane);
    item.position_px = {{"x", series.x0 + series.pitch * edge.candidate.x},
                        {"y", series.y0 + series.pitch * edge.candidate.y}};
    item.subject["edge"] = series.edge;
    if (!series.plane.empty()) item.subject["plane"] = series.plane;
    const auto flag = [](const std::string& code) { return code.substr(code.find('.') + 1); };
    if (edge.failure) item.flags.push_back(flag(edge.failure->code));
    for (const auto& caveat : edge.caveats) item.flags.push_back(flag(caveat.code));
    item.values["length"] = {2 * edge.candidate.half_length * series.pitch, "px", {}};
    item.values["contrast"] = {edge.contrast, "1", {}};
    if (edge.measurement) {
      const auto& m = edge.measurement->mtf50;
      item.values["mtf50"] = {m.value / series.pitch, "cycles/px",
                              std::hypot(m.noise, m.location, m.tail) / series.pitch};
    }
    evaluation_.items.push_back(std::move(item));
    if (observation_.pictures && series.plane == reference_) {
      add_overlays(series.edge, edge, picture_);
    }
  }

  void conclude() {
    if (!z_.empty()) {
      for (auto& s : series_) stacks_.push_back(to_best_focus(s, z_));
    }
    const std::size_t edges = number_edges();
    for (const auto& s : series_) add_item(s);
    if (observation_.pictures) evaluation_.pictures.push_back(picture_);
    if (edges == 0) {
      refuse(main_failure());
      return;
    }
    const auto caveats = frame_caveats("slanted_edge", info_, options_.linear, not_finite_);
    std::vector<FieldEdge> field;
    for (std::size_t i = 0; i < series_.size(); ++i) {
      auto& s = series_[i];
      if (!is_measured(s)) continue;
      if (edges > 1) s.subject["edge"] = s.edge;
      if (!s.plane.empty()) s.subject["plane"] = s.plane;
      for (auto& f : s.frames) f.caveats.insert(f.caveats.begin(), caveats.begin(), caveats.end());
      const std::size_t before = evaluation_.results.size();
      append_results(s, observation_, evaluation_);
      if (!z_.empty()) append_through_focus(s, stacks_[i], observation_, before, evaluation_);
      if (z_.empty()) report_lost_frames(s);
      field.push_back(field_edge(s, evaluation_, before));
    }
    auto& results = evaluation_.results;
    const auto of_edges = static_cast<std::ptrdiff_t>(results.size());
    if (z_.empty())
      append_sharpness_field(field, info_, evaluation_);
    else
      append_focus_field(field, info_, evaluation_);
    std::rotate(results.begin(), results.begin() + of_edges, results.end());  // the field leads
    keep_telling_curves(field, info_, evaluation_);
  }

  static bool is_measured(const EdgeSeries& series) {
    return std::any_of(series.frames.begin(), series.frames.end(),
                       [](const auto& frame) { return frame.measurement.has_value(); });
  }

  /// Names the edges in the order of their places: those that could be measured first. Returns
  /// their number.
  std::size_t number_edges() {
    const std::size_t planes = series_.size() / candidates_.size();
    std::size_t number = 0;
    std::size_t measured = 0;
    for (const bool wanted : {true, false}) {
      for (std::size_t e = 0; e < candidates_.size(); ++e) {
        const auto first = series_.begin() + static_cast<std::ptrdiff_t>(e * planes);
        const auto last = first + static_cast<std::ptrdiff_t>(planes);
        if (std::any_of(first, last, is_measured) != wanted) continue;
        ++number;
        for (auto s = first; s != last; ++s) s->edge = "edge-" + std::to_string(number);
      }
      if (wanted) measured = number;
    }
    return measured;
  }

  /// A result of several frames says which of them it could not use.
  void report_lost_frames(const EdgeSeries& series) {
    for (std::size_t i = 0; i < series.frames.size(); ++i) {
      if (!series.frames[i].failure) continue;
      Failure lost = *series.frames[i].failure;
      lost.detail = fmt::format(fmt::runtime(tr("frame {} of {}, left out: {}")), i + 1,
                                series.frames.size(), lost.detail);
      evaluation_.failures.push_back(std::move(lost));
    }
  }

  /// Of several edges none of which could be measured: what stops the longest one.
  Failure main_failure() const {
    const auto longest =
        std::max_element(series_.begin(), series_.end(), [](const auto& a, const auto& b) {
          return a.frames.front().candidate.half_length < b.frames.front().candidate.half_length;
        });
    Failure failure = *longest->frames.front().failure;
    if (candidates_.size() > 1) {
      failure.detail =
          fmt::format(fmt::runtime(tr("none of {} edges could be measured; the longest: {}")),
                      candidates_.size(), failure.detail);
    }
    return failure;
  }

  const Observation& observation_;
  const SlantedEdgeOptions& options_;
  Evaluation& evaluation_;
  FrameInfo info_;
  std::vector<EdgeCandidate> candidates_;
  std::vector<EdgeSeries> series_;
  std::vector<int> z_;             // plane of each frame of a stack; empty when it is none
  std::vector<EdgeStack> stacks_;  // of a stack: what each series was
  DarkFrame dark_;
  std::vector<int> planes_;
  std::optional<Plane> looked_at_;  // the only plane to measure need not be made twice
  Picture picture_;
  std::string reference_;
  std::size_t not_finite_ = 0;
};

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = "slanted_edge";
  evaluation.method = options->method;
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  evaluation.parameters.erase("method");
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  Survey(observation, *options, evaluation).run();
  return evaluation;
}

}  // namespace

Metric slanted_edge_metric() {
  Metric m;
  m.id = "slanted_edge";
  m.title = "Sharpness (MTF) from a slanted edge";
  m.reference_document = "based on ISO 12233:2023";
  m.measurands = slanted_edge_measurands();
  m.methods = slanted_edge_methods();
  m.options = option_set().declarations();
  m.failures = slanted_edge_failures();
  m.caveats = slanted_edge_caveats();
  m.evaluate = evaluate;
  m.combine = combine_refocused;
  return m;
}

}  // namespace etalon::metrics
