// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

/// Options are declared once, on the members of the struct that holds them. Command-line flags,
/// YAML keys, error messages, the parameters of a result, --help and the table in docs/ come from
/// that.

using OptionTexts = std::map<std::string, std::string>;

/// A part of the image: corner and size in pixels. Text form "x,y,width,height".
struct Region {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Region&, const Region&) = default;
};

struct OptionDeclaration {
  std::string name;           ///< "region"; the flag is --region
  std::string type;           ///< "length such as 550 nm", "yes or no"
  std::string default_value;  ///< as text; empty: none
  std::string meaning;        ///< one sentence
};

/// How a type is named, read and written. One specialisation for each type that an option may have.
template <class T>
struct OptionText;

template <>
struct OptionText<bool> {
  static std::string type() { return "yes or no"; }
  static Outcome<bool> parse(const std::string& text);
  static std::string print(bool value) { return value ? "yes" : "no"; }
};
template <>
struct OptionText<int> {
  static std::string type() { return "whole number"; }
  static Outcome<int> parse(const std::string& text);
  static std::string print(int value) { return std::to_string(value); }
};
template <>
struct OptionText<double> {
  static std::string type() { return "number"; }
  static Outcome<double> parse(const std::string& text) { return parse_number(text); }
  static std::string print(double value) { return number_to_text(value); }
};
template <>
struct OptionText<std::string> {
  static std::string type() { return "text"; }
  static Outcome<std::string> parse(const std::string& text) { return text; }
  static std::string print(const std::string& value) { return value; }
};
template <>
struct OptionText<Region> {
  static std::string type() { return "region x,y,width,height in px"; }
  static Outcome<Region> parse(const std::string& text);
  static std::string print(const Region& value);
};
template <class Kind>
struct OptionText<Quantity<Kind>> {
  static std::string type() { return std::string(example_of<Kind>()); }
  static Outcome<Quantity<Kind>> parse(const std::string& text) {
    return parse_quantity<Kind>(text);
  }
  static std::string print(Quantity<Kind> value) { return to_text(value); }
};
/// An optional is empty when its key is absent or its text is empty.
template <class T>
struct OptionText<std::optional<T>> {
  static std::string type() { return OptionText<T>::type(); }
  static Outcome<std::optional<T>> parse(const std::string& text) {
    if (text.empty()) return std::optional<T>();
    return OptionText<T>::parse(text).map(
        [](T value) { return std::optional<T>(std::move(value)); });
  }
  static std::string print(const std::optional<T>& value) {
    return value ? OptionText<T>::print(*value) : "";
  }
};

/// The known name that `name` was probably meant to be (fewest edits, at most a third of its
/// letters;
/// "-" and "_" are alike); empty when none is near. For options, YAML keys, commands.
std::string nearest_name(const std::string& name, const std::vector<std::string>& known);

/// Fails with `options.unknown` and names the nearest known option.
Failure unknown_option(const std::string& name, const std::vector<OptionDeclaration>& known);

template <class Options>
class OptionSet {
 public:
  template <class T>
  OptionSet& add(std::string name, T Options::*member, std::string meaning) {
    entries_.push_back(
        {{std::move(name), OptionText<T>::type(), OptionText<T>::print(Options{}.*member),
          std::move(meaning)},
         [member](Options& options, const std::string& text) -> std::optional<Failure> {
           auto value = OptionText<T>::parse(text);
           if (!value) return value.error();
           options.*member = std::move(*value);
           return std::nullopt;
         },
         [member](const Options& options) { return OptionText<T>::print(options.*member); }});
    return *this;
  }

  std::vector<OptionDeclaration> declarations() const {
    std::vector<OptionDeclaration> all;
    for (const auto& entry : entries_) all.push_back(entry.declaration);
    return all;
  }

  /// Fails with `options.unknown`, or with the reason of the value, prefixed by the option's name.
  Outcome<Options> parse(const OptionTexts& texts) const {
    Options options;
    for (const auto& [name, text] : texts) {
      const Entry* entry = find(name);
      if (entry == nullptr) return fail(unknown_option(name, declarations()));
      if (auto failure = entry->set(options, text)) {
        return fail("options.value", name + ": " + failure->detail, failure->advice);
      }
    }
    return options;
  }

  /// Every option with the text of its value: the `parameters` of a result.
  OptionTexts texts(const Options& options) const {
    OptionTexts all;
    for (const auto& entry : entries_) all[entry.declaration.name] = entry.print(options);
    return all;
  }

 private:
  struct Entry {
    OptionDeclaration declaration;
    std::function<std::optional<Failure>(Options&, const std::string&)> set;
    std::function<std::string(const Options&)> print;
  };
  const Entry* find(const std::string& name) const {
    for (const auto& entry : entries_) {
      if (entry.declaration.name == name) return &entry;
    }
    return nullptr;
  }
  std::vector<Entry> entries_;
};

}  // namespace etalon
