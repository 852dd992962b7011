// SPDX-License-Identifier: Apache-2.0
#include "suite/records/store.hpp"

#include "suite/core/error.hpp"
#include "suite/records/instrument_json.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace etalon;
using namespace etalon::test;
using records::OpenMode;
using records::RunStatus;
using records::Store;
using Texts = std::vector<std::string>;

namespace {

struct Lab {
  TemporaryFolder folder;
  InstallationFolder installation{folder.path() / "home"};
  std::filesystem::path file = folder.path() / "lab.etalon";
};

/// Fields that Instrument has no operator== for.
void check_same(const Uncertain<double>& a, const Uncertain<double>& b) {
  CHECK(a.value == b.value);
  CHECK(a.standard_uncertainty == b.standard_uncertainty);
  CHECK(a.distribution == b.distribution);
  CHECK(a.degrees_of_freedom == b.degrees_of_freedom);
  CHECK(a.id == b.id);
}

void check_same(const Instrument& a, const Instrument& b) {
  CHECK(a.id == b.id);
  CHECK(a.manufacturer == b.manufacturer);
  CHECK(a.model == b.model);
  CHECK(a.serial_number == b.serial_number);
  CHECK(a.objective.model == b.objective.model);
  CHECK(a.objective.manufacturer == b.objective.manufacturer);
  CHECK(a.objective.serial_number == b.objective.serial_number);
  CHECK(a.objective.nominal_magnification == b.objective.nominal_magnification);
  CHECK(a.objective.immersion == b.objective.immersion);
  check_same(*a.objective.lens_na, *b.objective.lens_na);
  check_same(*a.objective.refractive_index, *b.objective.refractive_index);
  check_same(*a.condenser_na, *b.condenser_na);
  CHECK(a.detector.manufacturer == b.detector.manufacturer);
  CHECK(a.detector.model == b.detector.model);
  CHECK(a.detector.serial_number == b.detector.serial_number);
  CHECK(a.detector.pixel_pitch->per_px == b.detector.pixel_pitch->per_px);
  CHECK(a.detector.gain->value.dn_per_electron == b.detector.gain->value.dn_per_electron);
  CHECK(a.detector.gain->standard_uncertainty->dn_per_electron ==
        b.detector.gain->standard_uncertainty->dn_per_electron);
  CHECK(a.detector.read_noise->value == b.detector.read_noise->value);
  REQUIRE(a.channels.size() == b.channels.size());
  CHECK(a.channels[1].mode == b.channels[1].mode);
  CHECK(a.channels[1].excitation->value == b.channels[1].excitation->value);
  check_same(*a.channels[1].pinhole, *b.channels[1].pinhole);
  CHECK(a.channels[0].name == b.channels[0].name);
  CHECK(a.channels[0].wavelength->value == b.channels[0].wavelength->value);
  CHECK(a.channels[0].wavelength->standard_uncertainty ==
        b.channels[0].wavelength->standard_uncertainty);
  CHECK_FALSE(a.channels[1].wavelength);
  CHECK(a.objective.correction == b.objective.correction);
  CHECK(a.objective.cover_glass == b.objective.cover_glass);
  CHECK(a.detector.bit_depth == b.detector.bit_depth);
  CHECK(a.detector.binning == b.detector.binning);
  CHECK(a.adaptor_magnification == b.adaptor_magnification);
  CHECK(a.light_source == b.light_source);
  CHECK(a.contrast == b.contrast);
  CHECK(a.absent == b.absent);
  CHECK(a.sources.size() > 10);
  CHECK(a.sources == b.sources);
}

}  // namespace

TEST_CASE("An evaluation comes back from the database to the last bit") {
  const Lab lab;
  const Evaluation before = full_evaluation();
  {
    const CommaLocale comma;
    Store store(lab.file);
    const std::string run = store.begin_run(full_start());
    store.record_evaluation(run, "edge", 2, before);
  }
  const auto detail = Store(lab.file, {OpenMode::read}).load_run("last");
  REQUIRE(detail.evaluations.size() == 1);
  const auto& recorded = detail.evaluations[0];
  CHECK(recorded.step == "edge");
  CHECK(recorded.repeat == 2);
  CHECK_FALSE(recorded.superseded_by);
  CHECK(recorded.digest == trust::result_digest(before));
  const Evaluation& after = recorded.evaluation;
  CHECK(after.parameters == before.parameters);
  CHECK(after.inputs == before.inputs);
  CHECK(after.results == before.results);
  CHECK(after.items == before.items);
  CHECK(after.curves == before.curves);
  CHECK(after.maps == before.maps);
  CHECK(after.peers == before.peers);
  CHECK(after.failures == before.failures);
  CHECK(after.pictures == before.pictures);
  CHECK(canonical_text(after) == canonical_text(before));
  CHECK(trust::result_digest(after) == recorded.digest);
}

TEST_CASE("Numbers that are not finite survive the database") {
  const Lab lab;
  Evaluation before = small_evaluation(std::numeric_limits<double>::quiet_NaN());
  before.results[0].interval = {-kInfiniteDegreesOfFreedom, kInfiniteDegreesOfFreedom};
  before.curves = {{"mtf", "cycles/px", "1", {0, 1}, {std::nan(""), -0.0}, {}, {}}};
  Store store(lab.file);
  store.record_evaluation(store.begin_run(full_start()), "edge", 0, before);
  const Evaluation after = store.load_run("last").evaluations[0].evaluation;
  CHECK(canonical_text(after) == canonical_text(before));
}

TEST_CASE("A run comes back with its start, frames and journal") {
  const Lab lab;
  const records::RunStart start = full_start();
  const std::vector<records::FrameRecord> frames{
      {"edge", 0, 0, "run/edge-0.ome.tif", std::string(64, 'c'), 0, {{"exposure", "20 ms"}}},
      {"edge", 0, 1, "run/edge-0.ome.tif", std::string(64, 'c'), 1, {}}};
  Store store(lab.file);
  const std::string run = store.begin_run(start);
  store.record_journal(run, {"2026-11-23T04:55:12Z", "edge", 0, "step_started", "detail µ"});
  store.record_frames(run, frames);
  store.record_frames(run, {});
  store.record_journal(run, {"", "edge", 0, "frames_acquired", ""});

  const auto detail = store.load_run(run);
  CHECK(detail.summary.status == RunStatus::running);
  CHECK(detail.summary.finished.empty());
  CHECK(detail.summary.digest.empty());
  CHECK(detail.start.protocol.text == start.protocol.text);
  CHECK(detail.start.protocol.sha256 == trust::sha256_of(start.protocol.text));
  REQUIRE(detail.start.documents.size() == 2);
  CHECK(detail.start.documents[0].kind == "scope");
  CHECK(detail.start.documents[1].id == "chrome-3");
  CHECK(detail.start.documents[0].text == start.documents[0].text);
  CHECK(detail.start.documents[1].text == start.documents[1].text);
  check_same(detail.start.instrument, start.instrument);
  CHECK(detail.start.site == "hospital-2");
  CHECK(detail.start.operator_name == "Ada");
  CHECK(detail.start.conditions == start.conditions);
  CHECK(detail.start.etalon_version == "0.1.0");
  CHECK(detail.start.etalon_build == "test");
  REQUIRE(detail.frames.size() == 2);
  CHECK(detail.frames[1].index == 1);
  CHECK(detail.frames[1].page == 1);
  CHECK(detail.frames[0].path == frames[0].path);
  CHECK(detail.frames[0].sha256 == frames[0].sha256);
  CHECK(detail.frames[0].settings == frames[0].settings);
  REQUIRE(detail.journal.size() == 2);
  CHECK(detail.journal[0].time == "2026-11-23T04:55:12Z");
  CHECK(detail.journal[0].detail == "detail µ");
  CHECK(detail.journal[1].event == "frames_acquired");
  CHECK_FALSE(detail.journal[1].time.empty());
}

TEST_CASE("What was told of the instrument during a run completes what was known at its start") {
  const Lab lab;
  records::RunStart start;
  start.protocol = full_start().protocol;
  start.instrument.id = "ofm-07";
  start.instrument.detector.model = "IMX219";
  start.instrument = told_by(Source::scope_file, start.instrument);
  Instrument first;
  first.detector.serial_number = "17";
  first.detector.model = "other";
  Instrument second;
  second.detector.serial_number = "18";
  second.detector.bit_depth = 10;
  Store store(lab.file);
  const std::string run = store.begin_run(start);
  const auto tell = [&](Source source, const Instrument& told) {
    store.record_journal(run, {"", "edge", 0, records::kInstrumentTold,
                               records::instrument_text(told_by(source, told))});
  };
  CHECK(store.load_run(run).start.instrument.sources.size() == 2);
  tell(Source::device, first);
  tell(Source::file, second);
  const Instrument known = store.load_run(run).start.instrument;
  CHECK(known.detector.model == "IMX219");
  CHECK(known.detector.serial_number == "17");
  CHECK(known.detector.bit_depth == 10);
  using Sources = std::map<std::string, Source>;
  CHECK(known.sources == Sources{{"id", Source::scope_file},
                                 {"detector.model", Source::scope_file},
                                 {"detector.serial_number", Source::device},
                                 {"detector.bit_depth", Source::file}});
  CHECK(store.check(false).empty());
}

TEST_CASE("The summary of an ended run has the digest over its evaluations in order") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  store.record_evaluation(run, "edge", 0, small_evaluation(0.1));
  store.record_evaluation(run, "edge", 1, small_evaluation(0.2));
  store.finish_run(run, RunStatus::finished);
  const std::string expected =
      "sha256:" + trust::sha256_of(trust::result_digest(small_evaluation(0.1)) + "\n" +
                                   trust::result_digest(small_evaluation(0.2)) + "\n");
  REQUIRE(store.runs().size() == 1);
  const auto summary = store.runs()[0];
  CHECK(summary.digest == expected);
  CHECK(summary.status == RunStatus::finished);
  CHECK(summary.protocol == "edge-check");
  CHECK(summary.instrument == "ofm-07");
  CHECK(summary.finished >= summary.started);
}

TEST_CASE("Runs are listed newest last and found by the beginning of their id") {
  const Lab lab;
  Store store(lab.file);
  const std::string first = store.begin_run(full_start());
  const std::string second = store.begin_run(full_start());
  CHECK(store.runs()[0].id == first);
  CHECK(store.runs()[1].id == second);
  CHECK(store.load_run("last").summary.id == second);
  const auto differs = std::mismatch(first.begin(), first.end(), second.begin());
  const auto unique = static_cast<std::size_t>(differs.first - first.begin()) + 1;
  CHECK(store.load_run(first.substr(0, unique)).summary.id == first);
  CHECK_THROWS_WITH(store.load_run(first.substr(0, 4)),
                    contains_text("More than one run") && contains_text(first) &&
                        contains_text(second) && contains_text("Give more of the id"));
  CHECK_THROWS_WITH(store.load_run("ffff"), contains_text("There is no run \"ffff\"") &&
                                                contains_text(lab.file.string()) &&
                                                contains_text("etalon report last"));
  CHECK_THROWS_AS(store.load_run(""), RecordError);
  CHECK_THROWS_AS(store.load_run("%"), RecordError);
}

TEST_CASE("\"last\" in an empty database is an error, not a crash") {
  const Lab lab;
  const Store store(lab.file);
  CHECK(store.runs().empty());
  CHECK_THROWS_WITH(store.load_run("last"), contains_text("There is no run \"last\""));
}

TEST_CASE("A correction supersedes and the corrected evaluation stays") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  const std::string wrong = store.record_evaluation(run, "edge", 0, small_evaluation(0.1));
  store.finish_run(run, RunStatus::finished);
  const std::string right = store.record_evaluation(run, "edge", 0, small_evaluation(0.2), wrong);
  const auto detail = store.load_run(run);
  REQUIRE(detail.evaluations.size() == 2);
  CHECK(detail.evaluations[0].superseded_by == right);
  CHECK_FALSE(detail.evaluations[1].superseded_by);
  CHECK(detail.summary.digest ==
        "sha256:" + trust::sha256_of(trust::result_digest(small_evaluation(0.2)) + "\n"));
  CHECK_THROWS_WITH(store.record_evaluation(run, "edge", 0, small_evaluation(0.3), wrong),
                    contains_text("was corrected already") && contains_text(right));
  CHECK_THROWS_WITH(store.record_evaluation(run, "edge", 0, small_evaluation(0.3), "nothing"),
                    contains_text("no evaluation nothing"));
  CHECK(store.check(false).empty());
}

TEST_CASE("In the digest a correction stands in the place of what it corrects") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  const std::string wrong = store.record_evaluation(run, "edge", 0, small_evaluation(0.1));
  store.record_evaluation(run, "edge", 1, small_evaluation(0.2));
  store.finish_run(run, RunStatus::finished);
  const std::string better = store.record_evaluation(run, "edge", 0, small_evaluation(0.3), wrong);
  store.record_evaluation(run, "edge", 0, small_evaluation(0.4), better);
  CHECK(store.runs()[0].digest ==
        "sha256:" + trust::sha256_of(trust::result_digest(small_evaluation(0.4)) + "\n" +
                                     trust::result_digest(small_evaluation(0.2)) + "\n"));
}

TEST_CASE("A run that was interrupted twice and resumed has the digest of one that was not") {
  const Lab lab;
  std::string straight;
  std::string resumed;
  {
    Store store(lab.file);
    straight = store.begin_run(full_start());
    Texts ids;
    for (int repeat = 0; repeat < 3; ++repeat) {
      ids.push_back(store.record_evaluation(straight, "edge", repeat, small_evaluation(repeat)));
    }
    store.record_evaluation(straight, "edge", 0, small_evaluation(7), std::nullopt, ids);
    store.finish_run(straight, RunStatus::finished);
  }
  Texts ids;
  {
    Store store(lab.file);  // killed: no end is recorded
    resumed = store.begin_run(full_start());
    ids.push_back(store.record_evaluation(resumed, "edge", 0, small_evaluation(0)));
    ids.push_back(store.record_evaluation(resumed, "edge", 1, small_evaluation(0.5)));
  }
  {
    Store store(lab.file);  // half of a repeat is measured anew; then the operator stops
    CHECK(store.load_run(resumed).summary.status == RunStatus::running);
    store.record_journal(resumed, {"", "edge", 1, "resumed", ""});
    store.record_frames(resumed, {{"edge", 1, 0, "", std::string(64, 'c'), 0, {}}});
    ids[1] = store.record_evaluation(resumed, "edge", 1, small_evaluation(1), ids[1]);
    store.finish_run(resumed, RunStatus::aborted);
    CHECK(store.load_run(resumed).summary.digest != store.load_run(straight).summary.digest);
  }
  Store store(lab.file);
  CHECK(store.load_run(resumed).summary.status == RunStatus::aborted);
  store.record_journal(resumed, {"", "edge", 2, "resumed", ""});
  store.record_frames(resumed, {{"edge", 2, 0, "", std::string(64, 'c'), 0, {}}});
  ids.push_back(store.record_evaluation(resumed, "edge", 2, small_evaluation(2)));
  store.record_evaluation(resumed, "edge", 0, small_evaluation(7), std::nullopt, ids);
  store.finish_run(resumed, RunStatus::finished);
  CHECK(store.load_run(resumed).summary.status == RunStatus::finished);
  CHECK(store.load_run(resumed).summary.digest == store.load_run(straight).summary.digest);
  CHECK(store.check(false).empty());
}

TEST_CASE("An evaluation names the repeats that it combines") {
  const Lab lab;
  Store store(lab.file);
  const std::string other_run = store.begin_run(full_start());
  const std::string foreign = store.record_evaluation(other_run, "edge", 0, small_evaluation(1));
  const std::string run = store.begin_run(full_start());
  const std::string a = store.record_evaluation(run, "edge", 0, small_evaluation(1));
  const std::string b = store.record_evaluation(run, "edge", 1, small_evaluation(2));
  store.record_evaluation(run, "edge", 0, small_evaluation(1.5), std::nullopt, {b, a});
  const auto detail = store.load_run(run);
  REQUIRE(detail.evaluations.size() == 3);
  CHECK(detail.evaluations[0].sources.empty());
  CHECK(detail.evaluations[2].sources == Texts{b, a});
  const auto combine = [&](const Texts& sources) {
    store.record_evaluation(run, "edge", 0, small_evaluation(3), std::nullopt, sources);
  };
  CHECK_THROWS_WITH(combine({a, foreign}),
                    contains_text("no evaluation " + foreign) && contains_text("in run " + run));
  CHECK_THROWS_AS(combine({"nothing"}), RecordError);
  CHECK_THROWS_AS(combine({a, a}), RecordError);
  CHECK(store.load_run(run).evaluations.size() == 3);
  CHECK(store.check(false).empty());
}

TEST_CASE("A finished run takes no more measurements, an aborted one may go on") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  store.finish_run(run, RunStatus::aborted);
  CHECK(store.runs()[0].status == RunStatus::aborted);
  store.record_evaluation(run, "edge", 0, small_evaluation(0.1));
  store.finish_run(run, RunStatus::finished);
  CHECK(store.runs()[0].status == RunStatus::finished);
  CHECK(store.runs().size() == 1);
  CHECK_THROWS_WITH(store.record_evaluation(run, "edge", 0, small_evaluation(0.1)),
                    contains_text("is finished"));
  CHECK_THROWS_WITH(store.record_frames(run, {{}}), contains_text("is finished"));
  CHECK_THROWS_WITH(store.finish_run(run, RunStatus::aborted), contains_text("is finished"));
}

TEST_CASE("Nothing is recorded for a run that does not exist") {
  const Lab lab;
  Store store(lab.file);
  CHECK_THROWS_AS(store.record_evaluation("no", "edge", 0, small_evaluation(1)), RecordError);
  CHECK_THROWS_AS(store.record_frames("no", {{}}), RecordError);
  CHECK_THROWS_AS(store.record_journal("no", {}), RecordError);
  CHECK_THROWS_AS(store.finish_run("no", RunStatus::finished), RecordError);
  CHECK(OtherProgram(lab.file).query("SELECT count(*) FROM record") == Texts{"0"});
  CHECK(OtherProgram(lab.file).query("SELECT count(*) FROM writer") == Texts{"0"});
}
