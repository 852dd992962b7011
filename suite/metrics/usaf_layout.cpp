// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>

namespace etalon::metrics {

namespace {

using Place = SeenElement::Place;

constexpr int kPair = 12;  // rungs of two groups
constexpr double kStepTolerance = 0.12;
constexpr double kStepSlack = 1.5;  // bar widths
constexpr double kMostOfAStep = 9;  // a step that does not fit at all
constexpr double kMissing = 4;      // an element that should be there and is not
constexpr double kAboutAsWell = 6;  // twice the logarithm of the likelihoods' ratio: 20 : 1
constexpr double kWorstPerStep = 3;

double width_of(int index) { return std::exp2(-index / 6.0); }

/// Middles of the elements of the pair of groups that begins with rung 0, y down, in its bar
/// widths, with `gap` bar widths below each element; and of the space left for the next pair.
struct Pair {
  std::array<Place, kPair> middles;
  Place hole;
  Place middle;
};

Pair pair_of(double gap) {
  Pair pair;
  const double left = 12 * width_of(1);
  const double width = left + gap + 12;
  const auto column = [&](int first, int last, bool right) {
    double y = 0;
    for (int k = first; k <= last; ++k) {
      const double w = width_of(k);
      pair.middles[static_cast<std::size_t>(k)] = {right ? width - 6 * w : 6 * w, y + 2.5 * w};
      y += (5 + gap) * w;
    }
    return y - gap * width_of(last);
  };
  const double height = column(1, 5, false);
  column(6, 11, true);
  pair.middles[0] = {width - 6, height - 2.5};
  pair.hole = {(left + width - 12 * width_of(6)) / 2, (height - 5) / 2};
  pair.middle = {width / 2, height / 2};
  return pair;
}

/// From rung k to rung k + 1, in bar widths of rung k.
Place step_from(const Pair& pair, int k) {
  const Place& from = pair.middles[static_cast<std::size_t>(k)];
  Place to;
  if (k + 1 < kPair) {
    to = pair.middles[static_cast<std::size_t>(k + 1)];
  } else {
    const Place& first = pair.middles[0];
    to = {pair.hole.x + (first.x - pair.middle.x) / 4, pair.hole.y + (first.y - pair.middle.y) / 4};
  }
  const double w = width_of(k);
  return {(to.x - from.x) / w, (to.y - from.y) / w};
}

/// Does rung k + 1 stand below rung k?
bool in_column(int k) { return k != 0 && k != 5 && k != 11; }

struct Pose {
  bool mirrored = false;
  int quarter_turns = 0;
  Place of(Place p) const {
    if (mirrored) p.x = -p.x;
    for (int i = 0; i < quarter_turns; ++i) p = {-p.y, p.x};
    return p;
  }
};

/// One step between two elements that were seen.
struct Step {
  int index = 0;
  int rungs = 1;
  Place by;  // bar widths of `index`
};

std::optional<Place> between(const SeenElement& a, const SeenElement& b) {
  Place sum;
  int count = 0;
  for (const auto triplet : {&SeenElement::first, &SeenElement::second}) {
    if (!(a.*triplet && b.*triplet)) continue;
    sum.x += (b.*triplet)->x - (a.*triplet)->x;
    sum.y += (b.*triplet)->y - (a.*triplet)->y;
    ++count;
  }
  if (count == 0) return std::nullopt;
  const double unit = count * width_of(a.index);
  return Place{sum.x / unit, sum.y / unit};
}

std::vector<Step> steps_of(const std::vector<SeenElement>& seen) {
  std::vector<Step> steps;
  for (std::size_t i = 1; i < seen.size(); ++i) {
    const int rungs = seen[i].index - seen[i - 1].index;
    const auto by = between(seen[i - 1], seen[i]);
    if (rungs <= 2 && by) steps.push_back({seen[i - 1].index, rungs, *by});
  }
  return steps;
}

double misfit(const Step& step, const Place& expected) {
  const double off = std::hypot(step.by.x - expected.x, step.by.y - expected.y);
  const double allowed = kStepTolerance * std::hypot(expected.x, expected.y) + kStepSlack;
  return std::min(kMostOfAStep, std::pow(off / allowed, 2));
}

int rung_at(int first, int index) { return ((first + index) % kPair + kPair) % kPair; }

/// Every element as its middle, as far as it is known.
std::map<int, Place> middles_of(const std::vector<SeenElement>& seen) {
  std::map<int, Place> middles;
  for (const SeenElement& e : seen) {
    if (e.first && e.second)
      middles[e.index] = {(e.first->x + e.second->x) / 2, (e.first->y + e.second->y) / 2};
    else
      middles[e.index] = e.first ? *e.first : *e.second;
  }
  return middles;
}

struct Hypothesis {
  int first = 0;  // rung of index 0
  Pose pose;
  double cost = 0;
};

class Reader {
 public:
  Reader(const std::vector<SeenElement>& seen,
         const std::function<bool(int, const Place&)>& visible)
      : middles_(middles_of(seen)), steps_(steps_of(seen)), visible_(visible) {}

  std::vector<Hypothesis> likely() const {
    std::vector<Hypothesis> all;
    for (const double gap : {2.0, 3.0}) {
      const Pair pair = pair_of(gap);
      for (int first = 0; first < kPair; ++first) {
        for (int turns = 0; turns < 4; ++turns) {
          for (const bool mirrored : {false, true}) {
            Hypothesis h{first, {mirrored, turns}, 0};
            h.cost = cost_of(h, pair);
            all.push_back(h);
          }
        }
      }
    }
    double best = 1e300;
    for (const auto& h : all) best = std::min(best, h.cost);
    if (steps_.empty() || best > kWorstPerStep * static_cast<double>(steps_.size())) return {};
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const auto& h) { return h.cost > best + kAboutAsWell; }),
              all.end());
    return all;
  }

 private:
  double cost_of(const Hypothesis& h, const Pair& pair) const {
    double cost = 0;
    for (const Step& step : steps_) {
      const int k = rung_at(h.first, step.index);
      Place expected = step_from(pair, k);
      if (step.rungs == 2) {
        const Place next = step_from(pair, rung_at(k, 1));
        expected.x += next.x * width_of(1);
        expected.y += next.y * width_of(1);
      }
      cost += misfit(step, h.pose.of(expected));
    }
    for (const auto& [index, middle] : middles_) {
      const int k = rung_at(h.first, index);
      if (in_column(k)) cost += absence(h, index + 1, middle, step_from(pair, k), width_of(index));
      const int before = rung_at(k, -1);
      if (in_column(before)) {
        const Place step = step_from(pair, before);
        cost += absence(h, index - 1, middle, {-step.x, -step.y}, width_of(index - 1));
      }
    }
    return cost;
  }

  double absence(const Hypothesis& h, int index, const Place& from, const Place& step,
                 double width) const {
    if (middles_.count(index) > 0) return 0;
    const Place by = h.pose.of(step);
    return visible_(index, {from.x + by.x * width, from.y + by.y * width}) ? kMissing : 0;
  }

  std::map<int, Place> middles_;
  std::vector<Step> steps_;
  const std::function<bool(int, const Place&)>& visible_;
};

/// Elements of neighbouring indices, a column step apart.
std::vector<std::vector<int>> columns_of(const std::vector<SeenElement>& seen) {
  std::vector<std::vector<int>> columns;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    bool joins = false;
    if (i > 0 && seen[i].index - seen[i - 1].index <= 2) {
      const auto by = between(seen[i - 1], seen[i]);
      const double steps = seen[i].index - seen[i - 1].index == 1 ? 1 : 1 + width_of(1);
      const double far = by ? std::hypot(by->x, by->y) / steps : 0;
      joins = far > 5.5 && far < 10.5;
    }
    if (!joins) columns.emplace_back();
    columns.back().push_back(seen[i].index);
  }
  return columns;
}

}  // namespace

double usaf_line_pairs_per_mm(double rung) { return std::exp2(rung / 6); }
int usaf_group(int rung) { return static_cast<int>(std::floor(rung / 6.0)); }
int usaf_element(int rung) { return rung - 6 * usaf_group(rung) + 1; }

UsafArrangement read_arrangement(const std::vector<SeenElement>& seen,
                                 const std::function<bool(int, const Place&)>& visible) {
  UsafArrangement arrangement;
  arrangement.columns = columns_of(seen);
  const auto likely = Reader(seen, visible).likely();
  std::set<int> rungs;
  std::set<int> elements;
  std::set<bool> hands;
  for (const Hypothesis& h : likely) {
    rungs.insert(h.first);
    elements.insert(h.first % 6 + 1);
    hands.insert(h.pose.mirrored);
  }
  if (rungs.size() == 1) arrangement.rung_of_12 = *rungs.begin();
  if (elements.size() == 1) arrangement.element = *elements.begin();
  if (hands.size() == 1) arrangement.mirrored = *hands.begin();
  return arrangement;
}

}  // namespace etalon::metrics
