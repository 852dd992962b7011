// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/bead_stack.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/parallel.hpp"
#include "suite/imaging/sample_layout.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace etalon::metrics {
namespace {

// To keep more costs more (page faults) than to read it again.
constexpr std::size_t kKeptBytes = std::size_t{16} << 20;

std::size_t bytes_of(const Frame& frame) {
  return std::visit([](const auto& samples) { return samples.size() * sizeof(samples[0]); },
                    frame.samples);
}

bool alike(const FrameInfo& a, const FrameInfo& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels &&
         a.sample_type == b.sample_type && a.mosaic == b.mosaic;
}

template <class Sample>
void copy_row(const Sample* from, std::size_t step, float base, float* to, int count) {
  if (step == 1) {  // a loop for vector code
    for (int i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]) - base;
    return;
  }
  for (int i = 0; i < count; ++i)
    to[i] = static_cast<float>(from[static_cast<std::size_t>(i) * step]) - base;
}

/// First and number of the indices 0 ... count - 1 within the reach of a place.
struct Cut {
  int first = 0;
  int length = 0;
};

Cut cut(double middle, double reach, int count) {
  const double first = std::clamp(std::round(middle) - reach, 0.0, count - 1.0);
  const double last = std::clamp(std::round(middle) + reach, 0.0, count - 1.0);
  return {static_cast<int>(first), static_cast<int>(last) - static_cast<int>(first) + 1};
}

template <class Sample>
void copy_rows(const std::vector<Sample>& samples, const imaging::SampleLayout& layout,
               numerics::BeadPatch& patch, int k) {
  for (int j = 0; j < patch.ny; ++j) {
    const Sample* from = samples.data() + layout.first +
                         static_cast<std::size_t>(patch.y0 + j) * layout.row_step +
                         static_cast<std::size_t>(patch.x0) * layout.step;
    copy_row(from, layout.step, patch.base, patch.row(j, k), patch.nx);
  }
}

}  // namespace

BeadStack::BeadStack(const FrameSequence& frames, const std::vector<std::size_t>& order_in_z,
                     int plane, std::size_t threads)
    : frames_(frames), order_(order_in_z), plane_(plane), threads_(threads) {
  ETALON_EXPECTS(!order_in_z.empty());
  kept_.resize(order_.size());
  kept_.front() = frames_.read(order_.front());
  info_ = kept_.front()->info;
  geometry_ = plane_geometry(info_, plane);
  keep_ = bytes_of(*kept_.front()) * order_.size() <= kKeptBytes;
}

const Frame& BeadStack::frame(std::size_t z, Frame& scratch) const {
  if (kept_[z]) return *kept_[z];
  frames_.read_into(order_[z], scratch);
  return scratch;
}

std::optional<imaging::ZBlocks> BeadStack::blocks(std::size_t length, int bin) {
  auto blocks = imaging::empty_blocks(geometry_, planes(), length, bin);
  std::atomic<bool> differ = false;
  in_parallel(blocks.size(), threads_, [&](std::size_t first, std::size_t end) {
    Frame scratch;
    for (std::size_t b = first; b < end; ++b) {
      imaging::BlockSum sum(blocks);
      for (std::size_t z = blocks.first[b]; z < blocks.first[b + 1]; ++z) {
        const Frame& read = frame(z, scratch);
        if (!alike(read.info, info_)) {
          differ = true;
          return;
        }
        sum.add(read, plane_);
        if (&read == &scratch && keep_) kept_[z] = std::move(scratch);
      }
      blocks.values[b] = sum.mean();
    }
  });
  if (differ) return std::nullopt;
  return blocks;
}

numerics::BeadPatch BeadStack::empty_patch_at(const PatchPlace& place, float base) const {
  const Cut x = cut(place.x, place.reach, geometry_.width);
  const Cut y = cut(place.y, place.reach, geometry_.height);
  const Cut z = cut(place.z, place.reach_planes, static_cast<int>(planes()));
  auto patch = numerics::empty_patch(x.length, y.length, z.length);
  patch.x0 = x.first;
  patch.y0 = y.first;
  patch.z0 = z.first;
  patch.base = base;
  return patch;
}

std::vector<numerics::BeadPatch> BeadStack::patches(const std::vector<PatchPlace>& places,
                                                    float base) const {
  std::vector<numerics::BeadPatch> patches(places.size());
  in_parallel(places.size(), threads_, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) patches[i] = empty_patch_at(places[i], base);
  });
  const imaging::SampleLayout layout = imaging::sample_layout(info_, plane_);
  in_parallel(planes(), threads_, [&](std::size_t first, std::size_t end) {
    Frame scratch;
    for (std::size_t z = first; z < end; ++z) {
      const auto wanted = [&](const numerics::BeadPatch& patch) {
        const int k = static_cast<int>(z) - patch.z0;
        return k >= 0 && k < patch.nz;
      };
      if (std::none_of(patches.begin(), patches.end(), wanted)) continue;
      const Frame& read = frame(z, scratch);
      for (auto& patch : patches) {
        if (!wanted(patch)) continue;
        std::visit(
            [&](const auto& samples) {
              copy_rows(samples, layout, patch, static_cast<int>(z) - patch.z0);
            },
            read.samples);
      }
    }
  });
  return patches;
}

}  // namespace etalon::metrics
