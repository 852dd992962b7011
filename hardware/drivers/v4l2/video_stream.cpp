// SPDX-License-Identifier: Apache-2.0
// https://docs.kernel.org/userspace-api/media/v4l/mmap.html
#include "hardware/drivers/v4l2/video_stream.hpp"

#include <algorithm>
#include <cerrno>

namespace etalon::hardware {
namespace {

constexpr std::uint32_t kBuffers = 4;

v4l2_buffer empty_buffer(std::uint32_t index = 0) {
  v4l2_buffer buffer{};
  buffer.index = index;
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  return buffer;
}

v4l2_requestbuffers request_of(std::uint32_t count) {
  v4l2_requestbuffers request{};
  request.count = count;
  request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  return request;
}

}  // namespace

VideoStream::VideoStream(const VideoDevice& device) : device_(device) {
  try {
    auto request = request_of(kBuffers);
    device_.ask(VIDIOC_REQBUFS, request);
    map_all(request.count);
    for (std::uint32_t i = 0; i < buffers_.size(); ++i) give_back(empty_buffer(i));
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    device_.ask(VIDIOC_STREAMON, type);
  } catch (...) {
    end();
    throw;
  }
}

VideoStream::~VideoStream() { end(); }

void VideoStream::map_all(std::uint32_t count) {
  if (count == 0) device_.fail(ENOMEM);
  for (std::uint32_t i = 0; i < count; ++i) {
    v4l2_buffer buffer = empty_buffer(i);
    device_.ask(VIDIOC_QUERYBUF, buffer);
    void* memory = device_.system().map(device_.file(), buffer.length, buffer.m.offset);
    if (memory == nullptr) device_.fail(errno);
    buffers_.push_back({memory, buffer.length});
  }
}

void VideoStream::end() noexcept {
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  device_.try_ask(VIDIOC_STREAMOFF, type);
  for (const Mapped& buffer : buffers_) device_.system().unmap(buffer.memory, buffer.length);
  buffers_.clear();
  auto request = request_of(0);
  device_.try_ask(VIDIOC_REQBUFS, request);
}

std::optional<v4l2_buffer> VideoStream::take() {
  v4l2_buffer buffer = empty_buffer();
  const int error = device_.try_ask(VIDIOC_DQBUF, buffer);
  if (error == EAGAIN) return std::nullopt;
  if (error != 0) device_.fail(error);
  if (buffer.index >= buffers_.size()) device_.fail(EIO);
  return buffer;
}

void VideoStream::give_back(v4l2_buffer buffer) { device_.ask(VIDIOC_QBUF, buffer); }

std::span<const std::uint8_t> VideoStream::bytes(const v4l2_buffer& buffer) const {
  const Mapped& mapped = buffers_[buffer.index];
  return {static_cast<const std::uint8_t*>(mapped.memory),
          std::min<std::size_t>(buffer.bytesused, mapped.length)};
}

}  // namespace etalon::hardware
