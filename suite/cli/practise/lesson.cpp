// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/practise/lesson.hpp"

#include "suite/core/random.hpp"

#include <algorithm>
#include <set>

namespace etalon::cli {
namespace {

// What is drawn, so that draws of different kinds share no generator.
enum Draw : std::uint64_t { kOrder = 1, kWhetherNothing, kDistractors, kStrikes };

// One lesson in five is about a microscope in order.
constexpr std::uint64_t kNothingOnceIn = 5;

/// The same on every machine, unlike std::shuffle.
template <class Item>
std::vector<Item> shuffled(std::vector<Item> items, std::uint64_t seed, Draw draw) {
  auto generator = generator_for(seed, draw, 0);
  for (std::size_t left = items.size(); left > 1; --left) {
    std::swap(items[left - 1], items[generator() % left]);
  }
  return items;
}

}  // namespace

Level level_of(int number) {
  if (number <= 1) return {.choices = 4, .nothing = false, .healthy_beside = true, .hint_costs = 2};
  if (number == 2) return {.choices = 5, .nothing = true, .healthy_beside = false, .hint_costs = 2};
  return {.choices = 6, .nothing = true, .healthy_beside = false, .hint_costs = 4};
}

std::vector<std::string> candidates(const std::vector<AskedFault>& askable, const Level& level,
                                    std::uint64_t seed) {
  std::vector<std::string> names;
  if (level.nothing && generator_for(seed, kWhetherNothing, 0)() % kNothingOnceIn == 0) {
    names.emplace_back(kNothing);
  }
  for (const auto& fault : shuffled(askable, seed, kOrder)) names.push_back(fault.name);
  return names;
}

std::vector<std::string> choices(const std::string& truth, const std::vector<AskedFault>& askable,
                                 const Level& level, std::uint64_t seed) {
  std::set<std::string> looks;
  std::set<std::string> chosen;
  for (const auto& fault : askable) {
    if (fault.name != truth) continue;
    looks.insert(fault.look);
    chosen.insert(fault.name);
  }
  const std::size_t wanted = chosen.size() + distractors_wanted(level, truth);
  for (const auto& fault : shuffled(askable, seed, kDistractors)) {
    if (chosen.size() < wanted && looks.insert(fault.look).second) chosen.insert(fault.name);
  }
  std::vector<std::string> names;
  for (const auto& fault : askable) {
    if (chosen.contains(fault.name)) names.push_back(fault.name);
  }
  if (level.nothing) names.emplace_back(kNothing);
  return names;
}

std::size_t distractors_wanted(const Level& level, const std::string& truth) {
  return level.choices - 1 - (level.nothing && truth != kNothing ? 1 : 0);
}

std::vector<std::string> struck_out(const std::string& truth,
                                    const std::vector<std::string>& choices, std::uint64_t seed) {
  std::vector<std::string> wrong = choices;
  std::erase(wrong, truth);
  wrong = shuffled(wrong, seed, kStrikes);
  if (!wrong.empty()) wrong.resize(std::min<std::size_t>(2, wrong.size() - 1));
  return wrong;
}

int points(bool right, int hints, const Level& level) {
  return right ? std::max(1, kMostPoints - hints * level.hint_costs) : 0;
}

}  // namespace etalon::cli
