// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/usaf_survey.hpp"

#include <Eigen/Core>
#include <Eigen/LU>

#include <vector>

namespace etalon::metrics {

/// Between the plane and the target, whose unit is the bar width of index 0.
class TargetFrame {
 public:
  TargetFrame(const UsafScale& standing, const UsafScale& lying) {
    to_target_ << standing.x, standing.y, lying.x, lying.y;
    to_target_ *= 2;
    to_plane_ = to_target_.inverse();
  }
  SeenElement::Place target(double x, double y) const {
    const Eigen::Vector2d p = to_target_ * Eigen::Vector2d(x, y);
    return {p.x(), p.y()};
  }
  SeenElement::Place plane(const SeenElement::Place& p) const {
    const Eigen::Vector2d q = to_plane_ * Eigen::Vector2d(p.x, p.y);
    return {q.x(), q.y()};
  }

 private:
  Eigen::Matrix2d to_target_;
  Eigen::Matrix2d to_plane_;
};

/// Once more with the period and direction of the whole target: what noise does to a faint
/// triplet's own period must not enter its contrast.
/// False where no fit is possible.
bool measure_triplet(const std::vector<Plane>& levels, const UsafScale& scale, UsafTriplet& t,
                     const SeenElement::Place& at);

/// Looks for triplets too faint to be found by their bars where columns of elements go on, and adds
/// those whose outline is there to the survey. Places follow from two elements of the column, from
/// the other direction's triplets, or from the column on the other side.
void complete_columns(const std::vector<Plane>& levels, const TargetFrame& frame,
                      UsafSurvey& survey);

}  // namespace etalon::metrics
