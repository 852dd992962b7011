// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/faults/fault_table.hpp"
#include "reports/writers/grade_text.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/practise/dialogue.hpp"
#include "suite/cli/practise/lesson.hpp"
#include "suite/cli/practise/score_sheet.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/store.hpp"

#include <fmt/format.h>

#include <iostream>

namespace etalon::cli {
namespace {

namespace fs = std::filesystem;

struct Asked {
  std::string scope = "compound-10x";
  std::string protocol = "brightfield-quick";
  std::string level = "1";
  std::string seed;
  std::string answer;
  std::string folder = "etalon-practice";
  bool list = false;
  bool check = false;
  bool score = false;
};

int number_argument(const std::string& option, const std::string& text, int least, int most) {
  const auto number = OptionText<int>::parse(text);
  if (number && *number >= least && *number <= most) return *number;
  throw UsageError(fmt::format(fmt::runtime(tr("{}: \"{}\" is not a whole number from {} to {}.")),
                               option, text, least, most));
}

/// Without --seed each lesson is a new one.
LessonRequest request_of(const Asked& asked, std::size_t lessons_before) {
  LessonRequest request{asked.scope, asked.protocol, number_argument("--level", asked.level, 1, 3),
                        static_cast<int>(lessons_before) + 1,
                        fs::path(asked.folder) / fmt::format("lesson-{}", lessons_before + 1)};
  // The second measurement adds millions to it.
  if (!asked.seed.empty()) request.seed = number_argument("--seed", asked.seed, 0, 1'000'000'000);
  return request;
}

int list(const Asked& asked) {
  for (const auto& fault : askable_for(request_of(asked, 0))) {
    std::cout << fmt::format("{:<20}  {}\n", fault.name, hardware::find_fault(fault.name)->meaning);
  }
  return kOk;
}

/// For trainers: would every fault show on this microscope?
int check(const Asked& asked) {
  auto request = request_of(asked, 0);
  request.folder = fs::path(asked.folder) / "check";
  int code = kOk;
  check_faults(request, [&](const CheckedFault& checked) {
    const bool shown = shows(checked.evidence);
    if (!shown) code = kFailed;
    std::cout << (shown ? "✔ " : "✖ ") << checked.name << "\n";
    write_differences(checked.evidence, std::cout);
    std::cout << std::flush;
  });
  return code;
}

void print_lesson(const LessonRequest& request, const Patient& patient) {
  std::cout << fmt::format(fmt::runtime(tr("\n{} · {} · level {} · seed {}\n\n")), request.scope,
                           request.protocol, request.level, request.seed);
  write_numbers(patient.evidence, level_of(request.level).healthy_beside, std::cout);
  const records::Store store(patient.database, {records::OpenMode::read});
  std::vector<Grade> grades;
  for (const auto& recorded : store.load_run(patient.run).grades) grades.push_back(recorded.grade);
  std::cout << "\n";
  reports::write_grades(grades, {.colour = colour_wanted()}, std::cout);
  std::cout << fmt::format(
      fmt::runtime(tr("\nEverything: etalon report {} --database {}\n\nWhat is wrong with it?\n")),
      patient.run, patient.database.string());
  print_choices(patient.choices, std::cout);
  std::cout << std::flush;
}

void explain(const Patient& patient, const ScoredLesson& lesson) {
  const auto* fault = hardware::find_fault(patient.fault);
  const std::string what =
      fault == nullptr
          ? std::string(tr("nothing is wrong"))
          : fmt::format("{}: {}{}", fault->name, fault->meaning,
                        fault->size_type.empty() ? "" : " (" + fault->default_size + ")");
  std::cout << fmt::format(
      fmt::runtime(lesson.answer == lesson.fault ? tr("\n✔ Right, {} of {} points. {}\n\n")
                                                 : tr("\n✖ No, {} of {} points. It was {}\n\n")),
      lesson.points, kMostPoints, what);
  if (fault != nullptr) {
    std::cout << fmt::format(fmt::runtime(tr("How it shows  {}\nWhat to do    {}\n\n")),
                             fault->sign, fault->cure);
  }
  std::cout << tr("In the numbers of this lesson:\n");
  write_differences(patient.evidence, std::cout);
}

Answered answer_to(const LessonRequest& request, const Patient& patient,
                   const std::string& answer) {
  if (answer.empty()) return ask_for_fault(request, patient, std::cin, std::cerr);
  return {choice_named(answer, patient.choices), 0};
}

/// Before anything is measured: minutes for a word that was mistyped would be unkind.
void expect_answer(const std::string& answer) {
  if (answer.empty() || answer == kNothing || hardware::find_fault(answer) != nullptr) return;
  std::vector<std::string> known{kNothing};
  for (const auto& fault : hardware::fault_table()) known.push_back(fault.name);
  throw UsageError(
      fmt::format(fmt::runtime(tr("practise: there is no fault {}{} (see: etalon list faults)")),
                  answer, did_you_mean(answer, known)));
}

int teach(const Asked& asked) {
  expect_answer(asked.answer);
  auto lessons = read_score_sheet(asked.folder);
  const LessonRequest request = request_of(asked, lessons.size());
  const Patient patient = examine(request);
  print_lesson(request, patient);
  const Answered given = answer_to(request, patient, asked.answer);
  if (given.answer.empty()) return kOk;
  const bool right = given.answer == patient.fault;
  lessons.push_back({utc_now(), asked.scope, asked.protocol, request.level, request.seed,
                     patient.fault, given.answer, given.hints,
                     points(right, given.hints, level_of(request.level))});
  write_score_sheet(asked.folder, lessons);
  explain(patient, lessons.back());
  std::cout << "\n" << total_of(lessons) << "\n";
  return right ? kOk : kFailed;
}

}  // namespace

int practise_command(const Arguments& arguments) {
  Asked asked;
  CommandLine line("practise",
                   tr("Find the hidden fault of a virtual microscope from what a protocol "
                      "measures. No hardware, no network."));
  line.positional("SCOPE", asked.scope, tr("see: etalon list scopes"));
  line.option("--protocol", asked.protocol, "NAME", tr("what is measured"));
  line.option("--level", asked.level, "1|2|3", tr("how hard"));
  line.option("--seed", asked.seed, "N", tr("which lesson [the next one]"));
  line.option("--answer", asked.answer, "NAME", tr("answers at once, for scripts"));
  line.option("-o,--output", asked.folder, "FOLDER",
              tr("of lessons and score sheet (practice.json)"));
  line.flag("--list", asked.list, tr("the faults that may be asked for, and nothing else"));
  line.flag("--check", asked.check,
            tr("measures each of them: does it show on this microscope? Takes minutes"));
  line.flag("--score", asked.score, tr("the score sheet, and nothing else"));
  line.footer(
      tr("Examples:\n"
         "  etalon practise\n"
         "  etalon practise openflexure-40x --level 3\n"
         "  etalon practise --seed 7 --answer vibration\n"
         "  etalon practise --score\n\n"
         "Level 1: four choices, the healthy numbers beside. 2: five, one of them that nothing is\n"
         "wrong. 3: six, and hints cost twice. The same seed gives the same lesson.\n"
         "Exit code: 0 right, 1 wrong, 64 usage, 74 file or device."));
  if (!line.parse(arguments)) return kOk;
  if (asked.score) {
    print_score_sheet(read_score_sheet(asked.folder), std::cout);
    return kOk;
  }
  if (asked.check) return check(asked);
  return asked.list ? list(asked) : teach(asked);
}

}  // namespace etalon::cli
