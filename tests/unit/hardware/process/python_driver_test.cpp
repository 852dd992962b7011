// SPDX-License-Identifier: Apache-2.0
// The helper in Python, by the example that anyone can try.
#include "hardware/command_words.hpp"
#include "hardware/microscope.hpp"
#include "hardware/safety/stop_request.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <fstream>
#include <numeric>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;

namespace {

const std::string kSdk = std::string(ETALON_SOURCE_DIR) + "/hardware/drivers/process/sdk";

std::shared_ptr<Device> device_of(const std::string& script) {
  withdraw_stop_request();
  return make_device("process", {{"command", command_text({ETALON_PYTHON3, "-B", script})}});
}

double mean_of(Camera& camera, Time exposure) {
  const auto taken = camera.acquire({.step = "a"}, {.frames = 1, .exposure = exposure});
  const auto samples = std::get<std::vector<std::uint16_t>>(taken.frames->read(0).samples);
  return std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
}

/// A driver of a few lines on top of the helper.
class Script {
 public:
  explicit Script(const std::string& methods) {
    std::ofstream file(path());
    file << "import sys, time\nsys.path.insert(0, '" << kSdk << "')\nimport etalon_driver as ed\n"
         << "class Own(ed.Instrument):\n"
         << "    def hello(self): return {'camera': {'exposure_s': [1e-5, 10]}}\n"
         << methods << "ed.serve(Own())\n";
  }
  std::string path() const { return (folder_.path() / "own.py").string(); }
  std::string told() const {
    std::ifstream file(folder_.path() / "told");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

 private:
  test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("The example in Python is a camera and a light") {
  const auto device = device_of(kSdk + "/examples/noise_camera.py");
  device->open();
  auto& camera = dynamic_cast<Camera&>(*device);
  test::check_live_camera(camera);
  CHECK(camera.acquire({.step = "a"}, {.frames = 1}).instrument.detector.binning == "1 x 1");
  auto& light = dynamic_cast<Light&>(*device);
  test::check_light(light);
  // 0.25 DN/e, 200 e/ms, above 100: that of 78,600 pixels is known within 0.05 DN.
  CHECK_THAT(mean_of(camera, ms(10)), Catch::Matchers::WithinAbs(100 + 0.25 * 2000, 0.3));
  light.set_level(one(0.5));
  CHECK(light.level() == one(0.5));
  CHECK_THAT(mean_of(camera, ms(10)), Catch::Matchers::WithinAbs(100 + 0.25 * 1000, 0.3));
  device->close();
}

TEST_CASE("A driver in Python aborts an exposure, and stops when it is told to") {
  const Script script(
      "    def snap(self, longest_s):\n"
      "        print('exposing')\n"
      "        if self.aborted.wait(60): raise ed.Aborted()\n"
      "    def stop(self): open(sys.path[1] + '/told', 'a').write('stopped ')\n"
      "    def close(self): open(sys.path[1] + '/told', 'a').write('closed ')\n");
  const auto device = device_of(script.path());
  device->open();
  std::thread ctrl_c([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    request_stop();
  });
  CHECK_THROWS_AS(dynamic_cast<Camera&>(*device).acquire({.step = "a"}, {.frames = 1}), Stopped);
  ctrl_c.join();
  withdraw_stop_request();
  CHECK(script.told() == "stopped ");
  device->close();
  CHECK_THAT(script.told(), contains_text("closed"));
}

TEST_CASE("What goes wrong in a driver in Python is told, and its traceback is no answer") {
  const Script script("    def snap(self, longest_s): return 1 / 0\n");
  const auto device = device_of(script.path());
  device->open();
  CHECK_THROWS_WITH(dynamic_cast<Camera&>(*device).acquire({.step = "a"}, {.frames = 1}),
                    contains_text("it refuses camera.snap: ZeroDivisionError"));
  device->close();
  const Script broken("    def hello(self): import no_such_library\n");
  CHECK_THROWS_WITH(device_of(broken.path())->open(), contains_text("no_such_library"));
}
