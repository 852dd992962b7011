// SPDX-License-Identifier: Apache-2.0
// What every metric makes of what it is given: its options and its images, and nothing else.
#include "suite/metrics/metric.hpp"
#include "tests/conformance/metric_scenes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <cstddef>
#include <set>
#include <string>

using namespace etalon;
using namespace etalon::metrics;
using namespace etalon::test;

TEST_CASE("options have a type and a meaning, their defaults are accepted", "[conformance]") {
  for (const Metric& metric : metric_table()) {
    std::set<std::string> names;
    OptionTexts defaults;
    for (const OptionDeclaration& option : metric.options) {
      INFO(metric.id << ": " << option.name);
      CHECK(names.insert(option.name).second);
      CHECK_FALSE(option.type.empty());
      CHECK_FALSE(option.meaning.empty());
      defaults[option.name] = option.default_value;
    }
    const Observation observation = observation_of(noise_free(edge()));
    const auto with_defaults = metric.evaluate(observation, defaults);
    const auto with_nothing = metric.evaluate(observation, {});
    REQUIRE(with_defaults.has_value());
    REQUIRE(with_nothing.has_value());
    CHECK(canonical_text(*with_defaults) == canonical_text(*with_nothing));
  }
}

TEST_CASE("an unknown option is refused by name", "[conformance]") {
  for (const Metric& metric : metric_table()) {
    const auto refused =
        metric.evaluate(observation_of(noise_free(edge())), {{"no_such_option", "1"}});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "options.unknown");
    CHECK_THAT(refused.error().detail, contains_text("no_such_option"));
  }
}

TEST_CASE("an evaluation is a function of its input alone", "[conformance]") {
  const auto once = scenes();
  const auto again = scenes();
  for (const Metric& metric : metric_table()) {
    for (std::size_t k = 0; k < once.size(); ++k) {
      INFO(metric.id << ": " << once[k].name);
      const auto first = metric.evaluate(once[k].observation, {});
      const auto second = metric.evaluate(again[k].observation, {});
      REQUIRE(first.has_value());
      REQUIRE(second.has_value());
      CHECK(canonical_text(*first) == canonical_text(*second));
    }
  }
}
