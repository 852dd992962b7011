// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/options.hpp"
#include "targets/exact/siemens_star.hpp"

#include <functional>
#include <map>
#include <string>

namespace etalon::test {

/// Images of Siemens stars whose transfer is known, rendered by code that shares nothing with the
/// metric.

Evaluation measured_star(Frame frame, const OptionTexts& options = {});

/// Value over the truth, minus 1.
double star_error(const Evaluation& evaluation, const std::string& measurand, double truth,
                  const std::map<std::string, std::string>& subject = {});

/// Sampled at points, no pixel box: where(dx, dy) gives the place on the star, from its centre.
struct StarPlace {
  double x = 0;
  double y = 0;
};
targets::ExpectedImage sampled_star(const targets::SiemensStar& star, const targets::Otf& otf,
                                    const std::function<StarPlace(double, double)>& where);

/// Binary spokes drawn on a grid five times as fine, blurred by a Gaussian of different widths
/// along x and y and averaged over pixels; in a disc of `radius_px` on a field as bright as the
/// spokes.
targets::ExpectedImage astigmatic_star(const targets::SiemensStar& star, double sigma_x_px,
                                       double sigma_y_px, double radius_px);

/// As a 16-bit camera would: `per_electron` DN, clipped at full scale.
Frame clipped_star(const targets::ExpectedImage& image, double per_electron);

/// The item of this id; a missing one is an error of the test.
const Item& item_of(const Evaluation& evaluation, const std::string& id);

}  // namespace etalon::test
