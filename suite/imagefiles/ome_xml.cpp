// SPDX-License-Identifier: Apache-2.0
// OME-XML of the 2016-06 schema (declared in ome_metadata.hpp).
#include "suite/imagefiles/ome_instrument.hpp"
#include "suite/imagefiles/ome_metadata.hpp"
#include "suite/imagefiles/ome_node.hpp"

#include <sstream>

namespace etalon::imagefiles {
namespace {

constexpr const char* kSchema = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

const char* pixel_type(SampleType type) {
  switch (type) {
    case SampleType::u8:
      return "uint8";
    case SampleType::u16:
      return "uint16";
    case SampleType::f32:
      break;
  }
  return "float";
}

void set_number(pugi::xml_node node, const char* attribute, double value) {
  node.append_attribute(attribute).set_value(number_to_text(value).c_str());
}

void set_length(pugi::xml_node node, const std::string& attribute, Length value) {
  set_number(node, attribute.c_str(), value.in(um));
  node.append_attribute((attribute + "Unit").c_str()) = "\u00b5m";
}

/// The dimension order in which the planes lie, "" if none fits.
std::string order_of(const ImageMetadata& metadata) {
  for (const char* order : {"XYZCT", "XYZTC", "XYCZT", "XYCTZ", "XYTZC", "XYTCZ"}) {
    std::int64_t index = 0;
    for (const FramePlace& plane : metadata.planes)
      if (plane_index(order, metadata, plane) == index) ++index;
    if (index == static_cast<std::int64_t>(metadata.planes.size())) return order;
  }
  return {};
}

void write_tiff_data(pugi::xml_node pixels, const ImageMetadata& metadata, std::size_t frame_count,
                     bool one_by_one) {
  if (!one_by_one) {
    pugi::xml_node data = pixels.append_child("TiffData");
    data.append_attribute("IFD") = 0;
    data.append_attribute("PlaneCount") = static_cast<unsigned long long>(frame_count);
    return;
  }
  for (std::size_t i = 0; i < metadata.planes.size(); ++i) {
    pugi::xml_node data = pixels.append_child("TiffData");
    data.append_attribute("FirstZ") = metadata.planes[i].z;
    data.append_attribute("FirstC") = metadata.planes[i].c;
    data.append_attribute("FirstT") = metadata.planes[i].t;
    data.append_attribute("IFD") = static_cast<unsigned long long>(i);
    data.append_attribute("PlaneCount") = 1;
  }
}

void write_pixels(pugi::xml_node image, const FrameInfo& info, std::size_t frame_count,
                  const ImageMetadata& metadata) {
  const std::string order = order_of(metadata);
  pugi::xml_node pixels = image.append_child("Pixels");
  pixels.append_attribute("ID") = "Pixels:0";
  pixels.append_attribute("DimensionOrder") = order.empty() ? "XYZCT" : order.c_str();
  pixels.append_attribute("Type") = pixel_type(info.sample_type);
  if (info.sample_type != SampleType::f32)
    pixels.append_attribute("SignificantBits") = info.significant_bits;
  pixels.append_attribute("SizeX") = info.width;
  pixels.append_attribute("SizeY") = info.height;
  pixels.append_attribute("SizeZ") = metadata.size_z;
  pixels.append_attribute("SizeC") = metadata.size_c * info.channels;
  pixels.append_attribute("SizeT") = metadata.size_t;
  if (metadata.pixel_size_x) set_length(pixels, "PhysicalSizeX", metadata.pixel_size_x->per_px);
  if (metadata.pixel_size_y) set_length(pixels, "PhysicalSizeY", metadata.pixel_size_y->per_px);
  if (metadata.axial_step) set_length(pixels, "PhysicalSizeZ", metadata.axial_step->per_plane);
  if (metadata.time_increment) {
    set_number(pixels, "TimeIncrement", metadata.time_increment->in(s));
    pixels.append_attribute("TimeIncrementUnit") = "s";
  }
  for (int channel = 0; channel < metadata.size_c; ++channel)
    write_ome_channel(pixels, metadata.instrument, channel, info.channels);
  write_tiff_data(pixels, metadata, frame_count, order.empty());
  write_ome_planes(pixels, metadata);
}

void write_recording(pugi::xml_node ome, const FrameInfo& info, const ImageMetadata& metadata) {
  pugi::xml_node annotation =
      ome.append_child("StructuredAnnotations").append_child("XMLAnnotation");
  annotation.append_attribute("ID") = "Annotation:0";
  annotation.append_attribute("Namespace") = kRecordingNamespace;
  pugi::xml_node recording = annotation.append_child("Value").append_child("Recording");
  recording.append_attribute("xmlns") = kRecordingNamespace;
  recording.append_attribute("Transfer") = to_text(info.transfer).c_str();
  recording.append_attribute("Mosaic") = to_text(info.mosaic).c_str();
  recording.append_attribute("Lossy") = info.lossy;
  if (info.processed) recording.append_attribute("Processed") = *info.processed;
  if (info.black_level) set_number(recording, "BlackLevel", *info.black_level);
  write_recorded_settings(recording, metadata);
}

}  // namespace

std::string ome_xml(const FrameInfo& info, std::size_t frame_count, const ImageMetadata& metadata,
                    const std::string& name) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node ome = document.append_child("OME");
  ome.append_attribute("xmlns") = kSchema;
  ome.append_attribute("xmlns:xsi") = "http://www.w3.org/2001/XMLSchema-instance";
  ome.append_attribute("xsi:schemaLocation") =
      (std::string(kSchema) + ' ' + kSchema + "/ome.xsd").c_str();
  ome.append_attribute("Creator") = "Etalon";
  write_ome_instrument(ome, metadata.instrument);
  pugi::xml_node image = ome.append_child("Image");
  image.append_attribute("ID") = "Image:0";
  image.append_attribute("Name") = name.c_str();
  if (metadata.acquired)
    image.append_child("AcquisitionDate").text() = to_text(*metadata.acquired).c_str();
  image.append_child("InstrumentRef").append_attribute("ID") = "Instrument:0";
  write_ome_objective_settings(image, metadata.instrument);
  write_pixels(image, info, frame_count, metadata);
  image.append_child("AnnotationRef").append_attribute("ID") = "Annotation:0";
  write_recording(ome, info, metadata);
  std::ostringstream text;
  document.save(text, " ");
  return text.str();
}

}  // namespace etalon::imagefiles
