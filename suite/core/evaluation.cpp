// SPDX-License-Identifier: Apache-2.0
#include "suite/core/evaluation.hpp"

#include "suite/core/quantity.hpp"

namespace etalon {
namespace {

/// Writes a record that can be read back in one way only: strings carry their length, lists and
/// maps their count, everything else ends with the line. Fields come in a fixed order.
class CanonicalWriter {
 public:
  void string(const std::string& text) { line("s" + std::to_string(text.size()) + ":" + text); }
  /// Minus zero is zero: SQLite and JSON readers do not keep its sign.
  void number(double value) { line("n" + number_to_text(value == 0 ? 0 : value)); }
  void count(std::size_t value) { line("c" + std::to_string(value)); }

  void optional(const std::optional<double>& value) {
    count(value ? 1 : 0);
    if (value) number(*value);
  }
  void strings(const std::vector<std::string>& texts) {
    list(texts, [this](const std::string& text) { string(text); });
  }
  void numbers(const std::vector<double>& values) {
    list(values, [this](double value) { number(value); });
  }
  void texts(const std::map<std::string, std::string>& map) {
    list(map, [this](const auto& entry) {
      string(entry.first);
      string(entry.second);
    });
  }
  template <class Container, class Write>
  void list(const Container& container, Write write) {
    count(container.size());
    for (const auto& element : container) write(element);
  }

  std::string take() { return std::move(text_); }

 private:
  void line(const std::string& content) {
    text_ += content;
    text_ += '\n';
  }
  std::string text_;
};

const char* word(ResultKind kind) {
  return kind == ResultKind::estimate ? "estimate" : "statistic";
}
const char* word(EvaluationType type) { return type == EvaluationType::A ? "A" : "B"; }
const char* word(Distribution distribution) {
  switch (distribution) {
    case Distribution::normal:
      return "normal";
    case Distribution::rectangular:
      return "rectangular";
    case Distribution::triangular:
      return "triangular";
    case Distribution::u_shaped:
      return "u_shaped";
  }
  return "";
}

void write(CanonicalWriter& out, const BudgetComponent& component) {
  out.string(component.source);
  out.string(component.input);
  out.string(word(component.type));
  out.string(word(component.distribution));
  out.number(component.standard_uncertainty);
  out.number(component.sensitivity);
  out.number(component.degrees_of_freedom);
}

void write(CanonicalWriter& out, const MeasurementResult& result) {
  out.string(result.measurand);
  out.string(word(result.kind));
  out.number(result.value);
  out.string(result.unit);
  out.number(result.standard_uncertainty);
  out.number(result.degrees_of_freedom);
  out.number(result.coverage_probability);
  out.number(result.interval.lower);
  out.number(result.interval.upper);
  out.count(result.n);
  out.texts(result.subject);
  out.list(result.caveats, [&out](const Caveat& caveat) { out.string(caveat.code); });
  out.list(result.budget, [&out](const BudgetComponent& component) { write(out, component); });
}

void write(CanonicalWriter& out, const Item& item) {
  out.string(item.id);
  out.list(item.position_px, [&out](const auto& coordinate) {
    out.string(coordinate.first);
    out.number(coordinate.second);
  });
  out.strings(item.flags);
  out.list(item.values, [&out](const auto& entry) {
    out.string(entry.first);
    out.number(entry.second.value);
    out.string(entry.second.unit);
    out.optional(entry.second.standard_uncertainty);
  });
  out.texts(item.subject);
}

void write(CanonicalWriter& out, const Curve& curve) {
  out.string(curve.name);
  out.string(curve.x_unit);
  out.string(curve.y_unit);
  out.numbers(curve.x);
  out.numbers(curve.y);
  out.numbers(curve.standard_uncertainty);
  out.texts(curve.subject);
}

void write(CanonicalWriter& out, const Map& map) {
  out.string(map.name);
  out.string(map.unit);
  out.number(map.width);
  out.number(map.height);
  out.number(map.x0_px);
  out.number(map.y0_px);
  out.number(map.pitch_px);
  out.numbers(map.values);
  out.numbers(map.standard_uncertainty);
  out.texts(map.subject);
}

void write(CanonicalWriter& out, const PeerValue& peer) {
  out.string(peer.definition);
  out.number(peer.value);
  out.string(peer.unit);
}

}  // namespace

const MeasurementResult* find_result(const Evaluation& evaluation, const std::string& measurand) {
  const MeasurementResult* found = nullptr;
  for (const auto& result : evaluation.results) {
    if (result.measurand != measurand) continue;
    if (found == nullptr || result.subject.size() < found->subject.size()) found = &result;
  }
  return found;
}

std::string canonical_text(const Evaluation& evaluation) {
  CanonicalWriter out;
  const auto each = [&out](const auto& element) { write(out, element); };
  out.string("etalon.canonical/1");
  out.string(evaluation.metric);
  out.string(evaluation.method);
  out.number(evaluation.method_version);
  out.texts(evaluation.parameters);
  out.list(evaluation.results, each);
  out.list(evaluation.items, each);
  out.list(evaluation.curves, each);
  // Left out where there are none: digests of evaluations without maps stay what they were.
  if (!evaluation.maps.empty()) out.list(evaluation.maps, each);
  out.list(evaluation.peers, each);
  out.list(evaluation.failures, [&out](const Failure& failure) { out.string(failure.code); });
  return out.take();
}

}  // namespace etalon
