-- SPDX-License-Identifier: Apache-2.0
-- Schema 2 of an Etalon database: docs/database.md explains every table. New files are made by this
-- file, older ones are brought here by v1_to_v2.sql; the program carries a copy of each.

PRAGMA application_id = 1165249646;  -- "EtLn"
PRAGMA user_version = 2;

-- Who wrote, and in which order -----------------------------------------------------------------

-- One installation of Etalon writing into one database. A copy that is continued elsewhere gets a new
-- writer, so its records never collide with those of the original.
CREATE TABLE writer (
  id           TEXT PRIMARY KEY NOT NULL,
  installation TEXT NOT NULL,
  created      TEXT NOT NULL
) STRICT;

-- Every recorded thing, chained per writer. `payload` is the SHA-256 of the rows that belong to the
-- record, `sha256` that of payload, previous and the other columns; `arrival` is the order in this file.
CREATE TABLE record (
  arrival  INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  writer   TEXT NOT NULL REFERENCES writer (id),
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  kind     TEXT NOT NULL
           CHECK (kind IN ('run', 'frames', 'journal', 'evaluation', 'run_end', 'grade')),
  payload  TEXT NOT NULL,
  previous TEXT NOT NULL,
  sha256   TEXT NOT NULL,
  UNIQUE (writer, sequence)
) STRICT;

-- People may be forgotten (name set to NULL): records and chains know them by id only.
CREATE TABLE person (
  id   TEXT PRIMARY KEY NOT NULL,
  name TEXT
) STRICT;

-- The files that people wrote, whole and once each: protocols, scopes, slides, profiles.
CREATE TABLE document (
  sha256 TEXT PRIMARY KEY NOT NULL,
  text   TEXT NOT NULL
) STRICT;

-- Runs ------------------------------------------------------------------------------------------

CREATE TABLE run (
  id                     TEXT PRIMARY KEY NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  started                TEXT NOT NULL,
  instrument             TEXT NOT NULL,
  instrument_description TEXT NOT NULL CHECK (json_valid(instrument_description)),
  site                   TEXT NOT NULL,
  operator               TEXT REFERENCES person (id),
  conditions             TEXT NOT NULL CHECK (json_valid(conditions)),
  etalon_version         TEXT NOT NULL,
  etalon_build           TEXT NOT NULL
) STRICT;

-- Which documents a run went by; ordinal 0 is its protocol.
CREATE TABLE run_document (
  run     TEXT NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  id      TEXT NOT NULL,
  version TEXT NOT NULL,
  sha256  TEXT NOT NULL REFERENCES document (sha256),
  PRIMARY KEY (run, ordinal)
) STRICT;

-- The latest end of a run counts; a run without one is running or was interrupted.
CREATE TABLE run_end (
  id       TEXT PRIMARY KEY NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  run      TEXT NOT NULL REFERENCES run (id),
  finished TEXT NOT NULL,
  status   TEXT NOT NULL CHECK (status IN ('finished', 'aborted'))
) STRICT;
CREATE INDEX run_end_run ON run_end (run);

CREATE TABLE frame (
  record      TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  ordinal     INTEGER NOT NULL,
  run         TEXT NOT NULL REFERENCES run (id),
  step        TEXT NOT NULL,
  repeat      INTEGER NOT NULL,
  frame_index INTEGER NOT NULL,
  path        TEXT NOT NULL,
  page        INTEGER NOT NULL,
  sha256      TEXT NOT NULL,
  settings    TEXT NOT NULL CHECK (json_valid(settings)),
  PRIMARY KEY (record, ordinal)
) STRICT;
CREATE INDEX frame_run ON frame (run);

CREATE TABLE journal (
  id     TEXT PRIMARY KEY NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  run    TEXT NOT NULL REFERENCES run (id),
  time   TEXT NOT NULL,
  step   TEXT NOT NULL,
  repeat INTEGER NOT NULL,
  event  TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX journal_run ON journal (run);

-- What was measured -----------------------------------------------------------------------------
-- A REAL that is NULL was not a number; infinite degrees of freedom are stored as infinity.

CREATE TABLE evaluation (
  id             TEXT PRIMARY KEY NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  run            TEXT NOT NULL REFERENCES run (id),
  step           TEXT NOT NULL,
  repeat         INTEGER NOT NULL,
  metric         TEXT NOT NULL,
  method         TEXT NOT NULL,
  method_version INTEGER NOT NULL,
  digest         TEXT NOT NULL,
  supersedes     TEXT REFERENCES evaluation (id)
) STRICT;
CREATE INDEX evaluation_run ON evaluation (run);
CREATE INDEX evaluation_supersedes ON evaluation (supersedes);

-- The evaluations of the same run (repeats of a step) that an evaluation combines.
CREATE TABLE evaluation_source (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  ordinal    INTEGER NOT NULL,
  source     TEXT NOT NULL REFERENCES evaluation (id),
  PRIMARY KEY (evaluation, ordinal),
  UNIQUE (evaluation, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_source_source ON evaluation_source (source);

CREATE TABLE parameter (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  name       TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (evaluation, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE input_file (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  ordinal    INTEGER NOT NULL,
  path       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  PRIMARY KEY (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE result (
  evaluation           TEXT NOT NULL REFERENCES evaluation (id),
  ordinal              INTEGER NOT NULL,
  measurand            TEXT NOT NULL,
  kind                 TEXT NOT NULL CHECK (kind IN ('estimate', 'statistic')),
  value                REAL,
  unit                 TEXT NOT NULL,
  standard_uncertainty REAL,
  degrees_of_freedom   REAL,
  coverage_probability REAL,
  interval_lower       REAL,
  interval_upper       REAL,
  n                    INTEGER NOT NULL,
  subject              TEXT NOT NULL CHECK (json_valid(subject)),
  PRIMARY KEY (evaluation, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX result_measurand ON result (measurand);

CREATE TABLE caveat (
  evaluation TEXT NOT NULL,
  result     INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  code       TEXT NOT NULL,
  detail     TEXT NOT NULL,
  PRIMARY KEY (evaluation, result, ordinal),
  FOREIGN KEY (evaluation, result) REFERENCES result (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE budget_component (
  evaluation           TEXT NOT NULL,
  result               INTEGER NOT NULL,
  ordinal              INTEGER NOT NULL,
  source               TEXT NOT NULL,
  input                TEXT NOT NULL,
  type                 TEXT NOT NULL CHECK (type IN ('A', 'B')),
  distribution         TEXT NOT NULL,
  standard_uncertainty REAL,
  sensitivity          REAL,
  degrees_of_freedom   REAL,
  PRIMARY KEY (evaluation, result, ordinal),
  FOREIGN KEY (evaluation, result) REFERENCES result (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  ordinal    INTEGER NOT NULL,
  id         TEXT NOT NULL,
  flags      TEXT NOT NULL CHECK (json_valid(flags)),
  subject    TEXT NOT NULL CHECK (json_valid(subject)),
  PRIMARY KEY (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_position (
  evaluation TEXT NOT NULL,
  item       INTEGER NOT NULL,
  axis       TEXT NOT NULL,
  value_px   REAL,
  PRIMARY KEY (evaluation, item, axis),
  FOREIGN KEY (evaluation, item) REFERENCES item (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_value (
  evaluation           TEXT NOT NULL,
  item                 INTEGER NOT NULL,
  name                 TEXT NOT NULL,
  value                REAL,
  unit                 TEXT NOT NULL,
  standard_uncertainty REAL,
  PRIMARY KEY (evaluation, item, name),
  FOREIGN KEY (evaluation, item) REFERENCES item (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

-- x, y and standard_uncertainty are arrays of doubles, IEEE 754 binary64, little-endian.
CREATE TABLE curve (
  evaluation           TEXT NOT NULL REFERENCES evaluation (id),
  ordinal              INTEGER NOT NULL,
  name                 TEXT NOT NULL,
  subject              TEXT NOT NULL CHECK (json_valid(subject)),
  x_unit               TEXT NOT NULL,
  y_unit               TEXT NOT NULL,
  x                    BLOB NOT NULL,
  y                    BLOB NOT NULL,
  standard_uncertainty BLOB NOT NULL,
  PRIMARY KEY (evaluation, ordinal)
) STRICT;

-- A quantity over the field, on a regular grid, row by row; value and standard_uncertainty are arrays
-- of doubles like those of curve.
CREATE TABLE map (
  evaluation           TEXT NOT NULL REFERENCES evaluation (id),
  ordinal              INTEGER NOT NULL,
  name                 TEXT NOT NULL,
  unit                 TEXT NOT NULL,
  width                INTEGER NOT NULL,
  height               INTEGER NOT NULL,
  x0_px                REAL,
  y0_px                REAL,
  pitch_px             REAL,
  value                BLOB NOT NULL,
  standard_uncertainty BLOB NOT NULL,
  subject              TEXT NOT NULL CHECK (json_valid(subject)),
  PRIMARY KEY (evaluation, ordinal)
) STRICT;

CREATE TABLE peer (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  ordinal    INTEGER NOT NULL,
  definition TEXT NOT NULL,
  value      REAL,
  unit       TEXT NOT NULL,
  PRIMARY KEY (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE failure (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  ordinal    INTEGER NOT NULL,
  code       TEXT NOT NULL,
  detail     TEXT NOT NULL,
  advice     TEXT NOT NULL,
  PRIMARY KEY (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

-- What a report draws; grey is 8 bits per pixel, row by row.
CREATE TABLE picture (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  ordinal    INTEGER NOT NULL,
  name       TEXT NOT NULL,
  width      INTEGER NOT NULL,
  height     INTEGER NOT NULL,
  scale      REAL,
  grey       BLOB NOT NULL,
  PRIMARY KEY (evaluation, ordinal)
) STRICT;

-- Polylines over a picture; x_px and y_px are arrays of doubles like those of curve.
CREATE TABLE overlay (
  evaluation TEXT NOT NULL,
  picture    INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  item       TEXT NOT NULL,
  label      TEXT NOT NULL,
  closed     INTEGER NOT NULL CHECK (closed IN (0, 1)),
  x_px       BLOB NOT NULL,
  y_px       BLOB NOT NULL,
  PRIMARY KEY (evaluation, picture, ordinal),
  FOREIGN KEY (evaluation, picture) REFERENCES picture (evaluation, ordinal)
) STRICT;

-- How it was judged ----------------------------------------------------------------------------

-- A run judged by a profile, as often and by as many profiles as people like.
CREATE TABLE grade (
  id              TEXT PRIMARY KEY NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  run             TEXT NOT NULL REFERENCES run (id),
  time            TEXT NOT NULL,
  profile         TEXT NOT NULL,
  profile_version TEXT NOT NULL,
  profile_sha256  TEXT NOT NULL REFERENCES document (sha256),
  title           TEXT NOT NULL,
  fit_for         TEXT NOT NULL CHECK (json_valid(fit_for)),
  verdict         TEXT NOT NULL CHECK (verdict IN ('pass', 'conditional_pass', 'conditional_fail',
                                                   'fail', 'not_decidable', 'not_measured')),
  tier            TEXT NOT NULL CHECK (tier IN ('indicative', 'comparable', 'traceable')),
  rule            TEXT NOT NULL
) STRICT;
CREATE INDEX grade_run ON grade (run);

-- One limit of the profile and what came of it. The columns up to `required` are the limit; `result`
-- is the judged result as JSON (docs/evaluation_json.md), NULL where there was none.
CREATE TABLE judgement (
  grade                        TEXT NOT NULL REFERENCES grade (id),
  ordinal                      INTEGER NOT NULL,
  limit_id                     TEXT NOT NULL,
  label                        TEXT NOT NULL,
  metric                       TEXT NOT NULL,
  measurand                    TEXT NOT NULL,
  methods                      TEXT NOT NULL CHECK (json_valid(methods)),
  judged                       TEXT NOT NULL
                               CHECK (judged IN ('value', 'relative_expanded_uncertainty')),
  direction                    TEXT NOT NULL CHECK (direction IN ('at_most', 'at_least')),
  limit_value                  REAL,
  unit                         TEXT NOT NULL,
  source                       TEXT NOT NULL,
  remark                       TEXT NOT NULL,
  ideal                        REAL,
  largest_expanded_uncertainty REAL,
  required                     INTEGER NOT NULL CHECK (required IN (0, 1)),
  verdict                      TEXT NOT NULL
                               CHECK (verdict IN ('pass', 'conditional_pass', 'conditional_fail',
                                                  'fail', 'not_decidable', 'not_measured')),
  result                       TEXT CHECK (result IS NULL OR json_valid(result)),
  method                       TEXT NOT NULL,
  guard_band                   REAL,
  conformance_probability      REAL,
  tier                         TEXT NOT NULL
                               CHECK (tier IN ('indicative', 'comparable', 'traceable')),
  caps                         TEXT NOT NULL CHECK (json_valid(caps)),
  reason                       TEXT NOT NULL,
  PRIMARY KEY (grade, ordinal)
) STRICT, WITHOUT ROWID;

-- What people read -------------------------------------------------------------------------------

CREATE VIEW v_runs AS
SELECT run.id AS run,
       protocol.id AS protocol,
       protocol.version AS protocol_version,
       run.instrument,
       run.site,
       person.name AS operator,
       run.started,
       coalesce(run_end.finished, '') AS finished,
       coalesce(run_end.status, 'running') AS status,
       (SELECT count(*) FROM evaluation WHERE evaluation.run = run.id) AS evaluations,
       run.etalon_version
FROM run
JOIN record ON record.id = run.id
LEFT JOIN run_document AS protocol ON protocol.run = run.id AND protocol.ordinal = 0
LEFT JOIN person ON person.id = run.operator
LEFT JOIN run_end ON run_end.id = (
  SELECT run_end.id FROM run_end JOIN record ON record.id = run_end.id
  WHERE run_end.run = run.id ORDER BY record.arrival DESC LIMIT 1)
ORDER BY record.arrival;

-- `superseded` is 1 where a later evaluation corrects this one.
CREATE VIEW v_results AS
SELECT v_runs.run,
       v_runs.started,
       v_runs.site,
       v_runs.instrument,
       v_runs.protocol,
       evaluation.step,
       evaluation.repeat,
       evaluation.method || ' v' || evaluation.method_version AS method,
       result.measurand,
       result.subject,
       result.value,
       result.unit,
       CASE result.kind WHEN 'estimate' THEN result.standard_uncertainty END AS standard_uncertainty,
       CASE result.kind WHEN 'estimate' THEN result.interval_lower END AS interval_lower,
       CASE result.kind WHEN 'estimate' THEN result.interval_upper END AS interval_upper,
       CASE result.kind WHEN 'estimate' THEN result.coverage_probability END AS coverage_probability,
       result.kind,
       result.n,
       (SELECT group_concat(caveat.code, ' ') FROM caveat
        WHERE caveat.evaluation = result.evaluation AND caveat.result = result.ordinal) AS caveats,
       EXISTS (SELECT 1 FROM evaluation AS later
               WHERE later.supersedes = evaluation.id) AS superseded,
       evaluation.id AS evaluation
FROM result
JOIN evaluation ON evaluation.id = result.evaluation
JOIN record ON record.id = evaluation.id
JOIN v_runs ON v_runs.run = evaluation.run
ORDER BY record.arrival, result.ordinal;

CREATE VIEW v_failures AS
SELECT v_runs.run,
       v_runs.started,
       v_runs.instrument,
       v_runs.protocol,
       evaluation.step,
       evaluation.repeat,
       evaluation.method || ' v' || evaluation.method_version AS method,
       failure.code,
       failure.detail,
       failure.advice
FROM failure
JOIN evaluation ON evaluation.id = failure.evaluation
JOIN record ON record.id = evaluation.id
JOIN v_runs ON v_runs.run = evaluation.run
ORDER BY record.arrival, failure.ordinal;

CREATE VIEW v_grades AS
SELECT v_runs.run,
       v_runs.started,
       v_runs.site,
       v_runs.instrument,
       grade.time AS graded,
       grade.profile,
       grade.profile_version,
       grade.verdict AS profile_verdict,
       grade.tier AS profile_tier,
       judgement.label,
       judgement.measurand,
       judgement.verdict,
       judgement.result ->> '$.value' AS value,
       judgement.result ->> '$.unit' AS value_unit,
       judgement.judged,
       judgement.direction,
       judgement.limit_value,
       judgement.unit,
       judgement.guard_band,
       judgement.conformance_probability,
       judgement.tier,
       judgement.reason,
       grade.id AS grade
FROM grade
JOIN record ON record.id = grade.id
JOIN v_runs ON v_runs.run = grade.run
LEFT JOIN judgement ON judgement.grade = grade.id
ORDER BY record.arrival, judgement.ordinal;

-- Append-only: a correction supersedes -------------------------------------------------------------

CREATE TRIGGER writer_no_update BEFORE UPDATE ON writer BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER writer_no_delete BEFORE DELETE ON writer BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER document_no_update BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_no_update BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_no_delete BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_document_no_update BEFORE UPDATE ON run_document BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_document_no_delete BEFORE DELETE ON run_document BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_end_no_update BEFORE UPDATE ON run_end BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_end_no_delete BEFORE DELETE ON run_end BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER frame_no_update BEFORE UPDATE ON frame BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER frame_no_delete BEFORE DELETE ON frame BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON evaluation BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER parameter_no_update BEFORE UPDATE ON parameter BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER parameter_no_delete BEFORE DELETE ON parameter BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER input_file_no_update BEFORE UPDATE ON input_file BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER input_file_no_delete BEFORE DELETE ON input_file BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER result_no_update BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER result_no_delete BEFORE DELETE ON result BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER caveat_no_update BEFORE UPDATE ON caveat BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER caveat_no_delete BEFORE DELETE ON caveat BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER budget_component_no_update BEFORE UPDATE ON budget_component BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER budget_component_no_delete BEFORE DELETE ON budget_component BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER item_no_update BEFORE UPDATE ON item BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER item_no_delete BEFORE DELETE ON item BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER item_position_no_update BEFORE UPDATE ON item_position BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER item_position_no_delete BEFORE DELETE ON item_position BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER item_value_no_update BEFORE UPDATE ON item_value BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER item_value_no_delete BEFORE DELETE ON item_value BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER curve_no_update BEFORE UPDATE ON curve BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER curve_no_delete BEFORE DELETE ON curve BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER peer_no_update BEFORE UPDATE ON peer BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER peer_no_delete BEFORE DELETE ON peer BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER failure_no_update BEFORE UPDATE ON failure BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER failure_no_delete BEFORE DELETE ON failure BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER picture_no_update BEFORE UPDATE ON picture BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER picture_no_delete BEFORE DELETE ON picture BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER overlay_no_update BEFORE UPDATE ON overlay BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER overlay_no_delete BEFORE DELETE ON overlay BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER map_no_update BEFORE UPDATE ON map BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER map_no_delete BEFORE DELETE ON map BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evaluation_source_no_update BEFORE UPDATE ON evaluation_source BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evaluation_source_no_delete BEFORE DELETE ON evaluation_source BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER grade_no_update BEFORE UPDATE ON grade BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER grade_no_delete BEFORE DELETE ON grade BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER judgement_no_update BEFORE UPDATE ON judgement BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER judgement_no_delete BEFORE DELETE ON judgement BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- A name may go, the person may not.
CREATE TRIGGER person_no_update BEFORE UPDATE OF id ON person BEGIN
  SELECT RAISE(ABORT, 'a person keeps the id: only the name may be changed or forgotten');
END;
CREATE TRIGGER person_no_delete BEFORE DELETE ON person BEGIN
  SELECT RAISE(ABORT, 'a person keeps the id: set the name to NULL to forget it');
END;
