// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/measurement_result.hpp"
#include "suite/core/quantity.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

struct ItemValue {
  double value = 0;
  std::string unit;
  std::optional<double> standard_uncertainty;
  friend bool operator==(const ItemValue&, const ItemValue&) = default;
};

/// One thing found in the image (an edge, a bead), used or not: `flags` say why not.
/// Pixel centres are at integers, the first pixel is (0, 0), x runs along a row.
struct Item {
  std::string id;
  std::map<std::string, double> position_px;  ///< "x", "y" and, in stacks, "z"
  std::vector<std::string> flags;
  std::map<std::string, ItemValue> values;
  std::map<std::string, std::string> subject;
  friend bool operator==(const Item&, const Item&) = default;
};

/// A curve that stays with the result, so that a later edition can be evaluated again.
struct Curve {
  std::string name;  ///< "mtf", "esf", "lsf"
  std::string x_unit;
  std::string y_unit;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> standard_uncertainty;  ///< empty or as long as y
  std::map<std::string, std::string> subject;
  friend bool operator==(const Curve&, const Curve&) = default;
};

/// A quantity over the field, on a regular grid: value (i, j) belongs to x = x0 + pitch * i,
/// y = y0 + pitch * j in pixels of the frame. Stays with the result, as curves do.
struct Map {
  std::string name;  ///< "illumination"
  std::string unit;
  int width = 0;
  int height = 0;
  double x0_px = 0;
  double y0_px = 0;
  double pitch_px = 1;
  std::vector<double> values;                ///< row by row
  std::vector<double> standard_uncertainty;  ///< empty or as long as values
  std::map<std::string, std::string> subject;
  friend bool operator==(const Map&, const Map&) = default;
};

/// A value by somebody else's definition; shown beside ours, decides nothing.
struct PeerValue {
  std::string definition;
  double value = 0;
  std::string unit;
  friend bool operator==(const PeerValue&, const PeerValue&) = default;
};

/// What a report draws over the image: a polyline in pixel coordinates.
struct Overlay {
  std::string item;   ///< id of the item it belongs to
  std::string label;  ///< "edge", "region"
  std::vector<double> x_px;
  std::vector<double> y_px;
  bool closed = false;
  friend bool operator==(const Overlay&, const Overlay&) = default;
};

/// An 8-bit picture for people (contrast stretched), `scale` image pixels per picture pixel.
struct Picture {
  std::string name;
  int width = 0;
  int height = 0;
  double scale = 1;
  std::vector<unsigned char> grey;
  std::vector<Overlay> overlays;
  friend bool operator==(const Picture&, const Picture&) = default;
};

/// An image that was made of many (an average), for those who want it as a file. Neither the digest
/// nor the database holds it: it follows from the input.
struct Volume {
  std::string name;  ///< "average bead"
  int width = 0;
  int height = 0;
  int depth = 0;
  std::optional<PixelSize> pixel_size;
  std::optional<AxialStep> axial_step;
  std::vector<float> values;  ///< plane by plane, row by row
  std::map<std::string, std::string> subject;
};

struct InputFile {
  std::string path;
  std::string sha256;
  friend bool operator==(const InputFile&, const InputFile&) = default;
};

/// All that a metric says about one observation. Results *and* failures; either may be empty.
struct Evaluation {
  std::string metric;                             ///< "slanted_edge"
  std::string method;                             ///< "slanted_edge/spline"
  int method_version = 1;                         ///< moves when a reported number moves
  std::map<std::string, std::string> parameters;  ///< every option with the text of its value
  std::vector<InputFile> inputs;
  std::vector<MeasurementResult> results;
  std::vector<Item> items;
  std::vector<Curve> curves;
  std::vector<Map> maps;
  std::vector<PeerValue> peers;
  std::vector<Failure> failures;
  std::vector<Picture> pictures;
  std::vector<Volume> volumes;
};

/// The result of this measurand with the fewest subject keys (the whole image before one edge), or
/// null.
const MeasurementResult* find_result(const Evaluation& evaluation, const std::string& measurand);

/// Canonical text of what was measured: method, parameters, results, items, curves, maps, peers,
/// codes of caveats and failures; no input files, times, hosts, pictures or volumes, and not the
/// sentences of caveats and failures, which follow the user's language. Numbers as shortest
/// round-trip text, keys sorted, every text with its length, so that two evaluations never share
/// it. Its SHA-256 (trust/digest.hpp) is the result digest: equal for any number of threads and any
/// locale.
std::string canonical_text(const Evaluation& evaluation);

}  // namespace etalon
