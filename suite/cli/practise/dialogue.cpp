// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/practise/dialogue.hpp"

#include "hardware/simulator/faults/fault_table.hpp"
#include "suite/cli/hints.hpp"
#include "suite/core/error.hpp"
#include "suite/core/options.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <istream>
#include <ostream>

namespace etalon::cli {
namespace {

constexpr int kMostTries = 3;

/// What a learner may ask for, dearest last.
enum class Hint { healthy_numbers, strike_out, sign };

std::vector<Hint> hints_of(const Level& level) {
  if (level.healthy_beside) return {Hint::strike_out, Hint::sign};
  return {Hint::healthy_numbers, Hint::strike_out, Hint::sign};
}

void give(Hint hint, const LessonRequest& request, const Patient& patient, std::ostream& terminal) {
  switch (hint) {
    case Hint::healthy_numbers:
      write_numbers(patient.evidence, true, terminal);
      return;
    case Hint::strike_out:
      terminal << fmt::format(fmt::runtime(tr("  It is none of these: {}.\n")),
                              fmt::join(struck_out(patient.fault, patient.choices,
                                                   static_cast<std::uint64_t>(request.seed)),
                                        ", "));
      return;
    case Hint::sign:
      break;
  }
  const auto* fault = hardware::find_fault(patient.fault);
  terminal << "  "
           << (fault == nullptr
                   ? std::string(tr("Every number agrees with that of a healthy microscope."))
                   : fault->sign)
           << "\n";
}

void show_pictures(const Patient& patient, std::ostream& terminal) {
  for (const auto& picture : patient.pictures) terminal << "  " << picture.string() << "\n";
}

void prompt(const Level& level, std::size_t hints_left, std::ostream& terminal) {
  terminal << tr("Number or name");
  if (hints_left > 0) {
    terminal << fmt::format(fmt::runtime(tr(" · h hint, costs {} of {} points")), level.hint_costs,
                            kMostPoints);
  }
  terminal << tr(" · p pictures · m measure again · q stop > ") << std::flush;
}

}  // namespace

std::string choice_named(const std::string& text, const std::vector<std::string>& choices) {
  const auto number = OptionText<int>::parse(text);
  if (number && *number >= 1 && *number <= static_cast<int>(choices.size())) {
    return choices[static_cast<std::size_t>(*number - 1)];
  }
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
  throw UsageError(fmt::format(fmt::runtime(tr("{} is not among the choices{}; they are {}.")),
                               etalon::quoted(text), did_you_mean(text, choices),
                               fmt::join(choices, ", ")));
}

void print_choices(const std::vector<std::string>& choices, std::ostream& out) {
  std::size_t width = 0;
  for (const auto& name : choices) width = std::max(width, name.size());
  int number = 0;
  for (const auto& name : choices) {
    const auto* fault = hardware::find_fault(name);
    out << fmt::format("  {}  {:<{}}  {}\n", ++number, name, width,
                       fault == nullptr ? tr("nothing is wrong") : fault->meaning);
  }
}

Answered ask_for_fault(const LessonRequest& request, const Patient& patient, std::istream& answers,
                       std::ostream& terminal) {
  const Level level = level_of(request.level);
  const auto hints = hints_of(level);
  Answered given;
  int measured = 0;
  for (int tries = 0; tries < kMostTries;) {
    const auto taken = static_cast<std::size_t>(given.hints);
    prompt(level, hints.size() - taken, terminal);
    std::string line;
    if (!std::getline(answers, line)) {
      terminal << std::endl;
      throw UsageError(
          tr("practise: the answers end before the fault is named. Answer at a "
             "terminal, or by --answer NAME."));
    }
    const std::string word(trimmed(line));
    if (word == "q") return given;
    if (word == "h" && taken < hints.size()) {
      give(hints[taken], request, patient, terminal);
      ++given.hints;
    } else if (word == "p") {
      show_pictures(patient, terminal);
    } else if (word == "m") {
      write_numbers(examine_again(request, patient, ++measured), level.healthy_beside, terminal);
    } else {
      try {
        given.answer = choice_named(word, patient.choices);
        return given;
      } catch (const UsageError& problem) {
        terminal << "  " << problem.what() << "\n";
        ++tries;
      }
    }
  }
  throw UsageError(tr("practise: the answer was not understood. Begin again."));
}

}  // namespace etalon::cli
