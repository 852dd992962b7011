// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/form_image.hpp"

#include "hardware/simulator/image/bead_light.hpp"
#include "hardware/simulator/image/memory.hpp"
#include "hardware/simulator/image/patches.hpp"
#include "hardware/simulator/image/pattern_image.hpp"
#include "hardware/simulator/image/refusal.hpp"

#include <utility>

namespace etalon::hardware {
namespace {

std::size_t pixels(const Field& field) {
  return static_cast<std::size_t>(field.width) * static_cast<std::size_t>(field.height);
}

void add_weighted(const Patches& patches, std::size_t patch, const Field& field, const Window& part,
                  const std::vector<float>& light, std::vector<float>& image) {
  for (int y = 0; y < part.height; ++y) {
    for (int x = 0; x < part.width; ++x) {
      const Place place{part.x + x - (field.width - 1) / 2.0,
                        part.y + y - (field.height - 1) / 2.0};
      const auto from = static_cast<std::size_t>(y) * static_cast<std::size_t>(part.width) +
                        static_cast<std::size_t>(x);
      const auto to = static_cast<std::size_t>(part.y + y) * static_cast<std::size_t>(field.width) +
                      static_cast<std::size_t>(part.x + x);
      image[to] += static_cast<float>(patches.weight(patch, place)) * light[from];
    }
  }
}

std::vector<float> image_of_pattern(const targets::Scene& scene, const Lens& lens,
                                    const Field& field, const Colour& colour, double defocus_um,
                                    std::size_t threads) {
  // Blur leaves even light as it is; only a pinhole takes some of it away.
  if (scene.pattern->even() && lens.modality != Modality::confocal) {
    return std::vector<float>(pixels(field), 1.0F);
  }
  const FieldMap map(field, colour);
  const auto blur = [&](Place place) {
    return blur_at(lens, field, colour, place, defocus_um, scene.thickness_um);
  };
  const Patches patches =
      blur_changes(field, true) ? patches_for(field, blur) : Patches{{0.0}, {0.0}};
  const auto part_of = [&](std::size_t patch) {
    const Blur local = blur(patches.place(patch));
    const Domain domain = domain_for(field, patches.window(patch, field), local);
    refuse_above_memory(static_cast<double>(domain.bytes));
    return pattern_image(*scene.pattern, map, local, domain, threads);
  };
  if (patches.count() == 1) return part_of(0);
  std::vector<float> image(pixels(field));
  for (std::size_t patch = 0; patch < patches.count(); ++patch) {
    add_weighted(patches, patch, field, patches.window(patch, field), part_of(patch), image);
  }
  return image;
}

}  // namespace

void form_stack(const targets::Scene& scene, const Lens& lens, const Field& field,
                std::span<const double> defocus_um, std::size_t threads,
                const DeliverImage& deliver) {
  refuse_impossible(scene, lens, field, defocus_um);
  refuse_large_image(field.width, field.height, field.colours.size());
  if (defocus_um.empty()) return;
  std::vector<BeadLight> beads;
  for (std::size_t c = 0; c < field.colours.size() && !scene.beads.empty(); ++c) {
    beads.emplace_back(scene, lens, field, c, defocus_um, threads);
  }
  for (std::size_t plane = 0; plane < defocus_um.size(); ++plane) {
    LightImage image{field.width, field.height, {}};
    for (std::size_t c = 0; c < field.colours.size(); ++c) {
      image.colours.push_back(scene.pattern ? image_of_pattern(scene, lens, field, field.colours[c],
                                                               defocus_um[plane], threads)
                                            : std::vector<float>(pixels(field)));
      if (!beads.empty()) beads[c].add_to(image.colours.back(), defocus_um[plane], threads);
    }
    deliver(plane, std::move(image));
  }
}

LightImage form_image(const targets::Scene& scene, const Lens& lens, const Field& field,
                      double defocus_um, std::size_t threads) {
  LightImage formed;
  form_stack(scene, lens, field, {&defocus_um, 1}, threads,
             [&](std::size_t, LightImage image) { formed = std::move(image); });
  return formed;
}

}  // namespace etalon::hardware
