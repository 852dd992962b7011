// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/tiff_page.hpp"

#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/plausible_size.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace etalon::imagefiles {
namespace {

/// A tag of type SHORT or LONG that has a default.
template <class T>
T tag(TIFF* tiff, std::uint32_t name, T otherwise) {
  T value = otherwise;
  return TIFFGetFieldDefaulted(tiff, name, &value) == 1 ? value : otherwise;
}

struct Where {
  const std::filesystem::path& path;
  std::size_t page;
};

SampleType sample_type(TIFF* tiff, std::uint16_t bits, const Where& where) {
  const auto format = tag<std::uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  if (format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID) {
    if (bits == 8) return SampleType::u8;
    if (bits == 16) return SampleType::u16;
  }
  if (format == SAMPLEFORMAT_IEEEFP && bits == 32) return SampleType::f32;
  const char* kind = format == SAMPLEFORMAT_INT      ? tr("signed integers")
                     : format == SAMPLEFORMAT_IEEEFP ? tr("floating-point numbers")
                     : format == SAMPLEFORMAT_UINT   ? tr("integers")
                                                     : tr("complex numbers");
  refuse(where.path,
         tr("page {} holds {}-bit {}, which are not read. Export it with 8 or 16 bits unsigned or "
            "with 32 bits floating-point, unscaled."),
         where.page, bits, kind);
}

/// Palettes are for display; a recorded image keeps its values as indices. That is believed of a
/// ramp, where no colour falls with the index, and of a Zeiss LSM file, whose palettes are always
/// display only.
bool palette_is_display_only(TIFF* tiff, std::uint16_t bits) {
  constexpr std::uint32_t kZeissLsmInfo = 34412;
  if (TIFFFindField(tiff, kZeissLsmInfo, TIFF_ANY) != nullptr) return true;
  std::uint16_t* map[3] = {};
  if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]) != 1) return false;
  const std::size_t last = (std::size_t{1} << bits) - 1;
  bool rises = false;
  for (const std::uint16_t* colour : map) {
    if (!std::is_sorted(colour, colour + last + 1)) return false;
    rises = rises || colour[0] < colour[last];
  }
  return rises;
}

std::optional<Mosaic> mosaic_from_tags(TIFF* tiff) {
  const std::uint16_t* repeat = nullptr;
  std::uint16_t count = 0;
  const std::uint8_t* pattern = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_CFAREPEATPATTERNDIM, &repeat) != 1 ||
      TIFFGetField(tiff, TIFFTAG_CFAPATTERN, &count, &pattern) != 1 || repeat[0] != 2 ||
      repeat[1] != 2 || count != 4)
    return std::nullopt;
  const std::string cell(pattern, pattern + 4);  // 0 red, 1 green, 2 blue (TIFF/EP)
  using namespace std::string_literals;
  if (cell == "\0\1\1\2"s) return Mosaic::rggb;
  if (cell == "\2\1\1\0"s) return Mosaic::bggr;
  if (cell == "\1\0\2\1"s) return Mosaic::grbg;
  if (cell == "\1\2\0\1"s) return Mosaic::gbrg;
  return std::nullopt;
}

[[noreturn]] void refuse_colours(const Where& where, const char* what) {
  refuse(where.path, tr("page {} {}. Export it as grey or RGB, without changing its values."),
         where.page, what);
}

void describe_colours(TIFF* tiff, TiffPage& page, const Where& where) {
  const auto photometric = tag<std::uint16_t>(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  page.photometric = photometric;
  page.info.channels = 1;
  switch (photometric) {
    case PHOTOMETRIC_MINISBLACK:
      break;
    case PHOTOMETRIC_MINISWHITE:
      page.min_is_white = true;
      if (page.info.sample_type == SampleType::f32)
        refuse_colours(where, tr("stores floating-point numbers with white as the smallest"));
      break;
    case PHOTOMETRIC_PALETTE:
      if (page.info.sample_type == SampleType::f32 || !palette_is_display_only(tiff, page.bits))
        refuse_colours(
            where, tr("has a colour palette whose order says nothing about the light (in ImageJ: "
                      "Image > Lookup Tables > Grays, then save again)"));
      break;
    case PHOTOMETRIC_RGB:
      page.info.channels = 3;
      break;
    case PHOTOMETRIC_YCBCR:
      if (page.compression != COMPRESSION_JPEG)
        refuse_colours(where, tr("stores luminance and colour differences (YCbCr)"));
      page.info.channels = 3;
      page.info.transfer = Transfer::encoded;
      break;
    case PHOTOMETRIC_CFA:
      page.info.mosaic = mosaic_from_tags(tiff).value_or(Mosaic::none);
      if (page.info.mosaic == Mosaic::none)
        refuse_colours(where, tr("has a colour filter mosaic that is not 2 x 2 red, green, blue"));
      break;
    default:
      refuse_colours(where, tr("has a colour model that is not read"));
  }
}

/// Alpha behind grey or RGB is dropped. Other extra samples are channels: they would be lost
/// silently.
void require_only_alpha_extra(TIFF* tiff, const TiffPage& page, const Where& where) {
  const int extra = page.stored - page.info.channels;
  if (extra == 0) return;
  std::uint16_t count = 0;
  const std::uint16_t* kinds = nullptr;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
  const bool alpha = extra == 1 && (page.info.channels == 3 ||
                                    (count == 1 && kinds[0] != EXTRASAMPLE_UNSPECIFIED));
  if (!alpha)
    refuse(where.path,
           tr("page {} has {} values in each pixel, which do not fit its colour model. Export each "
              "channel as a page of its own (OME-TIFF)."),
           where.page, page.stored);
}

/// A camera that fills 12 of 16 bits may say so: MaxSampleValue 4095. Other values are the largest
/// one that occurs, which says nothing about the camera.
int significant_bits(TIFF* tiff, const TiffPage& page) {
  std::uint16_t largest = 0;
  if (page.info.sample_type == SampleType::f32 ||
      TIFFGetField(tiff, TIFFTAG_MAXSAMPLEVALUE, &largest) != 1)
    return page.bits;
  const unsigned next = largest + 1U;
  return std::has_single_bit(next) && largest > 0 ? std::min<int>(std::countr_zero(next), page.bits)
                                                  : page.bits;
}

std::optional<MicroManagerNote> read_note(TIFF* tiff) {
  std::uint32_t count = 0;
  const char* text = nullptr;
  // Tags that libtiff does not know come with their length.
  if (TIFFFindField(tiff, kMicroManagerTag, TIFF_ASCII) == nullptr ||
      TIFFGetField(tiff, kMicroManagerTag, &count, &text) != 1)
    return std::nullopt;
  return parse_micro_manager({text, ::strnlen(text, count)});
}

bool is_lossy(std::uint16_t compression) {
  constexpr std::uint16_t kLossyJpegOfDng = 34892;
  const std::uint16_t lossy[] = {COMPRESSION_OJPEG, COMPRESSION_JPEG, COMPRESSION_JP2000,
                                 COMPRESSION_WEBP,  COMPRESSION_LERC, kLossyJpegOfDng};
  return std::find(std::begin(lossy), std::end(lossy), compression) != std::end(lossy);
}

/// Upper bound of decoded bytes per stored byte. 12-bit codes of LZW stand for at most 4096 bytes,
/// deflate reaches 1032, PackBits 64; newer methods shrink a constant image almost to nothing.
std::uint64_t largest_expansion(std::uint16_t compression) {
  switch (compression) {
    case COMPRESSION_NONE:
      return 1;
    case COMPRESSION_PACKBITS:
    case COMPRESSION_LZW:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_JPEG:
      return 4096;
    default:
      return 1 << 20;
  }
}

void require_plausible_data(TIFF* tiff, const TiffPage& page, const Where& where) {
  const std::uint32_t count = page.tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  const auto height = static_cast<std::uint32_t>(page.info.height);
  const std::uint32_t rows =
      std::min(height, std::max(1U, tag<std::uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP, height)));
  const std::uint32_t strips_per_plane = (height - 1) / rows + 1;
  if (page.tiled)
    require_plausible_size(where.path, tag<std::uint32_t>(tiff, TIFFTAG_TILEWIDTH, 0),
                           tag<std::uint32_t>(tiff, TIFFTAG_TILELENGTH, 0));
  const std::uint64_t whole = page.tiled ? TIFFTileSize64(tiff) : TIFFVStripSize64(tiff, rows);
  const std::uint64_t last = TIFFVStripSize64(tiff, height - (strips_per_plane - 1) * rows);
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool is_last = !page.tiled && i % strips_per_plane == strips_per_plane - 1;
    const std::uint64_t decoded = is_last ? last : whole;
    const std::uint64_t stored = TIFFGetStrileByteCount(tiff, i);
    if (decoded == 0 || stored < decoded / largest_expansion(page.compression))
      refuse(where.path,
             tr("page {} says that it has {} x {} pixels, but the file holds too little data for "
                "that. "
                "Its header is damaged; copy it again from the instrument."),
             where.page, page.info.width, page.info.height);
  }
}

/// Start of the samples of a page whose strips lie one behind the other, as a frame has them.
std::optional<std::uint64_t> start_of_raw_samples(TIFF* tiff, const TiffPage& page) {
  const auto order = tag<std::uint16_t>(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
  if (page.compression != COMPRESSION_NONE || page.tiled || page.planar || page.min_is_white ||
      page.stored != page.info.channels || page.bits % 8 != 0 || order != FILLORDER_MSB2LSB)
    return std::nullopt;
  const std::uint64_t start = TIFFGetStrileOffset(tiff, 0);
  std::uint64_t next = start;
  for (std::uint32_t i = 0; i < TIFFNumberOfStrips(tiff); ++i) {
    if (TIFFGetStrileOffset(tiff, i) != next) return std::nullopt;
    next += TIFFGetStrileByteCount(tiff, i);
  }
  const std::uint64_t size = static_cast<std::uint64_t>(page.info.width) *
                             static_cast<std::uint64_t>(page.info.height) * page.stored *
                             (page.bits / 8U);
  if (next - start != size) return std::nullopt;
  return start;
}

void require_known_compression(const TiffPage& page, const Where& where) {
  if (TIFFIsCODECConfigured(page.compression) == 1) return;
  refuse(
      where.path,
      tr("page {} is compressed by a method (number {}) that is not read. Export it uncompressed, "
         "or with LZW or deflate."),
      where.page, page.compression);
}

}  // namespace

bool is_secondary_page(TIFF* tiff) {
  const auto type = tag<std::uint32_t>(tiff, TIFFTAG_SUBFILETYPE, 0);
  std::uint16_t old_type = 0;
  const bool old_reduced = TIFFGetField(tiff, TIFFTAG_OSUBFILETYPE, &old_type) == 1 &&
                           old_type == OFILETYPE_REDUCEDIMAGE;
  return (type & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) != 0 || old_reduced;
}

void require_plausible_page(TIFF* tiff, const std::filesystem::path& path) {
  require_plausible_size(path, tag<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0),
                         tag<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0));
}

bool data_is_inside(TIFF* tiff, std::uint64_t file_size) {
  const std::uint32_t count =
      TIFFIsTiled(tiff) != 0 ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  // Each strip has an offset in the file: a damaged height must not make this loop endless.
  if (count == 0 || count > file_size) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t offset = TIFFGetStrileOffset(tiff, i);
    const std::uint64_t size = TIFFGetStrileByteCount(tiff, i);
    if (offset == 0 || size == 0 || offset > file_size || size > file_size - offset) return false;
  }
  return true;
}

TiffPage describe_page(TIFF* tiff, std::size_t number, const std::filesystem::path& path) {
  const Where where{path, number};
  TiffPage page;
  page.directory = TIFFCurrentDirOffset(tiff);
  page.number = number;
  const auto width = tag<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0);
  const auto height = tag<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0);
  page.info.width = static_cast<int>(width);
  page.info.height = static_cast<int>(height);
  page.bits = tag<std::uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  page.stored = tag<std::uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  page.planar = page.stored > 1 && tag<std::uint16_t>(tiff, TIFFTAG_PLANARCONFIG,
                                                      PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  page.tiled = TIFFIsTiled(tiff) != 0;
  page.compression = tag<std::uint16_t>(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  require_known_compression(page, where);
  page.info.lossy = is_lossy(page.compression);
  page.info.sample_type = sample_type(tiff, page.bits, where);
  page.info.significant_bits = significant_bits(tiff, page);
  page.note = read_note(tiff);
  if (page.note && page.note->bits && page.info.sample_type != SampleType::f32)
    page.info.significant_bits = std::min(page.info.significant_bits, *page.note->bits);
  describe_colours(tiff, page, where);
  require_only_alpha_extra(tiff, page, where);
  if (page.photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  require_plausible_data(tiff, page, where);
  page.raw_offset = start_of_raw_samples(tiff, page);
  return page;
}

}  // namespace etalon::imagefiles
