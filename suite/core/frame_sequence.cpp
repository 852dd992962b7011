// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame_sequence.hpp"

#include "suite/core/contract.hpp"

namespace etalon {

std::size_t JoinedFrames::size() const {
  std::size_t total = 0;
  for (const auto& part : parts_) total += part->size();
  return total;
}

Frame JoinedFrames::read(std::size_t index) const {
  std::size_t before = 0;
  for (const auto& part : parts_) {
    if (index < before + part->size()) return part->read(index - before);
    before += part->size();
  }
  detail::broken_contract("index < size()", __FILE__, __LINE__);
}

std::vector<InputFile> JoinedFrames::inputs() const {
  std::vector<InputFile> all;
  for (const auto& part : parts_) {
    for (auto& input : part->inputs()) all.push_back(std::move(input));
  }
  return all;
}

}  // namespace etalon
