// SPDX-License-Identifier: Apache-2.0
// Whole protocols with the virtual microscope in a program of its own, behind the driver `process`:
// its frames, its motors and its light come over the wire.
#include "tests/support/catch.hpp"
#include "tests/support/process/wired_program.hpp"
#include "tests/support/wired_runs.hpp"

#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;

namespace {

/// No frame is thrown away on the way, so that not even the noise may differ.
void check_the_same(const std::vector<records::RecordedEvaluation>& found,
                    const std::vector<records::RecordedEvaluation>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& results = expected[i].evaluation.results;
    for (std::size_t k = 0; k < results.size(); ++k) {
      INFO(found[i].step << ' ' << results[k].measurand);
      CHECK(found[i].evaluation.results[k].value == results[k].value);
    }
  }
}

void check_protocol(const std::string& protocol) {
  const auto scope = test::scope_with_small_field();
  Microscope direct = protocols::make_microscope(scope);
  const auto expected = test::run_protocol(direct, scope, protocol);
  Microscope wired = protocols::make_microscope(scope);
  const test::WiredProgram program(scope.text, {});
  program.put_into(wired);
  const auto found = test::run_protocol(wired, scope, protocol);
  CHECK(test::check_agreement(found, expected) > 10);
  check_the_same(found, expected);
}

}  // namespace

TEST_CASE("brightfield-quick with a program of one's own gives the numbers of the direct run") {
  check_protocol("brightfield-quick");
}

TEST_CASE("camera-noise with a program of one's own gives the numbers of the direct run") {
  check_protocol("camera-noise");
}
