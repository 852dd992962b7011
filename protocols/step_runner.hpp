// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/live_operator.hpp"
#include "protocols/doubts.hpp"
#include "protocols/frame_keeper.hpp"
#include "protocols/marked_place.hpp"
#include "protocols/observation_of_step.hpp"
#include "protocols/run_progress.hpp"
#include "protocols/runner.hpp"
#include "protocols/series_plan.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace etalon::protocols {

class Journey;
class LiveMeter;
class SeriesClock;

/// One run from its first step to its last, or from where it was interrupted. Everything that moves
/// a number is a function of the record (frames, journal) and of the step, never of what happened
/// in this process before: an interrupted run gives the results of an uninterrupted one.
class StepRunner {
 public:
  StepRunner(const Procedure& procedure, hardware::Microscope& microscope, records::Store& store,
             const RunContext& context, const RunObserver& observer, std::string run,
             RunProgress before);

  records::RunStatus carry_out();
  void journal(const std::string& event, const std::string& detail = {});

 private:
  enum class Fate { done, skipped, stopped };
  /// Times that something is tried, or a person asked for it; then what there is is taken.
  static constexpr int kMostAttempts = 3;

  Fate carry_out(const Step& step);
  Fate attempts(const Step& step);
  /// A step that only exposes and focuses, for those that follow.
  Fate preparation(const Step& step);
  /// What becomes of the run.
  Fate concluded(const Step& step, bool good);
  static int attempts_of(const Step& step);
  bool recall(const Step& step);
  Fate obtain(const Step& step, std::optional<hardware::AcquiredFrames>& frames);
  void keep(hardware::AcquiredFrames& acquired);
  Fate series(const Step& step, std::optional<hardware::AcquiredFrames>& frames);
  Fate visits(const Step& step, const std::vector<Visit>& plan);
  Fate visit_once(const Step& step, const std::vector<Visit>& plan, Journey& journey,
                  const SeriesClock& clock, FrameSetting& setting, hardware::AcquiredFrames& part);
  hardware::AcquiredFrames take(const Step& step, const std::vector<Visit>& plan,
                                std::size_t number, const FrameSetting& place);
  hardware::AcquiredFrames keep(hardware::AcquiredFrames acquired, const Portion& portion);
  Fate ask_for(const std::vector<Visit>& plan, std::size_t number, const std::string& complaint);
  /// Has a person move the stage away, until the camera sees it away.
  Fate send_away(const Step& step, const std::vector<Visit>& plan);
  /// What to tell a person who should have brought the stage back; empty: it is back.
  std::string complaint_of_return(const Visit& visit, const hardware::AcquiredFrames& part);
  std::string what_to_look_at(const Visit& visit, const hardware::AcquiredFrames& part);
  void doubt_visit(const std::string& code, const std::string& what,
                   const std::vector<Visit>& plan);
  bool sees_returns(const Visit& visit);
  /// Measures how far a person has moved the stage; that is the place of the frames, whatever was
  /// asked for. What to tell them; empty: they moved.
  std::string complaint_of_move(const Visit& visit, hardware::AcquiredFrames& part);
  void recall_visits(const Step& step, std::size_t visits);
  Abilities abilities() const;
  FrameSetting origin(std::size_t visits);
  double begin();
  Fate ask(const std::string& what, const hardware::LiveOperator::Look& look = {});
  std::shared_ptr<LiveMeter> meter_for(const Step& step);
  /// What to tell a person who has turned the focus; empty: it is well.
  std::string complaint_of_focus(const Step& step, LiveMeter& meter, Doubts& doubts);
  Fate ask_to_focus(const Step& step, const std::string& what);
  bool interrupted() const;
  Fate instruct(const Step& step, const std::string& complaint);
  bool wants_confirmation(const Step& step) const;
  std::string what_to_see_to(bool focuses) const;
  bool keeps_places() const;
  bool prepare(const Step& step);
  bool expose(const Step& step);
  bool focus(const Step& step, bool exposed);
  bool wants_focus(const Step& step) const;
  bool not_ready(const std::string& event, const Failure& why);
  std::string why_not(const std::string& found, const std::string& not_found) const;
  Doubts unready() const;
  std::string complaint_of_preparing(const Step& step, const Doubts& doubts) const;
  enum class Quality { good, bad, unfit };
  Quality attempt(const Step& step, hardware::AcquiredFrames acquired);
  std::optional<std::string> gate_complaint(const Step& step, const FrameSequence& frames);
  bool measure(const Step& step, const Measure& measure, const hardware::AcquiredFrames& acquired,
               const SharedFrameSequence& frames);
  void take_over(const Evaluation& evaluation);
  void combine(const Step& step);
  void note_pixel_size(const hardware::AcquiredFrames& acquired);
  void note_instrument(const hardware::AcquiredFrames& acquired);
  void note(const std::string& event, const std::string& detail);
  void tell(const std::string& what);
  void put_own_knowledge_into(hardware::AcquiredFrames& acquired);
  bool is_reference_of_another(const Step& step) const;
  std::vector<KeptFrames> kept_of(const std::string& step) const;
  std::optional<Time> exposure() const;
  /// How many attempts of this repeat count for nothing.
  bool calendar_went_back(const Step& step, int attempt) const;
  int abandoned(const Step& step);
  bool has_lost_focus(const Step& step) const;
  std::optional<Length> focus_place() const;

  const Procedure& procedure_;
  hardware::Microscope& microscope_;
  records::Store& store_;
  const RunContext& context_;
  const RunObserver& observer_;
  std::string run_;
  RunProgress before_;
  FrameKeeper keeper_;
  hardware::StepContext at_;
  /// As the record has it: what was known at the start and what devices told since.
  Instrument instrument_;
  std::set<std::string> noted_;  ///< contradictions, in sentences
  std::optional<Time> exposed_;  ///< by this process; before, the record knows
  std::optional<Length> focused_;
  /// "not_exposed" and "not_focused", once this process has tried: why, empty where it succeeded.
  std::map<std::string, std::string> unready_;
  /// Of the last step before which a person saw that the objective has room.
  std::optional<std::string> confirmed_;
  int abandoned_ = 0;      ///< of the repeat at hand
  std::string complaint_;  ///< why the last attempt was unfit, or had no frames
  /// Of the series at hand, visit by visit.
  std::vector<hardware::AcquiredFrames> parts_;
  std::size_t visited_ = 0;
  std::optional<FrameSetting> origin_;  ///< of its places
  std::optional<double> begun_;         ///< s, by the calendar
  std::optional<MarkedPlace> mark_;     ///< to which a person comes back, once it was seen
  std::optional<InputFile> rejected_;   ///< the last that did not show the mark
  Doubts doubts_;  ///< about the frames of the attempt at hand, as they are recorded
  Doubts coming_;  ///< about the frames that are taken next
  /// Frames that later steps need as dark or flat, by step and repeat.
  std::map<std::string, std::map<int, KeptFrames>> kept_;
  struct Kept {
    std::string id;
    Evaluation evaluation;
  };
  /// Of the present step, by metric and repeat: the last of each, which combine() looks at.
  std::map<std::string, std::map<int, Kept>> repeats_;
};

}  // namespace etalon::protocols
