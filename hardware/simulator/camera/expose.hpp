// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/camera_model.hpp"
#include "hardware/simulator/image/light_image.hpp"
#include "suite/core/frame.hpp"
#include "targets/exact/expected_image.hpp"

#include <cstddef>
#include <cstdint>

namespace etalon::hardware {

struct Exposure {
  double time_s = 0;        ///< in which dark current gathers; 0: none
  double light_factor = 1;  ///< the light of this frame over that of the image: lamp flicker
  std::uint64_t seed = 1;   ///< of the temporal noise, with step and frame
  std::uint64_t step = 0;
  std::uint64_t frame = 0;
  std::size_t threads = 1;
};

/// One exposure, after EMVA 1288 release 4.0. For each pixel i, of colour c, in row y, column x:
///
///   photons                p_i = light_factor light_c(i)
///   expected electrons     m_i = QE_c response_i p_i + current_i time_s
///                          current_i doubles with every doubling_c; hot pixels have more
///   collected              n_i = Poisson(m_i), at most the full well W       (poisson.hpp)
///   after a bent response  q_i = n_i (1 - nonlinearity n_i/W)
///   read                   v_i = q_i + offset_i + read_noise_i z
///   recorded               d_i = K_x v_i + offset_dn, rounded, clipped to
///                                0 ... 2^bits - 1
///
/// then what the camera does to its numbers (in_camera.hpp). offset_i (pixel, row and column
/// together), K_x, response, current and read noise of pixels: fixed_pattern.hpp. So one without
/// patterns follows sigma^2 = K^2 (m + read_noise^2) + 1/12 DN^2 about the mean K m + offset_dn.
///
/// A colour image gives a mosaic when the sensor has colour filters, otherwise three samples for
/// each pixel (three sensors). A grey image on a mosaic is light of one wavelength:
/// quantum_efficiency is then that of the filters. Same pixels on any number of threads: each row
/// has a stream of its own, a function of (seed, step, frame, row). The caller sees to it that
/// objection(model) is empty. Cost: about 25 ns per pixel and thread at 500 e, 12 ns above 1000 e.
Frame expose(const LightImage& light, const CameraModel& model, const Exposure& exposure);

/// The same for electrons that are known: quantum efficiency 1 and no dark current.
Frame expose(const targets::ExpectedImage& expected, const CameraModel& model, std::uint64_t seed,
             std::uint64_t step, std::uint64_t frame);

}  // namespace etalon::hardware
