// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/serial/line_port.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

namespace etalon::hardware {
namespace {

constexpr std::size_t kLongestLine = 64 * 1024;

int milliseconds_until(std::chrono::steady_clock::time_point end) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

}  // namespace

unsigned termios_speed(int baud) {
  switch (baud) {
    case 9600:
      return B9600;
    case 19200:
      return B19200;
    case 38400:
      return B38400;
    case 57600:
      return B57600;
    case 115200:
      return B115200;
    case 230400:
      return B230400;
    case 500000:
      return B500000;
    case 1000000:
      return B1000000;
    default:
      return 0;
  }
}

LinePort::LinePort(const std::string& board, const std::string& device, int baud)
    : name_(board + " " + device), device_(device), baud_(baud) {}

LinePort::~LinePort() { close(); }

void LinePort::fail(const std::string& problem) const { throw DeviceError(name_, problem); }

void LinePort::fail_by_errno(int code) const {
  if (code == ENOENT) {
    fail(
        tr("there is no such port. Is the board plugged in? `ls /dev/serial/by-id` shows the ports "
           "by name."));
  }
  if (code == EACCES) {
    fail(
        tr("you may not open this port. Add yourself to the group dialout (sudo adduser $USER "
           "dialout) and log in again."));
  }
  if (code == EIO || code == ENXIO || code == ENODEV || code == EBADF) {
    fail(tr("the board is gone: was its cable pulled, or its power switched off?"));
  }
  fail(std::strerror(code));
}

void LinePort::open() {
  if (is_open()) return;
  file_ = ::open(device_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (file_ < 0) fail_by_errno(errno);
  try {
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
      fail(tr("another program uses this port. Close it and try again."));
    }
    termios settings{};
    if (tcgetattr(file_, &settings) != 0) fail(tr("this is no serial port."));
    cfmakeraw(&settings);
    settings.c_cflag |= static_cast<tcflag_t>(CLOCAL | CREAD);
    settings.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS | CSTOPB | PARENB);
    cfsetispeed(&settings, termios_speed(baud_));
    cfsetospeed(&settings, termios_speed(baud_));
    if (tcsetattr(file_, TCSANOW, &settings) != 0) fail_by_errno(errno);
  } catch (...) {
    close();
    throw;
  }
  arrived_.clear();
}

void LinePort::close() noexcept {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

void LinePort::write(std::string_view bytes) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) fail_by_errno(errno);
    pollfd waiting{file_, POLLOUT, 0};
    if (poll(&waiting, 1, milliseconds_until(end)) == 0) {
      fail(
          tr("the board takes no commands any more. Unplug it, plug it in again, and check the "
             "cable."));
    }
  }
}

bool LinePort::take_line(std::string& line) {
  const auto end = arrived_.find('\n');
  if (end == std::string::npos) return false;
  line = arrived_.substr(0, end);
  while (!line.empty() && line.back() == '\r') line.pop_back();
  arrived_.erase(0, end + 1);
  return true;
}

std::string LinePort::read_line(Time longest) {
  if (auto line = line_within(longest)) return *line;
  fail(fmt::format(fmt::runtime(tr("no answer within {}. Is it switched on, and is this the "
                                   "right port?")),
                   to_text(longest)));
}

std::optional<std::string> LinePort::line_within(Time longest) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(longest.in(s));
  const auto last = std::chrono::time_point_cast<std::chrono::steady_clock::duration>(end);
  for (std::string line;;) {
    if (take_line(line)) return line;
    if (arrived_.size() > kLongestLine) fail(tr("it sends no lines. Is this the right board?"));
    pollfd waiting{file_, POLLIN, 0};
    const int ready = poll(&waiting, 1, milliseconds_until(last));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) fail_by_errno(errno);
    if (ready == 0) return std::nullopt;
    std::array<char, 4096> bytes{};
    const ssize_t read = ::read(file_, bytes.data(), bytes.size());
    if (read > 0) arrived_.append(bytes.data(), static_cast<std::size_t>(read));
    if (read == 0) fail_by_errno(ENXIO);
    if (read < 0 && errno != EAGAIN && errno != EINTR) fail_by_errno(errno);
  }
}

void LinePort::forget() {
  tcflush(file_, TCIFLUSH);
  arrived_.clear();
}

}  // namespace etalon::hardware
