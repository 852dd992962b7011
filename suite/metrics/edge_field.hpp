// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/metrics/edge_results.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// What one edge of a chart says of its place in the field.
struct FieldEdge {
  std::string edge;  ///< "edge-7"
  double x_px = 0;
  double y_px = 0;
  bool lying = false;  ///< nearer to the rows: it tells the sharpness along the columns
  std::map<std::string, std::string> subject;  ///< without the edge: {"plane": "red"}
  std::optional<MeasurementResult> mtf50;
  std::optional<MeasurementResult> best_focus;  ///< um, or planes where the step is unknown
};

/// The edge of a series whose results begin at `first`.
FieldEdge field_edge(const EdgeSeries& series, const Evaluation& evaluation, std::size_t first);

/// Sharpness over the field from many edges of one image, upright and lying ones apart (a lens may
/// be astigmatic, pixels need not be square): subject {"edges": "upright"} and {"edges": "lying"}.
///
/// A smooth surface (numerics/smooth_field.hpp) through 1/mtf50^2 at the middles of the edges (that
/// of a blur: where it comes from a curved field it is a polynomial of the fourth order) gives
/// mtf50_centre: in the middle of the frame; mtf50_corner: the mean at four places, 70 % of the way
/// from there to the corners; both cycles/px; and the map mtf50 over the rectangle that the edges
/// fill, with its standard uncertainty. Nothing is said where the edges do not span the field:
/// at least 24 of one kind are needed, one of them within the middle 40 % of width and height
/// and one in each quarter beyond half of the way to both borders. Edges with the caveats
/// uneven_light, rough_edge, curved_edge or narrow_region are left out.
///
/// Budget: surface (type A: noise of the edges and what they scatter about the surface), and what
/// all edges share (light beyond the region, profile model) at its mean.
void append_sharpness_field(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                            Evaluation& evaluation);

/// Best focus over the field, of a stack: the map best_focus and, where the axial step is known,
/// focus_tilt_x (right less left, at 70 % of the half width), focus_tilt_y (below less above) and
/// focus_curvature (mean of the four corners at 70 % less the centre), um. Under the same
/// conditions. What the planes leave open about the shape of the peak is common to all edges of one
/// lens and cancels in these differences; where it does not, it is in the scatter.
void append_focus_field(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                        Evaluation& evaluation);

/// Of more than twelve edges only those nearest to the middle of the frame and to its corners keep
/// their curves: nobody looks at a hundred of them, and the map shows where the others stand.
void keep_telling_curves(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                         Evaluation& evaluation);

}  // namespace etalon::metrics
