// SPDX-License-Identifier: Apache-2.0
#include "protocols/doubts.hpp"

#include "protocols/recorded_frames.hpp"

#include <array>

namespace etalon::protocols {
namespace {

constexpr std::array<const char*, 7> kCodes{"not_moved",      "not_returned",  "move_not_seen",
                                            "left_unfocused", "not_refocused", "not_exposed",
                                            "not_focused"};

}  // namespace

void add_doubt(const std::string& code, const std::string& sentence, Doubts& doubts) {
  std::string& all = doubts[code];
  if (all.find(sentence) == std::string::npos) all += (all.empty() ? "" : " ") + sentence;
}

void add_doubts(const Doubts& more, Doubts& doubts) {
  for (const auto& [code, sentence] : more) add_doubt(code, sentence, doubts);
}

void put_doubts(const Doubts& doubts, std::map<std::string, std::string>& texts) {
  for (const auto& [code, sentence] : doubts) texts[kDoubtText + code] = sentence;
}

Doubts doubts_in(const std::map<std::string, std::string>& texts) {
  Doubts doubts;
  for (const char* code : kCodes) {
    const auto found = texts.find(std::string(kDoubtText) + code);
    if (found != texts.end()) doubts[code] = found->second;
  }
  return doubts;
}

void put_doubts(const Doubts& doubts, Evaluation& evaluation) {
  for (MeasurementResult& result : evaluation.results) {
    for (const auto& [code, sentence] : doubts)
      result.caveats.push_back({evaluation.metric + "." + code, sentence});
  }
}

}  // namespace etalon::protocols
