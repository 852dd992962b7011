// SPDX-License-Identifier: Apache-2.0
#include "protocols/acquire_reader.hpp"
#include "protocols/procedure.hpp"
#include "protocols/requirements.hpp"
#include "protocols/slide_file.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/frame_sequence.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::protocols {
namespace {

constexpr int kMostRepeats = 10'000;

std::string with_nearest(const char* sentence, const std::string& name,
                         const std::vector<std::string>& known) {
  return fmt::format(fmt::runtime(sentence), etalon::quoted(name), nearest_of(name, known));
}

// A list of numbers may be written as YAML's own list: region: [10, 20, 300, 200].
std::string option_text(const YamlValue& value) {
  if (value.node().kind != YamlNode::Kind::sequence) return value.text();
  std::string joined;
  for (const std::string& item : value.texts()) joined += (joined.empty() ? "" : ",") + item;
  return joined;
}

void check_name(const metrics::Metric& metric, const YamlEntry& entry) {
  std::vector<std::string> known{"dark", "flat"};
  for (const auto& option : metric.options) known.push_back(option.name);
  if (std::find(known.begin(), known.end(), entry.name) != known.end()) return;
  entry.key.refuse(with_nearest(tr("unknown option {}{}"), entry.name, known));
}

/// Asks the metric itself whether its options are right, all of them, since one may need another,
/// by showing it no frames at all. It names the wrong one first.
void check_options(const metrics::Metric& metric, const OptionTexts& texts,
                   const std::vector<YamlEntry>& entries) {
  if (entries.empty()) return;
  Observation nothing;
  nothing.frames = std::make_unique<MemoryFrames>(std::vector<Frame>{});
  const auto outcome = metric.evaluate(nothing, texts);
  if (outcome) return;
  std::string detail = outcome.error().detail;
  const auto named = std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& entry) {
    return detail.starts_with(entry.name + ": ");
  });
  if (named != entries.end()) detail.erase(0, named->name.size() + 2);
  if (!outcome.error().advice.empty()) detail += ". " + outcome.error().advice;
  (named != entries.end() ? *named : entries.back()).value.refuse(detail);
}

std::string read_earlier_step(const YamlValue& value, const std::vector<Step>& earlier) {
  const std::string id = value.text();
  const bool acquires = std::any_of(earlier.begin(), earlier.end(), [&](const Step& step) {
    return step.id == id && step.acquire;
  });
  if (!acquires) {
    value.refuse(fmt::format(fmt::runtime(tr("{} is no earlier step that acquires frames")),
                             etalon::quoted(id)));
  }
  return id;
}

Measure read_measure(const YamlFile& file, const YamlEntry& entry,
                     const std::vector<Step>& earlier) {
  const metrics::Metric* metric = metrics::find_metric(entry.name);
  if (metric == nullptr) {
    std::vector<std::string> known;
    for (const auto& row : metrics::metric_table()) known.push_back(row.id);
    entry.key.refuse(with_nearest(tr("there is no metric {}{}"), entry.name, known));
  }
  Measure measure;
  measure.metric = entry.name;
  if (entry.value.node().kind == YamlNode::Kind::empty) return measure;
  std::vector<YamlEntry> own;
  for (const YamlEntry& option : entries_of(file, entry.value)) {
    check_name(*metric, option);
    if (option.name == "dark") {
      measure.dark = read_earlier_step(option.value, earlier);
    } else if (option.name == "flat") {
      measure.flat = read_earlier_step(option.value, earlier);
    } else {
      measure.options[option.name] = option_text(option.value);
      own.push_back(option);
    }
  }
  check_options(*metric, measure.options, own);
  return measure;
}

OnFail read_on_fail(const YamlValue& value) {
  const std::string word = value.text();
  if (word == "retry") return OnFail::retry;
  if (word == "abort") return OnFail::abort;
  if (word == "continue") return OnFail::continue_;
  value.refuse(fmt::format(fmt::runtime(tr("{} is unknown; expected retry, abort or continue")),
                           etalon::quoted(word)));
}

KeepFrames read_keep(const YamlValue& value) {
  const std::string word = value.text();
  if (word == "all") return KeepFrames::all;
  if (word == "evidence") return KeepFrames::evidence;
  if (word == "hashes") return KeepFrames::hashes;
  value.refuse(fmt::format(fmt::runtime(tr("{} is unknown; expected all, evidence or hashes")),
                           etalon::quoted(word)));
}

Ratio read_share(const YamlValue& value) {
  const auto share = value.quantity<kind::Ratio>();
  if (share < percent(0) || share > percent(100)) {
    value.refuse(tr("expected a share of full scale from 0 % to 100 %"));
  }
  return share;
}

BrightnessGate read_gate(const YamlFile& file, const YamlValue& value) {
  const YamlMap map(file, value, {"brightness"});
  const YamlValue brightness = map.required("brightness");
  const auto ends = brightness.items();
  if (ends.size() != 2) brightness.refuse(tr("expected two shares, such as [20 %, 95 %]"));
  const BrightnessGate gate{read_share(ends[0]), read_share(ends[1])};
  if (!(gate.lowest < gate.highest)) brightness.refuse(tr("the first must be below the second"));
  return gate;
}

Focusing read_focusing(const YamlValue& value) {
  const std::string word = value.text();
  if (word == "once") return Focusing::once;
  if (word == "again") return Focusing::again;
  value.refuse(
      fmt::format(fmt::runtime(tr("{} is unknown; expected once or again")), etalon::quoted(word)));
}

bool read_light(const YamlValue& value) {
  const std::string word = value.text();
  if (word == "on") return true;
  if (word == "off") return false;
  value.refuse(
      fmt::format(fmt::runtime(tr("{} is unknown; expected on or off")), etalon::quoted(word)));
}

void check_step_id(const YamlNode::Entry& entry, const YamlFile& file,
                   const std::vector<Step>& earlier) {
  const YamlValue id(file, entry.key, "steps");
  const std::string name = id.identifier();
  for (const Step& step : earlier) {
    if (step.id != name) continue;
    id.refuse(
        fmt::format(fmt::runtime(tr("there is a step {} in line {} already")), name, step.line));
  }
}

Step read_step(const YamlFile& file, const YamlValue& item, const std::vector<Step>& earlier) {
  if (item.node().kind != YamlNode::Kind::map || item.node().entries.size() != 1) {
    item.refuse(tr("expected one step, such as \"- edge: {acquire: {frames: 4}}\""));
  }
  const auto& entry = item.node().entries.front();
  check_step_id(entry, file, earlier);
  Step step;
  step.id = entry.key.text;
  step.line = entry.key.line;
  const YamlMap map(file, YamlValue(file, entry.value, "steps." + step.id),
                    {"optional", "repeat", "instruct", "hands_on", "light", "expose", "focus",
                     "acquire", "gate", "measure", "on_fail"});
  if (const auto value = map.find("optional")) step.optional = value->yes_or_no();
  if (const auto value = map.find("repeat")) step.repeat = value->whole_number(1, kMostRepeats);
  step.instruct = map.text("instruct");
  if (const auto value = map.find("hands_on")) {
    step.hands_on = value->positive_quantity<kind::Time>();
  }
  if (const auto value = map.find("light")) step.light = read_light(*value);
  if (const auto value = map.find("expose")) {
    step.expose = read_share(YamlMap(file, *value, {"level"}).required("level"));
  }
  if (const auto value = map.find("focus")) step.focusing = read_focusing(*value);
  if (const auto value = map.find("gate")) {
    if (!map.find("acquire")) value->refuse(tr("a gate needs frames; the step has no acquire"));
    step.gate = read_gate(file, *value);
  }
  if (const auto value = map.find("acquire")) step.acquire = read_acquire(file, *value);
  if (const auto value = map.find("on_fail")) step.on_fail = read_on_fail(*value);
  if (const auto value = map.find("measure")) {
    if (!step.acquire) value->refuse(tr("nothing can be measured in a step without acquire"));
    for (const YamlEntry& metric : entries_of(file, *value)) {
      step.measures.push_back(read_measure(file, metric, earlier));
    }
  }
  if (!step.acquire && step.instruct.empty() && !step.expose && step.focusing == Focusing::none) {
    item.refuse(tr("the step does nothing; give it acquire, expose, focus or instruct"));
  }
  return step;
}

/// A requirement that nobody checks would be none: only those that are known are taken.
std::string read_requirement(const YamlEntry& need) {
  const auto& contrasts = contrast_words();
  if (need.name == "contrast") {
    const std::string word = need.value.text();
    if (std::find(contrasts.begin(), contrasts.end(), word) == contrasts.end()) {
      need.value.refuse(with_nearest(tr("there is no contrast {}{}"), word, contrasts));
    }
    return word;
  }
  std::vector<std::string> known = role_words();
  known.emplace_back("contrast");
  if (std::find(known.begin(), known.end(), need.name) == known.end()) {
    need.key.refuse(with_nearest(tr("unknown requirement {}{}"), need.name, known));
  }
  return need.value.yes_or_no() ? "true" : "false";
}

std::map<std::string, std::vector<std::string>> read_slides(const YamlFile& file,
                                                            const YamlValue& value) {
  std::vector<std::string> known;
  for (const auto& path : slide_catalogue()) known.push_back(path.stem().string());
  std::map<std::string, std::vector<std::string>> slides;
  for (const YamlEntry& role : entries_of(file, value)) {
    for (const YamlValue& slide : role.value.items()) {
      const std::string id = slide.identifier();
      if (std::find(known.begin(), known.end(), id) == known.end()) {
        slide.refuse(with_nearest(tr("there is no slide {} in the catalogue{}"), id, known));
      }
      slides[role.name].push_back(id);
    }
  }
  return slides;
}

}  // namespace

namespace {

Procedure read(const YamlFile& file) {
  const YamlMap map(
      file, YamlValue(file, file.root, ""),
      {"protocol", "version", "title", "based_on", "requires", "slides", "keep", "steps", "judge"});
  Procedure procedure;
  procedure.id = map.required("protocol").identifier();
  procedure.version = map.required("version").text();
  procedure.title = map.required("title").text();
  if (const auto value = map.find("based_on")) procedure.based_on = value->texts();
  if (const auto value = map.find("requires")) {
    for (const YamlEntry& need : entries_of(file, *value)) {
      procedure.requires_[need.name] = read_requirement(need);
    }
  }
  if (const auto value = map.find("slides")) procedure.slides = read_slides(file, *value);
  if (const auto value = map.find("keep")) procedure.keep = read_keep(*value);
  const YamlValue steps = map.required("steps");
  for (const YamlValue& item : steps.items()) {
    procedure.steps.push_back(read_step(file, item, procedure.steps));
  }
  if (procedure.steps.empty()) steps.refuse(tr("a protocol needs at least one step"));
  if (const auto judge = map.find("judge")) {
    for (const YamlValue& profile : judge->items()) procedure.judge.push_back(profile.identifier());
  }
  procedure.path = file.path;
  procedure.text = file.text;
  procedure.sha256 = trust::sha256_of(file.text);
  return procedure;
}

}  // namespace

Procedure read_procedure(const std::filesystem::path& path) { return read(read_yaml_file(path)); }

Procedure read_procedure_text(const std::string& text, const std::string& name) {
  return read(read_yaml_text(text, name));
}

Time hands_on(const Procedure& procedure) {
  Time sum;
  for (const Step& step : procedure.steps) {
    // Focusing anew is handiwork at every repeat, putting the slide in is not.
    sum = sum + step.hands_on * (step.focusing == Focusing::again ? step.repeat : 1);
  }
  return sum;
}

}  // namespace etalon::protocols
