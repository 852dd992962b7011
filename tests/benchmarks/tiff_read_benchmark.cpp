// SPDX-License-Identifier: Apache-2.0
// Opening, hashing and reading one camera image: 1000 x 1000 pixels of 16 bits.
#include "suite/imagefiles/image_file.hpp"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>
#include <unistd.h>

namespace {

using namespace etalon;

/// Written once, removed with the last benchmark.
class ImageOnDisk {
 public:
  ImageOnDisk()
      : path_(std::filesystem::temp_directory_path() /
              ("etalon-benchmark-" + std::to_string(::getpid()) + ".ome.tif")) {
    Frame frame;
    frame.info.width = frame.info.height = 1000;
    std::vector<std::uint16_t> samples(1000 * 1000);
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i] = static_cast<std::uint16_t>(i * 2654435761U >> 16);
    frame.samples = std::move(samples);
    imagefiles::write_ome_tiff(path_, MemoryFrames({frame}));
  }
  ~ImageOnDisk() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  ImageOnDisk(const ImageOnDisk&) = delete;
  ImageOnDisk& operator=(const ImageOnDisk&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void tiff_read(benchmark::State& state) {
  const ImageOnDisk image;
  const imagefiles::ReadOptions options{.hash = state.range(0) != 0};
  for (auto _ : state)
    benchmark::DoNotOptimize(imagefiles::open_image(image.path(), options).frames->read(0));
}
BENCHMARK(tiff_read)->ArgName("hash")->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond);

}  // namespace
