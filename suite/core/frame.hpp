// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

/// Colour filters on the sensor, named by the 2 x 2 cell from the first pixel on, row by row.
enum class Mosaic { none, rggb, bggr, grbg, gbrg };

/// How recorded values follow light: proportionally, through a tone curve, or nobody says.
/// `unknown` caps the grade of every result.
enum class Transfer { linear, encoded, unknown };

enum class SampleType { u8, u16, f32 };

struct FrameInfo {
  int width = 0;
  int height = 0;
  int channels =
      1;  ///< interleaved samples per pixel: 1, or 3 for RGB (alpha is dropped on reading)
  SampleType sample_type = SampleType::u16;
  Mosaic mosaic = Mosaic::none;
  Transfer transfer = Transfer::unknown;
  bool lossy = false;                 ///< compressed with loss on its way to us
  std::optional<bool> processed;      ///< shading-corrected, sharpened ...; empty: nobody says
  int significant_bits = 16;          ///< of the stored samples: 12 for a 12-bit camera in 16 bits
  std::optional<double> black_level;  ///< recorded value without light, DN
  friend bool operator==(const FrameInfo&, const FrameInfo&) = default;
};

/// Values are stored row by row, channels interleaved, in the type of the file.
struct Frame {
  FrameInfo info;
  std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<float>> samples;
};

/// One colour of a frame as numbers. Sample (i, j) sits at x = x0 + pitch * i, y = y0 + pitch * j
/// in the pixels of the frame: planes of a mosaic keep their own positions (pitch 2), nothing is
/// interpolated before it is measured.
struct Plane {
  std::string name;  ///< "" (grey), "red", "green", "blue", "green1", "green2"
  int width = 0;
  int height = 0;
  double x0 = 0;
  double y0 = 0;
  double pitch = 1;
  std::vector<float> values;  ///< DN, row by row
  const float* row(int j) const {
    return values.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(width);
  }
};

/// Number of colour planes: 1 (grey), 3 (RGB) or 4 (mosaic: red, green1, green2, blue).
int plane_count(const FrameInfo& info);
std::string plane_name(const FrameInfo& info, int index);
Plane extract_plane(const Frame& frame, int index);

/// A plane's name, size and place, without its values.
Plane plane_geometry(const FrameInfo& info, int index);
/// One row of a plane into `row`, which has the plane's width: for one pass over a large frame that
/// needs no copy of the plane.
void copy_plane_row(const Frame& frame, int index, int j, std::vector<float>& row);

/// Largest value that the sample type and the significant bits can hold; nothing for floating
/// point.
std::optional<double> full_scale(const FrameInfo& info);

}  // namespace etalon
