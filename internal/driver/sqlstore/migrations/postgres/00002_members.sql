-- Which users are in which groups.

-- +goose Up
CREATE TABLE user_pool_group_members (key TEXT COLLATE "C" NOT NULL PRIMARY KEY, rev BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE user_pool_group_members_index (
    name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, uniq SMALLINT NOT NULL,
    PRIMARY KEY (name, value, key)
);
CREATE UNIQUE INDEX user_pool_group_members_unique ON user_pool_group_members_index (name, value) WHERE uniq = 1;
