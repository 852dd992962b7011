// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"
#include "tests/support/temporary_folder.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace etalon::test {

/// One feature of a camera's description, in the XML of GenICam.
std::string whole_number_feature(const std::string& name, std::uint32_t address);
std::string switch_feature(const std::string& name, std::uint32_t address);
/// "Off" is 0, "Continuous" is 1. One that is stuck takes "Off" and still says "Continuous".
std::string auto_feature(const std::string& name, std::uint32_t address, bool stuck = false);
/// A number that always reads the same, whatever is written.
std::string stuck_number_feature(const std::string& name, const std::string& value);

struct GigeDescription {
  std::string format = "Mono12";
  std::uint32_t code = 0x01100005;
  std::string features{};        ///< more of them
  bool software_trigger = true;  ///< whether a frame can be asked for
};

/// A camera with GigE Vision on 127.0.0.1, by Aravis's own part for that; its description and its
/// pictures are ours. Only one can be there at a time, on the whole machine: the others wait.
class EmulatedGige {
 public:
  EmulatedGige(int width, int height, const GigeDescription& description);
  ~EmulatedGige();
  EmulatedGige(const EmulatedGige&) = delete;
  EmulatedGige& operator=(const EmulatedGige&) = delete;

  /// Set before the first frame. Called by a thread of its own.
  std::function<Frame(Time exposure)> picture;
  int pictures() const { return pictures_; }
  std::uint32_t value_at(std::uint32_t address) const;
  void set_value(std::uint32_t address, std::uint32_t value);
  /// The cable is pulled. Not from within picture().
  void vanish();
  /// From within picture(): it answers nothing and sends nothing until it vanishes.
  void fall_silent();
  /// Of the packets of this and all further pictures such a share does not arrive.
  void lose(double share);

 private:
  struct Parts;
  static void fill(void* buffer, void* self, std::uint32_t exposure_us);

  TemporaryFolder folder_;
  std::unique_ptr<Parts> parts_;
  std::atomic<int> pictures_ = 0;
  std::mutex mutex_;
  std::condition_variable gone_;
  bool vanished_ = false;
};

/// Holds the one port of GigE Vision on this machine for as long as it lives.
class GigePort {
 public:
  GigePort();
  ~GigePort();
  GigePort(const GigePort&) = delete;
  GigePort& operator=(const GigePort&) = delete;

 private:
  int file_;
};

}  // namespace etalon::test
