// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/usaf_1951.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/bars.hpp"
#include "targets/shapes/tone.hpp"

#include <fmt/format.h>

#include <cmath>

namespace etalon::targets {
namespace {

struct Groups : ToneOptions {
  int first_group = 2;
  int last_group = 7;
};

const OptionSet<Groups>& options() {
  static const OptionSet<Groups> set = [] {
    OptionSet<Groups> all;
    all.add("first_group", &Groups::first_group, "the coarsest group, -2 to 11")
        .add("last_group", &Groups::last_group, "the finest group, -2 to 11");
    add_tone(all);
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_groups(const Groups& groups) {
  if (groups.first_group < -2 || groups.last_group > 11)
    return impossible(tr("groups must lie between -2 and 11."));
  if (groups.first_group > groups.last_group)
    return impossible(tr("first_group must not be above last_group."));
  return impossible_tone(groups);
}

double bar_width_um(int group, int element) { return 500 / std::exp2(group + (element - 1) / 6.0); }

/// An element: the left upper corner of its vertical triplet.
struct Element {
  int group = 0;
  int number = 0;
  double x = 0;
  double y = 0;
  double width() const { return bar_width_um(group, number); }
};

/// Elements first to last of a group one below the other, their left or right sides at x.
std::vector<Element> column(int group, int first, double x, double y, bool right) {
  std::vector<Element> all;
  for (int e = first; e <= 6; ++e) {
    const double w = bar_width_um(group, e);
    all.push_back({group, e, right ? x - 12 * w : x, y});
    y += 7 * w;
  }
  return all;
}

/// The block of the groups `even` and `even` + 1: its elements, its size, and the middle of the
/// space that it leaves for the next pair; all from its left upper corner.
struct Block {
  std::vector<Element> elements;
  double width = 0;
  double height = 0;
  double hole_x = 0;
  double hole_y = 0;
};

Block block_of(int even) {
  Block block;
  const double w = bar_width_um(even, 1);
  const double left = 12 * bar_width_um(even, 2);
  block.width = left + 14 * w;
  block.elements = column(even, 2, 0, 0, false);
  block.height = block.elements.back().y + 5 * block.elements.back().width();
  const double top_of_first = block.height - 5 * w;
  block.elements.push_back({even, 1, block.width - 12 * w, top_of_first});
  for (const Element& e : column(even + 1, 1, block.width, 0, true)) block.elements.push_back(e);
  block.hole_x = (left + block.width - 12 * bar_width_um(even + 1, 1)) / 2;
  block.hole_y = top_of_first / 2;
  return block;
}

int even_below(int group) { return group % 2 == 0 ? group : group - 1; }

std::vector<Element> elements_of(const Groups& groups) {
  std::vector<Element> all;
  double x = 0;  // of the middle of the block
  double y = 0;
  const int innermost = even_below(groups.last_group);
  for (int even = innermost; even >= even_below(groups.first_group); even -= 2) {
    const Block block = block_of(even);
    if (even != innermost) {  // the last middle is this block's hole
      x += block.width / 2 - block.hole_x;
      y += block.height / 2 - block.hole_y;
    }
    for (Element e : block.elements) {
      if (e.group < groups.first_group || e.group > groups.last_group) continue;
      e.x += x - block.width / 2;
      e.y += y - block.height / 2;
      all.push_back(e);
    }
  }
  return all;
}

void add_bars(const Element& e, std::vector<Bar>& bars) {
  const double w = e.width();
  for (int i = 0; i < 3; ++i) {
    const double x = e.x + 2 * i * w;
    bars.push_back({x, x + w, e.y, e.y + 5 * w});
  }
  for (int i = 0; i < 3; ++i) {
    const double y = e.y + 2 * i * w;
    bars.push_back({e.x + 7 * w, e.x + 12 * w, y, y + w});
  }
}

void add_facts(const Element& e, std::vector<Fact>& facts) {
  const std::string name = fmt::format("group_{}_element_{}_", e.group, e.number);
  const double w = e.width();
  facts.push_back({name + "bar_width", w, "um"});
  facts.push_back({name + "vertical_x", e.x + 2.5 * w, "um"});
  facts.push_back({name + "vertical_y", e.y + 2.5 * w, "um"});
  facts.push_back({name + "horizontal_x", e.x + 9.5 * w, "um"});
  facts.push_back({name + "horizontal_y", e.y + 2.5 * w, "um"});
}

class Triplets final : public Pattern {
 public:
  Triplets(const Groups& groups, std::vector<Bar> bars) : tone_(groups), bars_(std::move(bars)) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    std::vector<double> share(light.size());
    bars_.coverage(x_um, y_um, sigma_um, share);
    for (std::size_t k = 0; k < light.size(); ++k) light[k] = tone_.light(share[k]);
  }

 private:
  Tone tone_;
  Bars bars_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t /*seed*/) {
  const auto groups = options().parse(texts);
  if (!groups) return fail(groups.error());
  if (const auto failure = impossible_groups(*groups)) return fail(*failure);
  Scene scene;
  std::vector<Bar> bars;
  for (const Element& element : elements_of(*groups)) {
    add_bars(element, bars);
    add_facts(element, scene.facts);
  }
  scene.pattern = std::make_shared<Triplets>(*groups, std::move(bars));
  return scene;
}

}  // namespace

Target usaf_1951_target() {
  return {"usaf_1951", tr("Triplets of bars after MIL-STD-150A"), false, options().declarations(),
          lay_out};
}

}  // namespace etalon::targets
