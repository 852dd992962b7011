// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <filesystem>
#include <string>

namespace etalon::test {

/// Three points in time in two files: the second and first in `b`, the third in `a`, so that
/// neither the order of the names nor that of the pages is that of the set. The first samples of
/// its frames are 8, 1, 1.
struct OmeSet {
  std::filesystem::path a;
  std::filesystem::path b;

  explicit OmeSet(const std::filesystem::path& folder)
      : a(folder / "edge-a.ome.tif"), b(folder / "edge-b.ome.tif") {
    write("1", a, 1);
    write("2", b, 2);
  }
  static std::string plane(const std::string& file, const std::string& id, int page, int time) {
    return "<TiffData IFD=\"" + std::to_string(page) + "\" FirstT=\"" + std::to_string(time) +
           "\" PlaneCount=\"1\"><UUID FileName=\"" + file + "\">urn:uuid:" + id +
           "</UUID></TiffData>";
  }
  void write(const std::string& id, const std::filesystem::path& path, int pages,
             int compression = COMPRESSION_NONE) const {
    TiffRecipe recipe;
    recipe.pages = pages;
    recipe.compression = compression;
    recipe.description =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME "
        "xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" UUID=\"urn:uuid:" +
        id +
        "\"><Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" Type=\"uint8\" DimensionOrder=\"XYZCT\" "
        "SizeX=\"23\" SizeY=\"17\" SizeZ=\"1\" SizeC=\"1\" SizeT=\"3\">" +
        plane("edge-b.ome.tif", "2", 1, 0) + plane("edge-b.ome.tif", "2", 0, 1) +
        plane("edge-a.ome.tif", "1", 0, 2) + "</Pixels></Image></OME>";
    write_tiff<std::uint8_t>(path, recipe);
  }
};

}  // namespace etalon::test
