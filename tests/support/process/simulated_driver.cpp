// SPDX-License-Identifier: Apache-2.0
// The virtual microscope as a program that drives a device: simulated_driver SCOPE ANNOUNCEMENT
// [LOG [TROUBLE WHEN]]. Made of the helper header, as a stranger would. What it is told is written
// to LOG; at the call WHEN it begins to misbehave.
#include "hardware/drivers/process/sdk/etalon_driver.hpp"
#include "protocols/scope_file.hpp"
#include "tests/support/far_microscope.hpp"
#include "tests/support/process/announcement.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <unistd.h>

namespace {

using etalon_driver::Json;
using etalon_driver::Steps;

constexpr etalon::Length kStep = etalon::um(0.08);  // of the virtual microscope's motors

/// What it is told, and the trouble that begins at one of the calls.
class Log {
 public:
  Log(const std::string& file, std::string trouble, int when)
      : file_(file, std::ios::app), trouble_(std::move(trouble)), when_(when) {}

  void write(const std::string& what) {
    const std::lock_guard lock(mutex_);
    file_ << what << std::endl;
  }
  void call(const std::string& what) {
    write(what);
    if (trouble_.empty() || calls_++ < when_) return;
    if (calls_ == when_ + 1) write("trouble");
    if (trouble_ == "it dies") _exit(3);
    if (trouble_ == "it refuses") throw etalon_driver::Refused("the lid is open.");
    if (trouble_ == "it hangs") pause();
    // Past the helper, which sends what a program prints elsewhere.
    if (trouble_ == "it babbles") dprintf(output_, "Camera ready.\n");
  }

 private:
  std::ofstream file_;
  std::string trouble_;
  int when_;
  int calls_ = 0;
  int output_ = dup(STDOUT_FILENO);
  std::mutex mutex_;
};

class Simulated : public etalon_driver::Instrument {
 public:
  Simulated(const std::string& scope, std::string announcement, Log& log)
      : far_(std::dynamic_pointer_cast<etalon::hardware::VirtualMicroscope>(
            etalon::protocols::make_microscope(etalon::protocols::read_scope_file(scope)).camera)),
        announcement_(std::move(announcement)),
        log_(log) {
    far_.microscope().open();
  }

  Json hello() override {
    return {{"manufacturer", "Etalon"},
            {"model", "virtual microscope"},
            {"camera", {{"exposure_s", {1e-5, 10}}}},
            {"stage", {{"axes", {"x", "y", "z"}}, {"can_stop", true}}},
            {"light", Json::object()}};
  }

  void close() override { log_.write("close"); }
  void stop() override { log_.write("stop"); }

  double exposure() override { return exposure_s_; }
  double set_exposure(double seconds) override { return exposure_s_ = seconds; }

  etalon_driver::Frame snap(double /*longest_s*/) override {
    log_.call("snap");
    look_up();
    const etalon::Frame frame = far_.snap(etalon::s(exposure_s_));
    etalon_driver::Frame sent;
    sent.width = frame.info.width;
    sent.height = frame.info.height;
    sent.bits = frame.info.significant_bits;
    sent.channels = frame.info.channels;
    constexpr const char* kMosaics[] = {"none", "rggb", "bggr", "grbg", "gbrg"};
    sent.mosaic = kMosaics[static_cast<int>(frame.info.mosaic)];
    sent.transfer = frame.info.transfer == etalon::Transfer::linear ? "linear" : "unknown";
    sent.lossy = frame.info.lossy;
    if (frame.info.black_level) sent.more["black_level"] = *frame.info.black_level;
    if (frame.info.processed) sent.more["processed"] = *frame.info.processed;
    std::visit(
        [&](const auto& samples) {
          sent.packing = sizeof(samples[0]) == 1 ? "bytes" : "words";
          sent.bytes.resize(samples.size() * sizeof(samples[0]));
          std::memcpy(sent.bytes.data(), samples.data(), sent.bytes.size());
        },
        frame.samples);
    return sent;
  }

  Steps position() override {
    log_.call("position");
    return at_;
  }
  void move(const Steps& by, double /*longest_s*/) override {
    log_.call("move");
    for (std::size_t i = 0; i < by.size(); ++i) at_[i] += by[i];
    const auto place = [&](std::size_t axis) { return kStep * static_cast<double>(at_[axis]); };
    far_.move_to(place(0), place(1), place(2));
  }
  void set_light(double level) override {
    log_.write(level > 0 ? "light on" : "light off");
    far_.set_light(etalon::one(level));
    level_ = level;
  }
  std::optional<double> light() override { return level_; }

 private:
  void look_up() {
    std::ifstream file(announcement_);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    if (text.empty()) return;
    const Json told = Json::parse(text);
    // One without a number holds for each frame by itself.
    if (text == told_ && told.contains("number")) return;
    told_ = text;
    const auto [step, request] = etalon::test::announced(told);
    far_.announce(step, request);
  }

  etalon::test::FarMicroscope far_;
  double level_ = 0;
  std::string announcement_;
  Log& log_;
  std::string told_;
  double exposure_s_ = 0.01;
  Steps at_{};
};

}  // namespace

int main(int count, char** words) {
  Log log(count > 3 ? words[3] : "/dev/null", count > 5 ? words[4] : "",
          count > 5 ? std::atoi(words[5]) : 0);
  Simulated instrument(words[1], words[2], log);
  etalon_driver::serve(instrument);
}
