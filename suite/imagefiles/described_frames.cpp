// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/described_frames.hpp"

#include "suite/imagefiles/byte_source.hpp"

#include <algorithm>

namespace etalon::imagefiles {
namespace {

std::vector<int> lines_of(const std::vector<PickedFrame>& picked) {
  std::vector<int> lines;
  for (const PickedFrame& frame : picked) lines.push_back(frame.line);
  return lines;
}

/// One pass without a branch: costs little beside reading the file.
template <class T>
bool fit_into(const std::vector<T>& samples, int bits) {
  T used = 0;
  for (const T sample : samples) used = static_cast<T>(used | sample);
  return static_cast<unsigned>(used) >> bits == 0;
}
bool fit_into(const std::vector<float>&, int) { return true; }

double largest(const Frame& frame) {
  return std::visit(
      [](const auto& samples) {
        return static_cast<double>(*std::max_element(samples.begin(), samples.end()));
      },
      frame.samples);
}

}  // namespace

DescribedFrames::DescribedFrames(std::vector<PickedFrame> picked, const DescribedSize& size,
                                 std::filesystem::path text)
    : lines_(lines_of(picked)), frames_(std::move(picked)), size_(size), text_(std::move(text)) {}

Frame DescribedFrames::read(std::size_t index) const {
  Frame frame;
  read_into(index, frame);
  return frame;
}

void DescribedFrames::read_into(std::size_t index, Frame& frame) const {
  frames_.read_into(index, frame);
  FrameInfo& info = frame.info;
  const auto refuse_frame = [&](const std::string& problem) {
    throw TextError(text_.string(), lines_.at(index), 1, problem);
  };
  if (info.width != size_.width || info.height != size_.height)
    refuse_frame(fmt::format(
        fmt::runtime(tr("the image has {} x {} pixels, but line {} says {} x {}. Correct the line, "
                        "or take the image out.")),
        info.width, info.height, size_.line, size_.width, size_.height));
  if (info.sample_type == SampleType::f32) return;
  const int stored = info.sample_type == SampleType::u8 ? 8 : 16;
  if (size_.bits > stored)
    refuse_frame(fmt::format(fmt::runtime(tr("the image has {} bits, but line {} says {}. Was it "
                                             "converted? Export it again with all its bits.")),
                             stored, size_.line, size_.bits));
  if (!std::visit([&](const auto& samples) { return fit_into(samples, size_.bits); },
                  frame.samples))
    refuse_frame(fmt::format(
        fmt::runtime(tr("the image has values up to {}, more than the {} bits of line {} can hold. "
                        "If its values are shifted into the upper bits, write {} bits there.")),
        largest(frame), size_.bits, size_.line, stored));
  info.significant_bits = size_.bits;
}

}  // namespace etalon::imagefiles
