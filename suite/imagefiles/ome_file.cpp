// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/ome_file.hpp"

#include "suite/imagefiles/formats.hpp"
#include "suite/imagefiles/micro_manager.hpp"
#include "suite/imagefiles/ome_metadata.hpp"
#include "suite/imagefiles/ome_set.hpp"
#include "suite/imagefiles/opened_together.hpp"
#include "suite/imagefiles/text_file.hpp"
#include "suite/imagefiles/tiff_frames.hpp"

#include <algorithm>

namespace etalon::imagefiles {
namespace {

namespace fs = std::filesystem;

/// The metadata of the image, and the file that they stand in if that is another one.
struct Description {
  std::string xml;
  std::unique_ptr<HashedFile> file;
};

std::string text_of(const ByteSource& file) {
  std::string text(file.size(), '\0');
  if (file.read_at(0, text.data(), text.size()) != text.size())
    refuse(file.path(), tr("cannot be read. Check the disk or the network."));
  return text;
}

Description description_of(const fs::path& path, const std::string& xml,
                           const ReadOptions& options) {
  const std::string name = ome_metadata_file(xml);
  if (name.empty()) return {xml, nullptr};
  const fs::path elsewhere = beside(path, name);
  const ByteSource file(elsewhere);
  Description description{is_text(elsewhere) ? text_of(file) : TiffOpening(file).description(),
                          std::make_unique<HashedFile>(file, options)};
  if (!is_ome_xml(description.xml) || !ome_metadata_file(description.xml).empty())
    refuse(elsewhere,
           tr("should hold the OME metadata of {}, but does not. Copy the whole set again from the "
              "instrument."),
           path.filename().string());
  return description;
}

/// One file of the image.
struct Member {
  fs::path path;
  std::vector<TiffPage> pages;                    ///< those that are images
  std::vector<std::optional<std::size_t>> place;  ///< of each page of the file among them
  std::shared_ptr<const FrameSequence> frames;
};

void apply(const OmeImage& ome, FrameInfo& info) {
  const int bits = info.significant_bits;
  if (info.sample_type != SampleType::f32 && ome.significant_bits)
    if (*ome.significant_bits >= 1 && *ome.significant_bits <= bits)
      info.significant_bits = *ome.significant_bits;
  if (!ome.recording) return;
  info.transfer = ome.recording->transfer;
  info.mosaic = info.channels == 1 ? ome.recording->mosaic : Mosaic::none;
  info.lossy = info.lossy || ome.recording->lossy;
  info.processed = ome.recording->processed;
  info.black_level = ome.recording->black_level;
}

/// Number of planes that the metadata announce for the only file.
std::int64_t announced(const OmeImage& ome) {
  if (ome.files.size() > 1) return 0;
  const double planes = 1.0 * ome.metadata.size_z * ome.metadata.size_c * ome.metadata.size_t;
  return static_cast<std::int64_t>(std::min(planes, 1e9));
}

Member member_of(TiffOpening& opening, const OmeImage& ome, const ReadOptions& options) {
  Member member;
  member.path = opening.file.path();
  const auto all = describe_pages(opening, announced(ome));
  member.pages = image_pages(all, member.path);
  std::size_t images = 0;
  for (const auto& page : all)
    member.place.push_back(page ? std::optional(images++) : std::nullopt);
  for (TiffPage& page : member.pages) apply(ome, page.info);
  member.frames = tiff_frames(opening.file, options, member.pages, opening.is_swapped());
  return member;
}

Member member_named(const OmeFile& named, const OmeImage& ome, const fs::path& opened,
                    const ReadOptions& options) {
  const fs::path path = beside(opened, named.name);
  const ByteSource file(path);
  TiffOpening opening(file);
  const std::string id = ome_id(opening.description());
  if (!id.empty() && !named.id.empty() && id != named.id)
    refuse(path,
           tr("belongs to another recording than {}, which names it (another UUID). Keep each "
              "recording in a folder of its own."),
           opened.filename().string());
  return member_of(opening, ome, options);
}

/// `opening` may be null: the metadata stood in a file without pixels.
std::vector<Member> members_of(TiffOpening* opening, const OmeImage& ome, const fs::path& path,
                               const ReadOptions& options) {
  const auto opened = [](const OmeFile& file) { return file.opened; };
  if (opening && std::none_of(ome.files.begin(), ome.files.end(), opened))
    refuse(path,
           tr("is not in the set that its OME metadata describe ({} is). Open that file, or export "
              "this one again as OME-TIFF."),
           ome.files.front().name);
  return opened_together<Member>(ome.files.size(), [&](std::size_t i) {
    return opening && ome.files[i].opened ? member_of(*opening, ome, options)
                                          : member_named(ome.files[i], ome, path, options);
  });
}

void require_same_kind(const std::vector<Member>& members, const OmeImage& ome) {
  const FrameInfo& first = members.front().pages.front().info;
  if (first.width != ome.size_x || first.height != ome.size_y)
    refuse(members.front().path,
           tr("its pages have {} x {} pixels, but its OME metadata say {} x {}. Export it again as "
              "OME-TIFF, or as plain TIFF."),
           first.width, first.height, ome.size_x, ome.size_y);
  for (const Member& member : members) {
    const FrameInfo& info = member.pages.front().info;
    if (info.width != first.width || info.height != first.height ||
        info.channels != first.channels || info.sample_type != first.sample_type)
      refuse(
          member.path,
          tr("differs in size or type from {}, which belongs to the same set. Copy the whole set "
             "again from the instrument."),
          members.front().path.filename().string());
  }
}

std::vector<OmePlane> planes_of(OmeImage& ome, const std::vector<Member>& members,
                                const fs::path& path) {
  std::vector<std::size_t> counts;
  std::size_t images = 0;
  for (const Member& member : members) {
    counts.push_back(member.place.size());
    images += member.pages.size();
  }
  const auto planes = ome_planes(ome, counts, members.front().pages.front().stored, path);
  const bool only_images = std::all_of(planes.begin(), planes.end(), [&](const OmePlane& plane) {
    return members[plane.file].place[plane.page].has_value();
  });
  if (!only_images || (ome.is_only_image && planes.size() != images))
    refuse(path,
           tr("its OME metadata describe {} planes, but the file has {} images. Export it again as "
              "OME-TIFF, or as plain TIFF."),
           planes.size(), images);
  return planes;
}

/// `path` is the file that was opened.
ImageFile image_of(OmeImage ome, TiffOpening* opening, Description description,
                   const fs::path& path, const ReadOptions& options) {
  const std::vector<Member> members = members_of(opening, ome, path, options);
  require_same_kind(members, ome);
  ImageFile image;
  const std::vector<OmePlane> planes = planes_of(ome, members, path);
  image.metadata = ome.metadata;
  std::vector<PickedFrame> frames;
  std::vector<std::optional<MicroManagerNote>> notes;
  for (const OmePlane& plane : planes) {
    const Member& member = members[plane.file];
    const std::size_t place = *member.place[plane.page];
    image.metadata.planes.push_back(plane.position);
    notes.push_back(member.pages[place].note);
    frames.push_back({.file = member.frames, .page = place});
  }
  apply_micro_manager(notes, ome.settings, image.metadata);
  if (members.size() > 1 || description.file) {
    for (const Member& member : members) image.metadata.members.push_back(member.path);
    if (description.file) image.metadata.members.push_back(description.file->path());
    for (const OmePlane& plane : planes) image.metadata.member_of_frame.push_back(plane.file);
  }
  image.frames = std::make_unique<DescribedSet>(std::move(frames), std::move(description.file));
  return image;
}

}  // namespace

fs::path beside(const fs::path& file, const std::string& name) {
  if (name.empty() || name == ".." || name.find_first_of("/\\") != std::string::npos)
    refuse(
        file,
        tr("names a file that belongs to it, \"{}\", in another folder. Put all files of the set "
           "into one folder; if they are there, export them again as one OME-TIFF."),
        name);
  std::error_code error;
  const fs::path path = file.parent_path() / name;
  if (!fs::is_regular_file(path, error))
    refuse(file,
           tr("is one file of a set, and {} of the set is missing beside it. Nothing was measured. "
              "Copy the whole set into one folder, under the names that it was recorded with."),
           name);
  return path;
}

ImageFile open_ome(TiffOpening& opening, const std::string& xml, const ReadOptions& options) {
  const fs::path& path = opening.file.path();
  Description description = description_of(path, xml, options);
  OmeImage ome = parse_ome(description.xml, path, ome_id(xml));
  return image_of(std::move(ome), &opening, std::move(description), path, options);
}

std::vector<std::string> names_of_set(const fs::path& path) {
  try {
    const ByteSource file(path);
    const bool companion = is_text(path);
    const std::string own = companion ? text_of(file) : TiffOpening(file).description();
    if (!is_ome_xml(own)) return {};
    const Description description = description_of(path, own, {.hash = false});
    const OmeImage ome = parse_ome(description.xml, path, companion ? "" : ome_id(own));
    std::vector<std::string> names;
    for (const OmeFile& member : ome.files) names.push_back(member.name);
    if (description.file) names.push_back(description.file->path().filename().string());
    return names.size() > 1 ? names : std::vector<std::string>{};
  } catch (const FileError&) {
    return {};  // whoever opens it says so
  }
}

bool detect_ome_companion(const std::vector<unsigned char>& first_bytes) {
  const std::string text(first_bytes.begin(), first_bytes.end());
  return text.find("<?xml") != std::string::npos || text.find("<OME") != std::string::npos;
}

ImageFile open_ome_companion(const fs::path& path, const ReadOptions& options) {
  const ByteSource file(path);
  Description description{text_of(file), std::make_unique<HashedFile>(file, options)};
  if (!is_ome_xml(description.xml))
    refuse(path, tr("is XML, but no OME metadata. Name the image that it belongs to."));
  OmeImage ome = parse_ome(description.xml, path, "");
  return image_of(std::move(ome), nullptr, std::move(description), path, options);
}

}  // namespace etalon::imagefiles
