// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <map>
#include <string>

namespace etalon::protocols {

/// What images say against what was to be done before they were taken, by a person or by motor and
/// camera, by its code: whole sentences. They are recorded with the frames ("doubt.not_moved") and
/// become caveats of every result of theirs ("stage_repeatability.not_moved"), so that a run that
/// was interrupted says the same. The codes:
///   not_moved      the stage was to be moved, and the image shows the same place
///   not_returned   it was to be brought back, and is not
///   move_not_seen  how far it was moved cannot be told from the images
///   left_unfocused the image was clearly sharper while the focus was turned
///   not_refocused  the focus was to be turned away and back, and the image hardly changed
///   not_exposed    the exposure that a protocol wants was looked for, and not found
///   not_focused    so was the focus
using Doubts = std::map<std::string, std::string>;

/// Adds a sentence to those of its code, once.
void add_doubt(const std::string& code, const std::string& sentence, Doubts& doubts);
void add_doubts(const Doubts& more, Doubts& doubts);

/// Among the texts that are recorded with a frame, and back.
void put_doubts(const Doubts& doubts, std::map<std::string, std::string>& texts);
Doubts doubts_in(const std::map<std::string, std::string>& texts);

/// As caveats of all results. Metrics that combine evaluations carry them on.
void put_doubts(const Doubts& doubts, Evaluation& evaluation);

}  // namespace etalon::protocols
