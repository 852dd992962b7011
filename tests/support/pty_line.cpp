// SPDX-License-Identifier: Apache-2.0
#include "tests/support/pty_line.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace etalon::test {

PtyLine::PtyLine(Answer answer, const std::string& banner, std::string single_bytes,
                 Chatter chatter)
    : answer_(std::move(answer)),
      single_bytes_(std::move(single_bytes)),
      chatter_(std::move(chatter)),
      master_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  std::array<char, 128> name{};
  if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0 ||
      ptsname_r(master_, name.data(), name.size()) != 0) {
    throw std::runtime_error("no pseudo-terminal");
  }
  port_ = name.data();
  // Without echo, which a terminal has until somebody says otherwise.
  termios settings{};
  tcgetattr(master_, &settings);
  cfmakeraw(&settings);
  tcsetattr(master_, TCSANOW, &settings);
  if (!banner.empty() && ::write(master_, banner.data(), banner.size()) < 0) {
    throw std::runtime_error("no pseudo-terminal");
  }
  thread_ = std::thread([this] { serve(); });
}

void PtyLine::pull() {
  pulled_ = true;
  if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id()) thread_.join();
}

bool PtyLine::take(std::string& arrived, std::string& line) const {
  const auto end = arrived.find_first_of("\n" + single_bytes_);
  if (end == std::string::npos) return false;
  const bool single = arrived[end] != '\n';
  line = single ? arrived.substr(end, 1) : arrived.substr(0, end);
  arrived.erase(single ? end : 0, single ? 1 : end + 1);
  return true;
}

void PtyLine::talk() {
  const auto now = std::chrono::steady_clock::now();
  if (chatter_.text.empty() || now - talked_ < chatter_.every) return;
  talked_ = now;
  pollfd room{master_, POLLOUT, 0};
  if (poll(&room, 1, 0) <= 0 || (room.revents & POLLOUT) == 0) return;
  if (::write(master_, chatter_.text.data(), chatter_.text.size()) < 0) return;
}

void PtyLine::serve() {
  std::string arrived;
  while (!pulled_) {
    talk();
    pollfd waiting{master_, POLLIN, 0};
    if (poll(&waiting, 1, 10) <= 0 || (waiting.revents & POLLIN) == 0) {
      // Nobody has opened the other end yet, or not any more.
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      continue;
    }
    std::array<char, 1024> bytes{};
    const ssize_t read = ::read(master_, bytes.data(), bytes.size());
    if (read <= 0) continue;
    arrived.append(bytes.data(), static_cast<std::size_t>(read));
    for (std::string line; !pulled_ && take(arrived, line);) {
      const std::string text = answer_(line);
      if (!text.empty() && ::write(master_, text.data(), text.size()) < 0) break;
    }
  }
  ::close(master_);
}

}  // namespace etalon::test
