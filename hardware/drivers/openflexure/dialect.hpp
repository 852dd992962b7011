// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/openflexure/action_server.hpp"
#include "hardware/safety/camera_board.hpp"
#include "hardware/safety/motor_board.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace etalon::hardware {

/// What the owner of the microscope chose.
struct ImageChoice {
  std::optional<bool> bayer{};     ///< raw values of the sensor; those where the server has them
  std::optional<double> gain{};    ///< as the camera counts it; what is set already where empty
  std::string resolution{"full"};  ///< of release 3: "lores", "main", "full"
};

/// How a release of the OpenFlexure server wants to be spoken to.
class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual std::string release() const = 0;
  /// Exposure, gain and white balance are what they are set to from now on, and read back.
  virtual void fix_automatics() = 0;
  virtual Time set_exposure(Time wanted) = 0;
  virtual Snap capture(Time longest) = 0;
  /// Settings as they were last read back.
  virtual std::map<std::string, std::string> actual() const = 0;
  virtual Steps position() = 0;
  virtual Action begin_move(const Steps& by) = 0;
  /// Whether a move is known about before it ends, so that it can be cancelled.
  virtual bool can_stop() const = 0;
};

/// Release 2, by its interface under /api/v2.
std::unique_ptr<Dialect> openflexure_v2(ActionServer& server, const ImageChoice& choice);
/// Release 3, by its things: nothing of its paths is taken for granted.
std::unique_ptr<Dialect> openflexure_v3(ActionServer& server, const ImageChoice& choice);
/// The one that the server speaks. Throws DeviceError where it is neither.
std::unique_ptr<Dialect> spoken_dialect(ActionServer& server, const ImageChoice& choice);

/// x, y and z of an object, in whole steps. Throws DeviceError.
Steps steps_in(const nlohmann::json& position, const ActionServer& server);
/// A JPEG image that the microscope has shaded, balanced and sharpened. Not complete where it is
/// damaged.
Snap jpeg_snap(const std::string& bytes);
/// Throws DeviceError unless `got` is `wanted`, within a tenth where they are numbers.
void expect_set(const ActionServer& server, const std::string& what, const nlohmann::json& wanted,
                const nlohmann::json& got);

}  // namespace etalon::hardware
