// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/cli/command.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace etalon::cli {

/// The arguments of one command: declared, explained by --help, read. The only door to CLI11.
/// Values are texts; their types are those of the library (quantities, option declarations).
class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& meaning);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  void positional(const std::string& name, std::string& value, const std::string& meaning);
  void positionals(const std::string& name, std::vector<std::string>& values,
                   const std::string& meaning);
  /// `names` as "-o,--output"; `placeholder` as "FILE". What `value` holds is the default.
  void option(const std::string& names, std::string& value, const std::string& placeholder,
              const std::string& meaning);
  void options(const std::string& names, std::vector<std::string>& values,
               const std::string& placeholder, const std::string& meaning);
  void option(const std::string& names, const std::function<void(const std::string&)>& take,
              const std::string& placeholder, const std::string& meaning, const std::string& group);
  void flag(const std::string& names, bool& value, const std::string& meaning);
  /// text, json or csv: how the result is printed.
  void format(std::string& value, const std::vector<std::string>& choices);
  /// Printed below the options by --help: examples first.
  void footer(const std::string& text);

  /// False when help was asked for and has been printed. Throws UsageError, which names the nearest
  /// option when one is misspelt.
  bool parse(const Arguments& arguments);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace etalon::cli
