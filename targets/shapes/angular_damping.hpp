// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace etalon::targets {

/// What is left of cos(n angle), drawn all over the plane, after a round Gaussian average at `a`
/// standard deviations from the middle: the integral of cos(n t) times the density of the angle t
/// of a normal point about (a, 0) (the projected normal distribution). Equal to sqrt(pi/8) a
/// exp(-a^2/4) (I_(n-1)/2(a^2/4) + I_(n+1)/2(a^2/4)), without its overflow. For n >= 1; right to
/// 1e-12.
double angular_damping(int n, double a);

}  // namespace etalon::targets
