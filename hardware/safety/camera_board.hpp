// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace etalon::hardware {

/// What one exposure brought.
struct Snap {
  Frame frame{};
  bool complete = true;  ///< false: a part was lost on its way, and `frame` is not to be looked at
  /// Counted by the camera: the same number again is the same frame again.
  std::optional<std::uint64_t> number{};
};

/// What a camera can do, unchecked: BoardCamera stands between it and everybody else, and is the
/// only one that calls it. Every call ends by its own time limit. Throws DeviceError.
class CameraBoard {
 public:
  virtual ~CameraBoard() = default;
  virtual std::string name() const = 0;  ///< as in messages: "genicam Basler-123"
  /// Opens it, unless it is open, and switches off all that would change an image by itself
  /// (exposure, gain, white balance, gamma, sharpening ...). Throws DeviceError when one of these
  /// cannot be switched off.
  virtual void open() = 0;
  virtual void close() noexcept = 0;
  virtual bool sets_exposure() const = 0;
  virtual ExposureRange exposures() const { return {}; }
  /// Returns what the camera made of it, read back from the camera.
  virtual Time set_exposure(Time wanted) = 0;
  /// What it is where nobody has set it; nothing where the camera cannot tell.
  virtual std::optional<Time> exposure() { return std::nullopt; }
  /// A frame whose exposure began after the call, unless stale_frames() says otherwise. A wait of
  /// more than a fraction of a second looks at stop_requested() meanwhile.
  virtual Snap snap(Time longest) = 0;
  /// Whether frames come without being asked for. Where they are not numbered, one that equals the
  /// last in every pixel is taken for the last.
  virtual bool streams() const { return false; }
  /// How many frames may still be on their way with the setting before.
  virtual int stale_frames() const { return 0; }
  /// What it tells of itself, and settings that were read back: {"gain", "0 dB"}.
  virtual Instrument instrument() const { return {}; }
  virtual std::map<std::string, std::string> actual() const { return {}; }
  virtual void stop() noexcept {}
  /// What helps where frames arrive incomplete: a sentence, or nothing.
  virtual std::string loss_advice() const { return ""; }
};

}  // namespace etalon::hardware
