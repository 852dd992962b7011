// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/live_operator.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

namespace etalon::hardware {

/// A person at a terminal: reads what is to be done, does it, presses Enter. Setting: `answers`, a
/// file that answers instead, one line for each question, for rehearsals and tests.
///   an empty line            done
///   s, skip                  do without this step; only where that is possible
///   q, quit, stop            end the run
/// Anything else is asked again. The end of the answers stops the run: nobody is there any more.
class ManualOperator final : public LiveOperator {
 public:
  /// Both streams must outlive the operator. `answered`: whether an answer can be read without
  /// waiting, so that a line can be written anew meanwhile; without it there is one line.
  ManualOperator(std::istream& answers, std::ostream& terminal,
                 std::function<bool()> answered = {});
  ManualOperator(std::filesystem::path answers, std::ostream& terminal);

  std::string name() const override;
  void open() override;
  void close() override;
  Answer ask(const StepContext& step, const std::string& instruction) override;
  Answer ask_watching(const StepContext& step, const std::string& instruction,
                      const Look& look) override;

 private:
  bool wait_for_answer() const;
  std::optional<Answer> read_answer(const StepContext& step);
  /// False when everything was asked to stop.
  bool watch(const Look& look);

  std::filesystem::path file_;  ///< empty: a stream of somebody else
  std::ifstream script_;
  std::istream* answers_;
  std::ostream* terminal_;
  std::function<bool()> answered_;
};

/// A text as a terminal shows it: each sentence on a line of its own, lines broken between words so
/// that none is longer than `width` (a longer word stands alone), indented by two spaces,
/// characters that could steer the terminal replaced.
std::string laid_out(const std::string& text, std::size_t width);

Driver manual_driver();

}  // namespace etalon::hardware
