-- SPDX-License-Identifier: Apache-2.0
-- From schema 1 to schema 2, in one transaction, with foreign keys switched off. Nothing that was
-- recorded changes: only the list of kinds of a record grows, and tables are added. The definitions are
-- those of v2.sql to the letter (a test compares).

-- A CHECK cannot be altered, so the table is made anew with the same rows. The definition, not a
-- renamed table, because renaming would change the text of the definition and visit all views.
CREATE TEMP TABLE record_v1 AS SELECT * FROM main.record;
DROP TABLE main.record;
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
INSERT INTO record SELECT * FROM record_v1;
DROP TABLE record_v1;
CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The evaluations of the same run (repeats of a step) that an evaluation combines.
CREATE TABLE evaluation_source (
  evaluation TEXT NOT NULL REFERENCES evaluation (id),
  ordinal    INTEGER NOT NULL,
  source     TEXT NOT NULL REFERENCES evaluation (id),
  PRIMARY KEY (evaluation, ordinal),
  UNIQUE (evaluation, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_source_source ON evaluation_source (source);

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

CREATE TRIGGER map_no_update BEFORE UPDATE ON map BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER map_no_delete BEFORE DELETE ON map BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evaluation_source_no_update BEFORE UPDATE ON evaluation_source BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evaluation_source_no_delete BEFORE DELETE ON evaluation_source BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER grade_no_update BEFORE UPDATE ON grade BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER grade_no_delete BEFORE DELETE ON grade BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER judgement_no_update BEFORE UPDATE ON judgement BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER judgement_no_delete BEFORE DELETE ON judgement BEGIN SELECT RAISE(ABORT, 'append-only'); END;

PRAGMA user_version = 2;
