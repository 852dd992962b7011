// SPDX-License-Identifier: Apache-2.0
#include "protocols/yaml_map.hpp"

#include "suite/core/error.hpp"
#include "suite/core/options.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace etalon::protocols {
namespace {

bool has_plus_minus(const std::string& text) {
  for (const char* sign : {"+-", "+/-", "±"}) {
    if (text.find(sign) != std::string::npos) return true;
  }
  return false;
}

bool is_identifier(const std::string& text) {
  const auto alphanumeric = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return text.size() <= 64 && alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace

void YamlValue::refuse(const std::string& problem) const {
  throw TextError(file_->path, node_->line, node_->column,
                  key_.empty() ? problem : key_ + ": " + problem);
}

std::string YamlValue::sentence(const Failure& failure) {
  return failure.advice.empty() ? failure.detail : failure.detail + ". " + failure.advice;
}

void YamlValue::refuse_not_positive() const {
  refuse(
      fmt::format(fmt::runtime(tr("{} must be greater than zero")), etalon::quoted(node_->text)));
}

std::string YamlValue::text() const {
  if (node_->kind == YamlNode::Kind::map || node_->kind == YamlNode::Kind::sequence) {
    refuse(tr("expected a single value, not a list or a map"));
  }
  if (trimmed(node_->text).empty()) refuse(tr("the value is missing"));
  return node_->text;
}

std::string YamlValue::identifier() const {
  std::string id = text();
  if (!is_identifier(id)) {
    refuse(
        fmt::format(fmt::runtime(tr("{} cannot be an identifier; use letters, digits, \".\", \"_\" "
                                    "and \"-\", at most 64, the first a letter or a digit")),
                    etalon::quoted(id)));
  }
  return id;
}

bool YamlValue::yes_or_no() const {
  const std::string word = text();
  if (word == "true") return true;
  if (word == "false") return false;
  return checked(OptionText<bool>::parse(word));
}

int YamlValue::whole_number(int least, int most) const {
  const int number = checked(OptionText<int>::parse(text()));
  if (number < least || number > most) {
    refuse(fmt::format(fmt::runtime(tr("{} is out of range; expected {} to {}")), number, least,
                       most));
  }
  return number;
}

std::string YamlValue::number_text() const {
  std::string written = text();
  if (has_plus_minus(written)) {
    refuse(fmt::format(
        fmt::runtime(
            tr("{} has a plus-minus sign, which does not say what it means; write {{value: "
               "..., half_width: ...}} (or standard_uncertainty, or expanded_uncertainty "
               "and k)")),
        etalon::quoted(written)));
  }
  return written;
}

double YamlValue::number() const { return checked(parse_number(number_text())); }

double YamlValue::positive_number() const {
  const double value = number();
  if (!(value > 0)) refuse_not_positive();
  return value;
}

std::vector<YamlValue> YamlValue::items() const {
  if (node_->kind != YamlNode::Kind::sequence) refuse(tr("expected a list"));
  std::vector<YamlValue> values;
  for (const YamlNode& item : node_->items) values.emplace_back(*file_, item, key_);
  return values;
}

std::vector<std::string> YamlValue::texts() const {
  std::vector<std::string> all;
  for (const YamlValue& item : items()) all.push_back(item.text());
  return all;
}

std::string nearest_of(const std::string& name, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(name, known);
  if (!nearest.empty()) {
    return fmt::format(fmt::runtime(tr("; did you mean {}?")), nearest);
  }
  return fmt::format(fmt::runtime(tr("; known are {}")), fmt::join(known, ", "));
}

std::vector<YamlEntry> entries_of(const YamlFile& file, const YamlValue& value) {
  if (value.node().kind != YamlNode::Kind::map) value.refuse(tr("expected keys and values"));
  const std::string prefix = value.key().empty() ? "" : value.key() + ".";
  std::vector<YamlEntry> all;
  for (const auto& entry : value.node().entries) {
    const std::string key = prefix + entry.key.text;
    all.push_back(
        {entry.key.text, YamlValue(file, entry.key, key), YamlValue(file, entry.value, key)});
  }
  return all;
}

YamlMap::YamlMap(const YamlFile& file, const YamlValue& value,
                 const std::vector<std::string>& known)
    : file_(&file), value_(value) {
  if (value.node().kind != YamlNode::Kind::map) {
    value.refuse(fmt::format(fmt::runtime(tr("expected keys and values; known keys are {}")),
                             fmt::join(known, ", ")));
  }
  for (const auto& entry : value.node().entries) {
    if (std::find(known.begin(), known.end(), entry.key.text) != known.end()) continue;
    YamlValue(file, entry.key, value.key())
        .refuse(fmt::format(fmt::runtime(tr("unknown key {}{}")), etalon::quoted(entry.key.text),
                            nearest_of(entry.key.text, known)));
  }
}

std::optional<YamlValue> YamlMap::find(const std::string& key) const {
  for (const auto& entry : value_.node().entries) {
    if (entry.key.text != key) continue;
    return YamlValue(*file_, entry.value, value_.key().empty() ? key : value_.key() + "." + key);
  }
  return std::nullopt;
}

YamlValue YamlMap::required(const std::string& key) const {
  if (auto value = find(key)) return *value;
  value_.refuse(fmt::format(fmt::runtime(tr("the key {} is missing")), key));
}

std::string YamlMap::text(const std::string& key) const {
  const auto value = find(key);
  return value ? value->text() : "";
}

}  // namespace etalon::protocols
