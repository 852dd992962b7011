// SPDX-License-Identifier: Apache-2.0
#include "protocols/requirements.hpp"

#include "protocols/runner.hpp"
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <functional>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

Procedure requiring(const std::string& needs) {
  return read_procedure_text("protocol: p\nversion: \"1\"\ntitle: T\nrequires: " + needs +
                                 "\nsteps:\n- look: {acquire: {frames: 1}}\n",
                             "p.yaml");
}

ScopeFile scope_of(const std::string& lines) {
  return read_scope_text("scope: a\n" + lines, "s.yaml");
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string unmet(const std::string& needs, const std::string& scope) {
  return refusal([&] { expect_requirements(requiring(needs), make_microscope(scope_of(scope))); });
}

constexpr const char* kFluorescence =
    "camera: {driver: simulator}\nsimulator: {modality: widefield}\n";

}  // namespace

TEST_CASE("a protocol for one contrast is refused on a microscope of another", "[protocols]") {
  const std::string brightfield = "{contrast: brightfield}";
  CHECK(unmet(brightfield, kFluorescence) ==
        "p: the protocol requires a brightfield microscope, and this one works in fluorescence.");
  CHECK(unmet("{contrast: fluorescence}", kFluorescence) == "");
  CHECK(unmet(brightfield, "camera: {driver: simulator}\n") == "");
  CHECK(unmet(brightfield, "contrast: brightfield\ncamera: {driver: folder, path: x}\n") == "");
  CHECK_THAT(unmet(brightfield, "contrast: dic\ncamera: {driver: folder, path: x}\n"),
             contains_text("this one works in dic"));
  // What nobody stated is not held against a microscope.
  CHECK(unmet(brightfield, "camera: {driver: folder, path: x}\n") == "");
}

TEST_CASE("devices that a protocol cannot do without are asked for", "[protocols]") {
  CHECK_THAT(unmet("{focus: true}", "camera: {driver: simulator}\n"),
             contains_text("the protocol needs a focus and the scope file names none; add for "
                           "example focus: {driver: ...}"));
  CHECK(unmet("{focus: true}", "focus: {driver: simulator}\n") == "");
  CHECK(unmet("{focus: no}", "camera: {driver: simulator}\n") == "");
}

TEST_CASE("the run is refused before anything is begun", "[protocols]") {
  const test::TemporaryFolder folder;
  records::Store store{folder.path() / "lab.etalon"};
  auto microscope = make_microscope(scope_of(kFluorescence));
  CHECK_THAT(
      refusal([&] { run_procedure(requiring("{contrast: brightfield}"), microscope, store, {}); }),
      contains_text("requires a brightfield microscope"));
  CHECK(store.runs().empty());
}

TEST_CASE("requirements that nobody could check are refused where they stand", "[protocols]") {
  CHECK(refusal([] {
          requiring("{contrast: bright}");
        }).find("p.yaml:4:22: requires.contrast: there is no contrast \"bright\"") == 0);
  CHECK_THAT(refusal([] { requiring("{kamera: true}"); }),
             contains_text("unknown requirement \"kamera\"; did you mean camera?"));
  CHECK_THAT(refusal([] { requiring("{camera: perhaps}"); }), contains_text("requires.camera"));
}

TEST_CASE("what a scope file and its camera say of the contrast must agree", "[protocols]") {
  const auto both = scope_of(std::string("contrast: brightfield\n") + kFluorescence);
  CHECK_THAT(refusal([&] { make_microscope(both); }),
             contains_text("the scope file says contrast: brightfield, and the camera works in "
                           "fluorescence."));
  CHECK_THAT(refusal([] { scope_of("contrast: bright\n"); }),
             contains_text("there is no contrast \"bright\""));
}

TEST_CASE("roles of the virtual microscope share its settings", "[protocols]") {
  const auto scope = scope_of(
      "camera: {driver: simulator}\nfocus: {driver: simulator}\nlight: {driver: simulator, seed: "
      "8}\nsimulator: {seed: 7, width: 64}\n");
  CHECK(scope.devices.at("camera").at("seed") == "7");
  CHECK(scope.devices.at("light").at("seed") == "8");
  CHECK(scope.devices.at("light").at("width") == "64");
  CHECK(scope.simulator.size() == 2);
  const auto microscope = make_microscope(scope);
  const auto camera = std::dynamic_pointer_cast<hardware::Device>(microscope.camera);
  CHECK(camera == std::dynamic_pointer_cast<hardware::Device>(microscope.focus));
  CHECK(camera != std::dynamic_pointer_cast<hardware::Device>(microscope.light));
}

TEST_CASE("shared settings that are wrong or lost are refused where they stand", "[protocols]") {
  CHECK(refusal([] { scope_of("camera: {driver: simulator}\nsimulator: {sead: 7}\n"); }) ==
        "s.yaml:3:13: simulator: unknown key \"sead\"; did you mean seed?");
  CHECK_THAT(refusal([] { scope_of("camera: {driver: simulator}\nsimulator: {lens_na: 1.2}\n"); }),
             contains_text("s.yaml:3:12: simulator: simulator: lens_na: more than"));
  CHECK_THAT(refusal([] { scope_of("camera: {driver: folder, path: x}\nsimulator: {seed: 7}\n"); }),
             contains_text("no role has the driver simulator"));
}
