// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_sequence.hpp"
#include "suite/imaging/z_blocks.hpp"
#include "suite/numerics/bead_patch.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::metrics {

/// What to cut out around a bead: the samples within the reaches, as far as there are any.
struct PatchPlace {
  double x = 0;
  double y = 0;
  double z = 0;
  double reach = 0;         ///< samples
  double reach_planes = 0;  ///< planes
};

/// The frames of one channel in the order of z, read twice: once made small, once for the beads.
/// A stack of up to 16 MB is kept in between.
class BeadStack {
 public:
  BeadStack(const FrameSequence& frames, const std::vector<std::size_t>& order_in_z, int plane,
            std::size_t threads);

  const FrameInfo& info() const { return info_; }
  const Plane& geometry() const { return geometry_; }  ///< without values
  std::size_t planes() const { return order_.size(); }

  /// Nothing when the frames differ in size or type.
  std::optional<imaging::ZBlocks> blocks(std::size_t length, int bin);
  /// Values are differences from `base`.
  std::vector<numerics::BeadPatch> patches(const std::vector<PatchPlace>& places, float base) const;

 private:
  const Frame& frame(std::size_t z, Frame& scratch) const;
  numerics::BeadPatch empty_patch_at(const PatchPlace& place, float base) const;

  const FrameSequence& frames_;
  const std::vector<std::size_t>& order_;
  int plane_;
  std::size_t threads_;
  FrameInfo info_;
  Plane geometry_;
  bool keep_ = false;
  std::vector<std::optional<Frame>> kept_;
};

}  // namespace etalon::metrics
