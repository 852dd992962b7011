// SPDX-License-Identifier: Apache-2.0
// Whatever a program does in the middle of a run.
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process/wired_program.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::Trouble;

namespace {

constexpr const char* kCalls = "position";  // of each move two

/// It counts its calls itself, in a process of its own.
class FarProgram : public test::FarEnd {
 public:
  FarProgram(Microscope& microscope, const Trouble* trouble, std::size_t when)
      : FarEnd(microscope, trouble, when) {
    std::vector<std::string> words{log().string()};
    if (trouble != nullptr) {
      words.push_back(trouble->name);
      words.push_back(std::to_string(when));
    }
    program_ = std::make_unique<test::WiredProgram>(test::bench_scope(), words);
    program_->put_into(microscope);
  }

  std::vector<std::string> heard() const override {
    std::vector<std::string> lines;
    std::ifstream file(log());
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }
  std::vector<std::string> heard_since() const override {
    const auto lines = heard();
    return {std::find(lines.begin(), lines.end(), "trouble"), lines.end()};
  }
  /// Its end is the end of its light, too: what it does then is its own to know.
  void check_stopped() const override {
    const auto since = heard_since();
    REQUIRE_FALSE(since.empty());
    check_heard({"stop"});
    if (trouble().name == "it refuses") check_heard({"light off"});
    if (trouble().name == "it babbles") check_heard({"close"});
  }

 private:
  std::filesystem::path log() const { return folder_.path() / "log"; }

  test::TemporaryFolder folder_;
  std::unique_ptr<test::WiredProgram> program_;
};

}  // namespace

TEST_CASE("A run whose program fails keeps what it has, and goes on with a good one") {
  test::check_broken_runs({"process",
                           {{.name = "it dies",
                             .says = "it has ended (exit code 3)",
                             .question = kCalls,
                             .unreachable = true},
                            {.name = "it refuses", .says = "the lid is open", .question = kCalls},
                            {.name = "it babbles", .says = "not understood", .question = kCalls},
                            {.name = "it hangs", .says = "no answer", .question = kCalls}},
                           [](Microscope& microscope, const Trouble* trouble, std::size_t when) {
                             return std::make_unique<FarProgram>(microscope, trouble, when);
                           }});
}
