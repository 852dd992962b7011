// SPDX-License-Identifier: Apache-2.0
// A real CCD (EMVA 1288 reference set 001, every third level; docs/reference_data.md) against what
// the standard's public reference program and other computations say of the same files.
#include "suite/metrics/camera_noise.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/emva_descriptor.hpp"
#include "tests/support/reference_data.hpp"

#include <cmath>
#include <string>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

namespace {

Evaluation of_the_sensor(const std::string& method) {
  const auto series =
      emva_series(reference_data() / "camera" / "emva001_subset" / "EMVA1288_Data.txt");
  return measured(series, {{"method", "camera_noise/" + method}}, "camera_noise");
}

double value_of(const Evaluation& evaluation, const std::string& measurand) {
  return result_of(evaluation, measurand).value;
}

}  // namespace

TEST_CASE("reference: EMVA 1288 R3.0 figures of a real sensor, to the digits printed",
          "[metrics]") {
  const Evaluation sensor = of_the_sensor("emva_r3.0_ols");
  INFO(described(sensor));
  const double gain = value_of(sensor, "gain");
  CHECK_THAT(gain, WithinAbs(0.279730, 5e-7));
  // sigma_y_dark in DN from the read noise, which has the rounding taken out.
  const double read = value_of(sensor, "read_noise") * gain;
  CHECK_THAT(std::sqrt(read * read + 1.0 / 12), WithinAbs(3.07344, 5e-6));
  CHECK_THAT(value_of(sensor, "prnu"), WithinAbs(0.43278, 5e-6));
  CHECK_THAT(value_of(sensor, "dsnu") * gain, WithinAbs(0.1393, 5e-5));
  CHECK_THAT(value_of(sensor, "linearity_error_min"), WithinAbs(-0.508, 5e-4));
  CHECK_THAT(value_of(sensor, "linearity_error_max"), WithinAbs(0.438, 5e-4));
  CHECK_THAT(value_of(sensor, "responsivity"), WithinAbs(0.12674986, 5e-9));
  CHECK_THAT(value_of(sensor, "quantum_efficiency"), WithinAbs(45.31, 5e-3));
}

TEST_CASE("reference: EMVA 1288 R4 takes the change of the light out", "[metrics]") {
  const Evaluation sensor = of_the_sensor("emva_r4_ols");
  INFO(described(sensor));
  CHECK_THAT(value_of(sensor, "gain"), WithinAbs(0.279142, 5e-7));
}

TEST_CASE("reference: the interval of the default holds what other weights give", "[metrics]") {
  const Evaluation sensor = of_the_sensor("emva_r4_wls");
  INFO(described(sensor));
  CHECK(has_caveat(sensor, "camera_noise.lack_of_fit"));
  const auto& gain = result_of(sensor, "gain");
  CHECK(gain.interval.lower < 0.279142);
  CHECK(gain.interval.upper > 0.279142);
  // By an independent computation (numpy, 50 rounds of weights).
  CHECK_THAT(gain.value, WithinAbs(0.282574012, 1e-9));
  CHECK(gain.standard_uncertainty < 0.02 * gain.value);
}
