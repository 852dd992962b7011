// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"
#include "suite/core/measurement_result.hpp"
#include "suite/core/uncertainty.hpp"

#include <optional>
#include <string>

namespace etalon::records {

/// The words of machine output and of the database; nothing for any other word.
std::string to_text(ResultKind kind);
std::string to_text(EvaluationType type);
std::string to_text(Distribution distribution);
std::string to_text(Verdict verdict);
std::string to_text(Tier tier);
std::string to_text(Direction direction);
std::string to_text(Judged judged);

template <class Enum>
std::optional<Enum> from_text(const std::string& text);
template <>
std::optional<ResultKind> from_text<ResultKind>(const std::string& text);
template <>
std::optional<EvaluationType> from_text<EvaluationType>(const std::string& text);
template <>
std::optional<Distribution> from_text<Distribution>(const std::string& text);
template <>
std::optional<Verdict> from_text<Verdict>(const std::string& text);
template <>
std::optional<Tier> from_text<Tier>(const std::string& text);
template <>
std::optional<Direction> from_text<Direction>(const std::string& text);
template <>
std::optional<Judged> from_text<Judged>(const std::string& text);

}  // namespace etalon::records
