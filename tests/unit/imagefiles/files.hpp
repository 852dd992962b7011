// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <string>

namespace etalon::test {

std::string bytes_of(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

/// Opens the image and reads all its frames; returns the number of them.
std::size_t read_everything(const std::filesystem::path& path);

/// The message of the FileError that reading everything must throw; "no error" if it did not. Any
/// other exception goes through and fails the test.
std::string message_of_reading(const std::filesystem::path& path);

/// Damages one to four bytes of a file, from the same seed always in the same way.
std::string damaged(const std::string& bytes, unsigned seed);

template <class T>
const std::vector<T>& samples_of(const Frame& frame) {
  return std::get<std::vector<T>>(frame.samples);
}

}  // namespace etalon::test
