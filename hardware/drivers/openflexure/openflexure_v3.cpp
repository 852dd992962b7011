// SPDX-License-Identifier: Apache-2.0
// Descriptions of things: https://www.w3.org/TR/wot-thing-description/
#include "hardware/drivers/openflexure/dialect.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;

constexpr const char* kThings = "/thing_descriptions/";
constexpr Time kDownload = s(30);

class OpenFlexureV3 : public Dialect {
 public:
  OpenFlexureV3(ActionServer& server, ImageChoice choice)
      : server_(server), choice_(std::move(choice)) {
    if (choice_.bayer.value_or(false)) {
      server_.line().fail(
          tr("release 3 of its server gives no raw values that could be measured. "
             "Leave bayer out."));
    }
    const Json things = server_.get(kThings);
    if (!things.is_object()) server_.misunderstood(kThings, things.dump());
    for (const auto& [name, thing] : things.items()) {
      if (!member(member(thing, "actions"), "capture_jpeg").is_null()) camera_ = thing;
      if (!member(member(thing, "actions"), "move_relative").is_null()) stage_ = thing;
    }
  }

  std::string release() const override { return "3"; }

  /// What was set once by hand stays so; picamera2 ends its own control then.
  void fix_automatics() override {
    for (const char* setting : {"exposure_time", "analogue_gain", "colour_gains"}) {
      if (!has(setting)) continue;
      const std::string path = property(camera_, setting);
      Json wanted = server_.get(path);
      if (choice_.gain && std::string(setting) == "analogue_gain") wanted = *choice_.gain;
      set(setting, path, wanted);
    }
  }

  Time set_exposure(Time wanted) override {
    const std::string path = property(camera_, "exposure_time");
    server_.put(path, std::llround(wanted.in(us)));
    const Json reached = server_.get(path);
    if (!reached.is_number()) server_.misunderstood(path, reached.dump());
    actual_["camera_exposure_time"] = reached.dump();
    return us(reached.get<double>());
  }

  Snap capture(Time longest) override {
    Action action =
        server_.begin(action_path(camera_, "capture_jpeg"), {{"resolution", choice_.resolution}});
    server_.finish(action, longest);
    return jpeg_snap(server_.bytes(output_of(action), "image/jpeg", kDownload));
  }

  std::map<std::string, std::string> actual() const override { return actual_; }

  Steps position() override { return steps_in(server_.get(property(stage_, "position")), server_); }

  Action begin_move(const Steps& by) override {
    return server_.begin(
        action_path(stage_, "move_relative"),
        {{"x", by[x_axis]}, {"y", by[y_axis]}, {"z", by[z_axis]}, {"block_cancellation", false}});
  }

  bool can_stop() const override { return true; }

 private:
  bool has(const char* setting) const {
    return !member(member(camera_, "properties"), setting).is_null();
  }

  void set(const char* what, const std::string& path, const Json& value) {
    server_.put(path, value);
    const Json reached = server_.get(path);
    expect_set(server_, what, value, reached);
    actual_[std::string("camera_") + what] = reached.dump();
  }

  /// The path that a thing itself gives for one of its properties or actions.
  std::string path_in(const Json& thing, const char* kind, const char* name) const {
    const Json forms = member(member(member(thing, kind), name), "forms");
    const std::string link =
        forms.is_array() && !forms.empty() ? text_member(forms.front(), "href") : std::string();
    if (link.empty()) {
      server_.line().fail(fmt::format(fmt::runtime(tr("it has no {} that could be used: is its "
                                                      "camera or stage missing in its "
                                                      "configuration?")),
                                      name));
    }
    const std::string base = text_member(thing, "base");
    const bool relative = link.find("://") == std::string::npos && !link.starts_with('/');
    return server_.line().path_of(relative ? base + link : link);
  }

  std::string property(const Json& thing, const char* name) const {
    return path_in(thing, "properties", name);
  }
  std::string action_path(const Json& thing, const char* name) const {
    return path_in(thing, "actions", name);
  }

  std::string output_of(const Action& action) const {
    const std::string link = text_member(member(action.state, "output"), "href");
    if (!link.empty()) return server_.line().path_of(link);
    return action.path + "/output";
  }

  ActionServer& server_;
  ImageChoice choice_;
  Json camera_;
  Json stage_;
  std::map<std::string, std::string> actual_;
};

}  // namespace

std::unique_ptr<Dialect> openflexure_v3(ActionServer& server, const ImageChoice& choice) {
  return std::make_unique<OpenFlexureV3>(server, choice);
}

}  // namespace etalon::hardware
