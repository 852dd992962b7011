// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/genicam/aravis_camera.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::hardware {
namespace {

/// The answer, or nothing when the call failed.
template <class Call>
auto tried(Call call) -> std::optional<decltype(call(nullptr))> {
  GError* error = nullptr;
  auto answer = call(&error);
  if (error == nullptr) return answer;
  g_clear_error(&error);
  return std::nullopt;
}

}  // namespace

void throw_if_failed(const std::string& device, const GError* error) {
  if (error == nullptr) return;
  const bool gone =
      error->domain == arv_device_error_quark() &&
      (error->code == ARV_DEVICE_ERROR_TIMEOUT || error->code == ARV_DEVICE_ERROR_NOT_CONNECTED ||
       error->code == ARV_DEVICE_ERROR_NOT_FOUND || error->code == ARV_DEVICE_ERROR_TRANSFER_ERROR);
  const char* sentence =
      gone ? tr("it does not answer ({}). Is it connected and powered, and does no other program "
                "use it?")
           : tr("the camera refused: {}.");
  throw DeviceError(device, fmt::format(fmt::runtime(sentence), error->message));
}

bool AravisFeatures::has(const char* feature) const {
  return tried([&](GError** e) {
           return arv_camera_is_feature_available(camera_, feature, e);
         }).value_or(FALSE) != FALSE;
}

std::optional<std::string> AravisFeatures::text(const char* feature) const {
  if (!has(feature)) return std::nullopt;
  const auto found = tried([&](GError** e) { return arv_camera_get_string(camera_, feature, e); });
  if (!found || *found == nullptr) return std::nullopt;
  return std::string(*found);
}

std::optional<double> AravisFeatures::number(const char* feature) const {
  if (!has(feature)) return std::nullopt;
  return tried([&](GError** e) { return arv_camera_get_float(camera_, feature, e); });
}

std::optional<bool> AravisFeatures::flag(const char* feature) const {
  if (!has(feature)) return std::nullopt;
  const auto found = tried([&](GError** e) { return arv_camera_get_boolean(camera_, feature, e); });
  if (!found) return std::nullopt;
  return *found != FALSE;
}

void AravisFeatures::set_text(const char* feature, const char* value) const {
  asked(device_, [&](GError** e) { arv_camera_set_string(camera_, feature, value, e); });
}

void AravisFeatures::set_number(const char* feature, double value) const {
  asked(device_, [&](GError** e) { arv_camera_set_float(camera_, feature, value, e); });
}

void AravisFeatures::set_flag(const char* feature, bool value) const {
  asked(device_,
        [&](GError** e) { arv_camera_set_boolean(camera_, feature, value ? TRUE : FALSE, e); });
}

}  // namespace etalon::hardware
