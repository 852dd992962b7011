// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/ome_metadata.hpp"

#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/length_unit.hpp"
#include "suite/imagefiles/ome_instrument.hpp"
#include "suite/imagefiles/ome_node.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace etalon::imagefiles {
namespace {

[[noreturn]] void damaged(const std::filesystem::path& path, const std::string& what) {
  refuse(path,
         tr("its OME metadata are damaged ({}). Export it again as OME-TIFF, or as plain TIFF."),
         what);
}

/// A whole number from `least` on, or `otherwise` if the attribute is missing.
int whole(const pugi::xml_node& node, const char* attribute, int least, int otherwise,
          const std::filesystem::path& path) {
  if (!node.attribute(attribute)) return otherwise;
  const std::optional<double> value = number(node, attribute);
  constexpr int kMost = std::numeric_limits<int>::max();
  if (!value || *value < least || *value > kMost || *value != static_cast<int>(*value))
    damaged(path, std::string(attribute) + "=\"" + node.attribute(attribute).value() + '"');
  return static_cast<int>(*value);
}

/// Sets of several files name, at each <TiffData>, the file that has the pixels by its UUID.
void require_pixels_here(const pugi::xml_node& ome, const std::vector<pugi::xml_node>& tiff_data,
                         const std::filesystem::path& path) {
  const std::string own_id = ome.attribute("UUID").value();
  std::set<std::string> ids;
  std::string other_file;
  for (const pugi::xml_node& data : tiff_data) {
    const pugi::xml_node uuid = child(data, "UUID");
    if (!uuid) continue;
    const std::string file_name = uuid.attribute("FileName").value();
    ids.insert(uuid.child_value());
    const bool here =
        own_id.empty() ? file_name == path.filename().string() : own_id == uuid.child_value();
    if (!here && other_file.empty()) other_file = file_name.empty() ? "?" : file_name;
  }
  // A file that was renamed, by a writer that gave it no UUID: all planes are still in one file.
  const bool renamed = own_id.empty() && ids.size() == 1;
  if (!other_file.empty() && !renamed)
    refuse(path,
           tr("is one file of an OME-TIFF set: some of its planes are in {}. Sets of several files "
              "are "
              "not read; combine them into one file first, for example with bfconvert."),
           other_file);
}

std::vector<OmeTiffData> read_tiff_data(const std::vector<pugi::xml_node>& nodes,
                                        const std::filesystem::path& path) {
  std::vector<OmeTiffData> found;
  for (const pugi::xml_node& node : nodes) {
    OmeTiffData data;
    data.first.z = whole(node, "FirstZ", 0, 0, path);
    data.first.c = whole(node, "FirstC", 0, 0, path);
    data.first.t = whole(node, "FirstT", 0, 0, path);
    data.ifd = whole(node, "IFD", 0, 0, path);
    if (node.attribute("PlaneCount"))
      data.plane_count = whole(node, "PlaneCount", 0, 0, path);
    else if (node.attribute("IFD"))
      data.plane_count = 1;
    found.push_back(data);
  }
  return found;
}

template <class Word>
Word word_from_text(const pugi::xml_node& node, const char* attribute, std::span<const Word> words,
                    const std::filesystem::path& path) {
  const std::string text = node.attribute(attribute).value();
  for (const Word word : words)
    if (to_text(word) == text) return word;
  damaged(path, std::string(attribute) + "=\"" + text + '"');
}

std::optional<Recording> read_recording(const pugi::xml_node& ome, OmePlaneSettings& settings,
                                        const std::filesystem::path& path) {
  for (const pugi::xml_node& annotation :
       children(child(ome, "StructuredAnnotations"), "XMLAnnotation")) {
    if (std::string(annotation.attribute("Namespace").value()) != kRecordingNamespace) continue;
    const pugi::xml_node node = child(child(annotation, "Value"), "Recording");
    constexpr Transfer kTransfers[] = {Transfer::linear, Transfer::encoded, Transfer::unknown};
    constexpr Mosaic kMosaics[] = {Mosaic::none, Mosaic::rggb, Mosaic::bggr, Mosaic::grbg,
                                   Mosaic::gbrg};
    Recording recording;
    recording.transfer = word_from_text<Transfer>(node, "Transfer", kTransfers, path);
    recording.mosaic = word_from_text<Mosaic>(node, "Mosaic", kMosaics, path);
    recording.lossy = node.attribute("Lossy").as_bool();
    if (node.attribute("Processed")) recording.processed = node.attribute("Processed").as_bool();
    recording.black_level = number(node, "BlackLevel");
    read_recorded_settings(node, settings);
    return recording;
  }
  return std::nullopt;
}

void read_sizes(const pugi::xml_node& pixels, OmeImage& image, const std::filesystem::path& path) {
  ImageMetadata& metadata = image.metadata;
  image.size_x = whole(pixels, "SizeX", 1, 0, path);
  image.size_y = whole(pixels, "SizeY", 1, 0, path);
  metadata.size_z = whole(pixels, "SizeZ", 1, 1, path);
  image.declared_size_c = metadata.size_c = whole(pixels, "SizeC", 1, 1, path);
  metadata.size_t = whole(pixels, "SizeT", 1, 1, path);
  image.dimension_order = pixels.attribute("DimensionOrder").as_string("XYZCT");
  std::string sorted = image.dimension_order;
  std::sort(sorted.begin(), sorted.end());
  if (sorted != "CTXYZ" || image.dimension_order.rfind("XY", 0) != 0)
    damaged(path, "DimensionOrder=\"" + image.dimension_order + '"');

  if (const auto size = length(pixels, "PhysicalSizeX", "\u00b5m"))
    metadata.pixel_size_x = PixelSize{*size};
  if (const auto size = length(pixels, "PhysicalSizeY", "\u00b5m"))
    metadata.pixel_size_y = PixelSize{*size};
  if (const auto size = length(pixels, "PhysicalSizeZ", "\u00b5m"))
    metadata.axial_step = AxialStep{*size};
  metadata.time_increment = time_in_unit(number(pixels, "TimeIncrement").value_or(0),
                                         pixels.attribute("TimeIncrementUnit").as_string("s"));
  if (const auto bits = number(pixels, "SignificantBits"))
    image.significant_bits = static_cast<int>(std::clamp(*bits, 0.0, 64.0));
}

/// Colour samples of one page share a plane: three samples counted in SizeC are one plane.
void count_channels(const pugi::xml_node& pixels, OmeImage& image,
                    const std::filesystem::path& path) {
  const std::vector<pugi::xml_node> channels = children(pixels, "Channel");
  int samples = 0;
  for (const pugi::xml_node& channel : channels)
    samples += std::min(64, whole(channel, "SamplesPerPixel", 1, 1, path));
  if (channels.empty() || samples != image.declared_size_c) return;
  image.has_channels = true;
  image.metadata.size_c = static_cast<int>(channels.size());
}

}  // namespace

std::string to_text(Transfer transfer) {
  switch (transfer) {
    case Transfer::linear:
      return "linear";
    case Transfer::encoded:
      return "encoded";
    case Transfer::unknown:
      break;
  }
  return "unknown";
}

std::string to_text(Mosaic mosaic) {
  constexpr const char* kNames[] = {"none", "rggb", "bggr", "grbg", "gbrg"};
  return kNames[static_cast<std::size_t>(mosaic)];
}

bool is_ome_xml(const std::string& description) {
  const std::size_t start = description.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return start != std::string::npos && description[start] == '<' &&
         description.find("openmicroscopy.org/Schemas/") != std::string::npos;
}

OmeImage parse_ome(const std::string& xml, const std::filesystem::path& path) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) damaged(path, parsed.description());
  const pugi::xml_node ome = child(document, "OME");
  if (child(ome, "BinaryOnly"))
    refuse(path,
           tr("keeps its metadata in another file ({}). Combine both into one OME-TIFF first, for "
              "example with bfconvert."),
           child(ome, "BinaryOnly").attribute("MetadataFile").value());
  const std::vector<pugi::xml_node> images = children(ome, "Image");
  if (images.empty()) damaged(path, "no Image");
  if (images.size() > 1)
    refuse(
        path,
        tr("holds {} images (series, positions). Save each as a file of its own, for example with "
           "bfconvert -series."),
        images.size());
  const pugi::xml_node pixels = child(images.front(), "Pixels");
  if (!pixels) damaged(path, "no Pixels");

  OmeImage image;
  image.metadata.format = "OME-TIFF";
  read_sizes(pixels, image, path);
  count_channels(pixels, image, path);
  const std::vector<pugi::xml_node> tiff_data = children(pixels, "TiffData");
  require_pixels_here(ome, tiff_data, path);
  image.tiff_data = read_tiff_data(tiff_data, path);
  image.settings = read_ome_plane_settings(pixels);
  image.metadata.acquired = parse_date_time(child(images.front(), "AcquisitionDate").child_value());
  image.metadata.instrument = read_ome_instrument(ome, images.front());
  image.recording = read_recording(ome, image.settings, path);
  return image;
}

}  // namespace etalon::imagefiles
