// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

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

/// Row j of the plane, samples as numbers.
template <class Sample>
void copy_row_of(const std::vector<Sample>& samples, const Layout& layout, std::size_t j,
                 std::size_t width, float* to) {
  const Sample* from = samples.data() + layout.first + j * layout.row_step;
  switch (layout.step) {
    case 1:
      return copy_row<1>(from, 1, width, to);
    case 2:
      return copy_row<2>(from, 2, width, to);
    default:
      return copy_row<0>(from, layout.step, width, to);
  }
}

std::size_t sample_count(const FrameInfo& info) {
  return static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.channels) *
         static_cast<std::size_t>(info.height);
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

namespace {

std::pair<Plane, Layout> with_layout(const FrameInfo& info, int index) {
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
  return {std::move(plane), layout};
}

}  // namespace

Plane extract_plane(const Frame& frame, int index) {
  const FrameInfo& info = frame.info;
  auto [plane, layout] = with_layout(info, index);
  const bool whole = info.channels == 1 && plane.pitch == 1;
  std::visit(
      [&, &plane = plane, &layout = layout](const auto& samples) {
        ETALON_EXPECTS(samples.size() == sample_count(info));
        if (whole) {  // in one pass, without writing zeros first
          plane.values.assign(samples.begin(), samples.end());
          return;
        }
        const auto width = static_cast<std::size_t>(plane.width);
        plane.values.resize(width * static_cast<std::size_t>(plane.height));
        for (std::size_t j = 0; j < static_cast<std::size_t>(plane.height); ++j)
          copy_row_of(samples, layout, j, width, plane.values.data() + j * width);
      },
      frame.samples);
  return std::move(plane);
}

Plane plane_geometry(const FrameInfo& info, int index) { return with_layout(info, index).first; }

void copy_plane_row(const Frame& frame, int index, int j, std::vector<float>& row) {
  const auto [plane, layout] = with_layout(frame.info, index);
  ETALON_EXPECTS(j >= 0 && j < plane.height);
  ETALON_EXPECTS(row.size() == static_cast<std::size_t>(plane.width));
  std::visit(
      [&, &layout = layout](const auto& samples) {
        ETALON_EXPECTS(samples.size() == sample_count(frame.info));
        copy_row_of(samples, layout, static_cast<std::size_t>(j), row.size(), row.data());
      },
      frame.samples);
}

std::optional<double> full_scale(const FrameInfo& info) {
  if (info.sample_type == SampleType::f32) return std::nullopt;
  const int type_bits = info.sample_type == SampleType::u8 ? 8 : 16;
  return std::ldexp(1.0, std::clamp(info.significant_bits, 1, type_bits)) - 1;
}

}  // namespace etalon
