// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/error.hpp"
#include "suite/core/frame_place.hpp"
#include "suite/core/frame_sequence.hpp"
#include "suite/core/frame_setting.hpp"
#include "suite/core/instrument.hpp"
#include "suite/core/options.hpp"
#include "suite/core/quantity.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace etalon::hardware {

/// The roles a device can play, in the microscopist's words. A driver implements those that its
/// device has. Nothing is opened in a constructor: open() does it, close() ends it, both may throw
/// DeviceError. No driver moves outside its declared travel; every wait ends by a timeout.
class Device {
 public:
  virtual ~Device() = default;
  virtual std::string name() const = 0;  ///< as in messages: "folder bench/edge"
  virtual void open() {}
  virtual void close() {}
  /// Ends all motion and switches light off. May be called at any time after open().
  virtual void stop() noexcept {}
};

/// Which step of a protocol asks, so that drivers can tell repeats apart and draws can be
/// reproduced.
struct StepContext {
  std::string step;         ///< id of the step: "edge"
  std::uint64_t index = 0;  ///< place of the step in the protocol
  int repeat = 0;           ///< counts from 0
  int attempt = 0;          ///< counts from 0; above 0 the frames before could not be measured
  std::string slide{};      ///< catalogue id of what lies under the objective; empty: nobody said
  std::string shape{};      ///< the target whose geometry that slide carries; empty: nobody said
  OptionTexts draw{};       ///< options of that target, for drivers that draw what they show
  int visit = 0;            ///< counts the places and times of a series from 0
  int stage_visit = 0;      ///< the visit at which the stage came to where it stands
  int focus_visit = 0;      ///< ... at which the focus did
  bool light = true;        ///< false in steps that are to be dark
  bool optional = false;    ///< the step may be skipped
  bool attended = false;    ///< a person was asked, and may have changed what the camera has
  bool away = false;        ///< a person has moved the stage some fields away
  Length by_hand{};         ///< how far along x a person was asked to move it in this series
};

struct ExposureRange {
  Time shortest = us(10);
  Time longest = s(10);
};

struct CameraRequest {
  int frames = 1;  ///< 0: every frame that there is; a camera that makes its frames then takes one
  std::optional<Time> exposure{};
  /// From the begin of a frame to that of the next; a series asks for one frame a visit and waits
  /// itself, unless the camera keeps its own time.
  std::optional<Time> interval{};
  int before = 0;  ///< frames that earlier visits of this series have asked for
};

/// The file that a frame was read from, and its place among the frames that opening that file
/// gives (of one file of a set those of the whole set).
struct FrameOrigin {
  InputFile file;
  int page = 0;
};

struct AcquiredFrames {
  std::unique_ptr<FrameSequence> frames;
  std::vector<FrameOrigin> origins;  ///< one for each frame, or empty: they never were in a file
  std::map<std::string, std::string> actual;  ///< settings reached: {"exposure", "20 ms"}
  std::optional<PixelSize> pixel_size;        ///< when the device or its files know it
  std::vector<FramePlace> places;             ///< as in Observation
  std::vector<FrameSetting> settings;         ///< as in Observation
  /// Where stage and focus stood at each frame and how bright the light was, as they say; empty:
  /// nobody was asked.
  std::vector<FrameSetting> reached{};
  std::optional<AxialStep> axial_step;  ///< between neighbouring planes of a stack
  Instrument instrument;                ///< as far as the device or its files tell
};

/// The camera has nothing (more) to offer for this step. An optional step is then skipped.
class NoFrames : public DeviceError {
 public:
  using DeviceError::DeviceError;
};

/// Nobody knows where it stands any more, until it is opened anew: asking again does not help.
class PlaceLost : public DeviceError {
 public:
  using DeviceError::DeviceError;
  explicit PlaceLost(const DeviceError& cause) : DeviceError(cause) {}
};

/// The driver was left out when this program was built.
class NotBuilt : public DeviceError {
 public:
  NotBuilt(const std::string& driver, const std::string& package);
};

class Camera : public virtual Device {
 public:
  /// Whether `request.exposure` is obeyed; where it is not, a person sets the brightness.
  virtual bool sets_exposure() const { return false; }
  /// Between these an exposure can be set.
  virtual ExposureRange exposures() const { return {}; }
  /// Whether its time passes by the numbers of frames and visits, so that nobody needs to wait.
  virtual bool keeps_time() const { return false; }
  /// How what it shows gets its contrast ("brightfield"); empty: it does not know.
  virtual std::string contrast() const { return {}; }
  /// What a person has to do so that acquire() finds its frames, in whole sentences; empty where
  /// the camera takes them itself.
  virtual std::string how_to_take(const StepContext& /*step*/,
                                  const CameraRequest& /*request*/) const {
    return {};
  }
  /// Exactly `request.frames` frames, or DeviceError / FileError; never fewer.
  virtual AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) = 0;
};

struct Travel {
  Length lower;
  Length upper;
};

class XYStage : public virtual Device {
 public:
  virtual Travel travel_x() const = 0;
  virtual Travel travel_y() const = 0;
  /// False of a board whose motors move something else only.
  virtual bool can_move() const { return true; }
  virtual void move_to(Length x, Length y) = 0;
  virtual std::pair<Length, Length> position() const = 0;
  /// Whether a place means the same after the device was opened anew. Where not, a person is to see
  /// before it first moves that its travel lies about where it stands.
  virtual bool keeps_zero() const { return true; }
};

class Focus : public virtual Device {
 public:
  virtual Travel travel() const = 0;
  virtual bool can_move() const { return true; }  ///< as XYStage
  virtual void move_to(Length z) = 0;
  virtual Length position() const = 0;
  virtual bool keeps_zero() const { return true; }  ///< as XYStage
  /// Whether it can press the objective into the slide, so that a person is to see that there is
  /// room before it first moves, and after each change of the slide.
  virtual bool wants_confirmation() const { return false; }
};

class Light : public virtual Device {
 public:
  virtual void set_level(Ratio level) = 0;  ///< 0 to 1
  /// At which level it says that it is; nothing where it cannot tell.
  virtual std::optional<Ratio> level() const { return std::nullopt; }
};

class Turret : public virtual Device {
 public:
  virtual std::vector<std::string> positions() const = 0;
  virtual void select(const std::string& position) = 0;
};

enum class Answer {
  done,
  skip,  ///< do without this step; taken as stop where the step is not optional
  stop   ///< end the run; nothing is lost
};

/// A person, or what stands in for one.
class Operator : public virtual Device {
 public:
  /// Shows what is to be done and returns when the person says so.
  virtual Answer ask(const StepContext& step, const std::string& instruction) = 0;
};

/// What stands in front of us: the instrument in OME's words and a device for each role it has.
struct Microscope {
  Instrument instrument;
  std::optional<Uncertain<PixelSize>> pixel_size;
  std::shared_ptr<Camera> camera;
  std::shared_ptr<XYStage> stage;
  std::shared_ptr<Focus> focus;
  std::shared_ptr<Light> light;
  std::shared_ptr<Turret> turret;
  std::shared_ptr<Operator> person;
};

/// Settings of a driver as read from a scope file, texts by key ("address", "pattern").
using DriverSettings = std::map<std::string, std::string>;

/// Something that is connected, and the settings with which its driver reaches it.
struct FoundDevice {
  std::string what;  ///< for people: "Basler acA2440-35um, serial 22801234"
  DriverSettings settings;
};

/// One row of the driver table: which roles it can play and how one is made (not opened yet).
struct Driver {
  std::string name;
  std::string meaning;
  std::vector<std::string> roles;     ///< "camera", "stage", "focus", "light", "turret", "operator"
  std::vector<std::string> settings;  ///< keys it understands
  std::function<std::shared_ptr<Device>(const DriverSettings& settings)> make{};
  /// What is connected now, moving nothing; null where nobody can know. Never throws for a device
  /// that is not there.
  std::function<std::vector<FoundDevice>()> probe{};
  /// Debian packages without which it was built, so that it cannot be used; empty where all is
  /// well.
  std::string missing_package{};
};
const std::vector<Driver>& driver_table();
const Driver* find_driver(const std::string& name);

/// Makes a device, not opened yet. Throws DeviceError for an unknown driver or setting, NotBuilt
/// for a driver that lacks its library.
std::shared_ptr<Device> make_device(const std::string& driver, const DriverSettings& settings);

}  // namespace etalon::hardware
