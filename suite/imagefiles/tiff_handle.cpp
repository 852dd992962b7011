// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/tiff_handle.hpp"

#include "suite/imagefiles/byte_source.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <utility>

namespace etalon::imagefiles {
namespace {

void keep_first(std::string& kept, const char* format, va_list arguments) {
  if (!kept.empty()) return;
  char text[300] = "";
  // libtiff hands over a printf format; the text is shown, never read back.
  std::vsnprintf(text, sizeof text, format, arguments);
  kept = text;
  while (!kept.empty() && (kept.back() == '.' || kept.back() == '\n')) kept.pop_back();
  if (kept.empty()) kept = "?";
}

}  // namespace

int TiffHandle::keep_error(TIFF*, void* messages, const char*, const char* format,
                           va_list arguments) {
  keep_first(static_cast<Messages*>(messages)->error, format, arguments);
  return 1;
}

int TiffHandle::keep_warning(TIFF*, void* messages, const char*, const char* format,
                             va_list arguments) {
  keep_first(static_cast<Messages*>(messages)->warning, format, arguments);
  return 1;
}

TiffHandle::TiffHandle(const std::filesystem::path& path, const char* mode,
                       std::uint64_t largest_allocation)
    : messages_(std::make_unique<Messages>()) {
  const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                             TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_error, messages_.get());
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), keep_warning, messages_.get());
  if (largest_allocation > 0)
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(largest_allocation));
  tiff_.reset(TIFFOpenExt(path.c_str(), mode, options.get()));
}

TiffHandle TiffHandle::open_for_reading(const std::filesystem::path& path,
                                        std::uint64_t file_size) {
  // What libtiff allocates are tables and compressed strips of the file: a damaged count must not
  // take the whole memory. h: no page yet, c: strips as they are in the file, m: no memory map.
  const std::uint64_t largest = std::max(std::uint64_t{256} << 20, 2 * file_size);
  TiffHandle handle(path, "rhcm", largest);
  if (!handle.tiff_)
    refuse(path, tr("is not a TIFF file that can be read ({}). Export it again as TIFF or PNG."),
           handle.take_error());
  return handle;
}

TiffHandle TiffHandle::open_for_writing(const std::filesystem::path& path, bool big) {
  return TiffHandle(path, big ? "w8" : "w", 0);
}

bool TiffHandle::go_to_page(std::uint64_t offset) {
  *messages_ = {};
  return TIFFSetSubDirectory(tiff_.get(), offset) == 1;
}

std::string TiffHandle::take_error() { return std::exchange(messages_->error, {}); }

std::string TiffHandle::take_warning() { return std::exchange(messages_->warning, {}); }

}  // namespace etalon::imagefiles
