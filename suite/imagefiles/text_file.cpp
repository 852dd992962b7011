// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/text_file.hpp"

#include "suite/core/text.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/trust/digest.hpp"

#include <algorithm>

namespace etalon::imagefiles {
namespace {

bool begins_with_utf16(const std::string& bytes) {
  return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
}

bool is_utf8(std::string line) {
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  return is_one_line(line);
}

std::string from_latin1(const std::string& line) {
  std::string text;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

}  // namespace

bool is_text(const std::filesystem::path& path) {
  const ByteSource file(path);
  std::string bytes(1024, '\0');
  bytes.resize(file.read_at(0, bytes.data(), bytes.size()));
  return begins_with_utf16(bytes) || bytes.find('\0') == std::string::npos;
}

TextFile read_text_file(const std::filesystem::path& path, const ReadOptions& options) {
  constexpr std::uint64_t kMost = std::uint64_t{64} << 20;
  const ByteSource file(path);
  if (file.size() > kMost)
    refuse(path, tr("is larger than any table of settings or readings. Name the table itself."));
  std::string bytes(file.size(), '\0');
  if (file.read_at(0, bytes.data(), bytes.size()) != bytes.size())
    refuse(path, tr("cannot be read. Check the disk or the network."));
  if (begins_with_utf16(bytes))
    refuse(path, tr("is written in UTF-16. Save it as CSV or text in UTF-8."));
  if (bytes.find('\0') != std::string::npos)
    refuse(path, tr("holds zero bytes, so it is no text. Export the table as CSV."));
  TextFile text{.path = path, .lines = {}, .identity = {path.string(), {}}};
  if (options.hash) text.identity.sha256 = trust::sha256_of(bytes);
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
  for (std::size_t begin = 0; begin < bytes.size();) {
    std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    std::string line = bytes.substr(begin, end - begin);
    if (line.ends_with('\r')) line.pop_back();
    text.lines.push_back(is_utf8(line) ? line : from_latin1(line));
    begin = end + 1;
  }
  return text;
}

}  // namespace etalon::imagefiles
