// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/command_line.hpp"

#include "suite/cli/hints.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace etalon::cli {

struct CommandLine::Impl {
  CLI::App app;
  std::string name;

  std::vector<std::string> flags() const {
    std::vector<std::string> all;
    for (const CLI::Option* option : app.get_options()) {
      for (const auto& long_name : option->get_lnames()) all.push_back("--" + long_name);
      for (const auto& short_name : option->get_snames()) all.push_back("-" + short_name);
    }
    return all;
  }

  void refuse_extras() const {
    const auto extras = app.remaining();
    if (extras.empty()) return;
    const std::string& extra = extras.front();
    const bool flag = extra.size() > 1 && extra.front() == '-';
    std::string message =
        name + ": " + (flag ? tr("unknown option ") : tr("unexpected argument ")) + extra;
    if (flag) message += did_you_mean(extra.substr(0, extra.find('=')), flags());
    throw UsageError(message + see_help(name));
  }
};

CommandLine::CommandLine(const std::string& name, const std::string& meaning)
    : impl_(std::make_unique<Impl>()) {
  impl_->name = name;
  CLI::App& app = impl_->app;
  app.name("etalon " + name);
  app.description(meaning);
  app.set_help_flag("-h,--help", tr("show this help"));
  app.allow_extras();
  auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(34);
  formatter->label("Positionals", tr("Arguments"));
  formatter->label("OPTIONS", tr("OPTIONS"));
  app.formatter(formatter);
}

CommandLine::~CommandLine() = default;

void CommandLine::positional(const std::string& name, std::string& value,
                             const std::string& meaning) {
  auto* option = impl_->app.add_option(name, value, meaning)->option_text(" ");
  if (value.empty()) option->required();
}

void CommandLine::positionals(const std::string& name, std::vector<std::string>& values,
                              const std::string& meaning) {
  impl_->app.add_option(name, values, meaning)->option_text("...");
}

void CommandLine::option(const std::string& names, std::string& value,
                         const std::string& placeholder, const std::string& meaning) {
  const std::string shown = value.empty() ? meaning : meaning + " [" + value + "]";
  impl_->app.add_option(names, value, shown)->option_text(placeholder);
}

void CommandLine::options(const std::string& names, std::vector<std::string>& values,
                          const std::string& placeholder, const std::string& meaning) {
  impl_->app.add_option(names, values, meaning)->option_text(placeholder + "...");
}

void CommandLine::option(const std::string& names,
                         const std::function<void(const std::string&)>& take,
                         const std::string& placeholder, const std::string& meaning,
                         const std::string& group) {
  impl_->app.add_option_function<std::string>(names, take, meaning)
      ->option_text(placeholder)
      ->group(group);
}

void CommandLine::flag(const std::string& names, bool& value, const std::string& meaning) {
  impl_->app.add_flag(names, value, meaning);
}

void CommandLine::format(std::string& value, const std::vector<std::string>& choices) {
  std::string all;
  for (const auto& choice : choices) all += (all.empty() ? "" : "|") + choice;
  impl_->app
      .add_option("--format", value,
                  tr("how the result is printed on stdout") + (" [" + value + "]"))
      ->option_text(all)
      ->check(CLI::IsMember(choices));
}

void CommandLine::footer(const std::string& text) { impl_->app.footer(text); }

bool CommandLine::parse(const Arguments& arguments) {
  try {
    // CLI11 takes its arguments from the back.
    impl_->app.parse(Arguments(arguments.rbegin(), arguments.rend()));
    impl_->refuse_extras();
  } catch (const CLI::CallForHelp&) {
    std::cout << impl_->app.help();
    return false;
  } catch (const CLI::ParseError& error) {
    impl_->refuse_extras();
    throw UsageError(impl_->name + ": " + error.what() + see_help(impl_->name));
  }
  return true;
}

}  // namespace etalon::cli
