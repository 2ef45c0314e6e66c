-- Which users are in which groups.

-- +goose Up
CREATE TABLE user_pool_group_members (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE user_pool_group_members_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_pool_group_members_unique ON user_pool_group_members_index (name, value) WHERE uniq = 1;
