// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/v4l2/video_system.hpp"

#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace etalon::hardware {
namespace {

class Kernel : public VideoSystem {
 public:
  int open(const std::string& path) override {
    return ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  }
  void close(int file) override { ::close(file); }
  int ioctl(int file, unsigned long request, void* argument) override {
    return ::ioctl(file, request, argument);
  }
  void* map(int file, std::size_t length, std::int64_t offset) override {
    void* memory = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, offset);
    return memory == MAP_FAILED ? nullptr : memory;  // NOLINT: the macro casts
  }
  void unmap(void* memory, std::size_t length) override { ::munmap(memory, length); }
  int wait(int file, int longest_ms) override {
    pollfd one{.fd = file, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, longest_ms);
  }
  std::int64_t now_us() override {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
  }
};

}  // namespace

std::shared_ptr<VideoSystem> kernel_video_system() { return std::make_shared<Kernel>(); }

}  // namespace etalon::hardware
