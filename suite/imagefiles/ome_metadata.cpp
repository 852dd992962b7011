// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/ome_metadata.hpp"

#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/length_unit.hpp"
#include "suite/imagefiles/ome_instrument.hpp"
#include "suite/imagefiles/ome_node.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

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

std::size_t index_of(std::vector<OmeFile>& files, const OmeFile& file) {
  const auto same = [&](const OmeFile& other) {
    if (file.opened || other.opened) return file.opened == other.opened;
    return file.id.empty() ? file.name == other.name : file.id == other.id;
  };
  const auto found = std::find_if(files.begin(), files.end(), same);
  if (found == files.end()) files.push_back(file);
  return static_cast<std::size_t>(std::find_if(files.begin(), files.end(), same) - files.begin());
}

/// A file that was renamed, by a writer that gave it no UUID: all planes are still in one file.
bool all_in_one_file(const std::vector<pugi::xml_node>& tiff_data) {
  std::set<std::string> ids;
  for (const pugi::xml_node& node : tiff_data)
    if (const pugi::xml_node uuid = child(node, "UUID")) ids.insert(uuid.child_value());
  return ids.size() == 1;
}

/// Sets of several files name, at each <TiffData>, the file that has the pixels by its UUID.
void read_tiff_data(const pugi::xml_node& pixels, OmeImage& image,
                    const std::filesystem::path& path, const std::string& id) {
  const std::vector<pugi::xml_node> nodes = children(pixels, "TiffData");
  const bool renamed = id.empty() && all_in_one_file(nodes);
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
    const pugi::xml_node uuid = child(node, "UUID");
    OmeFile file{.name = uuid.attribute("FileName").value(), .id = uuid.child_value()};
    file.opened =
        !uuid || renamed || (id.empty() ? file.name == path.filename().string() : file.id == id);
    data.file = index_of(image.files, file);
    image.tiff_data.push_back(data);
  }
  if (image.files.empty()) image.files.push_back({.name = {}, .id = {}, .opened = true});
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

OmeImage read_image(const pugi::xml_node& ome, const pugi::xml_node& node,
                    const std::filesystem::path& path, const std::string& id) {
  const pugi::xml_node pixels = child(node, "Pixels");
  if (!pixels) damaged(path, "no Pixels");
  OmeImage image;
  image.metadata.format = "OME-TIFF";
  read_sizes(pixels, image, path);
  count_channels(pixels, image, path);
  read_tiff_data(pixels, image, path, id);
  image.settings = read_ome_plane_settings(pixels);
  image.metadata.acquired = parse_date_time(child(node, "AcquisitionDate").child_value());
  image.metadata.instrument = read_ome_instrument(ome, node);
  image.recording = read_recording(ome, image.settings, path);
  return image;
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

std::string ome_id(const std::string& xml) {
  // Each file of a large set may have all metadata of the set: only the first tag is looked at.
  const std::size_t name = xml.find("OME ");
  const std::string tag =
      name == std::string::npos ? "" : xml.substr(name, xml.find('>', name) - name);
  const std::size_t key = tag.find(" UUID=");
  if (key == std::string::npos || key + 7 >= tag.size()) return {};
  const std::size_t begin = key + 7;
  return tag.substr(begin, tag.find(tag[begin - 1], begin) - begin);
}

std::string ome_metadata_file(const std::string& xml) {
  if (xml.find("BinaryOnly") == std::string::npos) return {};
  pugi::xml_document document;
  document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  const pugi::xml_node node = child(child(document, "OME"), "BinaryOnly");
  return node ? node.attribute("MetadataFile").as_string("?") : "";
}

OmeImage parse_ome(const std::string& xml, const std::filesystem::path& path,
                   const std::string& id) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) damaged(path, parsed.description());
  const pugi::xml_node ome = child(document, "OME");
  const std::vector<pugi::xml_node> nodes = children(ome, "Image");
  if (nodes.empty()) damaged(path, "no Image");
  std::vector<OmeImage> here;
  for (const pugi::xml_node& node : nodes) {
    OmeImage image = read_image(ome, node, path, id);
    image.is_only_image = nodes.size() == 1;
    const auto opened = [](const OmeFile& file) { return file.opened; };
    if (nodes.size() == 1 || std::any_of(image.files.begin(), image.files.end(), opened))
      here.push_back(std::move(image));
  }
  if (here.size() != 1)
    refuse(path,
           tr("holds {} images (series, positions). Save each as a file of its own, for example "
              "with bfconvert -series."),
           nodes.size());
  return std::move(here.front());
}

}  // namespace etalon::imagefiles
