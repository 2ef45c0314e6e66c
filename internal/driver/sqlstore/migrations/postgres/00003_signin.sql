-- What sign-ins leave behind: answered sessions, wrong answers, authenticator apps being set up, revoked token families.

-- +goose Up
CREATE TABLE auth_sessions (key TEXT COLLATE "C" NOT NULL PRIMARY KEY, rev BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE auth_sessions_index (
    name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, uniq SMALLINT NOT NULL,
    PRIMARY KEY (name, value, key)
);
CREATE UNIQUE INDEX auth_sessions_unique ON auth_sessions_index (name, value) WHERE uniq = 1;

CREATE TABLE auth_failures (key TEXT COLLATE "C" NOT NULL PRIMARY KEY, rev BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE auth_failures_index (
    name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, uniq SMALLINT NOT NULL,
    PRIMARY KEY (name, value, key)
);
CREATE UNIQUE INDEX auth_failures_unique ON auth_failures_index (name, value) WHERE uniq = 1;

CREATE TABLE totp_enrolments (key TEXT COLLATE "C" NOT NULL PRIMARY KEY, rev BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE totp_enrolments_index (
    name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, uniq SMALLINT NOT NULL,
    PRIMARY KEY (name, value, key)
);
CREATE UNIQUE INDEX totp_enrolments_unique ON totp_enrolments_index (name, value) WHERE uniq = 1;

CREATE TABLE token_families (key TEXT COLLATE "C" NOT NULL PRIMARY KEY, rev BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE token_families_index (
    name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, uniq SMALLINT NOT NULL,
    PRIMARY KEY (name, value, key)
);
CREATE UNIQUE INDEX token_families_unique ON token_families_index (name, value) WHERE uniq = 1;
