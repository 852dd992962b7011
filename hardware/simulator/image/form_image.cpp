// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/form_image.hpp"

#include "hardware/simulator/image/patches.hpp"
#include "hardware/simulator/image/pattern_image.hpp"
#include "suite/core/parallel.hpp"

#include <utility>

namespace etalon::hardware {
namespace {

std::size_t pixels(const Field& field) {
  return static_cast<std::size_t>(field.width) * static_cast<std::size_t>(field.height);
}

void add_weighted(const Patches& patches, std::size_t patch, const Field& field,
                  const Window& part, const std::vector<float>& light, std::vector<float>& image) {
  for (int y = 0; y < part.height; ++y) {
    for (int x = 0; x < part.width; ++x) {
      const Place place{part.x + x - (field.width - 1) / 2.0, part.y + y - (field.height - 1) / 2.0};
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
  const FieldMap map(field, colour);
  const auto blur = [&](Place place) {
    return blur_at(lens, field, colour, place, defocus_um, scene.thickness_um);
  };
  const Patches patches =
      blur_changes(field, true) ? patches_for(field, blur) : Patches{{0.0}, {0.0}};
  const auto part_of = [&](std::size_t patch) {
    const Window part = patches.window(patch, field);
    const Blur local = blur(patches.place(patch));
    return pattern_image(*scene.pattern, map, local, domain_for(field, part, local), threads);
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
  for (std::size_t plane = 0; plane < defocus_um.size(); ++plane) {
    LightImage image{field.width, field.height, {}};
    for (const Colour& colour : field.colours) {
      image.colours.push_back(
          scene.pattern
              ? image_of_pattern(scene, lens, field, colour, defocus_um[plane], threads)
              : std::vector<float>(pixels(field)));
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
