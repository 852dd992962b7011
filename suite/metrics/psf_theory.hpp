// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/instrument.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/numerics/point_spread.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// What a lens without aberrations makes of a point.
struct PsfTheory {
  std::string id;                           ///< "debye_aplanatic, widefield"
  numerics::PointWidths width;              ///< full widths at half the maximum, um
  numerics::PointWidths read_volume{1, 1};  ///< a Gaussian's reading of them over the truth: of
  numerics::PointWidths read_plane{1, 1};   ///< the volume, of the plane of focus
  Budget lateral;                           ///< of width.lateral, from NA, wavelengths, index ...
  Budget axial;
  double coarsest_pixel_um = 0;  ///< sampling that loses nothing (Nyquist)
  double coarsest_step_um = 0;
  std::vector<Caveat> caveats;
  std::vector<PeerValue> peers;  ///< the other theories, and MetroloJ_QC's formulas
};

/// Ids that the option `theory` takes.
/// debye_aplanatic, debye_uniform: numerics/point_spread.hpp. airy: 0.5145 lambda/NA laterally,
/// 0.8859 lambda/(n - sqrt(n^2 - NA^2)) axially. paraxial: the same laterally, 1.772 n lambda/NA^2.
/// Widefield has the emission; confocal and spinning disk the excitation times the emission through
/// the pinhole (the excitation alone where the pinhole is not known; in formulas from 1 Airy unit
/// on, below 0.3693 and 0.6378 at the wavelength of both); two-photon the square of the excitation.
const std::vector<std::string>& psf_theories();

/// Nothing where NA or a wavelength that is needed is not known, or NA is not below the index.
std::optional<PsfTheory> psf_theory(const Instrument& instrument, const Channel& channel,
                                    const std::string& theory);

/// An index of the medium, and whether somebody said so.
struct MediumIndex {
  Uncertain<double> value;
  bool known = true;
};
MediumIndex medium_index(const Objective& objective);

}  // namespace etalon::metrics
