// SPDX-License-Identifier: Apache-2.0
#include "tests/support/provocations.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <limits>
#include <utility>

namespace etalon::test {

namespace {

std::set<std::string> names_of(const std::vector<metrics::Code>& codes) {
  std::set<std::string> names;
  for (const auto& code : codes) names.insert(code.code);
  return names;
}

const Failure* failure_of(const Evaluation& evaluation, const std::string& code) {
  for (const Failure& failure : evaluation.failures)
    if (failure.code == code) return &failure;
  return nullptr;
}

/// The detail of a caveat, empty where no result has it.
std::string caveat_of(const Evaluation& evaluation, const std::string& code) {
  for (const auto& result : evaluation.results)
    for (const Caveat& caveat : result.caveats)
      if (caveat.code == code) return caveat.detail;
  return {};
}

}  // namespace

std::vector<Evaluation> check_failures(const std::string& metric,
                                       const std::vector<Provocation>& provocations,
                                       const std::set<std::string>& elsewhere) {
  std::vector<Evaluation> made;
  std::set<std::string> provoked = elsewhere;
  for (const auto& [reason, provoke, says] : provocations) {
    const std::string code = metric + "." + reason;
    const Evaluation& evaluation = made.emplace_back(provoke());
    INFO(code << "\n" << described(evaluation));
    const Failure* failure = failure_of(evaluation, code);
    REQUIRE(failure != nullptr);
    CHECK_THAT(failure->detail, contains_text(says));
    CHECK_FALSE(failure->advice.empty());
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::find_metric(metric)->failures));
  return made;
}

void check_caveats(const std::string& metric, const std::vector<Provocation>& provocations) {
  std::set<std::string> provoked;
  for (const auto& [reason, provoke, says] : provocations) {
    const std::string code = metric + "." + reason;
    const Evaluation evaluation = provoke();
    INFO(code << "\n" << described(evaluation));
    const std::string detail = caveat_of(evaluation, code);
    REQUIRE_FALSE(detail.empty());
    CHECK_THAT(detail, contains_text(says));
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::find_metric(metric)->caveats));
}

targets::ExpectedImage even_light(double level, int size) {
  return {size, size, std::vector<double>(static_cast<std::size_t>(size * size), level)};
}

std::unique_ptr<FrameSequence> one_frame(Frame frame) {
  return std::make_unique<MemoryFrames>(std::vector<Frame>{std::move(frame)});
}

void fill(Frame& frame, std::uint16_t value, std::size_t count) {
  auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
  for (std::size_t k = 0; k < count; ++k) samples[7 * k % samples.size()] = value;
}

void change_frames(Observation& observation,
                   const std::function<void(std::vector<Frame>&)>& change) {
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < observation.frames->size(); ++i)
    frames.push_back(observation.frames->read(i));
  change(frames);
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
}

std::vector<Provocation> unreadable_series(const Changed& of) {
  constexpr int kSize = 64;
  const auto with = [of](const std::function<void(Observation&)>& change) {
    return [of, change] { return of(change, {}); };
  };
  const auto option = [of](const std::string& name, const std::string& value) {
    return [of, name, value] { return of([](Observation&) {}, {{name, value}}); };
  };
  return {
      {"frames_differ", with([](Observation& o) {
         change_frames(o, [](auto& frames) { frames[2] = exposed(even_light(500, 80), 1); });
       }),
       "frame 3"},
      {"no_such_plane", option("plane", "red"), "grey"},
      {"region_outside", option("region", "0,0,100,20"), "beyond"},
      {"too_small", option("region", "0,0,20,40"), "20 x 40"},
      {"not_finite", with([](Observation& o) {
         change_frames(o, [](auto& frames) {
           for (Frame& frame : frames)
             frame = noise_free(even_light(std::numeric_limits<double>::quiet_NaN(), kSize));
         });
       }),
       "no numbers"},
      {"dark_differs",
       with([](Observation& o) { o.dark = one_frame(exposed(even_light(0, 20), 1)); }), ""},
      {"flat_differs",
       with([](Observation& o) { o.flat = one_frame(exposed(even_light(900, 20), 1)); }), ""},
      {"flat_saturated", with([](Observation& o) {
         Frame flat = exposed(even_light(900, kSize), 1);
         fill(flat, 65535, 500);
         o.flat = one_frame(std::move(flat));
       }),
       ""},
      {"flat_dark", with([](Observation& o) {
         auto dim = even_light(5000, kSize);
         for (std::size_t k = 0; k < 2000; ++k) dim.electrons[k] = 10;
         o.flat = one_frame(exposed(dim, 1));
       }),
       ""},
  };
}

}  // namespace etalon::test
