// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <future>
#include <vector>

namespace etalon {

/// Calls part(first, end) for consecutive parts of 0 ... count - 1 on at most `threads` threads,
/// the calling one among them, and returns when all are done. Parts must not depend on one another;
/// the first exception (by place) goes on. How the work is cut must not change what comes out.
template <class Part>
void in_parallel(std::size_t count, std::size_t threads, const Part& part) {
  const std::size_t parts = std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1));
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < parts; ++i) {
    others.push_back(std::async(std::launch::async,
                                [&, i] { part(count * i / parts, count * (i + 1) / parts); }));
  }
  part(std::size_t{0}, count / parts);
  for (auto& other : others) other.get();
}

}  // namespace etalon
