// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/dialect.hpp"
#include "hardware/drivers/openflexure/pi_raw.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;

constexpr const char* kSettings = "/api/v2/instrument/settings";
constexpr const char* kPosition = "/api/v2/instrument/state/stage/position";
constexpr const char* kMove = "/api/v2/actions/stage/move";
constexpr const char* kCapture = "/api/v2/actions/camera/capture";
constexpr const char* kCaptures = "/api/v2/captures/";
constexpr const char* kExposure = "shutter_speed";
constexpr Time kDownload = s(60);  // of 19 MB by radio

/// Where in a tree of settings that of the exposure stands.
bool find_exposure(const Json& tree, std::vector<std::string>& path) {
  if (!tree.is_object()) return false;
  if (tree.contains(kExposure)) return true;
  for (const auto& [key, value] : tree.items()) {
    path.push_back(key);
    if (find_exposure(value, path)) return true;
    path.pop_back();
  }
  return false;
}

class OpenFlexureV2 : public Dialect {
 public:
  OpenFlexureV2(ActionServer& server, const ImageChoice& choice)
      : server_(server), choice_(choice) {}

  std::string release() const override { return "2"; }

  void fix_automatics() override {
    read_settings();
    if (settings_.is_null()) return;  // A camera without any, as the simulated one.
    for (const char* automatic : {"exposure_mode", "awb_mode"}) {
      if (settings_.contains(automatic)) set(automatic, "off");
    }
    // 0 stands for an exposure that the camera chooses.
    if (settings_[kExposure] == 0) set(kExposure, 10000);
    if (choice_.gain) set("analog_gain", *choice_.gain);
  }

  Time set_exposure(Time wanted) override {
    if (settings_.is_null()) {
      server_.line().fail(tr("its camera has no shutter_speed that could be set."));
    }
    write(kExposure, std::llround(wanted.in(us)));
    read_settings();
    const Json reached = member(settings_, kExposure);
    if (!reached.is_number()) server_.misunderstood(kSettings, settings_.dump());
    return us(reached.get<double>());
  }

  /// From the port for stills, not for video, so that it is exposed after the call.
  Snap capture(Time longest) override {
    const bool bayer = choice_.bayer.value_or(true);
    Action action =
        server_.begin(kCapture, {{"temporary", true}, {"use_video_port", false}, {"bayer", bayer}});
    server_.finish(action, longest);
    const std::string path = download_of(action);
    const std::string bytes = server_.bytes(path, "image/jpeg", kDownload);
    server_.remove(kCaptures + id_of(action));
    if (!bayer) return jpeg_snap(bytes);
    if (!has_pi_raw(bytes)) {
      server_.line().fail(
          tr("its image holds no raw values. With a camera that has none write bayer: false; "
             "its images are then measured as they look, not as the light was."));
    }
    auto frame = pi_raw(bytes);
    if (!frame) return {.complete = false};
    return {.frame = std::move(*frame)};
  }

  std::map<std::string, std::string> actual() const override {
    std::map<std::string, std::string> actual;
    if (!settings_.is_object()) return actual;
    for (const auto& [key, value] : settings_.items()) {
      if (value.is_primitive() || value.dump().size() < 40) actual["camera_" + key] = value.dump();
    }
    return actual;
  }

  Steps position() override { return steps_in(server_.get(kPosition), server_); }

  Action begin_move(const Steps& by) override {
    return server_.begin(
        kMove, {{"x", by[x_axis]}, {"y", by[y_axis]}, {"z", by[z_axis]}, {"absolute", false}});
  }

  /// It answers when the move is over, or after a second.
  bool can_stop() const override { return false; }

 private:
  void read_settings() {
    Json tree = server_.get(kSettings);
    path_.clear();
    if (!find_exposure(tree, path_)) {
      settings_ = nullptr;
      return;
    }
    for (const std::string& key : path_) tree = Json(tree[key]);
    settings_ = std::move(tree);
  }

  void write(const char* key, const Json& value) {
    Json tree{{key, value}};
    for (auto name = path_.rbegin(); name != path_.rend(); ++name) {
      tree = Json{{*name, std::move(tree)}};
    }
    server_.put(kSettings, tree);
  }

  void set(const char* key, const Json& value) {
    write(key, value);
    read_settings();
    expect_set(server_, key, value, member(settings_, key));
  }

  static Json output_of(const Action& action) {
    const Json output = member(action.state, "output");
    return output.is_object() ? output : member(action.state, "return");
  }

  static std::string id_of(const Action& action) { return text_member(output_of(action), "id"); }

  std::string download_of(const Action& action) const {
    const Json output = output_of(action);
    const std::string link = text_member(member(member(output, "links"), "download"), "href");
    if (!link.empty()) return server_.line().path_of(link);
    const std::string id = id_of(action);
    if (id.empty()) server_.misunderstood(action.path, action.state.dump());
    return kCaptures + id + "/download/" + text_member(output, "name");
  }

  ActionServer& server_;
  ImageChoice choice_;
  std::vector<std::string> path_;  ///< of the camera's settings in their tree
  Json settings_;
};

}  // namespace

std::unique_ptr<Dialect> openflexure_v2(ActionServer& server, const ImageChoice& choice) {
  return std::make_unique<OpenFlexureV2>(server, choice);
}

}  // namespace etalon::hardware
