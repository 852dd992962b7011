// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/circumstances.hpp"

#include "protocols/circumstances.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace etalon::cli {
namespace {

constexpr int kMostTries = 3;
constexpr std::size_t kLongestAnswer = 500;

Outcome<std::string> name_of_person(const std::string& typed) {
  return typed == "unknown" ? std::string() : typed;
}

std::string sentence(const Failure& failure) {
  return failure.advice.empty() ? failure.detail : failure.detail + " " + failure.advice;
}

Outcome<std::string> understood(const std::string& answer, const protocols::Circumstance& asked) {
  if (answer.size() > kLongestAnswer || !is_one_line(answer))
    return fail("", tr("This holds characters that cannot be read, or is too long."));
  return asked.read(answer.empty() || answer == "?" ? "unknown" : answer);
}

std::string ask(const protocols::Circumstance& asked, std::istream& answers,
                std::ostream& terminal) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    terminal << "  " << asked.question << " [unknown] > " << std::flush;
    std::string line;
    if (!std::getline(answers, line)) {
      terminal << std::endl;
      return {};
    }
    const auto answer = understood(std::string(trimmed(line)), asked);
    if (answer) return *answer;
    terminal << "      " << sentence(answer.error()) << "\n";
  }
  throw UsageError(fmt::format(
      fmt::runtime(
          tr("the question \"{}\" was not understood {} times. Begin again; \"unknown\" is "
             "an answer too.")),
      asked.question, kMostTries));
}

}  // namespace

RunRequest with_circumstances(RunRequest request, std::istream& answers, std::ostream& terminal) {
  if (request.operator_name.empty())
    request.operator_name =
        ask({"operator", tr("Who measures?"), name_of_person}, answers, terminal);
  std::map<std::string, std::string> stated = request.conditions;
  if (!request.scope.empty())
    stated.merge(protocols::read_scope_file(protocols::find_scope(request.scope)).conditions);
  for (const auto& circumstance : protocols::circumstances()) {
    if (stated.contains(circumstance.name)) continue;
    const std::string answer = ask(circumstance, answers, terminal);
    if (!answer.empty()) request.conditions[circumstance.name] = answer;
  }
  return request;
}

std::string circumstance_argument(const std::string& option, const std::string& name,
                                  const std::string& text) {
  const auto& all = protocols::circumstances();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& known) { return known.name == name; });
  if (found == all.end()) throw UsageError(option);
  const auto value = found->read(text);
  if (!value) throw UsageError(option + ": " + sentence(value.error()));
  return *value;
}

}  // namespace etalon::cli
