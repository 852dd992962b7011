// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_camera.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

namespace etalon::test {
namespace {

constexpr std::int64_t kFrame = 40'000;  // us

template <class Argument>
Argument& as(void* argument) {
  return *static_cast<Argument*>(argument);
}

}  // namespace

void MemoryCamera::add_control(std::uint32_t id, int lowest, int highest, int now, bool stuck) {
  v4l2_queryctrl control{};
  control.id = id;
  control.minimum = lowest;
  control.maximum = highest;
  control.step = 1;
  control.default_value = (lowest + highest) / 2;
  controls_[id] = control;
  values_[id] = now;
  if (stuck) stuck_.insert(id);
}

Time MemoryCamera::exposure() const {
  const auto found = values_.find(V4L2_CID_EXPOSURE_ABSOLUTE);
  return us(100) * (found == values_.end() ? 100 : found->second);
}

std::uint32_t MemoryCamera::row_bytes() const {
  const bool bytes = format_.code == V4L2_PIX_FMT_GREY;
  return format_.width * (bytes ? 1 : 2) + padding;
}

void MemoryCamera::make_frame() {
  const std::int64_t begin = clock_;
  clock_ += kFrame;
  ++sequence_;
  if (!streaming_ || empty_.empty()) return;
  v4l2_buffer frame{};
  frame.index = empty_.front();
  empty_.pop_front();
  ++pictures_;
  const auto bytes = picture ? picture(exposure()) : std::vector<std::uint8_t>();
  auto& memory = buffers_[frame.index];
  std::copy_n(bytes.begin(), std::min(bytes.size(), memory.size()), memory.begin());
  frame.bytesused = static_cast<std::uint32_t>(std::min(bytes.size(), memory.size()));
  frame.sequence = sequence_;
  frame.flags = stamps;
  const bool at_begin = (stamps & V4L2_BUF_FLAG_TSTAMP_SRC_MASK) == V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
  const std::int64_t stamp = at_begin ? begin : clock_;
  frame.timestamp.tv_sec = stamp / 1'000'000;
  frame.timestamp.tv_usec = stamp % 1'000'000;
  if (spoil) spoil(frame);
  full_.push_back(frame);
}

void MemoryCamera::pass(Time time) {
  for (const std::int64_t end = clock_ + std::llround(time.in(us)); clock_ < end;) make_frame();
}

int MemoryCamera::open(const std::string& /*path*/) {
  if (open_error == 0) return ++opened_;
  errno = open_error;
  return -1;
}

void MemoryCamera::close(int /*file*/) { --opened_; }

int MemoryCamera::ioctl(int /*file*/, unsigned long request, void* argument) {
  int error = fault ? fault(request) : 0;
  if (error == 0) error = answer(request, argument);
  errno = error;
  return error == 0 ? 0 : -1;
}

void* MemoryCamera::map(int /*file*/, std::size_t length, std::int64_t offset) {
  auto& buffer = buffers_.at(static_cast<std::size_t>(offset));
  if (length != buffer.size()) return nullptr;
  ++mapped_;
  return buffer.data();
}

void MemoryCamera::unmap(void* /*memory*/, std::size_t /*length*/) { --mapped_; }

int MemoryCamera::wait(int /*file*/, int longest_ms) {
  if (!full_.empty()) return 1;
  if (!delivers) {
    clock_ += std::int64_t{longest_ms} * 1000;
    return 0;
  }
  make_frame();
  return full_.empty() ? 0 : 1;
}

int MemoryCamera::enumerate_format(v4l2_fmtdesc& description) const {
  std::vector<std::uint32_t> codes;
  for (const Size& size : sizes_) {
    if (std::find(codes.begin(), codes.end(), size.code) == codes.end()) codes.push_back(size.code);
  }
  if (description.index >= codes.size()) return EINVAL;
  description.pixelformat = codes[description.index];
  return 0;
}

int MemoryCamera::enumerate_size(v4l2_frmsizeenum& size) const {
  std::uint32_t left = size.index;
  for (const Size& one : sizes_) {
    if (one.code != size.pixel_format || left-- != 0) continue;
    size.type = V4L2_FRMSIZE_TYPE_DISCRETE;
    size.discrete = {one.width, one.height};
    return 0;
  }
  return EINVAL;
}

/// As drivers do: what cannot be becomes what can.
int MemoryCamera::set_format(v4l2_format& format) {
  auto& pixels = format.fmt.pix;
  const auto fits = [&](const Size& size) {
    return size.code == pixels.pixelformat && size.width == pixels.width &&
           size.height == pixels.height;
  };
  const auto found = std::find_if(sizes_.begin(), sizes_.end(), fits);
  format_ = found == sizes_.end() || format_is_fixed ? sizes_.front() : *found;
  pixels.pixelformat = format_.code;
  pixels.width = format_.width;
  pixels.height = format_.height;
  pixels.bytesperline = row_bytes();
  return 0;
}

int MemoryCamera::request_buffers(v4l2_requestbuffers& request) {
  if (mapped_ > 0) return EBUSY;
  buffers_.assign(request.count, std::vector<std::uint8_t>(row_bytes() * format_.height));
  empty_.clear();
  full_.clear();
  return 0;
}

int MemoryCamera::give_frame(v4l2_buffer& buffer) {
  if (full_.empty()) return EAGAIN;
  buffer = full_.front();
  full_.pop_front();
  return 0;
}

int MemoryCamera::answer(unsigned long request, void* argument) {
  switch (request) {
    case VIDIOC_QUERYCAP: {
      auto& capability = as<v4l2_capability>(argument);
      capability.capabilities = capabilities;
      std::memcpy(capability.card, "Memory camera", sizeof "Memory camera");
      return 0;
    }
    case VIDIOC_ENUM_FMT:
      return enumerate_format(as<v4l2_fmtdesc>(argument));
    case VIDIOC_ENUM_FRAMESIZES:
      return enumerate_size(as<v4l2_frmsizeenum>(argument));
    case VIDIOC_G_FMT:
      return 0;
    case VIDIOC_S_FMT:
      return set_format(as<v4l2_format>(argument));
    case VIDIOC_G_PARM:
      as<v4l2_streamparm>(argument).parm.capture.timeperframe = {40, 1000};
      return 0;
    case VIDIOC_QUERYCTRL: {
      const auto found = controls_.find(as<v4l2_queryctrl>(argument).id);
      if (found == controls_.end()) return EINVAL;
      as<v4l2_queryctrl>(argument) = found->second;
      return 0;
    }
    case VIDIOC_G_CTRL:
      as<v4l2_control>(argument).value = values_.at(as<v4l2_control>(argument).id);
      return 0;
    case VIDIOC_S_CTRL: {
      const auto& control = as<v4l2_control>(argument);
      if (stuck_.count(control.id) == 0) values_.at(control.id) = control.value;
      return 0;
    }
    case VIDIOC_REQBUFS:
      return request_buffers(as<v4l2_requestbuffers>(argument));
    case VIDIOC_QUERYBUF: {
      auto& buffer = as<v4l2_buffer>(argument);
      buffer.length = static_cast<std::uint32_t>(buffers_.at(buffer.index).size());
      buffer.m.offset = buffer.index;
      return 0;
    }
    case VIDIOC_QBUF:
      empty_.push_back(as<v4l2_buffer>(argument).index);
      return 0;
    case VIDIOC_DQBUF:
      return give_frame(as<v4l2_buffer>(argument));
    case VIDIOC_STREAMON:
      streaming_ = true;
      return 0;
    case VIDIOC_STREAMOFF:
      streaming_ = false;
      return 0;
    default:
      return ENOTTY;
  }
}

}  // namespace etalon::test
