// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/bead_survey.hpp"

#include "tests/support/bead_images.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace etalon;
using namespace etalon::metrics;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Outcome<BeadSurvey> surveyed(std::vector<Frame> frames, const BeadExpectation& expected = {},
                             BeadShape shape = BeadShape::gaussian3d, std::size_t threads = 1) {
  std::vector<std::size_t> order(frames.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  return survey_beads(MemoryFrames(std::move(frames)), order, 0, expected, shape, threads);
}

BeadSurvey survey_of(const BeadScene& scene, const BeadCamera& camera = {},
                     const BeadExpectation& expected = {},
                     BeadShape shape = BeadShape::gaussian3d) {
  auto survey = surveyed(recorded(scene, 11, camera), expected, shape);
  REQUIRE(survey.has_value());
  return *survey;
}

const BeadReading& reading_at(const BeadSurvey& survey, const BeadTruth& bead) {
  return *std::min_element(
      survey.beads.begin(), survey.beads.end(), [&](const BeadReading& a, const BeadReading& b) {
        const auto distance = [&](const BeadReading& r) {
          return std::hypot(r.x_px - bead.x, r.y_px - bead.y, 0.3 * (r.z_planes - bead.z));
        };
        return distance(a) < distance(b);
      });
}

bool has(const BeadReading& reading, const std::string& flag) {
  return std::find(reading.flags.begin(), reading.flags.end(), flag) != reading.flags.end();
}

std::size_t count(const BeadSurvey& survey, const std::string& flag) {
  return static_cast<std::size_t>(
      std::count_if(survey.beads.begin(), survey.beads.end(),
                    [&](const BeadReading& reading) { return has(reading, flag); }));
}

std::size_t unflagged(const BeadSurvey& survey) {
  return static_cast<std::size_t>(
      std::count_if(survey.beads.begin(), survey.beads.end(),
                    [](const BeadReading& reading) { return reading.flags.empty(); }));
}

std::vector<BeadTruth> sixteen() { return field_of_beads(4, 4, 15, 600, 1400, 5); }

}  // namespace

TEST_CASE("Every bead is read with its place, widths and true uncertainties", "[bead_survey]") {
  const double brightness = GENERATE(1.0, 0.1);
  double squares = 0;
  double values = 0;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const auto beads = field_of_beads(5, 5, 15, 600 * brightness, 1400 * brightness, seed);
    const auto survey = surveyed(recorded(bead_scene(beads, 208, 208, 31), seed));
    REQUIRE(survey.has_value());
    REQUIRE(survey->beads.size() == 25);
    CHECK(unflagged(*survey) == 25);
    CHECK_FALSE(survey->noise.from_camera);
    CHECK_THAT(survey->noise.constant, WithinRel(24.08, 0.03));
    CHECK_THAT(survey->noise.chi2_per_sample, WithinAbs(1, 0.03));
    for (const BeadTruth& bead : beads) {
      const auto& fit = *reading_at(*survey, bead).volume;
      const auto add = [&](int p, double truth) {
        squares += std::pow(fit.value(p) - truth, 2) / fit.covariance(p, p);
        ++values;
      };
      add(kX, bead.x);
      add(kY, bead.y);
      add(kZ, bead.z);
      add(kSxx, 1.69);
      add(kSyy, 1.69);
      add(kSzz, 9);
    }
  }
  CHECK_THAT(std::sqrt(squares / values), WithinAbs(1, 3 / std::sqrt(2 * values)));
}

TEST_CASE("A camera that is known gives the noise", "[bead_survey]") {
  BeadCamera camera;
  camera.gain = 2.2;
  camera.read_noise_dn = 3;
  BeadExpectation expected;
  expected.dn_per_electron = 2.2;
  expected.read_noise_dn = 3;
  expected.offset_dn = 100;
  const auto scene = bead_scene(sixteen(), 168, 168, 31);
  const auto given = survey_of(scene, camera, expected);
  CHECK(given.noise.from_camera);
  CHECK(given.noise.per_signal == 2.2);
  CHECK_THAT(given.noise.constant, WithinRel(2.2 * 2.2 * 20 + 9 + 1.0 / 12, 0.01));
  const auto estimated = survey_of(scene, camera);
  CHECK_THAT(estimated.noise.per_signal, WithinRel(2.2, 0.12));
  CHECK_THAT(estimated.noise.constant, WithinRel(given.noise.constant, 0.03));
}

TEST_CASE("The plane of best focus is fitted turned freely", "[bead_survey]") {
  auto beads = sixteen();
  for (BeadTruth& bead : beads) {
    bead.sigma_x = 1.7;
    bead.xy = 0.8;
  }
  const auto scene = bead_scene(beads, 168, 168, 31);
  const auto survey = survey_of(scene, {}, {}, BeadShape::gaussian3d_tilted);
  double pull = 0;
  for (const BeadTruth& bead : beads) {
    const auto& reading = reading_at(survey, bead);
    pull +=
        (reading.plane->value(kSxy) - 0.8) / std::sqrt(reading.plane->covariance(kSxy, kSxy)) / 4;
    CHECK_THAT(reading.volume->value(kSxy),
               WithinAbs(0.8, 5 * std::sqrt(reading.volume->covariance(kSxy, kSxy))));
    CHECK(reading.plane->covariance(kSxy, kSxy) > reading.volume->covariance(kSxy, kSxy));
    CHECK_THAT(reading.flux_dn, WithinRel(bead.amplitude * std::pow(2 * 3.14159265, 1.5) * 3 *
                                              std::sqrt(1.7 * 1.7 * 1.69 - 0.64),
                                          0.05));
  }
  CHECK_THAT(pull, WithinAbs(0, 3.5));
}

TEST_CASE("The result does not depend on the number of threads", "[bead_survey]") {
  const auto frames = recorded(bead_scene(sixteen(), 168, 168, 31), 3);
  const auto survey = surveyed(frames);
  const auto three = surveyed(frames, {}, BeadShape::gaussian3d, 3);
  REQUIRE(survey->beads.size() == three->beads.size());
  CHECK(survey->noise.per_signal == three->noise.per_signal);
  CHECK(survey->projection == three->projection);
  for (std::size_t i = 0; i < survey->beads.size(); ++i) {
    CHECK(survey->beads[i].x_px == three->beads[i].x_px);
    CHECK(survey->beads[i].volume->covariance == three->beads[i].volume->covariance);
  }
}

TEST_CASE("Cut-off values are flagged, whatever the scale", "[bead_survey]") {
  auto beads = sixteen();
  for (std::size_t i = 0; i < 4; ++i) beads[i].amplitude = 9000;
  BeadCamera camera;
  camera.full_scale = 4095;
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31), camera);
  CHECK(survey.beads.size() == 16);
  CHECK(count(survey, "saturated") == 4);
  CHECK(excludes("saturated"));
  for (BeadTruth& bead : beads) bead.amplitude = 20000;
  CHECK(count(survey_of(bead_scene(beads, 168, 168, 31), camera), "saturated") == 16);
  BeadExpectation lower;
  lower.full_scale_dn = 900;
  CHECK(count(survey_of(bead_scene(sixteen(), 168, 168, 31), {}, lower), "saturated") > 4);
}

TEST_CASE("Values that are cut off anywhere else are flagged as well", "[bead_survey]") {
  const auto beads = sixteen();
  BeadCamera camera;
  camera.full_scale = 700;  // of no number of bits
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31), camera);
  CHECK(survey.beads.size() == 16);
  std::size_t expected = 0;
  for (const BeadTruth& bead : beads) {
    const bool surely = bead.amplitude > 750;
    const bool hardly = bead.amplitude > 480;
    CHECK(has(reading_at(survey, bead), "saturated") >= surely);
    CHECK(has(reading_at(survey, bead), "saturated") <= hardly);
    expected += surely ? 1 : 0;
  }
  CHECK(expected > 4);
  // Few levels of grey: many samples have the highest value, more the one below it.
  BeadCamera coarse;
  coarse.gain = 0.012;
  coarse.offset = 3;
  coarse.read_noise_dn = 0.3;
  coarse.type = SampleType::u8;
  CHECK(count(survey_of(bead_scene(beads, 168, 168, 31), coarse), "saturated") == 0);
}

TEST_CASE("Beads at the borders are flagged", "[bead_survey]") {
  auto beads = sixteen();
  beads.push_back({.x = 1.5, .y = 84, .z = 15});
  beads.push_back({.x = 84, .y = 165, .z = 15});
  beads.push_back({.x = 44, .y = 84, .z = 1});
  beads.push_back({.x = 124, .y = 84, .z = 29.5});
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31));
  REQUIRE(survey.beads.size() == 20);
  CHECK(has(reading_at(survey, beads[16]), "edge_of_field"));
  CHECK(has(reading_at(survey, beads[17]), "edge_of_field"));
  CHECK(has(reading_at(survey, beads[18]), "edge_of_stack"));
  CHECK(has(reading_at(survey, beads[19]), "edge_of_stack"));
  CHECK(unflagged(survey) == 16);
}

TEST_CASE("Neighbours are flagged where their light matters, and subtracted", "[bead_survey]") {
  auto beads = sixteen();
  BeadTruth near = beads[0];
  near.x += 6;
  BeadTruth dim = beads[1];
  dim.x += 10;
  dim.amplitude = 100;
  beads.push_back(near);
  beads.push_back(dim);
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31));
  REQUIRE(survey.beads.size() == 18);
  CHECK(has(reading_at(survey, beads[0]), "neighbour"));
  CHECK(has(reading_at(survey, near), "neighbour"));
  CHECK_FALSE(has(reading_at(survey, beads[1]), "neighbour"));  // ten times brighter
  for (const BeadTruth& bead : beads) {
    const auto& fit = *reading_at(survey, bead).volume;
    // Its noise stays, and is not in the uncertainty of those flagged.
    const bool flagged = has(reading_at(survey, bead), "neighbour");
    CHECK_THAT(fit.value(kSxx),
               WithinAbs(1.69, (flagged ? 9 : 4.5) * std::sqrt(fit.covariance(kSxx, kSxx))));
  }
}

TEST_CASE("Two beads that look like one are a doublet", "[bead_survey]") {
  auto beads = field_of_beads(4, 4, 15, 900, 1100, 5);
  BeadTruth beside = beads[5];
  beside.y += 2.3;
  BeadTruth above = beads[9];
  above.z += 6;
  beads.push_back(beside);
  beads.push_back(above);
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31));
  REQUIRE(survey.beads.size() == 16);
  CHECK(has(reading_at(survey, beads[5]), "doublet"));
  CHECK(has(reading_at(survey, beads[9]), "doublet"));
  CHECK(count(survey, "doublet") == 2);
}

TEST_CASE("A hot pixel is no bead, and none beside one harms it", "[bead_survey]") {
  const auto beads = sixteen();
  auto scene = bead_scene(beads, 168, 168, 31);
  for (int z = 0; z < 31; ++z) {
    for (int i = 0; i < 8; ++i) scene.at(4 + 20 * i, 44, z) += 2000;
    scene.at(static_cast<int>(beads[0].x) + 7, static_cast<int>(beads[0].y) + 2, z) += 1500;
  }
  const auto survey = survey_of(scene);
  CHECK(count(survey, "hot_pixel") == 9);
  CHECK(unflagged(survey) == 16);
  const auto& fit = *reading_at(survey, beads[0]).volume;
  CHECK_THAT(fit.value(kSxx), WithinAbs(1.69, 4 * std::sqrt(fit.covariance(kSxx, kSxx))));
}

TEST_CASE("An uneven background hides no bead and moves no width", "[bead_survey]") {
  auto scene = bead_scene(sixteen(), 168, 168, 31);
  for (int z = 0; z < 31; ++z) {
    for (int y = 0; y < 168; ++y) {
      for (int x = 0; x < 168; ++x)
        scene.at(x, y, z) +=
            1.2 * x + 150 * std::exp(-((x - 45.0) * (x - 45.0) + (y - 110.0) * (y - 110.0)) / 5000);
    }
  }
  const auto survey = survey_of(scene);
  CHECK(survey.beads.size() == 16);
  CHECK(unflagged(survey) == 16);
  for (const BeadReading& reading : survey.beads) {
    REQUIRE(reading.volume->converged);
    const double u = std::sqrt(reading.volume->covariance(kSxx, kSxx));
    CHECK_THAT(reading.volume->value(kSxx), WithinAbs(1.69, 4.5 * u));
  }
}

TEST_CASE("A bead with a strange shape is not used", "[bead_survey]") {
  auto beads = sixteen();
  BeadTruth ring = beads[6];  // eight blobs in a circle of 1.9 sigma instead of one
  const std::size_t good = beads.size() - 1;
  beads.erase(beads.begin() + 6);
  ring.amplitude = 300;
  for (int i = 0; i < 8; ++i) {
    BeadTruth part = ring;
    part.x += 2.5 * std::cos(i * 0.7853981634);
    part.y += 2.5 * std::sin(i * 0.7853981634);
    beads.push_back(part);
  }
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31));
  const auto& strange = reading_at(survey, ring);
  CHECK((has(strange, "poor_fit") || has(strange, "doublet")));
  CHECK(unflagged(survey) == good);
}

TEST_CASE("Beads narrower than the pixels can tell are flagged but count", "[bead_survey]") {
  auto beads = sixteen();
  for (BeadTruth& bead : beads) {
    bead.sigma_x = bead.sigma_y = 0.6;
    bead.amplitude *= 3;
  }
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31));
  CHECK(survey.beads.size() == 16);
  CHECK(count(survey, "undersampled") == 16);
  CHECK(count(survey, "hot_pixel") == 0);
  CHECK_FALSE(excludes("undersampled"));
}

TEST_CASE("Beads of 1.2 pixels have a width, or are said to be undersampled", "[bead_survey]") {
  auto beads = field_of_beads(5, 5, 15, 120, 180, 8);
  for (BeadTruth& bead : beads) bead.sigma_x = bead.sigma_y = 0.5;
  for (const int planes : {31, 1}) {
    for (BeadTruth& bead : beads) {  // a plane has less light than a stack
      bead.z = planes / 2;
      if (planes == 1) bead.amplitude *= 5;
    }
    const auto survey = survey_of(bead_scene(beads, 210, 210, planes));
    REQUIRE(survey.beads.size() == 25);
    CHECK(count(survey, "undersampled") == 25);
    CHECK(count(survey, "no_fit") == 0);
    std::size_t with_width = 0;
    for (const BeadReading& reading : survey.beads) {
      const auto& fit = planes > 1 ? reading.volume : reading.plane;
      if (!fit->converged) continue;
      ++with_width;
      CHECK_THAT(fit->value(kSxx), WithinAbs(0.25, 5 * std::sqrt(fit->covariance(kSxx, kSxx))));
    }
    CHECK(with_width >= 20);
  }
}

TEST_CASE("A bead too weak for a width says so", "[bead_survey]") {
  auto beads = sixteen();
  for (std::size_t i = 0; i < 8; ++i) beads[i].amplitude = 9 + static_cast<double>(i);
  const auto survey = survey_of(bead_scene(beads, 168, 168, 31));
  CHECK(count(survey, "dim") > 0);
  for (const BeadReading& reading : survey.beads) {
    if (!reading.volume || !reading.volume->converged) continue;
    const auto& fit = *reading.volume;
    double worst = 0;
    for (const int p : {kSxx, kSyy, kSzz})
      worst = std::max(worst, std::sqrt(fit.covariance(p, p)) / (2 * fit.value(p)));
    CHECK(has(reading, "dim") == (worst > 0.1));
  }
}

TEST_CASE("One bead, one plane, three planes, eight bits and real numbers are read",
          "[bead_survey]") {
  const BeadTruth lone{.x = 40.3, .y = 41.6, .z = 15};
  const auto single = survey_of(bead_scene({lone}, 84, 84, 31));
  REQUIRE(single.beads.size() == 1);
  CHECK(single.beads[0].flags.empty());

  const auto flat = survey_of(bead_scene(sixteen(), 168, 168, 1));
  REQUIRE(flat.beads.size() == 16);
  CHECK(unflagged(flat) == 16);
  for (const BeadReading& reading : flat.beads) {
    CHECK_FALSE(reading.volume.has_value());
    CHECK_THAT(reading.plane->value(kSxx),
               WithinAbs(1.69, 4.5 * std::sqrt(reading.plane->covariance(kSxx, kSxx))));
  }

  auto thin = sixteen();
  for (BeadTruth& bead : thin) {
    bead.z = 1;
    bead.sigma_z = 0.9;
  }
  const auto three = survey_of(bead_scene(thin, 168, 168, 3));
  REQUIRE(three.beads.size() == 16);
  for (const BeadReading& reading : three.beads) {
    CHECK(reading.plane->converged);
    CHECK_THAT(reading.plane->value(kSyy),
               WithinAbs(1.69, 4.5 * std::sqrt(reading.plane->covariance(kSyy, kSyy))));
  }

  BeadCamera bytes;
  bytes.type = SampleType::u8;
  bytes.gain = 0.1;
  bytes.offset = 5;
  bytes.read_noise_dn = 0.3;
  CHECK(unflagged(survey_of(bead_scene(sixteen(), 168, 168, 31), bytes)) == 16);

  BeadCamera reals;
  reals.type = SampleType::f32;
  reals.gain = 1e-5;
  reals.offset = 0.001;
  reals.read_noise_dn = 2e-5;
  reals.full_scale = 1;
  CHECK(unflagged(survey_of(bead_scene(sixteen(), 168, 168, 31), reals)) == 16);
}

TEST_CASE("Without noise the widths are exact", "[bead_survey]") {
  BeadCamera camera;
  camera.noise = false;
  camera.type = SampleType::f32;
  const auto survey = survey_of(bead_scene(sixteen(), 168, 168, 31), camera);
  REQUIRE(survey.beads.size() == 16);
  for (const BeadReading& reading : survey.beads)
    CHECK_THAT(std::sqrt(reading.volume->value(kSxx)), WithinRel(1.3, 2e-4));
}

TEST_CASE("Values that are no numbers spoil only the beads among them", "[bead_survey]") {
  const auto beads = sixteen();
  BeadCamera camera;
  camera.type = SampleType::f32;
  auto frames = recorded(bead_scene(beads, 168, 168, 31), 2, camera);
  auto& samples = std::get<std::vector<float>>(frames[15].samples);
  samples[static_cast<std::size_t>(168 * (static_cast<int>(beads[3].y) + 1) +
                                   static_cast<int>(beads[3].x))] = NAN;
  const auto survey = surveyed(frames);
  REQUIRE(survey.has_value());
  CHECK(unflagged(*survey) == 15);
  CHECK(has(reading_at(*survey, beads[3]), "not_finite"));
}

TEST_CASE("What cannot be measured has a name", "[bead_survey]") {
  const auto code_of = [](std::vector<Frame> frames) {
    const auto survey = surveyed(std::move(frames));
    REQUIRE_FALSE(survey.has_value());
    CHECK_FALSE(survey.error().detail.empty());
    CHECK_FALSE(survey.error().advice.empty());
    return survey.error().code;
  };
  CHECK(code_of(recorded(bead_scene({}, 128, 128, 21), 1)) == "psf_fwhm.no_bead");
  CHECK(code_of(recorded(bead_scene({}, 1, 128, 21), 1)) == "psf_fwhm.no_bead");
  BeadCamera quiet;
  quiet.noise = false;
  CHECK(code_of(recorded(bead_scene({}, 64, 64, 5), 1, quiet)) == "psf_fwhm.blank");
  quiet.type = SampleType::f32;
  auto frames = recorded(bead_scene({}, 64, 64, 5), 1, quiet);
  for (Frame& frame : frames)
    for (float& v : std::get<std::vector<float>>(frame.samples)) v = NAN;
  CHECK(code_of(frames) == "psf_fwhm.not_finite");
  auto unlike = recorded(bead_scene({}, 64, 64, 3), 1);
  unlike.push_back(recorded(bead_scene({}, 64, 60, 1), 1).front());
  CHECK(code_of(unlike) == "psf_fwhm.frames_differ");
}
