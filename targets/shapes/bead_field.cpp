// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/bead_field.hpp"

#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"
#include "targets/shapes/bead_places.hpp"
#include "targets/shapes/tone.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::targets {
namespace {

constexpr double kMostBeads = 1e6;
constexpr int kBeadsUnlessSaid = 200;

struct Field {
  Length diameter = um(0.2);
  Ratio diameter_spread = percent(0);
  std::string dye = "solid";
  std::string arrangement = "random";
  std::optional<int> count;
  std::optional<double> density;
  Length width = um(200);
  Length height = um(200);
  Length spacing = um(2);
  Ratio doublets = percent(0);
  double light = 20;
  Ratio light_spread = percent(0);
  Length depth = um(0);
  int colours = 1;
  std::string colouring = "all";
};

const OptionSet<Field>& options() {
  static const OptionSet<Field> set = [] {
    OptionSet<Field> all;
    all.add("diameter", &Field::diameter, "of a bead")
        .add("diameter_spread", &Field::diameter_spread,
             "standard deviation of the diameter over the diameter")
        .add("dye", &Field::dye, "solid: all through the bead; shell: on its surface")
        .add("arrangement", &Field::arrangement, "random or grid")
        .add("count", &Field::count, "beads at random; 200 unless density is given")
        .add("density", &Field::density, "beads at random on 1000 square micrometres")
        .add("width", &Field::width, "of the area with beads")
        .add("height", &Field::height, "of the area with beads")
        .add("spacing", &Field::spacing, "at random: smallest distance between beads; grid: pitch")
        .add("doublets", &Field::doublets, "share of places with two beads that touch")
        .add("light", &Field::light, "of a bead in focus, over that of a bright pixel")
        .add("light_spread", &Field::light_spread,
             "standard deviation of the light of single beads over its mean")
        .add("depth", &Field::depth, "beads lie within this depth, half of it on either side")
        .add("colours", &Field::colours, "1 to 4")
        .add("colouring", &Field::colouring,
             "all: every bead in every colour; single: each bead in one");
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_words(const Field& field) {
  if (field.dye != "solid" && field.dye != "shell")
    return impossible(tr("dye is either solid or shell."));
  if (field.arrangement != "random" && field.arrangement != "grid")
    return impossible(tr("arrangement is either random or grid."));
  if (field.colouring != "all" && field.colouring != "single")
    return impossible(tr("colouring is either all or single."));
  if (field.count && field.density) return impossible(tr("give count or density, not both."));
  if (field.arrangement == "grid" && (field.count || field.density))
    return impossible(tr("on a grid, area and spacing decide how many beads there are."));
  return std::nullopt;
}

std::optional<Failure> impossible_numbers(const Field& field) {
  if (field.colours < 1 || field.colours > 4)
    return impossible(tr("colours must lie between 1 and 4."));
  if (!(field.light > 0 && field.light <= 1e9))
    return impossible(tr("light must lie above 0, and not above 1e9."));
  if (field.diameter_spread < one(0) || field.diameter_spread > percent(30))
    return impossible(tr("diameter_spread must lie between 0 % and 30 %."));
  if (field.light_spread < one(0) || field.light_spread > one(2))
    return impossible(tr("light_spread must lie between 0 % and 200 %."));
  if (field.doublets < one(0) || field.doublets > one(1))
    return impossible(tr("doublets must lie between 0 % and 100 %."));
  return std::nullopt;
}

/// Before rounding, so that a silly number is refused and not converted.
double beads_wanted(const Field& field) {
  const double width = field.width.in(um);
  const double height = field.height.in(um);
  if (field.arrangement == "grid")
    return (width / field.spacing.in(um) + 1) * (height / field.spacing.in(um) + 1);
  return field.density ? *field.density * width * height / 1000
                       : field.count.value_or(kBeadsUnlessSaid);
}

std::optional<Failure> impossible_field(const Field& field) {
  const auto failure =
      first_of({impossible_words(field), impossible_numbers(field),
                impossible_size("diameter", field.diameter), impossible_size("width", field.width),
                impossible_size("height", field.height), impossible_size("spacing", field.spacing),
                impossible_spread("depth", field.depth)});
  if (failure) return failure;
  const double beads = beads_wanted(field);
  if (!(beads >= 1 && beads <= kMostBeads))
    return impossible(tr("there must be between 1 and 1000000 beads."));
  if (field.spacing < field.diameter)
    return impossible(
        tr("spacing must not be smaller than diameter; for beads that touch, "
           "give doublets."));
  return std::nullopt;
}

/// What is drawn for single beads, in a fixed order, so that the seed decides all of it.
class Draw {
 public:
  Draw(const Field& field, std::uint64_t seed)
      : field_(field), generator_(generator_for(seed, 1, 0)) {}

  Bead bead(const Place& place) {
    Bead bead;
    bead.x_um = place.x_um;
    bead.y_um = place.y_um;
    bead.z_um = field_.depth.in(um) * (unit_(generator_) - 0.5);
    bead.dye = field_.dye == "shell" ? DyeDistribution::shell : DyeDistribution::solid;
    const double nominal = field_.diameter.in(um);
    const double size = std::max(0.05, 1 + field_.diameter_spread.in(one)*normal_(generator_));
    bead.diameter_um = nominal * size;
    bead.light = colours(std::pow(size, bead.dye == DyeDistribution::solid ? 3 : 2) * brightness());
    return bead;
  }

  bool is_doublet() { return unit_(generator_) < field_.doublets.in(one); }

  /// A bead in the same depth that touches the first; the two lie about the first's place.
  Bead partner(Bead& first) {
    const double angle = 2 * std::numbers::pi * unit_(generator_);
    Bead second = bead({first.x_um, first.y_um});
    second.z_um = first.z_um;
    const double half = (first.diameter_um + second.diameter_um) / 4;
    second.x_um = first.x_um + half * std::cos(angle);
    second.y_um = first.y_um + half * std::sin(angle);
    first.x_um -= half * std::cos(angle);
    first.y_um -= half * std::sin(angle);
    return second;
  }

 private:
  /// Log-normal with mean 1.
  double brightness() {
    const double variance = std::log1p(std::pow(field_.light_spread.in(one), 2));
    return std::exp(std::sqrt(variance) * normal_(generator_) - variance / 2);
  }

  std::vector<double> colours(double share) {
    const double light = field_.light * share;
    const auto count = static_cast<std::size_t>(field_.colours);
    const auto only = static_cast<std::size_t>(unit_(generator_) * field_.colours);
    if (field_.colouring == "all") return std::vector<double>(count, light);
    std::vector<double> one_of_them(count, 0.0);
    one_of_them[only] = light;
    return one_of_them;
  }

  const Field& field_;
  std::mt19937_64 generator_;
  std::uniform_real_distribution<double> unit_{0, 1};
  std::normal_distribution<double> normal_{0, 1};
};

Outcome<std::vector<Place>> places_of(const Field& field, std::uint64_t seed) {
  const Area area{field.width.in(um), field.height.in(um)};
  if (field.arrangement == "grid") return grid_places(area, field.spacing.in(um));
  auto generator = generator_for(seed, 0, 0);
  return random_places(static_cast<std::size_t>(std::lround(beads_wanted(field))), area,
                       field.spacing.in(um), generator);
}

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t seed) {
  const auto field = options().parse(texts);
  if (!field) return fail(field.error());
  if (const auto failure = impossible_field(*field)) return fail(*failure);
  const auto places = places_of(*field, seed);
  if (!places) return fail(places.error());
  Scene scene;
  Draw draw(*field, seed);
  double doublets = 0;
  for (const Place& place : *places) {
    Bead bead = draw.bead(place);
    if (draw.is_doublet()) {
      scene.beads.push_back(draw.partner(bead));
      ++doublets;
    }
    scene.beads.push_back(bead);
  }
  scene.facts = {{"beads", static_cast<double>(scene.beads.size()), "1"},
                 {"doublets", doublets, "1"},
                 {"diameter", field->diameter.in(um), "um"},
                 {"spacing", field->spacing.in(um), "um"}};
  return scene;
}

}  // namespace

Target bead_field_target() {
  return {"bead_field", tr("Fluorescent beads at random or on a grid"), true,
          options().declarations(), lay_out};
}

}  // namespace etalon::targets
