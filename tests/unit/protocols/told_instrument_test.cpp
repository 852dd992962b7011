// SPDX-License-Identifier: Apache-2.0
// What devices and image files tell of an instrument is part of the record of a run.
#include "protocols/runner.hpp"
#include "suite/records/instrument_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <fstream>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::refusal_of;

namespace {

/// Tells the next of `tells` with each exposure, then the last again.
class TellingCamera final : public hardware::Camera {
 public:
  std::vector<Instrument> tells;
  std::size_t taken = 0;
  std::size_t breaks_at = 100;
  std::optional<PixelSize> pixel_size;
  std::string name() const override { return "telling camera"; }
  bool keeps_time() const override { return true; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest&) override {
    if (taken == breaks_at) throw DeviceError(name(), "the cable was pulled.");
    Frame frame;
    frame.info.width = frame.info.height = 4;
    frame.samples = std::vector<std::uint16_t>(16, 100);
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{frame});
    acquired.pixel_size = pixel_size;
    acquired.instrument = tells.at(std::min(taken++, tells.size() - 1));
    return acquired;
  }
};

Instrument camera_says(const std::string& model, const std::string& serial_number) {
  Instrument instrument;
  instrument.detector.model = model;
  instrument.detector.serial_number = serial_number;
  return told_by(Source::device, std::move(instrument));
}

struct Bench {
  test::TemporaryFolder folder;
  std::shared_ptr<TellingCamera> camera = std::make_shared<TellingCamera>();
  hardware::Microscope microscope;
  records::Store store{folder.path() / "lab.etalon"};
  std::vector<std::string> notes;
  RunObserver observer;

  Bench() {
    Instrument scope;
    scope.id = "ofm-07";
    scope.detector.model = "IMX219";
    scope.objective.lens_na = Uncertain<double>{0.4};
    microscope.instrument = told_by(Source::scope_file, scope);
    microscope.camera = camera;
    observer.on_note = [this](const std::string& step, const std::string& note) {
      notes.push_back(step + ": " + note);
    };
  }
  Procedure procedure() const {
    const auto path = folder.path() / "p.yaml";
    std::ofstream(path) << "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n"
                           "- one: {repeat: 2, acquire: {frames: 1}}\n"
                           "- two: {acquire: {frames: 3, interval: 1 s}}\n";
    return read_procedure(path);
  }
  records::RunDetail run() {
    return store.load_run(run_procedure(procedure(), microscope, store, {}, observer));
  }
};

std::vector<std::string> details(const records::RunDetail& run, const std::string& event) {
  std::vector<std::string> all;
  for (const auto& entry : run.journal)
    if (entry.event == event) all.push_back(entry.detail);
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("what a camera tells of itself comes back with the run, and who told it", "[protocols]") {
  Bench bench;
  bench.camera->tells = {camera_says("IMX219", "17")};
  const auto run = bench.run();
  const Instrument& instrument = run.start.instrument;
  CHECK(instrument.detector.serial_number == "17");
  CHECK(instrument.detector.model == "IMX219");
  CHECK(instrument.sources.at("detector.serial_number") == Source::device);
  CHECK(instrument.sources.at("detector.model") == Source::scope_file);
  CHECK(instrument.sources.at("objective.lens_na") == Source::scope_file);
  // Once, however often it is told.
  CHECK(details(run, records::kInstrumentTold).size() == 1);
  CHECK(details(run, "instrument_differs").empty());
  CHECK(bench.notes.empty());
  CHECK(bench.store.check(true).empty());
}

TEST_CASE("who told of operator, slide and circumstances is part of the record", "[protocols]") {
  Bench bench;
  bench.camera->tells = {Instrument{}};
  auto procedure = bench.procedure();
  procedure.slides["one"] = {"thorlabs_r1l3s1"};
  RunContext context;
  context.operator_name = "E. Abbe";
  context.site = "Jena";
  context.conditions = {{"room_temperature", "21 degC"}, {"warm_up", "30 min"}};
  context.slides["one"] = uncertified_slide("thorlabs_r1l3s1");
  context.slides["one"].serial_number = "4";
  context.sources = {{"operator", Source::person},         {"site", Source::scope_file},
                     {"room_temperature", Source::person}, {"warm_up", Source::scope_file},
                     {"humidity", Source::person},         {"slide.one", Source::scope_file}};
  const auto id = run_procedure(procedure, bench.microscope, bench.store, context);
  const auto sources = bench.store.load_run(id).start.instrument.sources;
  CHECK(sources.at("operator") == Source::person);
  CHECK(sources.at("site") == Source::scope_file);
  CHECK(sources.at("room_temperature") == Source::person);
  CHECK(sources.at("warm_up") == Source::scope_file);
  CHECK(sources.at("slide.one") == Source::scope_file);
  CHECK(sources.at("slide.one.serial_number") == Source::scope_file);
  // The catalogue knows the maker of every such slide.
  CHECK(sources.at("slide.one.manufacturer") == Source::standard);
  // Nobody told what is not there.
  CHECK_FALSE(sources.contains("humidity"));
  CHECK_FALSE(sources.contains("slide.one.certificate"));
}

TEST_CASE("a camera that tells nothing leaves the record as it was", "[protocols]") {
  Bench bench;
  bench.camera->tells = {Instrument{}};
  const auto run = bench.run();
  CHECK(records::instrument_text(run.start.instrument) ==
        records::instrument_text(bench.microscope.instrument));
  CHECK(details(run, records::kInstrumentTold).empty());
}

TEST_CASE("a camera that contradicts the scope file is named once, and the file is followed",
          "[protocols]") {
  Bench bench;
  bench.camera->tells = {camera_says("IMX477", "17")};
  const auto run = bench.run();
  const std::string said =
      "detector.model: the scope file says IMX219, the device says IMX477. The scope file is "
      "followed.";
  CHECK(details(run, "instrument_differs") == Texts{said});
  CHECK(bench.notes == Texts{"one: " + said});
  CHECK(run.start.instrument.detector.model == "IMX219");
  CHECK(run.start.instrument.detector.serial_number == "17");
}

TEST_CASE("a camera that is exchanged in the middle of a run contradicts the first",
          "[protocols]") {
  Bench bench;
  bench.camera->tells = {camera_says("IMX219", "17"), camera_says("IMX219", "17"),
                         camera_says("IMX219", "18")};
  const auto run = bench.run();
  CHECK(details(run, "instrument_differs") ==
        Texts{"detector.serial_number: the device says 17, the device says 18."});
  CHECK(run.start.instrument.detector.serial_number == "17");
}

TEST_CASE("a run that was interrupted keeps what was told before, and says it once",
          "[protocols]") {
  Bench bench;
  bench.camera->tells = {camera_says("IMX477", "17")};
  bench.camera->breaks_at = 1;
  CHECK_FALSE(refusal_of([&] { bench.run(); }).empty());
  bench.camera->breaks_at = 100;
  resume_run(bench.procedure(), bench.store.load_run("last"), bench.microscope, bench.store, {},
             bench.observer);
  const auto run = bench.store.load_run("last");
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(details(run, records::kInstrumentTold).size() == 1);
  CHECK(details(run, "instrument_differs").size() == 1);
  CHECK(bench.notes.size() == 1);
  CHECK(run.start.instrument.sources.at("detector.serial_number") == Source::device);
}

TEST_CASE("another pixel size in the images is noted once, also in a run that was interrupted",
          "[protocols]") {
  Bench bench;
  bench.microscope.pixel_size = Uncertain<PixelSize>{.value = PixelSize{um(0.25)}};
  bench.camera->tells = {Instrument{}};
  bench.camera->pixel_size = PixelSize{um(0.5)};
  bench.camera->breaks_at = 1;
  CHECK_FALSE(refusal_of([&] { bench.run(); }).empty());
  // The frames that were recorded are not asked for again: what they said was noted with them.
  CHECK(details(bench.store.load_run("last"), "pixel_size_differs").size() == 1);
  bench.camera->breaks_at = 100;
  resume_run(bench.procedure(), bench.store.load_run("last"), bench.microscope, bench.store, {},
             bench.observer);
  const auto run = bench.store.load_run("last");
  CHECK(run.summary.status == records::RunStatus::finished);
  CHECK(details(run, "pixel_size_differs") ==
        Texts{"Known so far is 0.25 um, the images say 0.5 um. The former was followed."});
  CHECK(bench.notes.size() == 1);
}

TEST_CASE("a pixel size that changes in the middle of a run is noted, each value once",
          "[protocols]") {
  Bench bench;
  bench.microscope.pixel_size = Uncertain<PixelSize>{.value = PixelSize{um(0.25)}};
  bench.camera->tells = {Instrument{}};
  bench.camera->pixel_size = PixelSize{um(0.5)};
  bench.observer.on_step = [&](const Step&, std::size_t index, std::size_t, int) {
    if (index == 1) bench.camera->pixel_size = PixelSize{um(0.6)};
  };
  const auto run = bench.run();
  CHECK(details(run, "pixel_size_differs").size() == 2);
  CHECK(bench.notes.size() == 2);
}
