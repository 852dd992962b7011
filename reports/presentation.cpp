// SPDX-License-Identifier: Apache-2.0
#include "reports/presentation.hpp"

#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::reports {
namespace {

/// People ask for the object plane first; pixels and ratios stand beside it.
int rank(const MeasurementResult& result) {
  const std::string& name = result.measurand;
  if (name.ends_with("_object")) return 0;
  if (name.ends_with("_px")) return 2;
  return name.ends_with("_ratio") ? 3 : 1;
}

void add(SubjectGroup& group, const MeasurementResult& result) {
  const std::string base = base_of(result.measurand);
  const auto same = [&](const ResultRow& row) { return base_of(row.main->measurand) == base; };
  const auto row = std::find_if(group.rows.begin(), group.rows.end(), same);
  if (row == group.rows.end()) {
    group.rows.push_back({&result, {}});
    return;
  }
  row->beside.push_back(&result);
  if (rank(result) < rank(*row->main)) std::swap(row->main, row->beside.back());
}

void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

/// A corrected combination does not speak for its repeats any more; of several, the latest does.
void mark_sources(std::vector<Entry>& entries) {
  std::map<std::string, std::string> combined_into;
  for (const Entry& entry : entries) {
    if (entry.superseded_by) continue;
    for (const std::string& source : entry.sources) combined_into[source] = entry.id;
  }
  for (Entry& entry : entries) {
    const auto found = combined_into.find(entry.id);
    if (found != combined_into.end()) entry.combined_into = found->second;
  }
}

}  // namespace

std::vector<Entry> entries_of(const Report& report) {
  std::vector<Entry> entries;
  if (report.run && !report.run->evaluations.empty()) {
    for (const auto& recorded : report.run->evaluations) {
      entries.push_back({recorded.step, recorded.repeat, recorded.id, recorded.superseded_by,
                         &recorded.evaluation, recorded.sources, std::nullopt});
    }
    mark_sources(entries);
    return entries;
  }
  for (const Evaluation& evaluation : report.evaluations) {
    entries.push_back({"", 0, "", std::nullopt, &evaluation, {}, std::nullopt});
  }
  return entries;
}

std::vector<Entry> current_entries(const Report& report) {
  std::vector<Entry> entries = entries_of(report);
  std::erase_if(entries, [](const Entry& entry) { return entry.superseded_by.has_value(); });
  std::vector<std::string> steps;
  for (const Entry& entry : entries) add_once(steps, entry.step);
  const auto rank_of = [&](const Entry& entry) {
    const auto step = std::find(steps.begin(), steps.end(), entry.step) - steps.begin();
    return std::pair(step, entry.sources.empty());
  };
  std::ranges::stable_sort(entries, {}, rank_of);
  return entries;
}

std::vector<Entry> leading_entries(const Report& report) {
  std::vector<Entry> entries = current_entries(report);
  std::vector<std::string> speaking;
  for (const Entry& entry : entries) {
    if (!entry.sources.empty() && !entry.evaluation->results.empty()) speaking.push_back(entry.id);
  }
  std::erase_if(entries, [&](const Entry& entry) {
    return entry.combined_into &&
           std::find(speaking.begin(), speaking.end(), *entry.combined_into) != speaking.end();
  });
  return entries;
}

std::vector<SubjectGroup> group_results(const Evaluation& evaluation) {
  std::vector<SubjectGroup> groups;
  for (const MeasurementResult& result : evaluation.results) {
    const auto same = [&](const SubjectGroup& group) { return group.subject == result.subject; };
    auto group = std::find_if(groups.begin(), groups.end(), same);
    if (group == groups.end()) group = groups.insert(groups.end(), {result.subject, {}});
    add(*group, result);
  }
  for (SubjectGroup& group : groups) {
    for (ResultRow& row : group.rows) {
      std::ranges::stable_sort(row.beside, {}, [](const auto* result) { return rank(*result); });
    }
  }
  return groups;
}

std::vector<VarianceShare> variance_shares(const Budget& budget) {
  double variance = 0;
  for (const BudgetComponent& part : budget) variance += part.contribution() * part.contribution();
  std::vector<VarianceShare> shares;
  if (!(variance > 0)) return shares;
  for (const BudgetComponent& part : budget) {
    shares.push_back({part.source, part.contribution() * part.contribution() / variance});
  }
  std::ranges::stable_sort(shares, std::greater<>{}, &VarianceShare::share);
  return shares;
}

std::vector<CollectedCaveat> collect_caveats(const Evaluation& evaluation) {
  std::vector<CollectedCaveat> collected;
  for (const MeasurementResult& result : evaluation.results) {
    for (const Caveat& caveat : result.caveats) {
      const auto same = [&](const CollectedCaveat& known) { return known.caveat == caveat; };
      auto known = std::find_if(collected.begin(), collected.end(), same);
      if (known == collected.end()) known = collected.insert(collected.end(), {caveat, {}, {}});
      add_once(known->labels, label_of(base_of(result.measurand)));
      const std::string subject = subject_text(result.subject);
      if (!subject.empty()) add_once(known->subjects, subject);
    }
  }
  return collected;
}

std::string fate_of_items(const std::vector<Item>& items) {
  // Not every flag keeps a thing from being used.
  const auto plain = std::count_if(items.begin(), items.end(),
                                   [](const Item& item) { return item.flags.empty(); });
  if (items.size() < 2 && plain == static_cast<std::ptrdiff_t>(items.size())) return "";
  std::map<std::string, int> reasons;
  for (const Item& item : items) {
    for (const std::string& flag : item.flags) ++reasons[flag];
  }
  std::vector<std::string> parts;
  for (const auto& [flag, count] : reasons) {
    std::string words = flag;
    std::replace(words.begin(), words.end(), '_', ' ');
    parts.push_back(fmt::format("{} {}", words, count));
  }
  const std::string all =
      fmt::format(fmt::runtime(tr("{} found, {} of them without a flag")), items.size(), plain);
  return parts.empty() ? all : all + "; " + joined(parts, ", ");
}

std::vector<Grade> grades_of(const Report& report) {
  std::vector<Grade> grades;
  if (!report.run) return grades;
  for (const auto& recorded : report.run->grades) {
    // Of a profile that judged more than once the newest verdict counts.
    std::erase_if(grades, [&](const Grade& g) { return g.profile == recorded.grade.profile; });
    grades.push_back(recorded.grade);
  }
  return grades;
}

std::string method_text(const Evaluation& evaluation) {
  std::string name = evaluation.method;
  if (name.starts_with(evaluation.metric + "/")) name.erase(0, evaluation.metric.size() + 1);
  return fmt::format("{} v{}", name, evaluation.method_version);
}

std::string meaning_of(const Report& report, const std::string& metric, const std::string& word) {
  const auto definition = report.definitions.find(metric);
  if (definition == report.definitions.end()) return "";
  const auto meaning = definition->second.meanings.find(word);
  return meaning == definition->second.meanings.end() ? "" : meaning->second;
}

}  // namespace etalon::reports
