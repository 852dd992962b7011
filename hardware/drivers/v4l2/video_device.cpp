// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/v4l2/video_device.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace etalon::hardware {
namespace {

std::string meaning_of(int error) {
  switch (error) {
    case EBUSY:
      return tr("another program uses it. Close that one.");
    case EACCES:
    case EPERM:
      return tr("you may not use it. Become a member of the group \"video\".");
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return tr("it is gone, or was never there. Is it connected? `ls /dev/video*` shows what is.");
    case ENOTTY:
      return tr("it is no camera. `v4l2-ctl --list-devices` shows which devices are.");
    default:
      return fmt::format(fmt::runtime(tr("it does not work: {}. Unplug it, and plug it in again.")),
                         std::generic_category().message(error));
  }
}

}  // namespace

VideoDevice::VideoDevice(std::shared_ptr<VideoSystem> system, std::string device,
                         const std::string& path)
    : system_(std::move(system)), device_(std::move(device)), file_(system_->open(path)) {
  if (file_ < 0) fail(errno);
}

VideoDevice::~VideoDevice() { system_->close(file_); }

int VideoDevice::asked(unsigned long request, void* argument) const {
  constexpr int kTries = 10;  // a signal may come in between
  for (int attempt = 0; attempt < kTries; ++attempt) {
    if (system_->ioctl(file_, request, argument) >= 0) return 0;
    if (errno != EINTR) return errno == 0 ? EIO : errno;
  }
  return EINTR;
}

void VideoDevice::fail(int error) const { throw DeviceError(device_, meaning_of(error)); }

std::optional<v4l2_queryctrl> VideoDevice::control(std::uint32_t id) const {
  v4l2_queryctrl query{};
  query.id = id;
  if (asked(VIDIOC_QUERYCTRL, &query) != 0) return std::nullopt;
  if ((query.flags & V4L2_CTRL_FLAG_DISABLED) != 0) return std::nullopt;
  return query;
}

int VideoDevice::value(std::uint32_t id) const {
  v4l2_control read{};
  read.id = id;
  ask(VIDIOC_G_CTRL, read);
  return read.value;
}

int VideoDevice::set_value(std::uint32_t id, int wanted) const {
  v4l2_control set{};
  set.id = id;
  set.value = wanted;
  // Where this is refused the value that stays tells.
  const int error = asked(VIDIOC_S_CTRL, &set);
  if (error == ENODEV || error == EIO || error == ENXIO) fail(error);
  return value(id);
}

}  // namespace etalon::hardware
