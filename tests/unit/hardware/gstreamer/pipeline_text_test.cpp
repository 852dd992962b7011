// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/gstreamer/pipeline_text.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;

TEST_CASE("Chains of allowed elements with plain settings are read") {
  const auto camera = read_pipeline(
      "v4l2src device=/dev/video0 extra-controls=c,exposure_auto=1,exposure_absolute=100 ! "
      "image/jpeg, width=640, framerate=(fraction)30/1 ! jpegdec");
  CHECK(camera.elements == std::vector<std::string>{"v4l2src", "jpegdec"});
  CHECK(camera.jpeg);
  const auto files = read_pipeline("multifilesrc location=/home/me/a-%05d.png!pngdec");
  CHECK(files.elements == std::vector<std::string>{"multifilesrc", "pngdec"});
  CHECK(!files.jpeg);
  CHECK(files.files.empty());
  CHECK(read_pipeline("filesrc location=a.png ! pngdec").files ==
        std::vector<std::string>{"a.png"});
  CHECK(read_pipeline("videotestsrc").elements.size() == 1);
}

TEST_CASE("What could run programs, open the network, write, or compute with values is refused") {
  for (const char* text :
       {"souphttpsrc location=http://example.org/a.png ! pngdec", "udpsrc ! jpegdec", "rtspsrc",
        "tcpclientsrc host=192.0.2.1 ! jpegdec", "uridecodebin uri=file:///a", "playbin",
        "videotestsrc ! filesink location=/tmp/a", "videotestsrc ! videoconvert",
        "videotestsrc ! videorate", "aravissrc", "videotestsrc ! tee", "videotestsrc ! x264enc",
        "shmsrc socket-path=/a", "fdsrc fd=0", "appsink"}) {
    INFO(text);
    CHECK_THROWS_WITH(read_pipeline(text), contains_text("is not allowed. Elements that are: "));
  }
}

TEST_CASE("No way of writing leads around the list of elements") {
  for (const char* text : {"videotestsrc souphttpsrc",
                           "videotestsrc name=a a.",
                           "videotestsrc ( souphttpsrc )",
                           "videotestsrc pattern=(souphttpsrc)",
                           "bin.( souphttpsrc )",
                           "( videotestsrc )",
                           "videotestsrc ! video/x-raw souphttpsrc",
                           "videotestsrc ! video/x-raw,format=GRAY8 udpsrc",
                           "videotestsrc location=\"a ! udpsrc\"",
                           "videotestsrc a=b;c",
                           "videotestsrc a='b c'",
                           "videotestsrc ! video/x-raw,format=\"a ! udpsrc\"",
                           "videotestsrc\nsouphttpsrc",
                           "videotestsrc ! audio/x-raw",
                           "videotestsrc sink::a=b",
                           "videotestsrc a=$(b)",
                           "videotestsrc a=`b`",
                           "videotestsrc a=\\ b",
                           "video/x-raw ! videotestsrc",
                           "queue",
                           "pngdec",
                           "",
                           "!",
                           "videotestsrc !",
                           "videotestsrc ! ! queue",
                           "videotestsrc ! file:///a"}) {
    INFO(text);
    CHECK_THROWS_WITH(read_pipeline(text), contains_text("gstreamer: pipeline: "));
  }
}
