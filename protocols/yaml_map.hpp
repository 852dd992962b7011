// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/yaml_node.hpp"
#include "suite/core/outcome.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace etalon::protocols {

/// A value of a file together with the way to it ("objective.lens_na"), so that whatever is wrong
/// with it can be told as file:line:column: key: problem. Refers to the file, which must live on.
class YamlValue {
 public:
  YamlValue(const YamlFile& file, const YamlNode& node, std::string key)
      : file_(&file), node_(&node), key_(std::move(key)) {}

  const YamlNode& node() const { return *node_; }
  const std::string& key() const { return key_; }

  [[noreturn]] void refuse(const std::string& problem) const;

  /// Text that is not empty and no list or map.
  std::string text() const;
  /// The same where a number is wanted: a plus-minus sign is refused.
  std::string number_text() const;
  /// Letters, digits, ".", "_", "-", the first a letter or digit: fit for file names and
  /// references.
  std::string identifier() const;
  bool yes_or_no() const;
  int whole_number(int least, int most) const;
  double number() const;
  double positive_number() const;
  std::vector<YamlValue> items() const;
  std::vector<std::string> texts() const;  ///< a list of texts

  /// Gives the value of an outcome, or refuses with its detail and advice.
  template <class T>
  T checked(Outcome<T> outcome) const {
    if (!outcome) refuse(sentence(outcome.error()));
    return std::move(*outcome);
  }

  template <class Kind>
  Quantity<Kind> quantity() const {
    return checked(parse_quantity<Kind>(number_text()));
  }
  template <class Kind>
  Quantity<Kind> positive_quantity() const {
    const auto value = quantity<Kind>();
    if (!(value > Quantity<Kind>{})) refuse_not_positive();
    return value;
  }

 private:
  static std::string sentence(const Failure& failure);
  [[noreturn]] void refuse_not_positive() const;

  const YamlFile* file_;
  const YamlNode* node_;
  std::string key_;
};

/// A map whose keys are known: any other is refused, with the nearest known one.
class YamlMap {
 public:
  YamlMap(const YamlFile& file, const YamlValue& value, const std::vector<std::string>& known);

  std::optional<YamlValue> find(const std::string& key) const;
  YamlValue required(const std::string& key) const;

  /// Text of an optional key; empty when absent.
  std::string text(const std::string& key) const;

 private:
  const YamlFile* file_;
  YamlValue value_;
};

/// An entry of a map whose keys are free. `key` stands where the key stands, for complaints about
/// it.
struct YamlEntry {
  std::string name;
  YamlValue key;
  YamlValue value;
};
std::vector<YamlEntry> entries_of(const YamlFile& file, const YamlValue& value);

/// "; did you mean ...?" or "; known are ...".
std::string nearest_of(const std::string& name, const std::vector<std::string>& known);

}  // namespace etalon::protocols
