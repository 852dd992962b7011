// SPDX-License-Identifier: Apache-2.0
// Until the image formation is here: a Gaussian of about the width of the point.
#include "hardware/simulator/image/form_image.hpp"

#include <cmath>

namespace etalon::hardware {

LightImage form_image(const targets::Scene& scene, const Lens& lens, const Field& field,
                      double defocus_um, std::size_t /*threads*/) {
  LightImage image{field.width, field.height, {}};
  const auto width = static_cast<std::size_t>(field.width);
  for (const Colour& colour : field.colours) {
    std::vector<float> plane(width * static_cast<std::size_t>(field.height));
    const double sigma =
        std::hypot(0.21 * colour.light.front().um / lens.na, std::abs(defocus_um) * lens.na / 2);
    std::vector<double> x(width);
    std::vector<double> y(width);
    const std::vector<double> blur(width, sigma);
    for (int j = 0; j < field.height; ++j) {
      for (int i = 0; i < field.width; ++i) {
        const auto k = static_cast<std::size_t>(i);
        x[k] = (i - (field.width - 1) / 2.0) * field.pixel_um - field.x_um;
        y[k] = (j - (field.height - 1) / 2.0) * field.pixel_um - field.y_um;
      }
      const std::span<float> row(plane.data() + static_cast<std::size_t>(j) * width, width);
      if (scene.pattern) scene.pattern->light_at(x, y, blur, row);
    }
    image.colours.push_back(std::move(plane));
  }
  return image;
}

}  // namespace etalon::hardware
