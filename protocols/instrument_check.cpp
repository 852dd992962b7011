// SPDX-License-Identifier: Apache-2.0
#include "protocols/instrument_check.hpp"

#include "hardware/safety/stop_request.hpp"
#include "protocols/brightness.hpp"
#include "protocols/open_devices.hpp"
#include "suite/core/contradiction.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

namespace etalon::protocols {
namespace {

using Fate = Trial::Fate;

constexpr int kFrames = 3;
constexpr Length kStageMove = um(10);
constexpr Length kFocusMove = um(4);
constexpr Time kExposure = ms(20);
constexpr double kClearlyBrighter = 1.2;  // with twice the exposure, offset and all

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string described(const FrameInfo& info) {
  const char* transfer = info.transfer == Transfer::linear    ? tr("linear")
                         : info.transfer == Transfer::encoded ? tr("with a tone curve")
                                                              : tr("transfer unknown");
  std::string text = fmt::format(fmt::runtime(tr("{} x {} px, {} bit, {}")), info.width,
                                 info.height, info.significant_bits, transfer);
  if (info.mosaic != Mosaic::none) text += tr(", colour mosaic");
  if (info.lossy) text += tr(", compressed with loss");
  return text;
}

class Check {
 public:
  Check(const hardware::Microscope& microscope, const std::function<void(const Trial&)>& tell)
      : microscope_(microscope), tell_(tell) {}

  bool all_held() const { return held_; }

  /// What `trial` found; an error is what it found, too.
  Fate attempt(const std::string& role, const std::function<Trial()>& trial) {
    Trial result;
    try {
      result = trial();
    } catch (const hardware::Stopped&) {
      throw;  // nothing more is tried
    } catch (const hardware::NoFrames& problem) {
      // A camera that needs nobody has no excuse.
      result = {{}, role == "camera" ? Fate::broken : Fate::left_out, problem.what()};
    } catch (const Error& problem) {
      result = {{}, Fate::broken, problem.what()};
    }
    result.role = role;
    held_ = held_ && result.fate != Fate::broken;
    tell_(result);
    return result.fate;
  }

  Trial frames() {
    hardware::AcquiredFrames acquired;
    const double taken = seconds_of([&] { acquired = take(kFrames, first_exposure()); });
    const Frame frame = acquired.frames->read(0);
    std::string found = fmt::format(fmt::runtime(tr("{} frames, {}; {:.3g} ms each")),
                                    acquired.frames->size(), described(frame.info),
                                    1e3 * taken / static_cast<double>(acquired.frames->size()));
    for (const auto& [key, value] : acquired.actual) found += fmt::format("; {} {}", key, value);
    for (const auto& contradiction : contradictions(microscope_.instrument, acquired.instrument)) {
      found += "; " + sentence(contradiction);
    }
    return {{}, Fate::held, found};
  }

  /// A camera that goes its own way shows the same brightness whatever was set.
  Trial exposures() {
    const Time middle = *first_exposure();
    const auto [shortest, longest] = microscope_.camera->exposures();
    if (middle / 2 < shortest || middle * 2 > longest) {
      return {{}, Fate::left_out, tr("its exposures hardly differ")};
    }
    const auto seen = brightness(take(1, middle).frames->read(0));
    // Half of it where twice would be too much.
    const Time once = seen && *seen > percent(45) ? middle / 2 : middle;
    const auto dim = brightness(take(1, once).frames->read(0));
    const auto bright = brightness(take(1, once * 2).frames->read(0));
    if (!dim || !bright) return {{}, Fate::left_out, tr("frames without a full scale")};
    const std::string found =
        fmt::format(fmt::runtime(tr("{:.4g} ms reach {:.1f} %, {:.4g} ms {:.1f} % of full scale")),
                    once.in(ms), dim->in(percent), 2 * once.in(ms), bright->in(percent));
    if (*dim < percent(5) || *bright > percent(95)) {
      return {{}, Fate::left_out, found + tr(": too dark or too bright to tell more")};
    }
    if (*bright / *dim >= kClearlyBrighter) return {{}, Fate::held, found};
    return {{}, Fate::broken, found + tr(": is an automatic exposure or gain still on?")};
  }

  Trial stage() {
    hardware::XYStage& stage = *microscope_.stage;
    const auto [x, y] = stage.position();
    const Length to_x = x + inwards(x, stage.travel_x(), kStageMove);
    const Length to_y = y + inwards(y, stage.travel_y(), kStageMove);
    const double taken = seconds_of([&] { stage.move_to(to_x, to_y); });
    const auto [there_x, there_y] = stage.position();
    stage.move_to(x, y);
    const auto [back_x, back_y] = stage.position();
    return {{},
            Fate::held,
            fmt::format(fmt::runtime(tr("10 um and back in x and y: {:.3g} ms one way; off by "
                                        "{:.3g} um there and {:.3g} um back, as it says")),
                        1e3 * taken, std::hypot((there_x - to_x).in(um), (there_y - to_y).in(um)),
                        std::hypot((back_x - x).in(um), (back_y - y).in(um)))};
  }

  Trial focus() {
    hardware::Focus& focus = *microscope_.focus;
    const Length z = focus.position();
    const Length to = z + inwards(z, focus.travel(), kFocusMove);
    const double taken = seconds_of([&] { focus.move_to(to); });
    const Length there = focus.position();
    focus.move_to(z);
    return {{},
            Fate::held,
            fmt::format(fmt::runtime(tr("4 um and back: {:.3g} ms one way; off by {:.3g} um there "
                                        "and {:.3g} um back, as it says")),
                        1e3 * taken, std::abs((there - to).in(um)),
                        std::abs((focus.position() - z).in(um)))};
  }

  Trial light() {
    hardware::Light& light = *microscope_.light;
    light.set_level(one(1));
    const auto on = shown();
    light.set_level(one(0));
    const auto off = shown();
    if (!on || !off) return {{}, Fate::held, tr("switched on and off")};
    const std::string found = fmt::format(
        fmt::runtime(tr("the image reaches {:.1f} % of full scale with it and {:.1f} % without")),
        on->in(percent), off->in(percent));
    if (*on > *off) return {{}, Fate::held, found};
    return {{}, Fate::broken, found + tr(": does the light reach the camera?")};
  }

 private:
  std::optional<Time> first_exposure() const {
    const hardware::Camera& camera = *microscope_.camera;
    if (!camera.sets_exposure()) return std::nullopt;
    const auto [shortest, longest] = camera.exposures();
    // In the middle of what it has, so that there is half and twice of it.
    return std::max(std::min(kExposure, longest / 2), std::min(shortest * 2, longest));
  }

  hardware::AcquiredFrames take(int frames, std::optional<Time> exposure) const {
    hardware::StepContext step;
    step.step = "check";
    step.repeat = taken_++;
    hardware::CameraRequest request;
    request.frames = frames;
    request.exposure = exposure;
    return microscope_.camera->acquire(step, request);
  }

  std::optional<Ratio> shown() const {
    if (!microscope_.camera) return std::nullopt;
    const auto found = brightness(take(1, first_exposure()).frames->read(0));
    return found ? std::optional(*found) : std::nullopt;
  }

  /// Away from the nearer end of the travel.
  static Length inwards(Length from, const hardware::Travel& travel, Length by) {
    const Length way = std::min(by, (travel.upper - travel.lower) / 4);
    return from > (travel.lower + travel.upper) / 2 ? way * -1.0 : way;
  }

  const hardware::Microscope& microscope_;
  const std::function<void(const Trial&)>& tell_;
  bool held_ = true;
  mutable int taken_ = 0;
};

/// Nothing more is sent to motors of which one did not do what it was told.
bool of_one_board(const hardware::Microscope& microscope) {
  const hardware::Device* const stage = microscope.stage.get();
  return stage == microscope.focus.get();
}

}  // namespace

bool check_instrument(const hardware::Microscope& microscope, bool may_move,
                      const std::function<void(const Trial&)>& tell) {
  const OpenDevices devices(microscope);
  Check check(microscope, tell);
  const auto unmoved = [](const char* why) { return Trial{{}, Fate::left_out, why}; };
  const char* const forbidden = tr("not moved: that was not allowed");
  const bool live = microscope.camera && microscope.camera->how_to_take({}, {}).empty();
  if (live && microscope.light) microscope.light->set_level(one(1));
  if (live) check.attempt("camera", [&] { return check.frames(); });
  if (live && microscope.camera->sets_exposure()) {
    check.attempt("exposure", [&] { return check.exposures(); });
  }
  if (microscope.camera && !live) {
    tell({"camera", Fate::left_out, microscope.camera->how_to_take({}, {1})});
  }
  Fate moved = Fate::left_out;
  if (microscope.stage) {
    moved = check.attempt("stage", [&] {
      if (!microscope.stage->can_move()) return unmoved(tr("it has no travel in x and y"));
      return may_move ? check.stage() : unmoved(forbidden);
    });
  }
  if (microscope.focus) {
    check.attempt("focus", [&] {
      if (moved == Fate::broken && of_one_board(microscope))
        return unmoved(tr("not moved, since the stage failed"));
      return may_move ? check.focus() : unmoved(forbidden);
    });
  }
  if (microscope.light) check.attempt("light", [&] { return check.light(); });
  if (microscope.turret) {
    tell({"turret", Fate::left_out,
          fmt::format(fmt::runtime(tr("not turned; its places are {}")),
                      fmt::join(microscope.turret->positions(), ", "))});
  }
  return check.all_held();
}

}  // namespace etalon::protocols
