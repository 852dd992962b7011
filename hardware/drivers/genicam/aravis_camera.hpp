// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/error.hpp"

#include <arv.h>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace etalon::hardware {

struct GObjectRelease {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using GObjectPointer = std::unique_ptr<T, GObjectRelease>;

/// Throws DeviceError when there is an error, in the words of `device`.
void throw_if_failed(const std::string& device, const GError* error);

/// A call of Aravis; what goes wrong becomes a DeviceError.
template <class Call>
auto asked(const std::string& device, Call call) {
  struct Error {
    GError* error = nullptr;
    ~Error() { g_clear_error(&error); }
  } failed;
  if constexpr (std::is_void_v<decltype(call(&failed.error))>) {
    call(&failed.error);
    throw_if_failed(device, failed.error);
  } else {
    auto answer = call(&failed.error);
    throw_if_failed(device, failed.error);
    return answer;
  }
}

/// The features of a camera by their names in GenICam's SFNC. Those that it lacks are no error.
class AravisFeatures {
 public:
  AravisFeatures(std::string device, ArvCamera* camera)
      : device_(std::move(device)), camera_(camera) {}

  bool has(const char* feature) const;
  /// Nothing where it is missing or cannot be read now.
  std::optional<std::string> text(const char* feature) const;
  std::optional<double> number(const char* feature) const;
  std::optional<bool> flag(const char* feature) const;
  void set_text(const char* feature, const char* value) const;
  void set_number(const char* feature, double value) const;
  void set_flag(const char* feature, bool value) const;

 private:
  std::string device_;
  ArvCamera* camera_;
};

}  // namespace etalon::hardware
