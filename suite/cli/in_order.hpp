// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>

namespace etalon::cli {

/// Does job(0) ... job(count - 1) with at most `threads` in flight, which bounds the memory, and
/// hands the answers to `deliver` in the order of the indices, on the calling thread. The first
/// exception (by index) goes on, after the jobs in flight have ended.
template <class Answer>
void in_order(std::size_t count, std::size_t threads, const std::function<Answer(std::size_t)>& job,
              const std::function<void(Answer)>& deliver) {
  if (threads <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) deliver(job(i));
    return;
  }
  std::deque<std::future<Answer>> in_flight;
  const auto deliver_first = [&] {
    deliver(in_flight.front().get());
    in_flight.pop_front();
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (in_flight.size() == threads) deliver_first();
    in_flight.push_back(std::async(std::launch::async, job, i));
  }
  while (!in_flight.empty()) deliver_first();
}

}  // namespace etalon::cli
