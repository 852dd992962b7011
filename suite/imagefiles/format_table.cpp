// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/converted_file.hpp"
#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/raw_file.hpp"
#include "suite/imagefiles/text_file.hpp"

#include <algorithm>
#include <utility>

namespace etalon::imagefiles {
namespace {

/// Files that people try, with what to do: their first bytes and their name.
struct Stranger {
  const char* magic;
  std::size_t length;
  const char* name;
};
constexpr Stranger kStrangers[] = {
    {"ZISRAWFILE", 10, "Zeiss CZI"},
    {"\xda\xce\xbe\x0a", 4, "Nikon ND2"},
    {"\x89HDF\r\n", 6, "HDF5"},
    {"\x93NUMPY", 6, "NumPy"},
    {"GIF8", 4, "GIF"},
    {"BM", 2, "BMP"},
    {"SIMPLE  =", 9, "FITS"},
    {"\x70\x00\x00\x00", 4, "Leica LIF"},
    {"RIFF", 4, "WebP or AVI"},
    {"\x00\x00\x00\x0cjP  ", 8, "JPEG 2000"},
    {"%PDF", 4, "PDF"},
    {"PK\x03\x04", 4, "ZIP"},
};

std::vector<unsigned char> first_bytes_of(const std::filesystem::path& path) {
  const ByteSource file(path);
  std::vector<unsigned char> bytes(64);
  bytes.resize(file.read_at(0, bytes.data(), bytes.size()));
  return bytes;
}

/// What the file is when it is known and not read; "?" when nobody knows.
std::string name_of(const std::filesystem::path& path, const std::vector<unsigned char>& bytes) {
  // Looks like a TIFF file, but has only a small copy of the image.
  if (path.extension() == ".vsi") return "Olympus VSI";
  for (const Stranger& stranger : kStrangers) {
    const auto* magic = reinterpret_cast<const unsigned char*>(stranger.magic);
    if (bytes.size() >= stranger.length &&
        std::equal(magic, magic + stranger.length, bytes.begin()))
      return stranger.name;
  }
  return "?";
}

[[noreturn]] void refuse_stranger(const std::filesystem::path& path, const std::string& name) {
  if (name != "?")
    refuse(
        path,
        tr("looks like a {} file, which is not read. Export it as OME-TIFF from the program that "
           "recorded it (ZEN, NIS, LAS X ...) or from Fiji, without changing its values; or name "
           "a converter, for example {}='bfconvert {{in}} {{out}}'."),
        name, kConverterVariable);
  refuse(path,
         tr("is not an image that can be read: its first bytes belong neither to TIFF nor PNG nor "
            "JPEG. Export it as OME-TIFF, TIFF or PNG, or copy it again from the instrument."));
}

ImageFile told_by_file(ImageFile image) {
  image.metadata.instrument = told_by(Source::file, std::move(image.metadata.instrument));
  return image;
}

}  // namespace

const std::vector<Format>& format_table() {
  static const std::vector<Format> table = {
      {"raw", ".dng .cr2 .nef .arw .orf .rw2 .raf",
       "raw photographs: the values of the sensor, by LibRaw", detect_raw, open_raw},
      {"tiff", ".tif .tiff .ome.tif .ome.tiff .btf .lsm",
       "TIFF and BigTIFF, with the metadata of OME-TIFF (also sets of files), ImageJ and "
       "Micro-Manager",
       detect_tiff, open_tiff},
      {"png", ".png", "Portable Network Graphics, 8 or 16 bits", detect_png, open_png},
      {"jpeg", ".jpg .jpeg", "JPEG; lossy and tone-curved: results carry a caveat", detect_jpeg,
       open_jpeg},
      {"ome-companion", ".companion.ome", "metadata of an OME-TIFF set: opens the set",
       detect_ome_companion, open_ome_companion},
  };
  return table;
}

ImageFile open_image(const std::filesystem::path& path, const ReadOptions& options) {
  const std::vector<unsigned char> bytes = first_bytes_of(path);
  const std::string name = name_of(path, bytes);
  if (name == "?")
    for (const Format& format : format_table())
      if (format.detect(bytes)) return told_by_file(format.open(path, options));
  if (has_converter() && (name != "?" || !is_text(path)))
    return told_by_file(open_converted(path, name == "?" ? tr("unknown format") : name, options));
  refuse_stranger(path, name);
}

}  // namespace etalon::imagefiles
