// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/figure_groups.hpp"

#include "reports/wording.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace etalon::charts {
namespace {

using Figure = std::vector<const Curve*>;

constexpr std::size_t kMostCurves = 4;  // more could not be told apart

/// Parts of a subject that are compared with one another.
constexpr std::array<std::string_view, 4> kSides{"bars", "direction", "axis", "approach"};

/// Names of curves that belong into the figure of the first.
constexpr std::array<std::array<std::string_view, 3>, 5> kCompanions{
    {{"frc", "frc_smooth", "frc_threshold"},
     {"photon_transfer", "photon_transfer_fit"},
     {"snr", "snr_expected", "snr_photons"},
     {"axial_profile", "axial_smooth"},
     {"drift_msd", "drift_msd_free"}}};

std::map<std::string, std::string> without_sides(std::map<std::string, std::string> subject) {
  for (const std::string_view side : kSides) subject.erase(std::string(side));
  return subject;
}

bool are_sides_of_one(const Curve& a, const Curve& b) {
  return a.name == b.name && a.subject.size() == b.subject.size() && a.subject != b.subject &&
         without_sides(a.subject) == without_sides(b.subject);
}

bool are_companions(const Curve& a, const Curve& b) {
  const auto holds = [](const auto& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return a.subject == b.subject && a.name != b.name &&
         std::any_of(kCompanions.begin(), kCompanions.end(), [&](const auto& names) {
           return holds(names, a.name) && holds(names, b.name);
         });
}

bool belong_together(const Curve& a, const Curve& b) {
  return a.x_unit == b.x_unit && a.y_unit == b.y_unit &&
         (are_sides_of_one(a, b) || are_companions(a, b));
}

bool takes(const Figure& figure, const Curve& curve) {
  return figure.size() < kMostCurves &&
         std::all_of(figure.begin(), figure.end(),
                     [&](const Curve* other) { return belong_together(*other, curve); });
}

}  // namespace

std::vector<Figure> figure_groups(const Evaluation& evaluation) {
  std::vector<Figure> figures;
  for (const Curve& curve : evaluation.curves) {
    if (curve.x.size() < 2) continue;
    const auto open = std::find_if(figures.begin(), figures.end(),
                                   [&](const Figure& figure) { return takes(figure, curve); });
    if (open == figures.end()) {
      figures.push_back({&curve});
    } else {
      open->push_back(&curve);
    }
  }
  return figures;
}

std::string name_in_figure(const Curve& curve, const Figure& figure) {
  if (figure.size() > 1 && figure[0]->name == figure[1]->name) {
    // "+x" says it; four times the word before it would not fit.
    const auto approach = curve.subject.find("approach");
    const bool alone = curve.subject.size() == 1 && approach != curve.subject.end();
    return alone ? approach->second : reports::subject_text(curve.subject);
  }
  return reports::label_of(curve.name);
}

}  // namespace etalon::charts
