// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/camera_model.hpp"
#include "suite/core/frame.hpp"

#include <cstddef>

namespace etalon::hardware {

/// What the computer of a camera makes of a raw frame of 16-bit samples with its black level B and
/// its largest number M = 2^bits - 1. Steps that are switched off change nothing; in this order:
///
///   lens shading  v = B + (v - B) (1 + (corner_gain_c - 1) r^2)
///   demosaic      to RGB: a colour that a pixel lacks is the mean of those around it (3 x 3)
///   denoise       median of 3 x 3, borders repeated
///   sharpen       v + a (v - blur v), blur = (1 2 1)/4 both ways: along an axis the contrast of
///                 f cycles/px grows by 1 + a sin^2(pi f)
///   tone curve    v = M ((v - B)/(M - B))^gamma: the black level is gone
///   bytes         v / 2^(bits - 8), cut off, as drivers do
///   JPEG          through a file of this quality and back
///   left shift    v 2^shifted_bits
///
/// Between the steps values are clipped to 0 ... M and not rounded. What the frame says of itself
/// is what the file of such a camera would say; one that shading, denoising or sharpening touched
/// is `processed`. Throws FileError when a JPEG file cannot hold the frame.
Frame processed(Frame raw, const InCamera& steps, std::size_t threads);

}  // namespace etalon::hardware
