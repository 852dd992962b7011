// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/bead_search.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {
namespace {

constexpr double kBlocksOfUnknownDepth = 12;
constexpr double kBlockLength = 2;    // sigma
constexpr double kBinnedSigma = 1.3;  // samples; two by two samples lose nothing from there on
constexpr std::size_t kManySamples = 1U << 18U;
constexpr std::size_t kFewPlanes = 5;

std::size_t block_length(std::size_t planes, std::optional<double> sigma_planes) {
  const double length = sigma_planes
                            ? std::round(kBlockLength * *sigma_planes)
                            : std::ceil(static_cast<double>(planes) / kBlocksOfUnknownDepth);
  return static_cast<std::size_t>(std::clamp(length, 1.0, static_cast<double>(planes)));
}

/// Two where that cannot hide a bead, or where the frames are large and it hides at most the
/// faintest.
int first_bin(const BeadStack& stack, std::optional<double> sigma) {
  if (sigma) return *sigma >= kBinnedSigma ? 2 : 1;
  const std::size_t samples = static_cast<std::size_t>(stack.geometry().width) *
                              static_cast<std::size_t>(stack.geometry().height);
  return samples > kManySamples && stack.planes() >= kFewPlanes ? 2 : 1;
}

/// A sample of the numbers, its middle one in its place; empty when there are none.
std::vector<float> sample_of(const imaging::ZBlocks& blocks) {
  std::vector<float> values;
  for (const auto& image : blocks.values) {
    const std::size_t step = std::max<std::size_t>(1, image.size() / 4000) | 1U;
    for (std::size_t i = 0; i < image.size(); i += step) {
      if (std::isfinite(image[i])) values.push_back(image[i]);
    }
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  if (!values.empty()) std::nth_element(values.begin(), middle, values.end());
  return values;
}

/// Largest value along z of the blocks.
std::vector<float> projection_of(const imaging::ZBlocks& blocks) {
  std::vector<float> largest = blocks.values.front();
  for (const auto& image : blocks.values) {
    for (std::size_t i = 0; i < image.size(); ++i) largest[i] = std::max(largest[i], image[i]);
  }
  return largest;
}

bool all_equal(const imaging::ZBlocks& blocks) {
  const float first = blocks.values.front().front();
  return std::all_of(blocks.values.begin(), blocks.values.end(), [&](const auto& image) {
    return std::all_of(image.begin(), image.end(), [&](float v) { return v == first; });
  });
}

}  // namespace

Failure no_bead() {
  return {"psf_fwhm.no_bead",
          tr("nothing in the image looks like a bead: no small spot stands out from the noise"),
          tr("Focus on beads on the cover glass, expose longer, and take a stack that contains the "
             "planes of best focus.")};
}

Outcome<BeadSearch> search_beads(BeadStack& stack, std::optional<double> sigma,
                                 std::optional<double> sigma_planes, std::size_t threads) {
  const std::size_t length = block_length(stack.planes(), sigma_planes);
  auto blocks = stack.blocks(length, first_bin(stack, sigma));
  if (!blocks)
    return fail("psf_fwhm.frames_differ", tr("the planes of the stack differ in size or type"),
                tr("Measure images of one size and type together."));
  if (blocks->width < 1 || blocks->height < 1) return fail(no_bead());
  const auto values = sample_of(*blocks);
  if (values.empty())
    return fail("psf_fwhm.not_finite",
                tr("the image holds no numbers (only NaN or infinite values)"),
                tr("Export the image again from the program that wrote it."));
  if (all_equal(*blocks))
    return fail(
        "psf_fwhm.blank",
        fmt::format(fmt::runtime(tr("every value of the image is {}")), values.front()),
        tr("Check shutter, lamp and exposure; all black and all saturated images look like this."));
  if (!sigma) sigma = imaging::spot_sigma(*blocks, threads);
  if (!sigma) return fail(no_bead());
  const double rounding = stack.info().sample_type == SampleType::f32 ? 0 : 1;
  BeadSearch search;
  search.sigma = *sigma;
  search.length = static_cast<double>(length);
  search.base = std::round(values[values.size() / 2]);
  search.projection = projection_of(*blocks);
  search.blocks = {blocks->width, blocks->height, blocks->bin, blocks->first, {}};
  search.found = imaging::find_beads(std::move(*blocks), *sigma, rounding, threads);
  if (search.found.empty()) return fail(no_bead());
  return search;
}

}  // namespace etalon::metrics
