// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/psf_fwhm.hpp"
#include "suite/numerics/gaussian_blur.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Full widths along x, y, z; z is 0 where there is none.
using Widths = std::array<double, 3>;

/// What is known of scale and beads, and what is to be taken out.
struct PsfScale {
  std::optional<Uncertain<PixelSize>> pixel_size;
  std::optional<Uncertain<AxialStep>> axial_step;
  std::optional<Uncertain<Length>> bead_diameter;
  std::string dye;  ///< solid, shell, unknown
  bool pixel_box = true;
};

/// Inputs of a corrected width, as they are or shifted by some of their uncertainty.
struct CorrectionInputs {
  Widths read{};  ///< px, px, planes
  double pixel_um = 1;
  double step_um = 1;
  double diameter_um = 0;
  bool box = true;
};

enum class ReadBy { least_squares, moments };

/// Full widths of the point, um. The dye where nobody knows its place: the mean of the variances of
/// ball and shell. Nothing when the blur is wider than what was read.
std::optional<Widths> corrected(const CorrectionInputs& inputs, const std::string& dye, ReadBy by);

/// The corrected widths with their budgets. `own`: budgets of the widths read, px and planes.
struct CorrectedWidths {
  Widths value{};
  std::array<Budget, 3> budget;
  std::vector<Caveat> caveats;
};
std::optional<CorrectedWidths> corrected_widths(const Widths& read,
                                                const std::array<Budget, 3>& own,
                                                const PsfScale& scale);

/// The inputs with nominal values.
CorrectionInputs inputs_of(const Widths& read, const PsfScale& scale);

/// Parts of the pixel size or the axial step in a result that is proportional to it.
void add_scale(const Uncertain<PixelSize>& size, double value, Budget& budget);
void add_scale(const Uncertain<AxialStep>& step, double value, Budget& budget);

}  // namespace etalon::metrics
