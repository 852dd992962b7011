// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/pattern_image.hpp"

#include <cstddef>
#include <span>

namespace etalon::hardware {

/// The image of a point falls off only like the third power of the distance, that of an edge like
/// the first: at a cutoff of 0.5 cycles/px, 0.2 % of the step are still missing 64 px away from it.
/// Beyond the border the periodic domain has the mean of the pattern and repetitions of itself.
/// This is the light that the true pattern sends instead, on a coarse grid, as far as the domain
/// says, at least the domain's own size; and the light of the mean.
///
/// Right to 2 % of itself. Light from beyond the reach, of the order of 0.06/(cutoff in cycles/px x
/// reach in px) of a step, is that of repeated surroundings.
class FarLight {
 public:
  FarLight(const targets::Pattern& pattern, const FieldMap& map, const Blur& blur,
           const Domain& domain, std::size_t threads);
  float mean() const { return mean_; }
  void add_to(std::span<float> image, std::size_t threads) const;

 private:
  // Coarse cells along one direction: `inside` of them are the domain, `around` stand on either
  // side.
  struct Cells {
    int inside = 0;
    int around = 0;
    int all = 0;
    double pitch_px = 0;
    double first_px = 0;  // middle of cell 0, from the middle of the image

    int repeated(int cell) const { return around + ((cell - around) % inside + inside) % inside; }
  };
  // Between the middles of two cells of the domain: the earlier one, and the share of the other.
  struct CellMix {
    int before = 0;
    float after = 0;
  };

  static Cells cells_for(const Axis& axis, double first_px, double pitch_px, double reach_px);
  // Cells stand row by row.
  std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(x_.all) +
           static_cast<std::size_t>(column);
  }
  double sigma_px() const;
  std::vector<float> sampled(const targets::Pattern& pattern, const FieldMap& map, const Blur& blur,
                             std::size_t threads) const;
  float mean_of_border(const std::vector<float>& light) const;
  FillRow missing(const std::vector<float>& light) const;
  std::vector<float> blurred(const FillRow& light, const Blur& blur, std::size_t threads) const;
  static std::vector<CellMix> mix_of(const Cells& cells, double first_px, int pixels);

  const Domain& domain_;
  Cells x_;
  Cells y_;
  float mean_ = 0;
  double mean_transfer_ = 1;
  std::vector<float> light_;  // of the cells of the domain
};

}  // namespace etalon::hardware
