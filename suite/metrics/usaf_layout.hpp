// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace etalon::metrics {

/// USAF 1951 (MIL-STD-150A): element E of group G has 2^(G + (E - 1)/6) line pairs per mm; bars are
/// 500/f um wide, five times as long, and as wide as the gaps. The rung of an element on that
/// ladder is 6 G + E - 1.
double usaf_line_pairs_per_mm(double rung);
int usaf_group(int rung);
int usaf_element(int rung);

/// An element seen in the plane of the target, lengths in bar widths of index 0, which is the
/// largest element seen; index i has bars 2^(-i/6) wide.
struct SeenElement {
  int index = 0;
  struct Place {
    double x = 0;
    double y = 0;
  };
  /// Middles of its two triplets, one of which may be missing. x across the bars of the first.
  std::optional<Place> first;
  std::optional<Place> second;
};

/// What the arrangement of the elements says.
struct UsafArrangement {
  std::optional<int> element;  ///< of index 0, 1 to 6
  std::optional<int>
      rung_of_12;  ///< of index 0 within a pair of an even group and the next: 0 ... 11
  std::optional<bool> mirrored;
  /// Elements that stand one below the other without an element between them: runs of indices.
  std::vector<std::vector<int>> columns;
};

/// Reads where elements stand. Makers agree on this much: elements 2 to 6 of an even group stand
/// one below the other, on the other side all of the next odd group, element 1 of the even group
/// beside the end of the first column, and the next pair of groups, four times smaller, between
/// them. They do not agree on distances, so only the steps from one element to the next are
/// compared with that arrangement (gaps of two or three bars), for all twelve places of the largest
/// element, both hands and four turns: a step may be off by 12 % and 1.5 bar widths. Elements that
/// should be in the picture and are not (`visible` says for an index and a place) speak against a
/// hypothesis. What all hypotheses say that explain the picture about as well as the best one is
/// certain; the rest stays empty.
UsafArrangement read_arrangement(
    const std::vector<SeenElement>& seen,
    const std::function<bool(int index, const SeenElement::Place&)>& visible);

}  // namespace etalon::metrics
