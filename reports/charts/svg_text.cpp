// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/svg_text.hpp"

#include "suite/core/contract.hpp"

#include <fmt/format.h>

#include <regex>

namespace etalon::charts {
namespace {

constexpr std::string_view kNamespace = " xmlns=\"http://www.w3.org/2000/svg\"";
// Verdana has the widths of DejaVu Sans, with which the text was placed.
constexpr std::string_view kFontStack = "font-family=\"DejaVu Sans, Verdana, Arial, sans-serif\"";

std::string replaced_all(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// QSvgGenerator opens a group for every change of the painter, drawn in or not.
std::string without_empty_groups(const std::string& svg) {
  static const std::regex empty("<g fill[^>]*>\\s*</g>\\s*");
  return std::regex_replace(svg, empty, "");
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
          safe += "\uFFFD";
        } else {
          safe += c;
        }
    }
  }
  return safe;
}

std::string responsive_svg(const std::string& generated, const std::string& title, int width_px,
                           int height_px) {
  const auto root = generated.find("<svg");
  const auto root_end = generated.find('>', root);
  const auto description_end = generated.find("</desc>", root);
  ETALON_EXPECTS(root != std::string::npos && root_end != std::string::npos);
  const auto body = description_end == std::string::npos ? root_end + 1 : description_end + 7;
  const std::string head =
      fmt::format("<svg{} viewBox=\"0 0 {} {}\" width=\"100%\" role=\"img\">\n<title>{}</title>",
                  kNamespace, width_px, height_px, escaped(title));
  const std::string drawn = without_empty_groups(generated.substr(body));
  return head + replaced_all(drawn, "font-family=\"DejaVu Sans\"", kFontStack);
}

std::string inline_svg(const std::string& svg) { return replaced_all(svg, kNamespace, ""); }

}  // namespace etalon::charts
