// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"
#include "tests/support/moving_steps.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace etalon::test {

/// The server of a Micro-Manager as PyJavaZ 5.1 was seen to answer, on a free port of this
/// computer, with a camera, stages in nanometres, a shutter and a turret behind it.
class EmulatedMicroManager {
 public:
  using Json = nlohmann::json;
  using Parts = std::vector<std::string>;
  struct Property {
    std::string value;
    std::vector<std::string> allowed;
  };

  EmulatedMicroManager(std::function<Frame(Time)> snap, double nm_per_second);
  ~EmulatedMicroManager();
  EmulatedMicroManager(const EmulatedMicroManager&) = delete;
  EmulatedMicroManager& operator=(const EmulatedMicroManager&) = delete;

  std::string address() const;
  hardware::Steps position() const;
  void set_position(const hardware::Steps& place);
  void set_property(const std::string& name, const Property& property);
  std::string property(const std::string& name) const;
  bool shutter_open() const;
  bool shutter_automatic() const;
  /// Objects that were lent and not given back.
  std::size_t lent() const;
  /// Methods in their order, with the label that they were called with.
  std::vector<std::string> heard() const;

  /// May change an answer, or keep it waiting; one that it empties ends the server at once.
  std::function<void(const Json& question, Parts& answer)> spoil;
  /// Called with where the stages stand, when a move is over.
  std::function<void(const hardware::Steps& place)> moved;
  std::string version = "5.1.0";
  std::string camera = "Camera";
  std::int64_t step_nm = 1;  ///< of its motors

 private:
  class Line;
  void serve(Line& line);
  Parts answer(const Json& question);
  Json answer_to(const Json& question, Parts& blobs);
  Json lend(const std::string& what, const Json& content, int port);
  Json field(const std::string& name, const Json& image, Parts& blobs) const;
  Json run(const std::string& method, const Json& arguments);
  std::optional<Json> stage_method(const std::string& method, const Json& arguments);
  std::optional<Json> camera_method(const std::string& method, const Json& arguments);
  std::optional<Json> other_method(const std::string& method, const Json& arguments);
  void settle();
  int open_line();

  std::function<Frame(Time)> snap_;
  mutable std::mutex mutex_;
  MovingSteps motors_;
  bool told_ = true;
  std::map<std::string, Property> properties_;
  bool open_ = false;
  bool automatic_ = true;
  std::string turret_ = "Nikon 10X S Fluor";
  Frame frame_;
  std::map<std::string, Json> lent_;
  std::size_t names_ = 0;
  std::vector<std::string> heard_;
  std::atomic<bool> over_ = false;
  void* context_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<std::thread> threads_;
};

}  // namespace etalon::test
