// SPDX-License-Identifier: Apache-2.0
// What every virtual microscope that comes with Etalon promises: a new file in
// hardware/simulator/scopes is checked here for free.
#include "protocols/data_files.hpp"
#include "protocols/procedure.hpp"
#include "protocols/requirements.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/contradiction.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"

#include <set>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

std::vector<ScopeFile> scopes() {
  std::vector<ScopeFile> all;
  for (const auto& path : data_files("hardware/simulator/scopes"))
    all.push_back(read_scope_file(path));
  return all;
}

std::string refusal(const Procedure& procedure, const hardware::Microscope& microscope) {
  try {
    expect_requirements(procedure, microscope);
  } catch (const DeviceError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the virtual microscopes are found by their names", "[conformance]") {
  std::set<std::string> ids;
  for (const ScopeFile& scope : scopes()) {
    INFO(scope.path);
    CHECK(ids.insert(scope.id).second);
    CHECK(std::filesystem::path(scope.path).stem() == scope.id);
    CHECK(!scope.instrument.contrast.empty());
    CHECK(scope.text.find("assumed") != std::string::npos);
  }
  for (const char* id :
       {"openflexure-40x", "usb-toy", "compound-10x", "research-widefield-60x", "confocal-63x"}) {
    CHECK(ids.contains(id));
  }
}

TEST_CASE("the devices of every virtual microscope keep their promises", "[conformance]") {
  for (const ScopeFile& scope : scopes()) {
    INFO(scope.id);
    const auto microscope = make_microscope(scope);
    REQUIRE(microscope.camera);
    REQUIRE(microscope.person);
    CHECK(microscope.instrument.contrast == scope.instrument.contrast);
    microscope.camera->open();
    test::check_camera(*microscope.camera);
    if (microscope.focus) test::check_focus(*microscope.focus);
    if (microscope.stage) test::check_stage(*microscope.stage);
    if (microscope.light) test::check_light(*microscope.light);
  }
}

TEST_CASE("no virtual microscope contradicts its own scope file", "[conformance]") {
  for (const ScopeFile& scope : scopes()) {
    INFO(scope.id);
    const auto microscope = make_microscope(scope);
    microscope.camera->open();
    const Instrument told = microscope.camera->acquire({.step = "edge"}, {}).instrument;
    CHECK(told.sources.at("detector.model") == Source::device);
    for (const auto& contradiction : contradictions(microscope.instrument, told))
      FAIL_CHECK(sentence(contradiction));
  }
}

TEST_CASE("what an owner believes is near what is true, and is not the same", "[conformance]") {
  for (const ScopeFile& scope : scopes()) {
    INFO(scope.id);
    REQUIRE(scope.instrument.objective.lens_na);
    const double believed = scope.instrument.objective.lens_na->value;
    CHECK(std::abs(*parse_number(scope.simulator.at("lens_na")) / believed - 1) < 0.1);
    if (!scope.pixel_size) continue;
    const auto size = parse_quantity<kind::ObjectLength>(scope.simulator.at("pixel_size"));
    REQUIRE(size);
    const double wrong = scope.pixel_size->value.per_px / *size - 1;
    CHECK(wrong != 0);
    CHECK(std::abs(wrong) < 0.02);
  }
}

TEST_CASE("a protocol runs on the microscopes that meet it, others are told why not",
          "[conformance]") {
  for (const auto& path : procedure_library()) {
    const Procedure procedure = read_procedure(path);
    int fit = 0;
    for (const ScopeFile& scope : scopes()) {
      INFO(procedure.id << " on " << scope.id);
      const std::string reason = refusal(procedure, make_microscope(scope));
      const auto wanted = procedure.requires_.find("contrast");
      const bool right_light =
          wanted == procedure.requires_.end() || scope.instrument.contrast == wanted->second;
      const bool meets = right_light && (!procedure.requires_.contains("focus") ||
                                         scope.devices.contains("focus"));
      CHECK(reason.empty() == meets);
      if (!right_light)
        CHECK_THAT(reason, contains_text("and this one works in " + scope.instrument.contrast));
      fit += meets ? 1 : 0;
    }
    CHECK(fit > 0);
  }
}
