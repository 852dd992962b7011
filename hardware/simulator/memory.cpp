// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/memory.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace etalon::hardware {
namespace {

// One plane of light, its spectrum while it is made, and two frames.
constexpr double kBytesPerPixel = 4 + 16 + 2 * 2;

}  // namespace

void expect_memory(int width, int height, int colours, int planes) {
  const double needed = kBytesPerPixel * width * height * colours * planes;
  const double there =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (needed <= 0.8 * there) return;
  throw DeviceError("simulator",
                    fmt::format(fmt::runtime(tr("images of {} x {} px need about {:.1f} GB of "
                                                "memory and the machine has {:.1f} GB; make width "
                                                "and height smaller.")),
                                width, height, needed / 1e9, there / 1e9));
}

}  // namespace etalon::hardware
