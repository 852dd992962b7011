// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace etalon::targets {

// What lies under the objective, in micrometres of the object plane and without any optics: x to
// the right and y down as in an image of an instrument that turns nothing, z away from the
// objective, all from the middle of the target. Optics and camera are the virtual microscope's.

/// A flat object: how much light each place lets through or emits, 0 to 1.
class Pattern {
 public:
  virtual ~Pattern() = default;
  /// light[k] = share of the light at the place (x_um[k], y_um[k]), averaged over a round Gaussian
  /// of standard deviation sigma_um[k] about it. The average is what makes a sampled picture of
  /// sharp borders exact: its transfer exp(-2 pi^2 sigma^2 f^2) is known and divided out again.
  /// Neighbouring k lie near each other. Same answer from any thread.
  virtual void light_at(std::span<const double> x_um, std::span<const double> y_um,
                        std::span<const double> sigma_um, std::span<float> light) const = 0;
  /// All of the light everywhere: there is nothing to be seen, and nothing to compute.
  virtual bool even() const { return false; }
};

enum class DyeDistribution { solid, shell };

/// A fluorescent sphere.
struct Bead {
  double x_um = 0;
  double y_um = 0;
  double z_um = 0;
  double diameter_um = 0;
  DyeDistribution dye = DyeDistribution::solid;
  /// All of its light in focus, summed over the image, by colour; in units of what one fully bright
  /// pixel of a Pattern receives. One entry serves all colours.
  std::vector<double> light{1};
};

/// Something true of the scene, for the record beside the image: {"pitch", 10, "um"}.
struct Fact {
  std::string name;
  double value = 0;
  std::string unit;
};

struct Scene {
  std::shared_ptr<const Pattern> pattern;  ///< in the plane z = 0; none: no light but the beads'
  double thickness_um = 0;                 ///< of the layer about z = 0 that carries the pattern
  std::vector<Bead> beads;
  std::vector<Fact> facts;
};

}  // namespace etalon::targets
