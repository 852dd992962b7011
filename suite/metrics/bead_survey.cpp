// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/bead_survey.hpp"

#include "suite/metrics/bead_fitting.hpp"
#include "suite/metrics/bead_search.hpp"
#include "suite/metrics/bead_stack.hpp"
#include "suite/metrics/bead_work.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace etalon::metrics {
namespace {

constexpr double kReach = 8;         // sigma, of the patches
constexpr double kReachPlanes = 10;  // sigma, where the axial width is known
constexpr double kAgree = 1.5;       // of the width found and the width searched for
constexpr double kAgreePlanes = 3;
constexpr std::size_t kFewestPlanes = 3;
constexpr std::size_t kMostPatchBytes = std::size_t{512} << 20;

std::optional<double> over(const std::optional<double>& length_px, double pitch) {
  if (!length_px) return std::nullopt;
  return *length_px / pitch;
}

FittingTask task_for(const BeadStack& stack, const BeadExpectation& expected, BeadShape shape,
                     std::size_t threads) {
  FittingTask task;
  task.shape = shape;
  task.volume = stack.planes() >= kFewestPlanes;
  task.least_variance = stack.info().sample_type == SampleType::f32 ? 0 : 1.0 / 12;
  task.dn_per_electron = expected.dn_per_electron;
  task.read_noise_dn = expected.read_noise_dn;
  task.offset_dn = expected.offset_dn;
  task.full_scale_dn = expected.full_scale_dn ? expected.full_scale_dn : full_scale(stack.info());
  task.threads = threads;
  return task;
}

struct Measured {
  BeadSearch search;
  std::optional<double> sigma_planes;  ///< with which was searched
  std::vector<BeadWork> beads;
  FittingResult fitting;
};

/// Cuts out and fits what was found, as much at a time as memory allows, brightest first.
void fit_found(const BeadStack& stack, Measured& measured, FittingTask task) {
  const BeadSearch& search = measured.search;
  task.sigma = search.sigma;
  task.sigma_planes = measured.sigma_planes;
  task.block_planes = search.length;
  std::vector<PatchPlace> places;
  for (const auto& found : search.found)
    places.push_back({found.x, found.y, search.blocks.middle(found.block),
                      std::clamp(std::ceil(kReach * search.sigma), 4.0, 200.0),
                      measured.sigma_planes ? std::ceil(kReachPlanes * *measured.sigma_planes)
                                            : static_cast<double>(stack.planes())});
  const double planes =
      std::min(2 * places.front().reach_planes + 1, 1.0 * static_cast<double>(stack.planes()));
  const double bytes = 4 * std::pow(2 * places.front().reach + 4, 2) * planes;
  const auto batch = static_cast<std::size_t>(
      std::max(1.0, std::floor(static_cast<double>(kMostPatchBytes) / bytes)));
  for (std::size_t first = 0; first < places.size(); first += batch) {
    const std::size_t end = std::min(places.size(), first + batch);
    auto patches = stack.patches({places.begin() + static_cast<std::ptrdiff_t>(first),
                                  places.begin() + static_cast<std::ptrdiff_t>(end)},
                                 search.base);
    std::vector<BeadWork> beads(end - first);
    for (std::size_t i = 0; i < beads.size(); ++i) {
      beads[i].found = search.found[first + i];
      beads[i].z_planes = places[first + i].z;
      beads[i].patch = std::move(patches[i]);
    }
    const FittingResult result = fit_beads(beads, task);
    if (first == 0) measured.fitting = result;
    for (BeadWork& work : beads) {
      work.patch.values = {};
      measured.beads.push_back(std::move(work));
    }
  }
}

/// Median standard deviations of the fits: lateral and axial.
struct UsualWidth {
  double lateral = 0;
  double axial = 0;
};

std::optional<UsualWidth> usual_width(const std::vector<BeadWork>& beads) {
  std::vector<double> lateral;
  std::vector<double> axial;
  for (const BeadWork& work : beads) {
    const auto& fit = work.volume ? work.volume : work.plane;
    if (!fit || !fit->converged) continue;
    const auto bead = work.bead();
    lateral.push_back(std::pow(bead.spread(0, 0) * bead.spread(1, 1), 0.25));
    axial.push_back(std::sqrt(bead.spread(2, 2)));
  }
  if (lateral.empty()) return std::nullopt;
  const auto median = [](std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  };
  return UsualWidth{median(lateral), median(axial)};
}

bool disagree(double a, double b, double most) { return a > most * b || b > most * a; }

/// Searches and fits; once more when the beads are not as wide as was thought.
Outcome<Measured> measure(BeadStack& stack, const BeadExpectation& expected,
                          const FittingTask& task) {
  auto sigma = over(expected.sigma_px, stack.geometry().pitch);
  auto sigma_planes = expected.sigma_planes;
  for (int attempt = 0;; ++attempt) {
    auto search = search_beads(stack, sigma, sigma_planes, task.threads);
    if (!search) return fail(search.error());
    Measured measured;
    measured.search = std::move(*search);
    measured.sigma_planes = sigma_planes;
    fit_found(stack, measured, task);
    const auto usual = usual_width(measured.beads);
    if (attempt == 1 || !usual) return measured;
    const double assumed = measured.search.length / 2;
    const bool lateral = disagree(usual->lateral, measured.search.sigma, kAgree);
    const bool axial = task.volume && stack.planes() > 8 &&
                       disagree(usual->axial, sigma_planes ? *sigma_planes : assumed, kAgreePlanes);
    if (!lateral && !axial) return measured;
    sigma = std::max(0.5, usual->lateral);
    if (task.volume) sigma_planes = std::max(0.5, usual->axial);
  }
}

/// From samples of the colour plane to pixels of the frame.
void rescale(BeadFit& fit, const Plane& geometry) {
  Eigen::Matrix<double, kBeadParameters, 1> scale;
  const double p = geometry.pitch;
  scale << p, p, 1, 1, 1, p * p, p * p, 1, p * p, p, p;
  fit.value = fit.value.cwiseProduct(scale);
  fit.value(kX) += geometry.x0;
  fit.value(kY) += geometry.y0;
  fit.covariance = scale.asDiagonal() * fit.covariance * scale.asDiagonal();
}

BeadReading reading_of(const BeadWork& work, const std::vector<std::string>& flags,
                       const FittingTask& task, const Plane& geometry) {
  BeadReading reading;
  const auto bead = work.bead();
  reading.x_px = geometry.x0 + geometry.pitch * bead.centre(0);
  reading.y_px = geometry.y0 + geometry.pitch * bead.centre(1);
  reading.z_planes = bead.centre(2);
  reading.snr = work.found.snr;
  reading.flux_dn = bead_flux(work, task.plane_shape());
  reading.flags = flags;
  for (auto [from, to] :
       {std::pair{&work.volume, &reading.volume}, {&work.plane, &reading.plane}}) {
    if (!*from) continue;
    *to = **from;
    rescale(**to, geometry);
  }
  return reading;
}

}  // namespace

Outcome<BeadSurvey> survey_beads(const FrameSequence& frames,
                                 const std::vector<std::size_t>& order_in_z, int plane,
                                 const BeadExpectation& expected, BeadShape shape,
                                 std::size_t threads) {
  BeadStack stack(frames, order_in_z, plane, threads);
  const FittingTask task = task_for(stack, expected, shape, threads);
  const auto measured = measure(stack, expected, task);
  if (!measured) return fail(measured.error());
  if (measured->beads.empty()) return fail(no_bead());
  const Plane& geometry = stack.geometry();
  FlagContext context;
  context.width = geometry.width;
  context.height = geometry.height;
  context.planes = task.volume ? static_cast<double>(stack.planes()) : 1;
  context.sigma = measured->search.sigma;
  context.plane_shape = task.plane_shape();
  context.clipping = measured->fitting.clipping;
  const auto flags = bead_flags(measured->beads, context);
  BeadSurvey survey;
  for (std::size_t i = 0; i < flags.size(); ++i)
    survey.beads.push_back(reading_of(measured->beads[i], flags[i], task, geometry));
  std::sort(survey.beads.begin(), survey.beads.end(),
            [](const BeadReading& a, const BeadReading& b) {
              return std::tie(a.y_px, a.x_px, a.z_planes) < std::tie(b.y_px, b.x_px, b.z_planes);
            });
  survey.noise = measured->fitting.noise;
  survey.sigma_px = measured->search.sigma * geometry.pitch;
  survey.sigma_planes = measured->sigma_planes;
  survey.planes = stack.planes();
  const imaging::ZBlocks& blocks = measured->search.blocks;
  survey.width = stack.info().width;
  survey.height = stack.info().height;
  survey.projection_width = blocks.width;
  survey.projection_height = blocks.height;
  survey.bin_px = blocks.bin * static_cast<int>(geometry.pitch);
  survey.projection = measured->search.projection;
  return survey;
}

}  // namespace etalon::metrics
