// SPDX-License-Identifier: Apache-2.0
#include "protocols/frame_keeper.hpp"

#include "protocols/recorded_frames.hpp"
#include "suite/core/contract.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

namespace etalon::protocols {
namespace {

namespace fs = std::filesystem;

// What the database and the headers of a file may need beside the samples.
constexpr std::uintmax_t kReserve = 16U << 20U;

/// The first frames of a sequence.
class Beginning final : public FrameSequence {
 public:
  Beginning(const FrameSequence& all, std::size_t count) : all_(all), count_(count) {}
  std::size_t size() const override { return count_; }
  Frame read(std::size_t index) const override { return all_.read(index); }

 private:
  const FrameSequence& all_;
  std::size_t count_;
};

std::span<const std::byte> bytes_of(const Frame& frame) {
  return std::visit([](const auto& samples) { return std::as_bytes(std::span(samples)); },
                    frame.samples);
}

std::string samples_hash(const FrameSequence& frames, std::size_t index) {
  trust::Sha256 hash;
  hash.update(bytes_of(frames.read(index)));
  return hash.finish();
}

std::string word(Transfer transfer) {
  switch (transfer) {
    case Transfer::linear:
      return "linear";
    case Transfer::encoded:
      return "encoded";
    case Transfer::unknown:
      break;
  }
  return "unknown";
}

/// What a copy of the samples cannot tell: where they came from, how they were made.
std::map<std::string, std::string> settings_of(const hardware::AcquiredFrames& acquired,
                                               const Frame& first) {
  std::map<std::string, std::string> settings = acquired.actual;
  settings["transfer"] = word(first.info.transfer);
  settings["lossy"] = first.info.lossy ? "yes" : "no";
  settings["significant_bits"] = std::to_string(first.info.significant_bits);
  return settings;
}

/// Of the first `kept` frames.
imagefiles::ImageMetadata metadata_of(const hardware::AcquiredFrames& acquired, std::size_t kept) {
  imagefiles::ImageMetadata metadata;
  metadata.pixel_size_x = acquired.pixel_size;
  metadata.pixel_size_y = acquired.pixel_size;
  metadata.instrument = acquired.instrument;
  metadata.axial_step = acquired.axial_step;
  metadata.settings.assign(acquired.settings.begin(),
                           acquired.settings.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                           kept, acquired.settings.size())));
  std::vector<FramePlace> places(acquired.places.begin(),
                                 acquired.places.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                               kept, acquired.places.size())));
  if (!is_complete(places)) return metadata;  // written as a series in time
  metadata.size_z = plane_count_z(places);
  metadata.size_c = channel_count(places);
  metadata.size_t = static_cast<int>(places.size()) / (metadata.size_z * metadata.size_c);
  metadata.planes = std::move(places);
  return metadata;
}

// Without a copy: the file that the frame came from, or at least what its samples were.
void name_source(records::FrameRecord& record, const hardware::AcquiredFrames& acquired,
                 std::size_t index) {
  if (acquired.origins.empty()) {
    record.sha256 = samples_hash(*acquired.frames, index);
    return;
  }
  const hardware::FrameOrigin& origin = acquired.origins[index];
  record.path = fs::absolute(origin.file.path).string();
  record.sha256 = origin.file.sha256;
  record.page = origin.page;
}

void write(const fs::path& path, const FrameSequence& frames,
           const imagefiles::ImageMetadata& metadata) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) throw FileError(path.parent_path().string(), error.message());
  imagefiles::write_ome_tiff(path, frames, metadata);
}

/// "edge-1.ome.tif"; of a series a folder with a file for each visit: "noise-1/0012.ome.tif".
std::string name_of(const hardware::StepContext& step, const Portion& portion) {
  std::string name = fmt::format("{}-{}", step.step, step.repeat + 1);
  if (step.attempt > 0) name += fmt::format("-attempt{}", step.attempt + 1);
  if (portion.visits > 1) name += fmt::format("/{:04}", step.visit + 1);
  return name + ".ome.tif";
}

}  // namespace

void expect_free_space(const fs::path& folder, std::uintmax_t bytes) {
  std::error_code error;
  fs::path existing = fs::absolute(folder, error);
  while (!existing.empty() && !fs::exists(existing, error) && existing != existing.parent_path()) {
    existing = existing.parent_path();
  }
  const auto space = fs::space(existing, error);
  if (error || space.available >= bytes) return;
  throw FileError(
      existing.string(),
      fmt::format(fmt::runtime(tr("{} MB are free, at least {} MB are needed. Make room, or "
                                  "keep fewer frames (keep: evidence or hashes in the "
                                  "protocol).")),
                  space.available >> 20U, (bytes >> 20U) + 1));
}

FrameKeeper::FrameKeeper(fs::path folder, std::string run, KeepFrames keep)
    : folder_(std::move(folder)), run_(std::move(run)), keep_(keep) {}

std::vector<records::FrameRecord> FrameKeeper::keep(const hardware::StepContext& step,
                                                    const hardware::AcquiredFrames& acquired,
                                                    const Portion& portion) const {
  const FrameSequence& frames = *acquired.frames;
  ETALON_EXPECTS(frames.size() > 0);
  const Frame first = frames.read(0);
  const std::size_t kept = keep_ == KeepFrames::all                           ? frames.size()
                           : keep_ == KeepFrames::evidence && step.visit == 0 ? 1
                                                                              : 0;
  const fs::path relative = fs::path(run_) / name_of(step, portion);
  std::string kept_hash;
  if (kept > 0) {
    expect_free_space(folder_, kept * bytes_of(first).size() + kReserve);
    write(folder_ / relative, Beginning(frames, kept), metadata_of(acquired, kept));
    kept_hash = trust::sha256_of_file(folder_ / relative);
  }
  std::vector<records::FrameRecord> records;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    records::FrameRecord record;
    record.step = step.step;
    record.repeat = step.repeat;
    // Attempts of one repeat count on, so that no frame of it is named twice.
    const int total = portion.total > 0 ? portion.total : static_cast<int>(frames.size());
    record.index = step.attempt * total + portion.before + static_cast<int>(i);
    record.settings = settings_of(acquired, first);
    record.settings["attempt"] = std::to_string(step.attempt);
    if (portion.visits > 1) record.settings["visit"] = std::to_string(step.visit);
    if (i < acquired.settings.size()) put_setting(acquired.settings[i], record.settings);
    if (i < acquired.reached.size()) put_reached(acquired.reached[i], record.settings);
    if (i < acquired.origins.size()) {
      record.settings["source"] = acquired.origins[i].file.path;
      record.settings["source_sha256"] = acquired.origins[i].file.sha256;
    }
    if (i < kept) {
      record.path = relative.generic_string();
      record.sha256 = kept_hash;
      record.page = static_cast<int>(i);
    } else {
      name_source(record, acquired, i);
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace etalon::protocols
