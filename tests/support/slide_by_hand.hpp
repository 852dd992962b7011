// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/runner.hpp"
#include "tests/support/stage_images.hpp"
#include "tests/support/temporary_folder.hpp"

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// A stage without a motor, and a person who moves it.
namespace etalon::test::by_hand {

struct Place {
  double x_px = 0;
  double y_px = 0;
  int slide = 1;  ///< another one: far away
};
inline constexpr Place kAway{.slide = 2};
inline constexpr Place kElsewhere{.slide = 3};

/// A slide under a stage without motor.
class Slide final : public hardware::Camera {
 public:
  Place at;
  std::string name() const override { return "slide"; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest&) override {
    hardware::AcquiredFrames acquired;
    acquired.frames = std::move(
        stage_observation({.stops = {{.at_x_px = at.x_px, .at_y_px = at.y_px, .slide = at.slide}}},
                          ++taken_)
            .frames);
    return acquired;
  }

 private:
  std::uint64_t taken_ = 0;
};

/// Moves the slide to the next of its places, each time that something is asked for.
class Hand final : public hardware::Operator {
 public:
  Hand(std::shared_ptr<Slide> slide, std::deque<Place> places)
      : slide_(std::move(slide)), places_(std::move(places)) {}
  std::vector<std::string> heard;
  std::string name() const override { return "hand"; }
  hardware::Answer ask(const hardware::StepContext&, const std::string& what) override {
    heard.push_back(what);
    if (places_.empty()) return hardware::Answer::stop;
    slide_->at = places_.front();
    places_.pop_front();
    return hardware::Answer::done;
  }
  std::size_t left() const { return places_.size(); }

 private:
  std::shared_ptr<Slide> slide_;
  std::deque<Place> places_;
};

inline const std::string kReturns = "{diagonals: 300 um, rounds: 1, by_hand: 3}";

struct Bench {
  TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  std::shared_ptr<Slide> slide = std::make_shared<Slide>();
  std::shared_ptr<Hand> hand;

  std::vector<std::string> notes;  ///< told to the operator
  hardware::Microscope microscope;

  Bench() {
    microscope.camera = slide;
    microscope.pixel_size = Uncertain<PixelSize>{.value = PixelSize{um(0.5)},
                                                 .standard_uncertainty = PixelSize{um(0.005)}};
  }

  /// Three returns, the first from nowhere, and what is said of the step besides.
  records::RunDetail run(std::deque<Place> places, const std::string& visits = kReturns,
                         const std::string& more = "") {
    const auto step = procedure(visits, more);
    return store.load_run(
        protocols::run_procedure(step, at(std::move(places)), store, {}, observer()));
  }
  records::RunDetail go_on(const records::RunDetail& stopped, std::deque<Place> places,
                           const std::string& visits, const std::string& more) {
    protocols::resume_run(procedure(visits, more), stopped, at(std::move(places)), store, {},
                          observer());
    return store.load_run(stopped.summary.id);
  }

 private:
  hardware::Microscope& at(std::deque<Place> places) {
    hand = std::make_shared<Hand>(slide, std::move(places));
    microscope.person = hand;
    return microscope;
  }
  protocols::RunObserver observer() {
    protocols::RunObserver all;
    all.on_note = [this](const std::string&, const std::string& note) { notes.push_back(note); };
    return all;
  }
  static protocols::Procedure procedure(const std::string& visits, const std::string& more) {
    return protocols::read_procedure_text(
        "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n  - a: {acquire: {frames: 1, visits: " +
            visits + "}" + more + "}\n",
        "p");
  }
};

inline std::vector<std::string> told(const records::RunDetail& run, const std::string& event) {
  std::vector<std::string> all;
  for (const auto& entry : run.journal) {
    if (entry.event == event) all.push_back(entry.detail);
  }
  return all;
}

}  // namespace etalon::test::by_hand
