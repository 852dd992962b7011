// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/imagefiles/files.hpp"

#include "suite/core/error.hpp"

#include <fstream>
#include <iterator>
#include <random>

namespace etalon::test {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::size_t read_everything(const std::filesystem::path& path) {
  const imagefiles::ImageFile image = imagefiles::open_image(path);
  for (std::size_t i = 0; i < image.frames->size(); ++i) image.frames->read(i);
  return image.frames->size();
}

std::string message_of_reading(const std::filesystem::path& path) {
  try {
    read_everything(path);
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

std::string damaged(const std::string& bytes, unsigned seed) {
  std::mt19937 draw(seed);
  std::string result = bytes;
  const auto changes = 1 + draw() % 4;
  for (unsigned i = 0; i < changes; ++i) result[draw() % result.size()] = static_cast<char>(draw());
  return result;
}

}  // namespace etalon::test
