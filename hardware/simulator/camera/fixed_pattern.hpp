// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/camera_model.hpp"

#include <cstddef>
#include <vector>

namespace etalon::hardware {

/// What tells the pixels of one row, or of a whole sensor, from one another. With three sensors
/// (RGB without mosaic) samples are interleaved as in a frame. All are functions of the model, its
/// `sensor_seed` and the place alone.
struct PixelTraits {
  std::vector<float> response;              ///< to light, 1 on average; 0: dead
  std::vector<float> dark_current_e_per_s;  ///< at the temperature of the sensor
  std::vector<float> offset_e;              ///< DSNU, row and column together
  std::vector<float> read_noise_e;
  std::vector<float> gain_dn_per_e;
};

/// What all pixels of a column share.
struct ColumnTraits {
  std::vector<float> offset_e;
  std::vector<float> gain_dn_per_e;
};
ColumnTraits column_traits(const CameraModel& model, std::size_t samples_in_row);

/// One row: response 1 + prnu z; dark current and read noise log-normal, the former with the given
/// mean, the latter with the given rms; normal offsets. z standard normal, one for each pixel.
PixelTraits row_traits(const CameraModel& model, const ColumnTraits& columns, std::size_t row);

/// The truth about a sensor, row by row: what a calibration should find.
PixelTraits sensor_traits(const CameraModel& model, std::size_t samples_in_row, std::size_t rows);

}  // namespace etalon::hardware
