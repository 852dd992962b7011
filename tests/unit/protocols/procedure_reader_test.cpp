// SPDX-License-Identifier: Apache-2.0
#include "protocols/procedure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <set>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

Procedure read(const std::string& text) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "p.yaml";
  std::ofstream(path, std::ios::binary) << text;
  return read_procedure(path);
}

/// The message without the folder.
std::string refusal(const std::string& text) {
  const std::string message = refusal_of([&] { read(text); });
  const auto at = message.find("p.yaml");
  return at == std::string::npos ? message : message.substr(at);
}

/// A protocol whose steps begin in line 5.
std::string with_steps(const std::string& steps) {
  return "protocol: p\nversion: \"1\"\ntitle: T\nsteps:\n" + steps;
}
std::string refused_step(const std::string& steps) { return refusal(with_steps(steps)); }

}  // namespace

TEST_CASE("a protocol is read with all its keys", "[protocols]") {
  const Procedure p = read(R"(protocol: edge-long
version: 1.10
title: A longer one
based_on: [ISO 12233:2023, "ISO 19056-1:2015"]
requires: {contrast: brightfield, camera: true}
slides: {edge: [chrome_edge, razor_blade]}
keep: evidence
steps:
  - dark: {optional: true, instruct: Switch the lamp off., acquire: {frames: 16, exposure: 20 ms}}
  - edge:
      repeat: 5
      acquire: {frames: 4}
      measure: {slanted_edge: {dark: dark, region: [10, 20, 300, 200]}}
      on_fail: abort
  - farewell: {instruct: Take the slide out.}
  - more: {acquire: {frames: all}}
)");
  CHECK(p.id == "edge-long");
  CHECK(p.version == "1.10");
  CHECK(p.title == "A longer one");
  CHECK(p.based_on == std::vector<std::string>{"ISO 12233:2023", "ISO 19056-1:2015"});
  CHECK(p.requires_.at("camera") == "true");
  CHECK(p.slides.at("edge") == std::vector<std::string>{"chrome_edge", "razor_blade"});
  CHECK(p.keep == KeepFrames::evidence);
  REQUIRE(p.steps.size() == 4);
  CHECK(p.steps[0].id == "dark");
  CHECK(p.steps[0].line == 9);
  CHECK(p.steps[0].optional);
  CHECK(p.steps[0].instruct == "Switch the lamp off.");
  REQUIRE(p.steps[0].acquire);
  CHECK(p.steps[0].acquire->frames == 16);
  REQUIRE(p.steps[0].acquire->exposure);
  CHECK(p.steps[0].acquire->exposure->in(ms) == 20);
  CHECK(p.steps[1].repeat == 5);
  CHECK(p.steps[1].on_fail == OnFail::abort);
  REQUIRE(p.steps[1].measures.size() == 1);
  CHECK(p.steps[1].measures[0].metric == "slanted_edge");
  CHECK(p.steps[1].measures[0].dark == "dark");
  CHECK(p.steps[1].measures[0].options == OptionTexts{{"region", "10,20,300,200"}});
  CHECK(!p.steps[2].acquire);
  CHECK(p.steps[3].acquire->frames == 0);
  CHECK(p.sha256.size() == 64);
}

TEST_CASE("a metric without options may be written without them", "[protocols]") {
  const auto p = read(with_steps("- e:\n    acquire: {}\n    measure:\n      slanted_edge:\n"));
  CHECK(p.steps[0].measures[0].options.empty());
  CHECK(p.steps[0].acquire->frames == 0);
  CHECK(p.keep == KeepFrames::all);
  CHECK(p.steps[0].on_fail == OnFail::continue_);
}

TEST_CASE("Options that belong together are taken together, in any order") {
  for (const std::string options :
       {"pitch: 10 um, pitch_uncertainty: 5 nm", "pitch_uncertainty: 5 nm, pitch: 10 um"}) {
    const auto p =
        read(with_steps("- e: {acquire: {}, measure: {pixel_size: {" + options + "}}}\n"));
    CHECK(p.steps[0].measures[0].options ==
          OptionTexts{{"pitch", "10 um"}, {"pitch_uncertainty", "5 nm"}});
  }
}

TEST_CASE("what is wrong in the head of a protocol is named with its place", "[protocols]") {
  CHECK(refusal("protocol: p\nversion: \"1\"\nsteps: []\n") ==
        "p.yaml:1:1: the key title is missing");
  CHECK(refusal("protocol: p\nversion: \"1\"\ntitle: T\nsteps: []\n") ==
        "p.yaml:4:8: steps: a protocol needs at least one step");
  CHECK(refusal("protocol: p\nversion: \"1\"\ntitle: T\nstep: []\n") ==
        "p.yaml:4:1: unknown key \"step\"; did you mean steps?");
  CHECK(refusal("protocol: p\nversion: \"1\"\ntitle: T\nkeep: some\nsteps: []\n") ==
        "p.yaml:4:7: keep: \"some\" is unknown; expected all, evidence or hashes");
  CHECK(
      refusal("protocol: p\nversion: \"1\"\ntitle: T\nslides: {edge: [crome_edge]}\nsteps: []\n") ==
      "p.yaml:4:17: slides.edge: there is no slide \"crome_edge\" in the catalogue; did you mean "
      "chrome_edge?");
  CHECK(
      refusal("protocol: p\nversion: \"1\"\ntitle: T\nslides: {edge: chrome_edge}\nsteps: []\n") ==
      "p.yaml:4:16: slides.edge: expected a list");
  CHECK_THAT(refusal("protocol: a b\nversion: \"1\"\n"),
             contains_text("p.yaml:1:11: protocol: \"a b\""));
}

TEST_CASE("what is wrong in a step is named with its place", "[protocols]") {
  CHECK(refused_step("- edge: {acquire: {frames: 0}}\n") ==
        "p.yaml:5:28: steps.edge.acquire.frames: 0 is out of range; expected 1 to 100000");
  CHECK_THAT(refused_step("- edge: {acquire: {frames: four}}\n"),
             contains_text("p.yaml:5:28: steps.edge.acquire.frames: "));
  CHECK_THAT(refused_step("- beads: {acquire: {planes: 41}}\n"),
             contains_text("a stack needs both planes and z_step, such as {planes: 41, z_step: "
                           "0.2 um}"));
  CHECK_THAT(refused_step("- beads: {acquire: {frames: 2, planes: 41, z_step: 0.2 um}}\n"),
             contains_text("frames and planes exclude each other"));
  CHECK_THAT(refused_step("- beads: {acquire: {planes: 1, z_step: 0.2 um}}\n"),
             contains_text("steps.beads.acquire.planes: "));
  CHECK(refused_step("- edge: {acquire: {frames: 4, exposure: 20}}\n") ==
        "p.yaml:5:41: steps.edge.acquire.exposure: \"20\" has no unit; expected a time such as 20 "
        "ms");
  CHECK_THAT(refused_step("- edge: {acquire: {exposure: 20 nm}}\n"),
             contains_text("p.yaml:5:30: steps.edge.acquire.exposure: "));
  CHECK(refused_step("- edge: {aquire: {frames: 4}}\n") ==
        "p.yaml:5:10: steps.edge: unknown key \"aquire\"; did you mean acquire?");
  CHECK_THAT(refused_step("- edge: {optional: maybe, acquire: {}}\n"),
             contains_text("p.yaml:5:20: steps.edge.optional: "));
  CHECK(refused_step("- edge: {acquire: {}, on_fail: cry}\n") ==
        "p.yaml:5:32: steps.edge.on_fail: \"cry\" is unknown; expected retry, abort or continue");
  CHECK(refused_step("- edge: {repeat: 2}\n") ==
        "p.yaml:5:3: steps: the step does nothing; give it acquire, expose, focus or instruct");
  CHECK(refused_step("- edge\n") ==
        "p.yaml:5:3: steps: expected one step, such as \"- edge: {acquire: {frames: 4}}\"");
  CHECK_THAT(refused_step("- edge: {acquire: {}}\n  dark: {acquire: {}}\n"),
             contains_text("p.yaml:5:3: steps: expected one step"));
  CHECK(refused_step("- edge: {acquire: {}}\n- edge: {acquire: {}}\n") ==
        "p.yaml:6:3: steps: there is a step edge in line 5 already");
  CHECK_THAT(refused_step("- ../edge: {acquire: {}}\n"),
             contains_text("p.yaml:5:3: steps: \"../edge\" cannot be an identifier"));
}

TEST_CASE("metrics, their options and their dark step are checked", "[protocols]") {
  const auto of = [](const std::string& measure) {
    return refused_step("- d: {instruct: x}\n- e: {acquire: {}, measure: {" + measure + "}}\n");
  };
  CHECK(of("slanted_egde: {}") ==
        "p.yaml:6:30: steps.e.measure.slanted_egde: there is no metric \"slanted_egde\"; did you "
        "mean "
        "slanted_edge?");
  CHECK_THAT(of("slanted_edge: {regoin: [1, 2, 3, 4]}"),
             contains_text("p.yaml:6:45: steps.e.measure.slanted_edge.regoin: unknown option "
                           "\"regoin\"; did you mean region?"));
  // One option may need another; the one that is wrong is named.
  CHECK_THAT(of("pixel_size: {pitch_uncertainty: 5 nm}"),
             contains_text("steps.e.measure.pixel_size.pitch_uncertainty: give the pitch as well"));
  CHECK_THAT(of("pixel_size: {pitch_uncertainty: 6 um, pitch: 10 um}"),
             contains_text("steps.e.measure.pixel_size.pitch_uncertainty: expected more than 0"));
  CHECK_THAT(of("slanted_edge: {region: [1, 2]}"),
             contains_text("p.yaml:6:53: steps.e.measure.slanted_edge.region: "));
  CHECK_THAT(of("slanted_edge: {method: slanted_edge/magic}"),
             contains_text("p.yaml:6:53: steps.e.measure.slanted_edge.method: "));
  CHECK(of("slanted_edge: {dark: e}") ==
        "p.yaml:6:51: steps.e.measure.slanted_edge.dark: \"e\" is no earlier step that acquires "
        "frames");
  CHECK_THAT(of("slanted_edge: {dark: d}"),
             contains_text("is no earlier step that acquires frames"));
  CHECK(refused_step("- e: {instruct: x, measure: {slanted_edge: {}}}\n") ==
        "p.yaml:5:29: steps.e.measure: nothing can be measured in a step without acquire");
}

TEST_CASE("every protocol of the library is right and has the name of its file", "[protocols]") {
  const auto library = procedure_library();
  REQUIRE(!library.empty());
  for (const auto& path : library) {
    const Procedure procedure = read_procedure(path);
    CHECK(procedure.id == path.stem().string());
    CHECK(find_procedure(procedure.id) == path);
  }
}

TEST_CASE("no protocol of the library takes its dark frames in the light", "[protocols]") {
  for (const auto& path : procedure_library()) {
    INFO(path);
    const Procedure procedure = read_procedure(path);
    std::set<std::string> dark{"dark"};
    for (const Step& step : procedure.steps) {
      for (const Measure& measure : step.measures) dark.insert(measure.dark);
    }
    for (const Step& step : procedure.steps) CHECK((!step.light || !dark.contains(step.id)));
  }
}

TEST_CASE("a protocol is found by name or by path, or its nearest name is told", "[protocols]") {
  CHECK(find_procedure("edge-check").filename() == "edge-check.yaml");
  CHECK(refusal_of([] { find_procedure("edge-chek"); }) ==
        "edge-chek: there is no such protocol in the library; did you mean edge-check?");
  CHECK(refusal_of([] { find_procedure("no/such.yaml"); }) ==
        "no/such.yaml: there is no such protocol file.");
}
