// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/memory.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace etalon::hardware {

void refuse_above_memory(double bytes) {
  const double machine =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (bytes <= 0.75 * machine) return;
  constexpr double kGigabyte = 1e9;
  throw DeviceError("simulator",
                    fmt::format(fmt::runtime(tr("forming this image needs {:.1f} GB of memory, and "
                                                "of the {:.1f} GB that this computer has no more "
                                                "than three quarters are used. Ask for fewer or "
                                                "larger pixels, or for less defocus.")),
                                bytes / kGigabyte, machine / kGigabyte));
}

void refuse_large_image(int width, int height, std::size_t colours) {
  // One plane of light, what is added to it, and the frames.
  constexpr double kBytesPerPixel = 4 + 16 + 2 * 2;
  refuse_above_memory(kBytesPerPixel * width * height * static_cast<double>(colours));
}

}  // namespace etalon::hardware
