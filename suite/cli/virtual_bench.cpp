// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/virtual_bench.hpp"

#include "hardware/simulator/camera/expose.hpp"
#include "reports/wording.hpp"
#include "targets/exact/slanted_edge.hpp"

namespace etalon::cli {
namespace {

// A 20x/0.40 objective on a 5.2 um sensor, green light: 1.3 times finer than Nyquist asks for.
constexpr double kLensNa = 0.40;
constexpr double kMagnification = 20;
constexpr Length kWavelength = nm(550);
constexpr PixelSize kPixelSize{um(0.2618)};
constexpr Angle kAngle = deg(5);
constexpr int kSide = 512;
constexpr std::uint64_t kDarkStep = 0;
constexpr std::uint64_t kEdgeStep = 1;

targets::Otf objective_otf() {
  return targets::diffraction_otf(2 * kLensNa * (kPixelSize.per_px / kWavelength));
}

hardware::CameraModel camera() {
  return {
      .gain_dn_per_e = 0.1, .offset_dn = 100, .read_noise_e = 4, .bits = 12, .full_well_e = 40'000};
}

std::vector<VirtualBench::Truth> true_figures() {
  const auto otf = objective_otf();
  const double mtf50 = targets::true_mtf50(otf, kAngle);
  const double mtf10 = targets::true_mtf10(otf, kAngle);
  const double width = targets::true_edge_width_10_90(otf, kAngle);
  const double fwhm = targets::true_lsf_fwhm(otf, kAngle);
  const auto object_frequency = [](double f) {
    return kPixelSize.object(cycles_per_px(f)).in(cycles_per_mm);
  };
  const auto object_length = [](double p) { return kPixelSize.object(px(p)).in(um); };
  return {{"mtf50", "cycles/px", mtf50},
          {"mtf50", "cycles/mm", object_frequency(mtf50)},
          {"mtf10", "cycles/px", mtf10},
          {"mtf10", "cycles/mm", object_frequency(mtf10)},
          {"edge_width_10_90", "px", width},
          {"edge_width_10_90", "um", object_length(width)},
          {"lsf_fwhm", "px", fwhm},
          {"lsf_fwhm", "um", object_length(fwhm)},
          {"edge_angle", "deg", kAngle.in(deg)}};
}

}  // namespace

VirtualBench::VirtualBench(std::uint64_t seed)
    : seed_(seed),
      edge_(targets::render({.width = kSide, .height = kSide, .angle = kAngle}, objective_otf())),
      dark_{kSide, kSide, std::vector<double>(edge_.electrons.size(), 0.0)},
      truths_(true_figures()) {}

Frame VirtualBench::dark_frame(std::uint64_t index) const {
  return hardware::expose(dark_, camera(), seed_, kDarkStep, index);
}

Frame VirtualBench::edge_frame(std::uint64_t index) const {
  return hardware::expose(edge_, camera(), seed_, kEdgeStep, index);
}

imagefiles::ImageMetadata VirtualBench::metadata() const {
  imagefiles::ImageMetadata metadata;
  metadata.pixel_size_x = kPixelSize;
  metadata.pixel_size_y = kPixelSize;
  metadata.instrument.manufacturer = "Etalon";
  metadata.instrument.model = "virtual microscope";
  metadata.instrument.objective.nominal_magnification = kMagnification;
  metadata.instrument.objective.lens_na = Uncertain<double>{.value = kLensNa};
  metadata.instrument.objective.immersion = Immersion::air;
  metadata.instrument.channels = {
      Channel{.name = "green", .wavelength = Uncertain<Length>{.value = kWavelength}}};
  return metadata;
}

std::vector<Comparison> compare(const Evaluation& evaluation,
                                const std::vector<VirtualBench::Truth>& truths) {
  std::vector<Comparison> comparisons;
  for (const auto& truth : truths) {
    for (const auto& result : evaluation.results) {
      if (reports::base_of(result.measurand) != truth.measurand || result.unit != truth.unit)
        continue;
      if (find_result(evaluation, result.measurand) != &result) continue;
      comparisons.push_back(
          {&result, truth.value,
           result.interval.lower <= truth.value && truth.value <= result.interval.upper});
    }
  }
  return comparisons;
}

}  // namespace etalon::cli
