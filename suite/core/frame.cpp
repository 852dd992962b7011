// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace etalon {
namespace {

/// Colours of the 2 x 2 cell in reading order; the first green met is green1.
std::string_view cell_of(Mosaic mosaic) {
  switch (mosaic) {
    case Mosaic::none:
      return "";
    case Mosaic::rggb:
      return "r12b";
    case Mosaic::bggr:
      return "b12r";
    case Mosaic::grbg:
      return "1rb2";
    case Mosaic::gbrg:
      return "1br2";
  }
  return "";
}

constexpr std::array<const char*, 3> kColourNames{"red", "green", "blue"};
constexpr std::array<const char*, 4> kMosaicNames{"red", "green1", "green2", "blue"};
constexpr std::string_view kMosaicLetters = "r12b";

/// Where the samples of a plane lie among the stored ones.
struct Layout {
  std::size_t first = 0;     ///< index of its first sample
  std::size_t step = 1;      ///< from one sample to the next in a row
  std::size_t row_step = 0;  ///< from one row to the next
};

template <std::size_t kStep, class Sample>
void copy_row(const Sample* from, std::size_t step, std::size_t count, float* to) {
  const std::size_t stride =
      kStep == 0 ? step : kStep;  // constant strides let the compiler vectorise
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i * stride]);
}

template <class Sample>
void copy_samples(const std::vector<Sample>& samples, const Layout& layout, Plane& plane) {
  const auto width = static_cast<std::size_t>(plane.width);
  for (std::size_t j = 0; j < static_cast<std::size_t>(plane.height); ++j) {
    const Sample* from = samples.data() + layout.first + j * layout.row_step;
    float* to = plane.values.data() + j * width;
    switch (layout.step) {
      case 1:
        copy_row<1>(from, 1, width, to);
        break;
      case 2:
        copy_row<2>(from, 2, width, to);
        break;
      default:
        copy_row<0>(from, layout.step, width, to);
        break;
    }
  }
}

bool is_mosaic(const FrameInfo& info) { return info.channels == 1 && info.mosaic != Mosaic::none; }

}  // namespace

int plane_count(const FrameInfo& info) {
  ETALON_EXPECTS(info.channels == 1 || info.channels == 3);
  return is_mosaic(info) ? 4 : info.channels;
}

std::string plane_name(const FrameInfo& info, int index) {
  ETALON_EXPECTS(index >= 0 && index < plane_count(info));
  const auto i = static_cast<std::size_t>(index);
  if (is_mosaic(info)) return kMosaicNames[i];
  return info.channels == 3 ? kColourNames[i] : "";
}

Plane extract_plane(const Frame& frame, int index) {
  const FrameInfo& info = frame.info;
  Plane plane{
      .name = plane_name(info, index), .width = info.width, .height = info.height, .values = {}};
  const auto channels = static_cast<std::size_t>(info.channels);
  const auto stored_row = static_cast<std::size_t>(info.width) * channels;
  Layout layout{static_cast<std::size_t>(index), channels, stored_row};
  if (is_mosaic(info)) {
    const auto place = cell_of(info.mosaic).find(kMosaicLetters[static_cast<std::size_t>(index)]);
    const int x0 = static_cast<int>(place % 2);
    const int y0 = static_cast<int>(place / 2);
    // Sensors with an odd number of pixels have one more of the colours that come first.
    plane.width = (info.width - x0 + 1) / 2;
    plane.height = (info.height - y0 + 1) / 2;
    plane.x0 = x0;
    plane.y0 = y0;
    plane.pitch = 2;
    layout = {static_cast<std::size_t>(y0) * stored_row + static_cast<std::size_t>(x0), 2,
              2 * stored_row};
  }
  const bool whole = info.channels == 1 && plane.pitch == 1;
  std::visit(
      [&](const auto& samples) {
        ETALON_EXPECTS(samples.size() == stored_row * static_cast<std::size_t>(info.height));
        if (whole) {  // in one pass, without writing zeros first
          plane.values.assign(samples.begin(), samples.end());
          return;
        }
        plane.values.resize(static_cast<std::size_t>(plane.width) *
                            static_cast<std::size_t>(plane.height));
        copy_samples(samples, layout, plane);
      },
      frame.samples);
  return plane;
}

std::optional<double> full_scale(const FrameInfo& info) {
  if (info.sample_type == SampleType::f32) return std::nullopt;
  const int type_bits = info.sample_type == SampleType::u8 ? 8 : 16;
  return std::ldexp(1.0, std::clamp(info.significant_bits, 1, type_bits)) - 1;
}

}  // namespace etalon
