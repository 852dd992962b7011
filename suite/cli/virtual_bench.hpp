// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "targets/exact/expected_image.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace etalon::cli {

/// A slanted edge seen by an ideal objective and recorded by a camera with noise: the images of
/// `demo` and `selftest`, whose true figures are known.
class VirtualBench {
 public:
  explicit VirtualBench(std::uint64_t seed);

  Frame dark_frame(std::uint64_t index) const;
  Frame edge_frame(std::uint64_t index) const;

  /// What a microscope would write into its files.
  imagefiles::ImageMetadata metadata() const;

  struct Truth {
    std::string measurand;
    std::string unit;
    double value = 0;
  };
  /// The figures of the recorded edge (optics and pixel box), in pixels and in the object plane.
  const std::vector<Truth>& truths() const { return truths_; }

 private:
  std::uint64_t seed_;
  targets::ExpectedImage edge_;
  targets::ExpectedImage dark_;
  std::vector<Truth> truths_;
};

/// A result of the whole image beside its truth.
struct Comparison {
  const MeasurementResult* result = nullptr;
  double truth = 0;
  bool inside = false;  ///< the stated interval contains the truth
};
std::vector<Comparison> compare(const Evaluation& evaluation,
                                const std::vector<VirtualBench::Truth>& truths);

}  // namespace etalon::cli
