// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace etalon::charts {

/// The text as it may stand in HTML, XML and their attributes: & < > " ' are written as entities,
/// and control characters, which XML forbids, as U+FFFD.
std::string escaped(std::string_view text);

/// What QSvgGenerator wrote, as one scalable <svg> element: its prologue is dropped, the root is
/// given a viewBox and width 100 %, and fonts are a stack that ends in the browser's own
/// sans-serif.
std::string responsive_svg(const std::string& generated, const std::string& title, int width_px,
                           int height_px);

/// The same element for use inside an HTML page, where namespaces are known without being declared.
std::string inline_svg(const std::string& svg);

}  // namespace etalon::charts
