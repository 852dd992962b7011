// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinRel;
using imagefiles::ImageMetadata;
using imagefiles::open_image;

namespace {

const std::string kSchema = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

std::string ome(const std::string& content, const std::string& attributes = {}) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"" + kSchema + "\" " + attributes +
         ">" + content + "</OME>";
}

/// An image of the recipes' size; `sizes` are attributes of Pixels, `content` its children.
std::string image(const std::string& sizes, const std::string& content = {},
                  const std::string& references = {}) {
  return "<Image ID=\"Image:0\">" + references +
         "<Pixels ID=\"Pixels:0\" Type=\"uint8\" SizeX=\"23\" SizeY=\"17\" " + sizes + ">" +
         content + "</Pixels></Image>";
}

TiffRecipe with_xml(const std::string& xml, int pages) {
  TiffRecipe recipe;
  recipe.pages = pages;
  recipe.description = xml;
  return recipe;
}

ImageMetadata metadata_of(const TiffRecipe& recipe) {
  const TemporaryFolder folder;
  write_tiff<std::uint8_t>(folder.path() / "image.ome.tif", recipe);
  return open_image(folder.path() / "image.ome.tif").metadata;
}

std::string message_of(const std::string& xml, int pages) {
  const TemporaryFolder folder;
  write_tiff<std::uint8_t>(folder.path() / "image.ome.tif", with_xml(xml, pages));
  return message_of_reading(folder.path() / "image.ome.tif");
}

std::string planes_text(const ImageMetadata& metadata) {
  std::string text;
  for (const FramePlace& plane : metadata.planes)
    text += std::to_string(plane.z) + std::to_string(plane.c) + std::to_string(plane.t) + " ";
  return text;
}

const std::string kTwo = "DimensionOrder=\"XYZCT\" SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\"";

}  // namespace

TEST_CASE("OME: sizes come with their units", "[ome]") {
  struct Case {
    const char* unit;
    double micrometres;
  };
  const auto [unit, micrometres] = GENERATE(
      Case{"", 1}, Case{"\u00b5m", 1}, Case{"\u03bcm", 1}, Case{"nm", 1e-3}, Case{"mm", 1e3},
      Case{"cm", 1e4}, Case{"m", 1e6}, Case{"\u00c5", 1e-4}, Case{"in", 25400});
  DYNAMIC_SECTION("unit " << unit) {
    std::string sizes = kTwo;
    for (const char* axis : {"X", "Y", "Z"}) {
      const std::string size = std::string(" PhysicalSize") + axis;
      sizes += size + "=\"0.5E1\"";
      if (*unit != '\0') sizes += size + "Unit=\"" + unit + "\"";
    }
    const ImageMetadata metadata = metadata_of(with_xml(ome(image(sizes)), 2));
    CHECK(metadata.format == "OME-TIFF");
    REQUIRE(metadata.pixel_size_x);
    CHECK_THAT(metadata.pixel_size_x->per_px.in(um), WithinRel(5 * micrometres, 1e-12));
    CHECK_THAT(metadata.pixel_size_y->per_px.in(um), WithinRel(5 * micrometres, 1e-12));
    CHECK_THAT(metadata.axial_step->per_plane.in(um), WithinRel(5 * micrometres, 1e-12));
  }
}

TEST_CASE("OME: what is no length is no size", "[ome]") {
  const char* size =
      GENERATE("PhysicalSizeX=\"2\" PhysicalSizeXUnit=\"pixel\"",
               "PhysicalSizeX=\"2\" PhysicalSizeXUnit=\"reference frame\"", "PhysicalSizeX=\"0\"",
               "PhysicalSizeX=\"-1\"", "PhysicalSizeX=\"NaN\"", "PhysicalSizeX=\"wide\"", "");
  CHECK_FALSE(metadata_of(with_xml(ome(image(kTwo + " " + size)), 2)).pixel_size_x);
}

TEST_CASE("OME: the instrument that the image refers to", "[ome]") {
  const std::string instruments =
      "<Instrument ID=\"Instrument:0\"/>"
      "<Instrument ID=\"Instrument:1\"><Microscope Manufacturer=\"Zeiss\" Model=\"Axio\" "
      "SerialNumber=\"7\"/><Detector ID=\"Detector:1\" Manufacturer=\"PCO\" Model=\"edge\" "
      "SerialNumber=\"9\"/><Detector ID=\"Detector:2\" Model=\"other\"/>"
      "<Objective ID=\"Objective:1\" Model=\"Plan\" NominalMagnification=\"63\" LensNA=\"1.4\" "
      "Immersion=\"Oil\" Correction=\"PlanApo\" Manufacturer=\"Zeiss\" SerialNumber=\"8\"/>"
      "<Objective ID=\"Objective:2\" NominalMagnification=\"10\" LensNA=\"0.3\" Immersion=\"Air\"/>"
      "</Instrument>";
  const std::string channels =
      "<Channel ID=\"Channel:0:0\" Name=\"GFP\" EmissionWavelength=\"525\"><DetectorSettings "
      "ID=\"Detector:1\" Binning=\"2x2\"/></Channel><Channel ID=\"Channel:0:1\" Name=\"lamp\" "
      "IlluminationType=\"Transmitted\" ExcitationWavelength=\"0.55\" "
      "ExcitationWavelengthUnit=\"\u00b5m\"/><Channel ID=\"Channel:0:2\" "
      "IlluminationType=\"Epifluorescence\" AcquisitionMode=\"SpinningDiskConfocal\" "
      "ExcitationWavelength=\"488\"/>";
  const ImageMetadata metadata = metadata_of(with_xml(
      ome(instruments +
          image(
              "DimensionOrder=\"XYCZT\" SizeZ=\"1\" SizeC=\"3\" SizeT=\"1\" TimeIncrement=\"250\" "
              "TimeIncrementUnit=\"ms\"",
              channels,
              "<InstrumentRef ID=\"Instrument:1\"/><ObjectiveSettings ID=\"Objective:1\" "
              "RefractiveIndex=\"1.518\"/>")),
      3));
  const Instrument& instrument = metadata.instrument;
  CHECK(instrument.manufacturer == "Zeiss");
  CHECK(instrument.model == "Axio");
  CHECK(instrument.serial_number == "7");
  CHECK(instrument.detector.model == "edge");
  CHECK(instrument.detector.binning == "2 x 2");
  CHECK(instrument.objective.correction == "PlanApo");
  CHECK(instrument.sources.at("objective.correction") == Source::file);
  CHECK(instrument.objective.model == "Plan");
  CHECK(instrument.objective.nominal_magnification == 63);
  REQUIRE(instrument.objective.lens_na);
  CHECK(instrument.objective.lens_na->value == 1.4);
  CHECK_FALSE(instrument.objective.lens_na->standard_uncertainty);
  CHECK(instrument.objective.immersion == Immersion::oil);
  REQUIRE(instrument.channels.size() == 3);
  CHECK(instrument.channels[0].name == "GFP");
  CHECK_THAT(instrument.channels[0].wavelength->value.in(nm), WithinRel(525.0, 1e-12));
  CHECK_THAT(instrument.channels[1].wavelength->value.in(nm), WithinRel(550.0, 1e-12));
  CHECK_FALSE(instrument.channels[2].wavelength);
  CHECK(instrument.objective.refractive_index->value == 1.518);
  CHECK_THAT(instrument.channels[2].excitation->value.in(nm), WithinRel(488.0, 1e-12));
  CHECK(instrument.channels[2].mode == AcquisitionMode::spinning_disk);
  CHECK_FALSE(instrument.channels[1].excitation);
  CHECK_THAT(metadata.time_increment->in(s), WithinRel(0.25, 1e-12));
}

TEST_CASE("OME: with several objectives and no reference, none is guessed", "[ome]") {
  const std::string objectives =
      "<Instrument ID=\"Instrument:0\"><Objective ID=\"Objective:1\" LensNA=\"1.4\"/>"
      "<Objective ID=\"Objective:2\" LensNA=\"0.3\"/></Instrument>";
  CHECK_FALSE(metadata_of(with_xml(ome(objectives + image(kTwo)), 2)).instrument.objective.lens_na);
}

TEST_CASE("OME: each immersion medium by its name, also with a prefix for the namespace", "[ome]") {
  struct Case {
    const char* word;
    Immersion immersion;
  };
  const auto [word, immersion] =
      GENERATE(Case{"Air", Immersion::air}, Case{"Water", Immersion::water},
               Case{"WaterDipping", Immersion::water}, Case{"Glycerol", Immersion::glycerol},
               Case{"Oil", Immersion::oil}, Case{"Multi", Immersion::unknown});
  const std::string xml =
      "<o:OME xmlns:o=\"" + kSchema +
      "\"><o:Instrument ID=\"Instrument:0\"><o:Objective ID=\"Objective:0\" "
      "Immersion=\"" +
      word +
      "\"/></o:Instrument><o:Image><o:Pixels DimensionOrder=\"XYZCT\" SizeX=\"23\" "
      "SizeY=\"17\" SizeZ=\"1\" SizeC=\"1\" SizeT=\"1\"/></o:Image></o:OME>";
  CHECK(metadata_of(with_xml(xml, 1)).instrument.objective.immersion == immersion);
}

TEST_CASE("OME: the dimension order and TiffData say which page is which plane", "[ome]") {
  const std::string sizes = "SizeZ=\"2\" SizeC=\"2\" SizeT=\"2\" DimensionOrder=";
  const auto planes = [&](const std::string& order, const std::string& data = {}) {
    return planes_text(metadata_of(with_xml(ome(image(sizes + "\"" + order + "\"", data)), 8)));
  };
  CHECK(planes("XYZCT") == "000 100 010 110 001 101 011 111 ");
  CHECK(planes("XYCZT") == "000 010 100 110 001 011 101 111 ");
  CHECK(planes("XYTCZ") == "000 001 010 011 100 101 110 111 ");
  CHECK(planes("XYTCZ", "<TiffData/>") == "000 001 010 011 100 101 110 111 ");
  CHECK(planes("XYZCT",
               "<TiffData IFD=\"4\" PlaneCount=\"4\"/>"
               "<TiffData IFD=\"0\" FirstT=\"1\" PlaneCount=\"4\"/>") ==
        "001 101 011 111 000 100 010 110 ");
  std::string one_by_one;
  for (int i = 0; i < 8; ++i)
    one_by_one += "<TiffData IFD=\"" + std::to_string(7 - i) + "\" FirstZ=\"" +
                  std::to_string(i & 1) + "\" FirstC=\"" + std::to_string(i >> 1 & 1) +
                  "\" FirstT=\"" + std::to_string(i >> 2) + "\"/>";
  CHECK(planes("XYZCT", one_by_one) == "111 011 101 001 110 010 100 000 ");
}

TEST_CASE("OME: three samples of one channel are one plane", "[ome]") {
  TiffRecipe recipe;
  recipe.pages = 2;
  recipe.samples = 3;
  recipe.photometric = PHOTOMETRIC_RGB;
  const std::string sizes = "DimensionOrder=\"XYCZT\" SizeZ=\"2\" SizeC=\"3\" SizeT=\"1\"";
  const char* channel = GENERATE("<Channel ID=\"Channel:0:0\" SamplesPerPixel=\"3\"/>", "");
  recipe.description = ome(image(sizes, channel));
  const ImageMetadata metadata = metadata_of(recipe);
  CHECK(metadata.size_c == 1);
  CHECK(planes_text(metadata) == "000 100 ");
}

TEST_CASE("OME: planes and pages that do not fit are an error", "[ome]") {
  const std::string three = "DimensionOrder=\"XYZCT\" SizeZ=\"3\" SizeC=\"1\" SizeT=\"1\"";
  CHECK_THAT(
      message_of(ome(image(three)), 2),
      contains_text("its OME metadata announce 3 planes, but the file has 2 pages (truncated?)"));
  CHECK_THAT(message_of(ome(image(three)), 4),
             contains_text("describe 3 planes, but the file has 4 images"));
  CHECK_THAT(message_of(ome(image(three, "<TiffData IFD=\"0\" PlaneCount=\"2\"/>")), 3),
             contains_text("announce 3 planes, but name pages for only 2 of them"));
  CHECK_THAT(message_of(ome(image(three, "<TiffData IFD=\"1\" PlaneCount=\"3\"/>")), 3),
             contains_text("announce 4 planes"));
  CHECK_THAT(
      message_of(ome(image(three, "<TiffData IFD=\"0\"/><TiffData IFD=\"0\" FirstZ=\"1\"/>")), 3),
      contains_text("or use one twice"));
  CHECK_THAT(message_of(ome(image(three, "<TiffData IFD=\"0\" FirstZ=\"7\"/>")), 3),
             contains_text("outside its dimensions"));
  CHECK_THAT(message_of(ome(image("DimensionOrder=\"XYZCT\" SizeZ=\"2000000000\" "
                                  "SizeC=\"2000000000\" SizeT=\"2000000000\"")),
                        1),
             contains_text("but the file has 1 pages"));
  const std::string other_size =
      "<Image><Pixels DimensionOrder=\"XYZCT\" SizeX=\"24\" SizeY=\"17\"/></Image>";
  CHECK_THAT(message_of(ome(other_size), 1),
             contains_text("its pages have 23 x 17 pixels, but its OME metadata say 24 x 17"));
}

TEST_CASE("OME: damaged metadata are an error", "[ome]") {
  CHECK_THAT(message_of("<OME xmlns=\"" + kSchema + "\"><Image>", 1),
             contains_text("its OME metadata are damaged"));
  CHECK_THAT(message_of(ome(""), 1), contains_text("no Image"));
  CHECK_THAT(message_of(ome("<Image/>"), 1), contains_text("no Pixels"));
  CHECK_THAT(message_of(ome(image("SizeZ=\"-1\"")), 1), contains_text("SizeZ=\"-1\""));
  CHECK_THAT(message_of(ome(image("SizeZ=\"many\"")), 1), contains_text("SizeZ=\"many\""));
  CHECK_THAT(message_of(ome(image("SizeZ=\"1e99\"")), 1), contains_text("SizeZ=\"1e99\""));
  CHECK_THAT(message_of(ome(image("DimensionOrder=\"XYZZT\"")), 1), contains_text("XYZZT"));
  CHECK_THAT(message_of(ome(image("DimensionOrder=\"ZCTXY\"")), 1), contains_text("ZCTXY"));
}

TEST_CASE("OME: sets without their other files and several images are refused with advice",
          "[ome]") {
  const auto data = [](const std::string& file, const std::string& id, int ifd) {
    return "<TiffData IFD=\"" + std::to_string(ifd) + "\" FirstZ=\"" + std::to_string(ifd) +
           "\"><UUID FileName=\"" + file + "\">urn:uuid:" + id + "</UUID></TiffData>";
  };
  const std::string two_files =
      image(kTwo, data("image.ome.tif", "1", 0) + data("b.ome.tif", "2", 1));
  CHECK_THAT(message_of(ome(two_files, "UUID=\"urn:uuid:1\""), 2),
             contains_text("b.ome.tif of the set is missing"));
  CHECK_THAT(message_of(ome(two_files), 2), contains_text("Copy the whole set"));
  const std::string renamed =
      image(kTwo, data("old.ome.tif", "1", 0) + data("old.ome.tif", "1", 1));
  CHECK(message_of(ome(renamed, "UUID=\"urn:uuid:1\""), 2) == "no error");
  CHECK(message_of(ome(renamed), 2) == "no error");
  CHECK_THAT(message_of(ome(renamed, "UUID=\"urn:uuid:3\""), 2), contains_text("old.ome.tif"));
  CHECK_THAT(message_of(ome("<BinaryOnly MetadataFile=\"all.companion.ome\"/>"), 2),
             contains_text("all.companion.ome of the set is missing"));
  CHECK_THAT(message_of(ome(image(kTwo) + image(kTwo)), 2), contains_text("holds 2 images"));
}

TEST_CASE("OME: significant bits are those of the camera", "[ome]") {
  TiffRecipe recipe;
  recipe.bits = 16;
  const auto bits = [&](const std::string& attribute) {
    const TemporaryFolder folder;
    recipe.description = ome(image("DimensionOrder=\"XYZCT\" " + attribute));
    write_tiff<std::uint16_t>(folder.path() / "image.ome.tif", recipe);
    const FrameInfo info = open_image(folder.path() / "image.ome.tif").frames->read(0).info;
    CHECK(info.transfer == Transfer::unknown);
    return info.significant_bits;
  };
  CHECK(bits("SignificantBits=\"12\"") == 12);
  CHECK(bits("SignificantBits=\"16\"") == 16);
  CHECK(bits("SignificantBits=\"0\"") == 16);
  CHECK(bits("SignificantBits=\"99\"") == 16);
  CHECK(bits("") == 16);
}

TEST_CASE("OME: whatever bytes of the metadata are damaged, the answer is an image or a FileError",
          "[ome]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "image.ome.tif";
  const std::string xml =
      ome("<Instrument ID=\"Instrument:0\"><Objective ID=\"Objective:0\" "
          "LensNA=\"1.4\"/></Instrument>" +
          image(kTwo + " PhysicalSizeX=\"0.5\" PhysicalSizeXUnit=\"nm\"",
                "<Channel ID=\"Channel:0:0\" SamplesPerPixel=\"1\" EmissionWavelength=\"525\"/>"
                "<TiffData IFD=\"0\" PlaneCount=\"2\"/>"));
  for (unsigned seed = 0; seed < 500; ++seed) {
    write_tiff<std::uint8_t>(path, with_xml(damaged(xml, seed), 2));
    message_of_reading(path);
  }
  CHECK(message_of(xml, 2) == "no error");
}
