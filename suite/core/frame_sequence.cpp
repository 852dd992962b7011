// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame_sequence.hpp"

#include "suite/core/contract.hpp"

namespace etalon {

std::size_t JoinedFrames::size() const {
  std::size_t total = 0;
  for (const auto& part : parts_) total += part->size();
  return total;
}

JoinedFrames::Place JoinedFrames::place_of(std::size_t index) const {
  std::size_t before = 0;
  for (const auto& part : parts_) {
    if (index < before + part->size()) return {*part, index - before};
    before += part->size();
  }
  detail::broken_contract("index < size()", __FILE__, __LINE__);
}

Frame JoinedFrames::read(std::size_t index) const {
  const Place place = place_of(index);
  return place.part.read(place.index);
}

void JoinedFrames::read_into(std::size_t index, Frame& frame) const {
  const Place place = place_of(index);
  place.part.read_into(place.index, frame);
}

std::vector<InputFile> JoinedFrames::inputs() const {
  std::vector<InputFile> all;
  for (const auto& part : parts_) {
    for (auto& input : part->inputs()) all.push_back(std::move(input));
  }
  return all;
}

}  // namespace etalon
