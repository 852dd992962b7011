// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/tiff_frames.hpp"

#include "suite/imagefiles/hashed_file.hpp"

#include <new>
#include <utility>

namespace etalon::imagefiles {
namespace {

void read_raw(const HashedFile& hashed, const TiffPage& page, bool swapped, Frame& frame) {
  const ByteSource file = hashed.open();
  prepare_frame(frame, page.info, file.path());
  std::visit(
      [&](auto& samples) {
        const std::size_t size = samples.size() * sizeof(samples[0]);
        if (hashed.read(file, *page.raw_offset, samples.data(), size) != size)
          refuse(file.path(), tr("cannot be read. Check the disk or the network."));
        if (!swapped) return;
        const auto count = static_cast<tmsize_t>(samples.size());
        if constexpr (sizeof(samples[0]) == 2) TIFFSwabArrayOfShort(samples.data(), count);
        if constexpr (sizeof(samples[0]) == 4) TIFFSwabArrayOfFloat(samples.data(), count);
      },
      frame.samples);
}

class TiffFrames final : public FrameSequence {
 public:
  TiffFrames(const ByteSource& file, const ReadOptions& options, std::vector<TiffPage> pages,
             bool swapped)
      : file_(file, options), pages_(std::move(pages)), swapped_(swapped) {}

  std::size_t size() const override { return pages_.size(); }
  std::vector<InputFile> inputs() const override { return {file_.identity()}; }

  Frame read(std::size_t index) const override {
    Frame frame;
    read_into(index, frame);
    return frame;
  }

  void read_into(std::size_t index, Frame& frame) const override {
    const TiffPage& page = pages_.at(index);
    try {
      if (page.raw_offset)
        read_raw(file_, page, swapped_, frame);
      else
        frame = read_from_page(page);
    } catch (const std::bad_alloc&) {
      refuse(file_.path(),
             tr("page {} does not fit into the memory. Crop it or use a larger computer."),
             page.number);
    }
  }

 private:
  Frame read_from_page(const TiffPage& page) const {
    const std::filesystem::path& path = file_.path();
    TiffHandle tiff = TiffHandle::open_for_reading(path, file_.state().size);
    require_unchanged(path, TIFFFileno(tiff.get()), file_.state());
    if (!tiff.go_to_page(page.directory))
      refuse(path, tr("page {} cannot be read ({}). Check the disk or the network."), page.number,
             tiff.take_error());
    return read_page(tiff, page, path);
  }

  HashedFile file_;
  std::vector<TiffPage> pages_;
  bool swapped_;
};

}  // namespace

std::unique_ptr<FrameSequence> tiff_frames(const ByteSource& file, const ReadOptions& options,
                                           std::vector<TiffPage> pages, bool swapped) {
  return std::make_unique<TiffFrames>(file, options, std::move(pages), swapped);
}

}  // namespace etalon::imagefiles
