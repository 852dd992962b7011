// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/student_mixture.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>

namespace etalon::numerics {

namespace {

constexpr double kProbability = 0.95;
constexpr double kNeverMind = 1e-9;

double held(const std::vector<StudentPart>& parts, double centre, double half) {
  double sum = 0;
  for (const StudentPart& part : parts) {
    if (part.weight < kNeverMind || !(part.scale > 0)) continue;
    const boost::math::students_t t(part.degrees);
    sum += part.weight * (cdf(t, (centre + half - part.centre) / part.scale) -
                          cdf(t, (centre - half - part.centre) / part.scale));
  }
  return sum;
}

}  // namespace

double centre_of(const std::vector<StudentPart>& parts) {
  double sum = 0;
  for (const StudentPart& part : parts) sum += part.weight * part.centre;
  return sum;
}

double half_width(const std::vector<StudentPart>& parts, double centre) {
  double above = 0;
  for (const StudentPart& part : parts) above = std::max(above, part.scale);
  if (!(above > 0)) return 0;
  while (held(parts, centre, above) < kProbability) above *= 2;
  double below = 0;
  for (int i = 0; i < 40; ++i) {
    const double half = (below + above) / 2;
    (held(parts, centre, half) < kProbability ? below : above) = half;
  }
  return above;
}

}  // namespace etalon::numerics
