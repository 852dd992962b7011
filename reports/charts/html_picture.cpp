// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/picture.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace etalon::charts {
namespace {

using namespace reports;

constexpr std::size_t kItemsInView = 8;  // more of them are folded away

std::string value_of(const std::string& name, const ItemValue& value) {
  // Without an uncertainty four digits say enough of a thing that was merely found.
  const std::string number =
      value.standard_uncertainty
          ? round_to_uncertainty(value.value, *value.standard_uncertainty).value
          : significant(value.value, 4);
  return escaped(label_of(name)) + " " + grouped_html(number) + escaped(unit_suffix(value.unit));
}

std::string name_of(const Item& item) {
  std::map<std::string, std::string> subject = item.subject;
  std::erase_if(subject, [&](const auto& entry) { return entry.second == item.id; });
  return escaped(item.id) + (subject.empty() ? "" : ", " + escaped(subject_text(subject)));
}

std::string fate_of(const Item& item) {
  if (item.flags.empty()) return tr("used");
  std::string flags = joined(item.flags, ", ");
  std::replace(flags.begin(), flags.end(), '_', ' ');
  return escaped(flags);
}

std::vector<std::string> cells_of(const Item& item) {
  std::vector<std::string> values;
  for (const auto& [name, value] : item.values) values.push_back(value_of(name, value));
  std::vector<std::string> position;
  for (const auto& [axis, number] : item.position_px) position.push_back(with_decimals(number, 1));
  return {name_of(item), joined(position, ", "), fate_of(item), joined(values, "; ")};
}

/// Columns in which nothing stands are left out.
void drop_empty_columns(std::vector<std::string>& heads,
                        std::vector<std::vector<std::string>>& rows) {
  for (std::size_t column = heads.size(); column-- > 1;) {
    const bool empty =
        std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row[column].empty(); });
    if (!empty) continue;
    const auto at = static_cast<std::ptrdiff_t>(column);
    heads.erase(heads.begin() + at);
    for (auto& row : rows) row.erase(row.begin() + at);
  }
}

std::string item_table(const Evaluation& evaluation) {
  std::vector<std::vector<std::string>> rows;
  for (const Item& item : evaluation.items) rows.push_back(cells_of(item));
  if (rows.empty()) return "";
  std::vector<std::string> heads{tr("Found"), tr("Position (px)"), tr("Fate"), tr("Values")};
  drop_empty_columns(heads, rows);
  const std::string all = stacking_table(heads, rows, "items");
  if (rows.size() <= kItemsInView) return all;
  return element("details", element("summary", escaped(fate_of_items(evaluation.items))) + all);
}

bool has_overlay(const Picture& picture, std::string_view label) {
  return std::any_of(picture.overlays.begin(), picture.overlays.end(),
                     [&](const Overlay& overlay) { return overlay.label == label; });
}

std::string caption_of(const Picture& picture) {
  if (picture.overlays.empty()) {
    return tr("The image as it was recorded, contrast stretched for viewing.");
  }
  std::string caption = tr("Solid: what was found.");
  if (has_overlay(picture, "region"))
    caption += std::string(" ") + tr("Dashed: the region in which it was measured.");
  if (has_overlay(picture, "rejected"))
    caption += std::string(" ") + tr("Dotted: found but not used; the table says why.");
  return caption + " " + tr("Contrast stretched for viewing.");
}

std::string figure_of(const Picture& picture, bool of_a_repeat) {
  const std::string which = of_a_repeat ? std::string(tr("The first of the repeats.")) + " " : "";
  return element("figure",
                 picture_svg(picture) + element("figcaption", which + caption_of(picture)),
                 "class=\"seen\"");
}

}  // namespace

std::string picture_figures(const Evaluation& evaluation, const Evaluation* example) {
  const bool of_a_repeat = evaluation.pictures.empty() && example != nullptr;
  std::string figures;
  for (const Picture& picture : of_a_repeat ? example->pictures : evaluation.pictures) {
    figures += figure_of(picture, of_a_repeat);
  }
  std::string inside = figures.empty() ? "" : element("div", figures, "class=\"figures\"");
  inside += item_table(evaluation);
  if (inside.empty()) return "";
  const char* heading = figures.empty() ? tr("What was found") : tr("What was found in the image");
  return element("h3", heading) + inside;
}

}  // namespace etalon::charts
