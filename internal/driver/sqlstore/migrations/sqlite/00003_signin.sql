-- What sign-ins leave behind: answered sessions, wrong answers, authenticator apps being set up, revoked token families.

-- +goose Up
CREATE TABLE auth_sessions (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE auth_sessions_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX auth_sessions_unique ON auth_sessions_index (name, value) WHERE uniq = 1;

CREATE TABLE auth_failures (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE auth_failures_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX auth_failures_unique ON auth_failures_index (name, value) WHERE uniq = 1;

CREATE TABLE totp_enrolments (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE totp_enrolments_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX totp_enrolments_unique ON totp_enrolments_index (name, value) WHERE uniq = 1;

CREATE TABLE token_families (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE token_families_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX token_families_unique ON token_families_index (name, value) WHERE uniq = 1;
