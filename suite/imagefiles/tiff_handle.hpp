// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace etalon::imagefiles {

/// A libtiff file whose messages stay with it: libtiff's own handlers are global and print.
class TiffHandle {
 public:
  /// For reading no page is read yet. Memory maps are not used: a file that shrinks meanwhile would
  /// kill the process. Throws FileError.
  static TiffHandle open_for_reading(const std::filesystem::path& path, std::uint64_t file_size);
  /// Does not throw: get() is null when the file cannot be written.
  static TiffHandle open_for_writing(const std::filesystem::path& path, bool big);

  TIFF* get() const { return tiff_.get(); }
  /// Makes the page whose directory starts at `offset` the current one. False: see take_error().
  bool go_to_page(std::uint64_t offset);
  /// The first message since it was last taken, "" if none.
  std::string take_error();
  std::string take_warning();
  /// Writes what is outstanding; take_error() tells whether it worked.
  void close() { tiff_.reset(); }

 private:
  struct Messages {
    std::string error;
    std::string warning;
  };
  struct Closer {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  };
  static int keep_error(TIFF*, void* messages, const char* module, const char* format, va_list);
  static int keep_warning(TIFF*, void* messages, const char* module, const char* format, va_list);
  TiffHandle(const std::filesystem::path& path, const char* mode, std::uint64_t largest_allocation);

  std::unique_ptr<Messages> messages_;  // outlives tiff_: closing may still report
  std::unique_ptr<TIFF, Closer> tiff_;
};

}  // namespace etalon::imagefiles
