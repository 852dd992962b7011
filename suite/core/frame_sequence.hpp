// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace etalon {

/// Frames that are read when asked for: a series of 10 GB never needs to be in memory at once.
class FrameSequence {
 public:
  virtual ~FrameSequence() = default;
  virtual std::size_t size() const = 0;
  /// May throw FileError. Safe to call from several threads at once.
  virtual Frame read(std::size_t index) const = 0;
  /// The same into a frame whose memory is used again: for passes over many frames.
  virtual void read_into(std::size_t index, Frame& frame) const { frame = read(index); }
  /// The files behind the frames with their SHA-256; empty for frames that never were in a file.
  /// The first call may read the files: it throws FileError, and can go on beside read().
  virtual std::vector<InputFile> inputs() const { return {}; }
};

/// Frames that are in memory already (simulator, tests).
class MemoryFrames final : public FrameSequence {
 public:
  explicit MemoryFrames(std::vector<Frame> frames) : frames_(std::move(frames)) {}
  std::size_t size() const override { return frames_.size(); }
  Frame read(std::size_t index) const override { return frames_.at(index); }
  void read_into(std::size_t index, Frame& frame) const override { frame = frames_.at(index); }

 private:
  std::vector<Frame> frames_;
};

/// Several sequences one after another.
class JoinedFrames final : public FrameSequence {
 public:
  explicit JoinedFrames(std::vector<std::unique_ptr<FrameSequence>> parts)
      : parts_(std::move(parts)) {}
  std::size_t size() const override;
  Frame read(std::size_t index) const override;
  void read_into(std::size_t index, Frame& frame) const override;
  std::vector<InputFile> inputs() const override;

 private:
  struct Place {
    const FrameSequence& part;
    std::size_t index;
  };
  Place place_of(std::size_t index) const;

  std::vector<std::unique_ptr<FrameSequence>> parts_;
};

}  // namespace etalon
