// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/text.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"

#include <sstream>

using namespace etalon;
using etalon::test::contains_text;

namespace {

std::string text_of(const reports::Report& report, bool colour = false) {
  std::ostringstream out;
  reports::write_text(report, {colour, false}, out);
  return out.str();
}

reports::Report report_of(const MeasurementResult& result) {
  reports::Report report;
  Evaluation evaluation;
  evaluation.metric = "m";
  evaluation.method = "m/a";
  evaluation.results = {result};
  report.evaluations = {evaluation};
  return report;
}

}  // namespace

TEST_CASE("An evaluation reads like the mock-up of measure") {
  const std::string expected =
      "slanted_edge  (spline v1)               bench/edge.tif\n"
      "\n"
      "  edge-1\n"
      "  MTF50             840.7 cycles/mm   [834.7, 846.7]       0.22010 cycles/px; 0.883 [0.851, "
      "0.915] of the ideal\n"
      "  MTF10           1 522.9 cycles/mm   [1 506.9, 1 539.0]   0.3987 cycles/px\n"
      "  edge 10–90 %     0.5723 µm          [0.5679, 0.5767]     2.1860 px\n"
      "  line width       0.5278 µm          [0.5235, 0.5321]     2.0160 px\n"
      "  edge angle       5.0210°            [5.0158, 5.0262]\n"
      "  what limits the interval:  edge fit 60 %, pixel size 27 %, noise 12 %, others 1 %\n"
      "\n"
      "  ▲ slanted_edge.condenser_na_unknown: The condenser aperture is not known; a narrow one "
      "raises the contrast of fine detail above its true value. Close the condenser to the "
      "aperture "
      "of the lens and say so in the scope file.\n";
  CHECK(text_of(tests::example_report()) == expected);
}

TEST_CASE("A failure says what, why and what to do next") {
  reports::Report report = tests::example_report();
  report.evaluations[0] = {};
  report.evaluations[0].metric = "slanted_edge";
  report.evaluations[0].method = "slanted_edge/spline";
  report.evaluations[0].failures = {{"slanted_edge.no_edge", "No edge.", "Focus."}};
  CHECK(text_of(report) ==
        "slanted_edge  (spline v1)\n\n  ✖ slanted_edge.no_edge: No edge. → Focus.\n");
}

TEST_CASE("Colour comes only when asked for and changes no word") {
  const std::string plain = text_of(tests::example_run());
  std::string coloured = text_of(tests::example_run(), true);
  CHECK(plain.find('\x1b') == std::string::npos);
  REQUIRE(coloured.find('\x1b') != std::string::npos);
  for (auto at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  CHECK(coloured == plain);
}

TEST_CASE("A run begins with protocol, instrument, site, day and id") {
  const std::string text = text_of(tests::example_run());
  CHECK_THAT(text,
             contains_text("edge-check · ofm-07 · Hospital 2 · 23 November 2026 · run 0192c3a4"));
  CHECK_THAT(text, contains_text("step edge, repeat 2 · bench/edge.tif"));
  CHECK_THAT(text, contains_text("  edge-4\n"));
}

TEST_CASE("Runs that did not end well say so") {
  reports::Report report = tests::example_run();
  report.run->summary.status = records::RunStatus::aborted;
  CHECK_THAT(text_of(report), contains_text(" · aborted · "));
  report.run->summary.status = records::RunStatus::running;
  CHECK_THAT(text_of(report), contains_text(" · not finished · "));
}

TEST_CASE("Superseded evaluations are left out") {
  reports::Report report = tests::example_run();
  report.run->evaluations[0].superseded_by = "later";
  CHECK(text_of(report).find("repeat 1") == std::string::npos);
}

TEST_CASE("A statistic has no interval but its number of values") {
  MeasurementResult result;
  result.measurand = "hot_pixels";
  result.kind = ResultKind::statistic;
  result.value = 1234;
  result.unit = "1";
  result.n = 300;
  CHECK_THAT(text_of(report_of(result)), contains_text("hot pixels      1 234   n = 300\n"));
}

TEST_CASE("Of many files only the first is named") {
  reports::Report report = tests::example_report();
  auto& inputs = report.evaluations[0].inputs;
  inputs = {{"a.tif", ""}, {"b.tif", ""}, {"c.tif", ""}};
  CHECK_THAT(text_of(report), contains_text("a.tif · b.tif · c.tif\n"));
  inputs.push_back({"d.tif", ""});
  CHECK_THAT(text_of(report), contains_text("a.tif · and 3 more files\n"));
}

TEST_CASE("Hostile names cannot steer the terminal") {
  reports::Report report = tests::example_report();
  report.evaluations[0].inputs[0].path = "\x1b]0;owned\x07.tif";
  report.evaluations[0].failures = {{"m.x", "a\x1b[2Jb", "c\rd"}};
  const std::string text = text_of(report);
  CHECK(text.find_first_of("\x1b\x07\r") == std::string::npos);
}

TEST_CASE("Repeats that were combined are shown together only") {
  reports::Report report = tests::example_run();
  auto& evaluations = report.run->evaluations;
  evaluations.push_back(evaluations[0]);
  evaluations[2].id = "combined";
  evaluations[2].sources = {evaluations[0].id, evaluations[1].id};
  const std::string text = text_of(report);
  CHECK_THAT(text, contains_text("step edge, repeats together: 2 · bench/edge.tif\n"));
  CHECK(text.find("repeat 1") == std::string::npos);
  CHECK(text.find("repeat 2") == std::string::npos);
}

TEST_CASE("A run says which instrument it was, who told what of it, and what contradicts what") {
  reports::Report report = tests::example_run();
  Instrument& instrument = report.run->start.instrument;
  instrument.serial_number = "0042";
  instrument.objective.correction = "plan achromat";
  instrument.objective.cover_glass = "0.17 mm";
  instrument.adaptor_magnification = 0.5;
  instrument.detector.model = "IMX219";
  instrument.detector.pixel_pitch = SensorPixelPitch{um_sensor(1.12)};
  instrument.detector.bit_depth = 10;
  instrument.detector.binning = "1 x 1";
  instrument.light_source = "white \x1b[2JLED";
  instrument.contrast = "phase_contrast";
  instrument.absent = {"detector.serial_number"};
  instrument.sources = {{"objective.lens_na", Source::scope_file},
                        {"detector.model", Source::device},
                        {"detector.bit_depth", Source::device}};
  report.run->start.conditions = {
      {"room_temperature", "21 degC"},     {"slide.edge", "chrome_edge"},
      {"slide.edge.tier", "traceable"},    {"slide.edge.manufacturer", "Acme"},
      {"slide.edge.model", "E1"},          {"slide.edge.serial_number", "none"},
      {"slide.edge.certificate", "PTB 1"}, {"slide.edge.certificate_date", "2026-03-01"},
      {"setting.black_level", "64 DN"},    {"setting.gain", "1"}};
  const std::string differs = "detector.model: the scope file says A, the device says B.";
  report.run->journal = {{"", "edge", 0, "instrument_differs", differs},
                         {"", "blank", 0, "instrument_differs", differs}};
  const std::string text = text_of(report);
  const auto section = text.find("\nInstrument and run\n");
  REQUIRE(section != std::string::npos);
  const std::string said = text.substr(section);
  for (const char* line :
       {"  Microscope              OpenFlexure v7 0042 ofm-07\n",
        "  Objective               RMS plan achromat 20×\n",
        "  Correction              plan achromat, cover glass 0.17 mm\n",
        "  Tube lens or adaptor    0.5×\n", "  Camera                  IMX219\n",
        "  Pixels of the camera    1.12 um, 10 bit, binning 1 x 1\n",
        "  Contrast                phase contrast\n",
        "  Does not apply          detector.serial_number\n",
        "  Told by the device      detector.bit_depth, detector.model\n",
        "  Told by the scope file  objective.lens_na\n",
        "  Contradictions          detector.model: the scope file says A, the device says B.\n",
        "  Conditions              room temperature 21 degC\n",
        "  Settings, as stated     black level 64 DN · gain 1\n",
        "  Slide of edge           chrome edge Acme E1, traceable, certificate PTB 1 of "
        "2026-03-01\n"})
    CHECK_THAT(said, contains_text(line));
  CHECK(said.find('\x1b') == std::string::npos);
}

TEST_CASE("What nobody said of the instrument has no line, and measure has no such section") {
  const std::string text = text_of(tests::example_run());
  CHECK_THAT(text, contains_text("\nInstrument and run\n"));
  for (const char* name : {"Contradictions", "Does not apply", "Camera", "Slide of", "Contrast"})
    CHECK(text.find(name) == std::string::npos);
  CHECK(text_of(tests::example_report()).find("Instrument and run") == std::string::npos);
}
