// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/svg_text.hpp"

#include "tests/support/catch.hpp"

using namespace etalon::charts;

TEST_CASE("What comes from outside cannot become markup") {
  CHECK(escaped("<script>alert('x')</script> & \"y\"") ==
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;");
  CHECK(escaped("5 µm\n\t→") == "5 µm\n\t→");
  CHECK(escaped(std::string("a\x01\x1b", 3)) == "a\uFFFD\uFFFD");
}

TEST_CASE("A generated drawing becomes scalable, titled and free of empty groups") {
  const std::string generated =
      "<?xml version=\"1.0\"?>\n<svg width=\"1mm\" height=\"1mm\" viewBox=\"0 0 9 9\">\n"
      "<title>Qt</title>\n<desc>Qt</desc>\n<g fill=\"none\" x=\"1\">\n\n</g>\n"
      "<g fill=\"none\"><text font-family=\"DejaVu Sans\">a</text></g></svg>";
  const std::string svg = responsive_svg(generated, "a < b", 640, 400);
  CHECK(svg.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\" "
                  "width=\"100%\" role=\"img\">\n<title>a &lt; b</title>",
                  0) == 0);
  CHECK(svg.find("x=\"1\"") == std::string::npos);
  CHECK(svg.find("sans-serif\">a</text>") != std::string::npos);
  CHECK(inline_svg(svg).find("http") == std::string::npos);
}
