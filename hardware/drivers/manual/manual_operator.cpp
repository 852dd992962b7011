// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/manual/manual_operator.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <memory>
#include <optional>
#include <poll.h>
#include <sstream>
#include <unistd.h>
#include <utility>
#include <vector>

namespace etalon::hardware {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWidth = 80;
constexpr int kLook = 50;  // ms between two looks at stop_requested()
constexpr const char* kIndent = "  ";
constexpr const char* kBeginOfLine = "\r";
constexpr const char* kClearTheRest = "\x1b[K";

/// Characters, not bytes: those that continue one in UTF-8 are not counted.
std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

bool ends_a_sentence(const std::string& word) {
  return word.ends_with('.') || word.ends_with('!') || word.ends_with('?');
}

/// Nothing when the line is no answer to this question.
std::optional<Answer> understood(const std::string& line, bool may_skip) {
  std::string word(trimmed(line));
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (word.empty()) return Answer::done;
  if (word == "q" || word == "quit" || word == "stop") return Answer::stop;
  if (may_skip && (word == "s" || word == "skip")) return Answer::skip;
  return std::nullopt;
}

std::string choices(const StepContext& step) {
  return step.optional ? tr("Enter when done · s skip · q stop (nothing is lost)")
                       : tr("Enter when done · q stop (nothing is lost)");
}

bool comes_within(int milliseconds) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, milliseconds) > 0;
}

bool line_is_there() { return comes_within(0); }

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const auto answers = settings.find("answers");
  if (answers == settings.end()) {
    const bool live = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
    return std::make_shared<ManualOperator>(std::cin, std::cerr,
                                            live ? line_is_there : std::function<bool()>());
  }
  if (answers->second.empty()) {
    throw DeviceError("manual", tr("the setting answers is empty: name a file, or leave it out."));
  }
  return std::make_shared<ManualOperator>(fs::path(answers->second), std::cerr);
}

}  // namespace

std::string laid_out(const std::string& text, std::size_t width) {
  std::string clean = text;
  std::replace_if(
      clean.begin(), clean.end(),
      [](char c) { return c != '\n' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f); }, '?');
  std::istringstream words(clean);
  std::string all;
  std::string line;
  const auto end_line = [&] {
    if (!line.empty()) all += kIndent + line + "\n";
    line.clear();
  };
  for (std::string word; words >> word;) {
    if (!line.empty() && 3 + characters(line) + characters(word) > width) end_line();
    line += (line.empty() ? "" : " ") + word;
    if (ends_a_sentence(word)) end_line();
  }
  end_line();
  return all;
}

ManualOperator::ManualOperator(std::istream& answers, std::ostream& terminal,
                               std::function<bool()> answered)
    : answers_(&answers), terminal_(&terminal), answered_(std::move(answered)) {}

ManualOperator::ManualOperator(fs::path answers, std::ostream& terminal)
    : file_(std::move(answers)), answers_(&script_), terminal_(&terminal) {}

std::string ManualOperator::name() const {
  return file_.empty() ? "manual" : "manual " + file_.string();
}

void ManualOperator::open() {
  if (file_.empty()) return;
  script_.open(file_);
  if (!script_ || !fs::is_regular_file(file_)) {
    throw DeviceError(name(), tr("the answers cannot be read. Check the path in the scope file."));
  }
}

void ManualOperator::close() { script_.close(); }

/// False when everything was asked to stop: a signal does not end a read.
bool ManualOperator::wait_for_answer() const {
  const auto nothing_yet = [this] {
    return answers_ == &std::cin && std::cin.rdbuf()->in_avail() <= 0 && !comes_within(kLook);
  };
  while (!stop_requested() && nothing_yet()) {
  }
  return !stop_requested();
}

/// Nothing when what was read is no answer; that was told.
std::optional<Answer> ManualOperator::read_answer(const StepContext& step) {
  if (!wait_for_answer()) return Answer::stop;
  std::string line;
  if (!std::getline(*answers_, line)) {
    *terminal_ << tr("(the answers have ended: stopped)") << std::endl;
    return Answer::stop;
  }
  const auto answer = understood(line, step.optional);
  if (!answer) {
    *terminal_ << kIndent
               << fmt::format(fmt::runtime(tr("{} is no answer here.")),
                              etalon::quoted(trimmed(line)))
               << "\n";
  }
  return answer;
}

Answer ManualOperator::ask(const StepContext& step, const std::string& instruction) {
  *terminal_ << "\n" << laid_out(instruction, kWidth);
  for (;;) {
    *terminal_ << kIndent << choices(step) << " > " << std::flush;
    if (const auto answer = read_answer(step)) return *answer;
  }
}

bool ManualOperator::watch(const Look& look) {
  if (!answered_) {
    *terminal_ << kIndent << look() << "\n";
    return true;
  }
  do {
    if (stop_requested()) return false;
    *terminal_ << kBeginOfLine << kIndent << look() << kClearTheRest << std::flush;
  } while (!answered_());
  return true;
}

Answer ManualOperator::ask_watching(const StepContext& step, const std::string& instruction,
                                    const Look& look) {
  *terminal_ << "\n" << laid_out(instruction, kWidth);
  for (;;) {
    *terminal_ << kIndent << choices(step) << "\n";
    if (!watch(look)) return Answer::stop;
    if (const auto answer = read_answer(step)) return *answer;
  }
}

Driver manual_driver() {
  return {"manual",
          tr("a person at the terminal who does what cannot be driven"),
          {"operator"},
          {"answers"},
          make};
}

}  // namespace etalon::hardware
