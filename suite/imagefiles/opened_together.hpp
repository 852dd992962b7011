// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/parallel.hpp"

#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace etalon::imagefiles {

/// open(0) ... open(count - 1) on all processors: what opening checks takes time (a JPEG is decoded
/// as a whole). What is thrown is what the first that failed threw, whichever failed earlier.
template <class Opened, class Open>
std::vector<Opened> opened_together(std::size_t count, const Open& open) {
  std::vector<Opened> opened(count);
  std::vector<std::exception_ptr> errors(count);
  one_by_one(count, std::thread::hardware_concurrency(), [&](std::size_t k) {
    try {
      opened[k] = open(k);
    } catch (...) {
      errors[k] = std::current_exception();
    }
  });
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
  return opened;
}

}  // namespace etalon::imagefiles
