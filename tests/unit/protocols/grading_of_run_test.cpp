// SPDX-License-Identifier: Apache-2.0
#include "protocols/grading_of_run.hpp"

#include "protocols/minimum_record.hpp"
#include "protocols/profile_file.hpp"
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"

using namespace etalon;
using namespace etalon::protocols;

namespace {

MeasurementResult ratio(double value) {
  MeasurementResult result;
  result.measurand = "mtf50_ratio";
  result.value = value;
  result.unit = "1";
  result.standard_uncertainty = 0.01;
  result.interval = {value - 0.02, value + 0.02};
  return result;
}

records::RecordedEvaluation evaluation(const std::string& id, double value,
                                       const std::string& method = "slanted_edge/spline") {
  records::RecordedEvaluation recorded;
  recorded.id = id;
  recorded.step = "edge";
  recorded.evaluation.metric = "slanted_edge";
  recorded.evaluation.method = method;
  recorded.evaluation.results = {ratio(value)};
  return recorded;
}

grading::Profile profile_for(const std::string& method) {
  Limit limit;
  limit.id = "sharpness";
  limit.metric = "slanted_edge";
  limit.measurand = "mtf50_ratio";
  limit.methods = {method};
  limit.direction = Direction::at_least;
  limit.value = 0.5;
  limit.unit = "1";
  limit.ideal = 1;
  return {"sharp", "1", "", "Sharp", {"teaching"}, "", {limit}};
}

/// All that a record must say of its instrument.
Instrument described_instrument() {
  Instrument instrument;
  instrument.manufacturer = "OpenFlexure";
  instrument.model = "v7";
  instrument.serial_number = "17";
  instrument.objective.nominal_magnification = 20;
  instrument.objective.lens_na = Uncertain<double>{0.4};
  instrument.objective.immersion = Immersion::air;
  instrument.objective.correction = "plan achromat";
  instrument.objective.cover_glass = "0.17 mm";
  instrument.adaptor_magnification = 0.5;
  instrument.detector.model = "IMX219";
  instrument.detector.pixel_pitch = SensorPixelPitch{um_sensor(1.12)};
  instrument.detector.bit_depth = 10;
  instrument.detector.binning = "1 x 1";
  instrument.light_source = "white LED";
  instrument.contrast = "brightfield";
  instrument.channels = {{.wavelength = Uncertain<Length>{nm(550)}}};
  return instrument;
}

/// All that a record must say of the step "edge", whose slide is worth so much.
records::RunStart described_start(const std::string& tier) {
  records::RunStart start;
  start.instrument = described_instrument();
  start.operator_name = "E. Abbe";
  start.conditions = {{"room_temperature", "21 degC"},     {"warm_up", "30 min"},
                      {"slide.edge", "chrome_edge"},       {"slide.edge.tier", tier},
                      {"slide.edge.manufacturer", "Acme"}, {"slide.edge.model", "E1"},
                      {"slide.edge.serial_number", "4"},   {"setting.region", "full"},
                      {"setting.exposure", "20 ms"},       {"setting.gain", "1"},
                      {"setting.black_level", "64 DN"},    {"setting.light", "60 %"},
                      {"setting.firmware", "none"}};
  start.etalon_version = "0.1";
  return start;
}

records::RunDetail described_run(const std::string& tier) {
  records::RunDetail run;
  run.start = described_start(tier);
  return run;
}

using Names = std::vector<std::string>;

const std::string kSpline = "slanted_edge/spline v1";

}  // namespace

TEST_CASE("A run is judged by what nothing superseded", "[protocols]") {
  records::RunDetail run;
  run.evaluations = {evaluation("a", 0.2), evaluation("b", 0.8)};
  CHECK(grade_run(run, profile_for(kSpline)).verdict == Verdict::fail);
  run.evaluations[0].superseded_by = "b";
  const Grade grade = grade_run(run, profile_for(kSpline));
  CHECK(grade.verdict == Verdict::pass);
  CHECK(grade.judgements.at(0).result->value == 0.8);
}

TEST_CASE("A combination of repeats stands in their place", "[protocols]") {
  records::RunDetail run;
  run.evaluations = {evaluation("a", 0.7), evaluation("b", 0.9),
                     evaluation("c", 0.8, "slanted_edge/spline_refocused")};
  run.evaluations[2].sources = {"a", "b"};
  CHECK(graded_inputs(run).size() == 1);
  CHECK(grade_run(run, profile_for("slanted_edge/spline_refocused v1")).verdict == Verdict::pass);
  CHECK(grade_run(run, profile_for(kSpline)).verdict == Verdict::not_measured);

  run.evaluations[2].superseded_by = "d";
  CHECK(graded_inputs(run).size() == 2);
}

TEST_CASE("The conditions of the run say which slide lay there and what it is worth",
          "[protocols]") {
  records::RunDetail run;
  run.evaluations = {evaluation("a", 0.8)};
  run.start = described_start("comparable");
  run.start.conditions.erase("slide.edge");
  run.start.conditions.erase("slide.edge.tier");
  const auto judgement = [&] { return grade_run(run, profile_for(kSpline)).judgements.at(0); };
  CHECK(judgement().caps == std::vector<std::string>{"slide_unknown"});
  CHECK(judgement().tier == Tier::indicative);

  run.start.conditions["slide.edge"] = "chrome_edge";
  CHECK(judgement().caps.empty());
  CHECK(judgement().tier == Tier::indicative);
  run.start.conditions["slide.edge.tier"] = "comparable";
  CHECK(judgement().tier == Tier::comparable);
  run.start.conditions["slide.edge.tier"] = "traceable";
  CHECK(judgement().tier == Tier::traceable);
  run.start.conditions["slide.edge.tier"] = "splendid";
  CHECK(judgement().tier == Tier::indicative);

  run.start.conditions["slide.edge.tier"] = "traceable";
  run.start.conditions["slide.edge"] = "razor_blade";
  CHECK(judgement().caps == std::vector<std::string>{"razor_blade_high_na"});
  run.start.instrument.objective.lens_na = Uncertain<double>{0.25};
  CHECK(judgement().tier == Tier::traceable);
}

TEST_CASE("A step that failed is told in the words of the metric", "[protocols]") {
  records::RunDetail run;
  run.evaluations = {evaluation("a", 0.8)};
  run.evaluations[0].evaluation.results.clear();
  run.evaluations[0].evaluation.failures = {
      {"slanted_edge.no_edge", "no straight edge stands out", "Focus."}};
  const Grade grade = grade_run(run, profile_for(kSpline));
  CHECK(grade.verdict == Verdict::not_measured);
  CHECK(grade.judgements.at(0).reason == "no straight edge stands out → Focus.");
}

TEST_CASE("A profile is stored with a grade to the byte", "[protocols]") {
  ProfileFile file;
  file.profile = profile_for(kSpline);
  file.profile.sha256 = "0123";
  file.text = "profile: sharp\n";
  const auto identity = identity_of(file);
  CHECK(identity.kind == "profile");
  CHECK(identity.id == "sharp");
  CHECK(identity.version == "1");
  CHECK(identity.sha256 == "0123");
  CHECK(identity.text == file.text);
}

TEST_CASE("A profile about another contrast does not judge", "[protocols]") {
  records::RunDetail run;
  run.evaluations = {evaluation("a", 0.8)};
  run.start.protocol.text =
      "protocol: p\nversion: \"1\"\ntitle: T\nrequires: {contrast: brightfield}\n"
      "steps:\n  - edge: {acquire: {frames: 1}}\n";
  auto profile = profile_for(kSpline);
  profile.contrast = "fluorescence";
  const Grade grade = grade_run(run, profile);
  CHECK(grade.verdict == Verdict::not_measured);
  CHECK_THAT(grade.judgements.at(0).reason, etalon::test::contains_text("brightfield"));
  profile.contrast = "brightfield";
  CHECK(grade_run(run, profile).verdict == Verdict::pass);
}

TEST_CASE("What the record does not say is named, and holds the tier down", "[protocols]") {
  records::RunDetail run;
  run.evaluations = {evaluation("a", 0.8)};
  run.start = described_start("traceable");
  const auto judgement = [&] { return grade_run(run, profile_for(kSpline)).judgements.at(0); };
  CHECK(judgement().tier == Tier::traceable);
  CHECK(judgement().caps.empty());
  run.start.instrument.serial_number.clear();
  run.start.instrument.channels.clear();
  run.start.operator_name.clear();
  run.start.conditions.erase("warm_up");
  run.start.conditions.erase("slide.edge.model");
  CHECK(judgement().verdict == Verdict::pass);
  CHECK(judgement().tier == Tier::indicative);
  CHECK(judgement().caps == std::vector<std::string>{"record_incomplete"});
  CHECK(judgement().result->caveats.back().detail ==
        "the record does not say: instrument.serial_number, wavelength, slides.edge.model, "
        "operator, warm_up");
}

TEST_CASE("Each field of an instrument that is missing is named by itself", "[protocols]") {
  CHECK(missing_of_instrument(described_instrument()).empty());
  const std::vector<std::pair<std::string, void (*)(Instrument&)>> forgetting{
      {"instrument.manufacturer", [](Instrument& i) { i.manufacturer.clear(); }},
      {"instrument.model", [](Instrument& i) { i.model.clear(); }},
      {"instrument.serial_number", [](Instrument& i) { i.serial_number.clear(); }},
      {"objective.nominal_magnification",
       [](Instrument& i) { i.objective.nominal_magnification.reset(); }},
      {"objective.lens_na", [](Instrument& i) { i.objective.lens_na.reset(); }},
      {"objective.immersion", [](Instrument& i) { i.objective.immersion = Immersion::unknown; }},
      {"objective.correction", [](Instrument& i) { i.objective.correction.clear(); }},
      {"objective.cover_glass", [](Instrument& i) { i.objective.cover_glass.clear(); }},
      {"adaptor_magnification", [](Instrument& i) { i.adaptor_magnification.reset(); }},
      {"detector.model", [](Instrument& i) { i.detector.model.clear(); }},
      {"detector.pixel_pitch", [](Instrument& i) { i.detector.pixel_pitch.reset(); }},
      {"detector.bit_depth", [](Instrument& i) { i.detector.bit_depth.reset(); }},
      {"detector.binning", [](Instrument& i) { i.detector.binning.clear(); }},
      {"light_source", [](Instrument& i) { i.light_source.clear(); }},
      {"contrast", [](Instrument& i) { i.contrast.clear(); }},
      {"wavelength", [](Instrument& i) { i.channels.clear(); }}};
  CHECK(missing_of_instrument(Instrument{}).size() == forgetting.size());
  for (const auto& [name, forget] : forgetting) {
    Instrument instrument = described_instrument();
    forget(instrument);
    CHECK(missing_of_instrument(instrument) == Names{name});
  }
}

TEST_CASE("What does not apply is not missing", "[protocols]") {
  Instrument instrument = described_instrument();
  instrument.serial_number.clear();
  instrument.detector.pixel_pitch.reset();
  instrument.absent = {"serial_number", "detector.pixel_pitch"};
  CHECK(missing_of_instrument(instrument).empty());
  records::RunDetail run = described_run("comparable");
  run.start.conditions["slide.edge.serial_number"] = "none";
  run.start.conditions["room_temperature"] = "none";
  run.start.conditions["setting.gain"] = "none";
  CHECK(missing_from_record(run, "edge").empty());
}

TEST_CASE("Each setting that neither the frames nor anybody tell is named by itself",
          "[protocols]") {
  for (const char* name : {"region", "exposure", "gain", "black_level", "light", "firmware"}) {
    INFO(name);
    records::RunDetail run = described_run("comparable");
    run.start.conditions.erase(std::string("setting.") + name);
    CHECK(missing_from_record(run, "edge") == Names{std::string("settings.") + name});
    // Of another step, or without a value, it says nothing.
    records::FrameRecord frame;
    frame.step = "blank";
    frame.settings[name] = "something";
    run.frames = {frame};
    CHECK_FALSE(missing_from_record(run, "edge").empty());
    run.frames[0].step = "edge";
    CHECK(missing_from_record(run, "edge").empty());
    run.frames[0].settings[name] = "";
    CHECK_FALSE(missing_from_record(run, "edge").empty());
  }
}

TEST_CASE("Settings are found under the names that cameras have for them", "[protocols]") {
  for (const auto& [setting, key] :
       std::vector<std::pair<std::string, std::string>>{{"region", "ROI"},
                                                        {"exposure", "setting.exposure"},
                                                        {"gain", "Camera-Gain"},
                                                        {"black_level", "BlackLevel"},
                                                        {"light", "lamp_level"},
                                                        {"firmware", "openflexure_release"}}) {
    INFO(key);
    records::RunDetail run = described_run("comparable");
    run.start.conditions.erase("setting." + setting);
    records::FrameRecord frame;
    frame.step = "edge";
    frame.settings[key] = "1";
    run.frames = {frame};
    CHECK(missing_from_record(run, "edge").empty());
    run.frames[0].settings = {{key + "_error", "1"}};
    CHECK_FALSE(missing_from_record(run, "edge").empty());
  }
}

TEST_CASE("A certificate has a date, and Etalon a version", "[protocols]") {
  records::RunDetail run = described_run("traceable");
  run.start.conditions["slide.edge.certificate"] = "NMISA 2026-17";
  CHECK(missing_from_record(run, "edge") == Names{"slides.edge.certificate_date"});
  run.start.conditions["slide.edge.certificate_date"] = "2026-03-01";
  CHECK(missing_from_record(run, "edge").empty());
  run.start.etalon_version.clear();
  CHECK(missing_from_record(run, "edge") == Names{"version of Etalon"});
}

TEST_CASE("Which piece an indicative or unnamed slide was is not asked", "[protocols]") {
  SlideInstance slide;
  slide.slide = "razor_blade";
  CHECK(missing_of_slide("edge", slide).empty());
  slide.tier = Tier::comparable;
  CHECK(missing_of_slide("edge", slide) ==
        Names{"slides.edge.manufacturer", "slides.edge.model", "slides.edge.serial_number"});
  slide.slide.clear();
  CHECK(missing_of_slide("edge", slide).empty());
  // A clean slide is as good as any other.
  CHECK(missing_of_slide("blank", uncertified_slide("blank_field")).empty());
  CHECK(missing_of_slide("ruler", uncertified_slide("thorlabs_r1l3s1")) ==
        Names{"slides.ruler.serial_number"});
  CHECK(missing_from_record(described_run("comparable"), "blank").empty());
}

TEST_CASE("The built-in microscopes but the toy say what a record needs", "[protocols]") {
  for (const auto& path : scope_library()) {
    INFO(path);
    const bool toy = path.stem() == "usb-toy";
    const ScopeFile scope = read_scope_file(path);
    CHECK(missing_of_instrument(scope.instrument).empty() == !toy);
    for (const auto& [step, slide] : scope.slides) CHECK(missing_of_slide(step, slide).empty());
    for (const char* setting : {"region", "gain", "black_level", "firmware"})
      CHECK(scope.conditions.contains(std::string("setting.") + setting) == !toy);
    CHECK(scope.conditions.contains("warm_up") == !toy);
    if (scope.pixel_size && scope.pixel_size->standard_uncertainty)
      CHECK_FALSE(scope.pixel_size->id.empty());
    CHECK(scope.instrument.sources.at("objective.lens_na") == Source::scope_file);
  }
}

TEST_CASE("A scale that names no certificate holds the tier down, a ruler in the run lifts it",
          "[protocols]") {
  records::RunDetail run;
  run.evaluations = {evaluation("a", 0.8)};
  run.start = described_start("comparable");
  BudgetComponent scale;
  scale.source = "pixel size";
  scale.standard_uncertainty = 0.01;
  auto& budget = run.evaluations[0].evaluation.results[0].budget;
  budget = {scale};
  const auto judgement = [&] { return grade_run(run, profile_for(kSpline)).judgements.at(0); };
  CHECK(judgement().caps == std::vector<std::string>{"pixel_size_nominal", "record_incomplete"});
  CHECK(judgement().result->caveats.back().detail == "the record does not say: pixel_size.source");
  // An image file or a device told it: that is where it comes from.
  for (const Source source : {Source::file, Source::device}) {
    run.start.instrument.sources["pixel_size"] = source;
    CHECK(judgement().caps == std::vector<std::string>{"pixel_size_nominal"});
  }
  run.start.instrument.sources["pixel_size"] = Source::scope_file;
  CHECK(judgement().caps.size() == 2);
  budget[0].input = "nominal";
  CHECK(judgement().caps == std::vector<std::string>{"pixel_size_nominal"});
  CHECK(judgement().tier == Tier::indicative);
  budget[0].input = "certificate 17";
  CHECK(judgement().tier == Tier::comparable);

  budget[0].input = "";
  auto ruler = evaluation("b", 0.2618);
  ruler.evaluation.metric = "pixel_size";
  ruler.evaluation.results[0].measurand = "pixel_size_x";
  run.evaluations.push_back(ruler);
  CHECK(judgement().tier == Tier::comparable);
}

TEST_CASE("Beads pass or fail the limits of the profile for beads, each by its own",
          "[protocols]") {
  const auto profile = read_profile(find_profile("research-widefield-psf")).profile;
  const auto judged = [&](double lateral, double axial, const std::string& method) {
    records::RunDetail run;
    auto beads = evaluation("a", lateral, method);
    beads.evaluation.metric = "psf_fwhm";
    beads.evaluation.results = {ratio(lateral), ratio(axial)};
    beads.evaluation.results[0].measurand = "ratio_lateral";
    beads.evaluation.results[1].measurand = "ratio_axial";
    run.evaluations = {beads};
    return grade_run(run, profile);
  };
  const std::string method = "psf_fwhm/gaussian3d";
  CHECK(judged(1.2, 1.7, method).verdict == Verdict::pass);
  const Grade wide = judged(1.7, 1.7, method);
  CHECK(wide.verdict == Verdict::fail);
  CHECK(wide.judgements.at(0).verdict == Verdict::fail);
  CHECK(wide.judgements.at(1).verdict == Verdict::pass);
  CHECK(judged(1.2, 2.2, method).verdict == Verdict::fail);
  // Another method is another quantity.
  CHECK(judged(1.2, 1.7, "psf_fwhm/gaussian2d").verdict == Verdict::not_measured);
}
