// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Uncertainty by the GUM (JCGM 100:2008): components of type A (statistics) and type B (other
/// knowledge), combined in quadrature through their sensitivities, expanded by Student's t.

enum class EvaluationType { A, B };
enum class Distribution { normal, rectangular, triangular, u_shaped };

inline constexpr double kInfiniteDegreesOfFreedom = std::numeric_limits<double>::infinity();

struct BudgetComponent {
  std::string source;  ///< in words: "noise", "pixel size"
  std::string
      input;  ///< id of a certificate or calibration shared with other results; may be empty
  EvaluationType type = EvaluationType::A;
  Distribution distribution = Distribution::normal;
  double standard_uncertainty = 0;  ///< of the input, in the input's unit
  double sensitivity = 1;           ///< d(result)/d(input)
  double degrees_of_freedom = kInfiniteDegreesOfFreedom;

  double contribution() const;  ///< |sensitivity| * standard_uncertainty, in the result's unit
  friend bool operator==(const BudgetComponent&, const BudgetComponent&) = default;
};

using Budget = std::vector<BudgetComponent>;

struct Interval {
  double lower = 0;
  double upper = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// The component as two: the part of its variance that comes from `input` and is common to all
/// results that name it, and the part that is this result's own. Parts of nothing are left out.
Budget split_by_input(const BudgetComponent& component, double shared_variance);

/// u_c = sqrt(sum (c_i u_i)^2), inputs taken as uncorrelated (JCGM 100, 5.1.2).
double combined_standard_uncertainty(const Budget& budget);

/// Welch-Satterthwaite: u_c^4 / sum((c_i u_i)^4 / nu_i) (JCGM 100, G.4.1), not rounded down.
/// Infinite when every component's are; 0 when a component that contributes has none.
double effective_degrees_of_freedom(const Budget& budget);

/// k such that value +- k u covers `probability`: two-sided quantile of Student's t (JCGM 100,
/// G.3). Infinite for 0 degrees of freedom: a single reading says nothing of its own scatter.
double coverage_factor(double degrees_of_freedom, double probability = 0.95);

/// value -+ k u, assuming a result that is normal about its truth; value alone when u is 0.
Interval coverage_interval(double value, double standard_uncertainty, double degrees_of_freedom,
                           double probability = 0.95);

/// Type B from what certificates and data sheets say (JCGM 100, 4.3): a/sqrt3, a/sqrt6, a/sqrt2,
/// U/k. For a normal distribution the half-width is taken as that of 95 % coverage: a/1.96 (4.3.4).
double standard_from_half_width(double half_width,
                                Distribution distribution = Distribution::rectangular);
double standard_from_expanded(double expanded_uncertainty, double coverage_factor);

/// An input quantity with what is known of it. `standard_uncertainty` empty means *unknown*, which
/// is not zero: the result gets a caveat and a cap.
template <class Q>
struct Uncertain {
  Q value{};
  std::optional<Q> standard_uncertainty{};
  Distribution distribution = Distribution::normal;
  double degrees_of_freedom = kInfiniteDegreesOfFreedom;
  std::string id{};  ///< certificate or calibration; results that share it are correlated
  double shared_variance =
      1;  ///< part of the variance that comes from `id`, 0 to 1; the rest is own
};

}  // namespace etalon
