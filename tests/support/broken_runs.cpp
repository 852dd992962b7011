// SPDX-License-Identifier: Apache-2.0
#include "tests/support/broken_runs.hpp"

#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "suite/records/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <utility>

namespace etalon::test {
namespace {

constexpr const char* kScope = R"(scope: virtual
objective: {nominal_magnification: 20, lens_na: {value: 0.40, half_width: 0.005}, immersion: air}
wavelength: {value: 550 nm, half_width: 5 nm}
camera: {driver: simulator}
stage: {driver: simulator}
focus: {driver: simulator}
operator: {driver: simulator}
simulator: {seed: 3, width: 160, height: 128, pixel_size: 0.5 um, bits: 10, mosaic: bggr, gain: 0.04}
)";

constexpr const char* kProcedure = R"(protocol: broken
version: "1"
title: T
slides: {ruler: [stage_micrometer]}
steps:
  - dark: {light: off, acquire: {frames: 2}}
  - ruler: {repeat: 2, focus: again, acquire: {frames: 1}, measure: {pixel_size: {dark: dark}}}
)";
constexpr std::size_t kFrames = 4;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What such a microscope shows, drawn once for all these runs.
FarMicroscope::Memory& album() {
  static FarMicroscope::Memory all;
  return all;
}

/// A lamp that has nothing to do with the device.
class BenchLamp : public hardware::Light {
 public:
  std::string name() const override { return "bench lamp"; }
  void set_level(Ratio level) override {
    lit = level > one(0);
    used = used || lit;
  }
  void stop() noexcept override { lit = false; }
  bool lit = false;
  bool used = false;
};

/// A focus that has nothing to do with the device, and notes that it was told to stop.
class BenchFocus : public hardware::Focus {
 public:
  explicit BenchFocus(std::shared_ptr<hardware::Focus> focus) : focus_(std::move(focus)) {}
  std::string name() const override { return focus_->name(); }
  hardware::Travel travel() const override { return focus_->travel(); }
  void move_to(Length z) override { focus_->move_to(z); }
  Length position() const override { return focus_->position(); }
  void stop() noexcept override { stopped = true; }
  bool stopped = false;

 private:
  std::shared_ptr<hardware::Focus> focus_;
};

/// A microscope, its database, and a run.
struct Site {
  TemporaryFolder folder;
  protocols::ScopeFile scope = protocols::read_scope_text(kScope, folder.path() / "scope.yaml");
  protocols::Procedure procedure = protocols::read_procedure_text(kProcedure, "broken.yaml");
  records::Store store{folder.path() / "lab.etalon"};
  std::shared_ptr<BenchLamp> lamp = std::make_shared<BenchLamp>();
  std::unique_ptr<FarEnd> far{};
  bool has_own_light = false;           ///< the device
  std::shared_ptr<BenchFocus> focus{};  ///< where the device has none

  /// Begins the run with a device that was just switched on, or goes on with it.
  void start_or_go_on(const BackEnd& back_end, const Trouble* trouble = nullptr,
                      std::size_t when = 0) {
    hardware::Microscope microscope = protocols::make_microscope(scope);
    microscope.light = lamp;
    focus = std::make_shared<BenchFocus>(microscope.focus);
    microscope.focus = focus;
    far.reset();
    far = back_end.switched_on(microscope, trouble, when);
    has_own_light = microscope.light != lamp;
    if (microscope.focus != focus) focus.reset();
    const auto runs = store.runs();
    if (runs.empty()) {
      run_procedure(procedure, microscope, store, {});
    } else {
      resume_run(procedure, store.load_run(runs.front().id), microscope, store, {});
    }
  }
  records::RunDetail run() const { return store.load_run(store.runs().front().id); }
};

/// The message of the error that the run ends with.
std::string error_of(Site& site, const BackEnd& back_end, const Trouble& trouble,
                     std::size_t when) {
  try {
    site.start_or_go_on(back_end, &trouble, when);
  } catch (const DeviceError& error) {
    return error.what();
  }
  return "none";
}

void check_trouble(const BackEnd& back_end, const Trouble& trouble, std::size_t when,
                   const records::RunDetail& undisturbed) {
  Site site;
  const std::string error = error_of(site, back_end, trouble, when);
  CHECK_THAT(error, Catch::Matchers::StartsWith(back_end.driver));
  CHECK_THAT(error, Catch::Matchers::Contains(trouble.says));
  const auto broken = site.run();
  CHECK(broken.summary.status == records::RunStatus::aborted);
  CHECK(broken.frames.size() >= 2);
  CHECK(broken.frames.size() < kFrames);
  site.far->check_stopped();
  CHECK(site.lamp->used != site.has_own_light);
  CHECK_FALSE(site.lamp->lit);
  CHECK((!site.focus || site.focus->stopped));

  site.start_or_go_on(back_end);
  const auto whole = site.run();
  CHECK(whole.summary.status == records::RunStatus::finished);
  CHECK(whole.summary.digest == undisturbed.summary.digest);
  REQUIRE(whole.frames.size() == kFrames);
  for (std::size_t i = 0; i < broken.frames.size(); ++i) {
    CHECK(whole.frames[i].sha256 == broken.frames[i].sha256);
  }
  CHECK(site.store.check(true).empty());
}

}  // namespace

hardware::Microscope bench_microscope() {
  return protocols::make_microscope(protocols::read_scope_text(kScope, "scope.yaml"));
}

std::string bench_scope() { return kScope; }

void run_bench_procedure(hardware::Microscope& microscope) {
  const TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  run_procedure(protocols::read_procedure_text(kProcedure, "broken.yaml"), microscope, store, {});
}

FarEnd::FarEnd(hardware::Microscope& microscope, const Trouble* trouble, std::size_t when)
    : far_(std::dynamic_pointer_cast<hardware::VirtualMicroscope>(microscope.camera)),
      trouble_(trouble),
      when_(when) {
  far_.remember_in(album());
}

bool FarEnd::befallen(const std::string& question) {
  const std::lock_guard lock(mutex_);
  heard_.push_back(question);
  if (trouble_ == nullptr || !contains(question, trouble_->question)) return false;
  const std::size_t now = matching_++;
  if (now < when_ || (trouble_->once && now > when_)) return false;
  if (now == when_) begun_ = heard_.size();
  return true;
}

std::vector<std::string> FarEnd::heard() const {
  const std::lock_guard lock(mutex_);
  return heard_;
}

std::vector<std::string> FarEnd::heard_since() const {
  const std::lock_guard lock(mutex_);
  return {heard_.begin() + static_cast<std::ptrdiff_t>(begun_), heard_.end()};
}

std::size_t FarEnd::count(const std::string& part) const {
  const auto all = heard();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const std::string& line) { return contains(line, part); }));
}

void FarEnd::check_heard(const std::vector<std::string>& parts) const {
  if (trouble_->unreachable) return;
  const auto since = heard_since();
  for (const std::string& part : parts) {
    INFO("told: " << part);
    CHECK(std::any_of(since.begin(), since.end(),
                      [&](const std::string& line) { return contains(line, part); }));
  }
}

void check_broken_runs(const BackEnd& back_end) {
  Site undisturbed;
  undisturbed.start_or_go_on(back_end);
  const auto expected = undisturbed.run();
  REQUIRE(expected.summary.status == records::RunStatus::finished);
  REQUIRE_FALSE(expected.summary.digest.empty());
  REQUIRE_FALSE(expected.evaluations.empty());
  for (const auto& measured : expected.evaluations) {
    REQUIRE_FALSE(measured.evaluation.results.empty());
  }
  std::vector<std::size_t> questions;
  for (const Trouble& trouble : back_end.troubles) {
    questions.push_back(undisturbed.far->count(trouble.question));
  }
  undisturbed.far.reset();  // Some devices are there only once.
  for (std::size_t i = 0; i < back_end.troubles.size(); ++i) {
    const Trouble& trouble = back_end.troubles[i];
    REQUIRE(questions[i] > 8);
    // In the first focusing and in the last, each a little later than the one before.
    const std::size_t when = (i % 2 == 0 ? questions[i] / 8 : questions[i] * 3 / 4) + i;
    INFO(back_end.driver << ": " << trouble.name << " at question " << when);
    check_trouble(back_end, trouble, when, expected);
  }
}

}  // namespace etalon::test
