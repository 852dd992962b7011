// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <variant>
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

/// Calls part(k, own) for k = 0 ... count - 1, each on whichever of the threads is free: for parts
/// that take differently long. Each thread has an Own() of its own, to use again.
template <class Own, class Part>
void one_by_one_with(std::size_t count, std::size_t threads, const Part& part) {
  std::atomic<std::size_t> next{0};
  const std::size_t workers = std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1));
  in_parallel(workers, workers, [&](std::size_t, std::size_t) {
    Own own{};
    for (std::size_t k = next++; k < count; k = next++) part(k, own);
  });
}

/// The same as part(k).
template <class Part>
void one_by_one(std::size_t count, std::size_t threads, const Part& part) {
  one_by_one_with<std::monostate>(count, threads, [&](std::size_t k, std::monostate) { part(k); });
}

}  // namespace etalon
