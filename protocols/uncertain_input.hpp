// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/yaml_map.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/uncertainty.hpp"

#include <optional>

namespace etalon::protocols {

/// An input with what is known of it:
///   wavelength: unknown                              nothing is known, the input counts as absent
///   wavelength: 550 nm                               the value is known, its uncertainty is not
///   wavelength: {value: 550 nm, half_width: 40 nm}   rectangular
///   wavelength: {value: 550 nm, standard_uncertainty: 20 nm}
///   wavelength: {value: 550 nm, expanded_uncertainty: 40 nm, k: 2}
/// `source` names the certificate or calibration. `read` reads one positive value of the right
/// type.
template <class Read>
auto uncertain_input(const YamlFile& file, const YamlValue& input, Read read)
    -> std::optional<Uncertain<decltype(read(input))>> {
  using Value = decltype(read(input));
  Uncertain<Value> result;
  if (input.node().kind != YamlNode::Kind::map) {
    if (input.text() == "unknown") return std::nullopt;
    result.value = read(input);
    return result;
  }
  const YamlMap map(
      file, input,
      {"value", "standard_uncertainty", "expanded_uncertainty", "k", "half_width", "source"});
  result.value = read(map.required("value"));
  result.id = map.text("source");
  const auto standard = map.find("standard_uncertainty");
  const auto expanded = map.find("expanded_uncertainty");
  const auto half_width = map.find("half_width");
  const auto k = map.find("k");
  if ((standard ? 1 : 0) + (expanded ? 1 : 0) + (half_width ? 1 : 0) != 1) {
    input.refuse(tr(
        "needs exactly one of standard_uncertainty, expanded_uncertainty (with k) and half_width; "
        "write the value alone if nothing is known of its uncertainty"));
  }
  if (expanded && !k) input.refuse(tr("expanded_uncertainty needs its coverage factor k"));
  if (k && !expanded) k->refuse(tr("k belongs to expanded_uncertainty"));
  if (standard) result.standard_uncertainty = read(*standard);
  if (expanded) result.standard_uncertainty = read(*expanded) / k->positive_number();
  if (half_width) {
    result.standard_uncertainty = read(*half_width) * standard_from_half_width(1);
    result.distribution = Distribution::rectangular;
  }
  return result;
}

}  // namespace etalon::protocols
