// SPDX-License-Identifier: Apache-2.0
// Whatever befalls images that a person or another program saves, and the person, in the middle of
// a run.
#include "hardware/drivers/manual/manual_operator.hpp"
#include "protocols/procedure.hpp"
#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/records/store.hpp"
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;

namespace {

namespace fs = std::filesystem;

constexpr const char* kProcedure = R"(protocol: by-hand
version: "1"
title: T
slides: {ruler: [stage_micrometer], again: [stage_micrometer]}
steps:
  - dark: {instruct: Cover it., light: off, acquire: {frames: 2}}
  - ruler:
      instruct: Put the ruler there.
      acquire: {frames: 1}
      measure: {pixel_size: {dark: dark}}
  - again:
      instruct: Put it there again.
      acquire: {frames: 1}
      measure: {pixel_size: {dark: dark}}
)";

using Act = std::function<void(const fs::path& folder)>;

struct Trouble {
  std::string name;
  std::string says;
  Act before{};        ///< the last image is looked for
  Act after{};         ///< it was found, and is not yet read
  std::string wait{};  ///< setting of the driver
};

/// A folder camera that something befalls at its last image.
class Troubled : public Camera {
 public:
  Troubled(const fs::path& folder, Trouble trouble)
      : folder_(folder), trouble_(std::move(trouble)) {
    DriverSettings settings{{"path", folder.string()}};
    if (!trouble_.wait.empty()) settings["wait"] = trouble_.wait;
    camera_ = std::dynamic_pointer_cast<Camera>(make_device("folder", settings));
  }
  std::string name() const override { return camera_->name(); }
  void open() override { camera_->open(); }
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
    const bool now = step.step == "again";
    if (now && trouble_.before) trouble_.before(folder_);
    auto acquired = camera_->acquire(step, request);
    if (now && trouble_.after) trouble_.after(folder_);
    return acquired;
  }

 private:
  fs::path folder_;
  Trouble trouble_;
  std::shared_ptr<Camera> camera_;
};

/// A run with its database.
struct Site {
  test::TemporaryFolder folder;
  protocols::Procedure procedure = protocols::read_procedure_text(kProcedure, "by_hand.yaml");
  records::Store store{folder.path() / "lab.etalon"};

  void start_or_go_on(Microscope& microscope) {
    const auto runs = store.runs();
    if (runs.empty()) {
      run_procedure(procedure, microscope, store, {});
    } else {
      resume_run(procedure, store.load_run(runs.front().id), microscope, store, {});
    }
  }
  records::RunDetail run() const { return store.load_run(store.runs().front().id); }
};

/// The images of such a run, as somebody would save them.
void save_images(const fs::path& folder) {
  Microscope microscope = test::bench_microscope();
  const auto save = [&](const StepContext& step, int frames) {
    const auto acquired = microscope.camera->acquire(step, {.frames = frames});
    for (int i = 0; i < frames; ++i) {
      const fs::path file = folder / (step.step + "-" + std::to_string(i + 1) + ".png");
      imagefiles::write_png(file, acquired.frames->read(static_cast<std::size_t>(i)));
    }
  };
  const std::string ruler = "stage_micrometer";
  save({.step = "dark", .light = false}, 2);
  save({.step = "ruler", .index = 1, .slide = ruler, .shape = ruler}, 1);
  save({.step = "again", .index = 2, .slide = ruler, .shape = ruler}, 1);
}

Microscope with_images(const fs::path& folder, Trouble trouble) {
  Microscope microscope = test::bench_microscope();
  microscope.camera = std::make_shared<Troubled>(folder, std::move(trouble));
  microscope.person.reset();
  return microscope;
}

void cut_last(const fs::path& folder) { fs::resize_file(folder / "again-1.png", 300); }

const std::vector<Trouble>& troubles() {
  static const std::vector<Trouble> all{
      {.name = "the images stop coming",
       .says = "no image for step again",
       .before = [](const fs::path& folder) { fs::remove(folder / "again-1.png"); },
       .wait = "0.2 s"},
      {.name = "an image is cut", .says = "again-1.png", .before = cut_last},
      {.name = "an image is cut while it is looked at", .says = "again-1.png", .after = cut_last},
      {.name = "an image is none",
       .says = "again-1.png",
       .before = [](const fs::path& folder) { std::ofstream(folder / "again-1.png") << "no PNG"; }},
      {.name = "the folder is gone",
       .says = "no image for step again",
       .before = [](const fs::path& folder) { fs::remove_all(folder); }}};
  return all;
}

void check_kept(const records::RunDetail& broken) {
  CHECK(broken.summary.status == records::RunStatus::aborted);
  CHECK(broken.frames.size() == 3);
  CHECK(broken.evaluations.size() == 1);
}

void check_whole(const Site& site, const records::RunDetail& expected) {
  const auto whole = site.run();
  CHECK(whole.summary.status == records::RunStatus::finished);
  CHECK(whole.summary.digest == expected.summary.digest);
  CHECK(site.store.check(true).empty());
}

}  // namespace

TEST_CASE("A run whose images fail keeps what it has, and goes on when they are there") {
  const test::TemporaryFolder folder;
  const fs::path images = folder.path() / "images";
  const test::TemporaryFolder saved;
  save_images(saved.path());
  fs::copy(saved.path(), images);
  Site undisturbed;
  Microscope well = with_images(images, {});
  undisturbed.start_or_go_on(well);
  const auto expected = undisturbed.run();
  REQUIRE(expected.evaluations.size() >= 2);
  REQUIRE_FALSE(expected.evaluations.front().evaluation.results.empty());
  for (const Trouble& trouble : troubles()) {
    INFO(trouble.name);
    Site site;
    {
      Microscope broken = with_images(images, trouble);
      CHECK_THROWS_WITH(site.start_or_go_on(broken),
                        contains_text("images") && contains_text(trouble.says));
    }
    check_kept(site.run());
    fs::remove_all(images);
    fs::copy(saved.path(), images);
    Microscope again = with_images(images, {});
    site.start_or_go_on(again);
    check_whole(site, expected);
  }
}

TEST_CASE("A run whose operator stops, or has gone, keeps what it has and goes on") {
  const auto go = [](Site& site, const std::string& answers) {
    std::istringstream said(answers);
    std::ostringstream terminal;
    Microscope microscope = test::bench_microscope();
    microscope.person = std::make_shared<ManualOperator>(said, terminal);
    site.start_or_go_on(microscope);
  };
  const std::string done = "\n\n\n";
  Site undisturbed;
  go(undisturbed, done);
  const auto expected = undisturbed.run();
  REQUIRE(expected.summary.status == records::RunStatus::finished);
  for (const std::string answers : {"\n\nq\n", "\n\n", "\n\nwhat?\n", "\n\ns\nstop\n"}) {
    INFO(answers);
    Site site;
    go(site, answers);
    check_kept(site.run());
    go(site, done);
    check_whole(site, expected);
  }
}
