// SPDX-License-Identifier: Apache-2.0
#include "reports/presentation.hpp"

#include "reports/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

std::vector<Entry> entries_of(const Report& report) {
  std::vector<Entry> entries;
  if (report.run && !report.run->evaluations.empty()) {
    for (const auto& recorded : report.run->evaluations) {
      entries.push_back({recorded.step, recorded.repeat, recorded.id, recorded.superseded_by,
                         &recorded.evaluation});
    }
    return entries;
  }
  for (const Evaluation& evaluation : report.evaluations) {
    entries.push_back({"", 0, "", std::nullopt, &evaluation});
  }
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
