-- Every noun is a table of rows and a table of the values its rows are found by. The body is JSON; the program knows its
-- members, the database does not. uniq marks the values of unique indexes, so that the database enforces them too.

-- +goose Up
PRAGMA application_id = 1399617904; -- "Slyp"

CREATE TABLE index_names (
    noun  TEXT NOT NULL PRIMARY KEY,
    names TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user_pools (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE user_pools_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_pools_unique ON user_pools_index (name, value) WHERE uniq = 1;

CREATE TABLE user_pool_clients (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE user_pool_clients_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_pool_clients_unique ON user_pool_clients_index (name, value) WHERE uniq = 1;

CREATE TABLE resource_servers (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE resource_servers_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX resource_servers_unique ON resource_servers_index (name, value) WHERE uniq = 1;

CREATE TABLE user_pool_domains (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE user_pool_domains_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_pool_domains_unique ON user_pool_domains_index (name, value) WHERE uniq = 1;

CREATE TABLE user_pool_keys (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE user_pool_keys_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_pool_keys_unique ON user_pool_keys_index (name, value) WHERE uniq = 1;

CREATE TABLE user_pool_groups (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE user_pool_groups_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_pool_groups_unique ON user_pool_groups_index (name, value) WHERE uniq = 1;

CREATE TABLE users (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE users_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX users_unique ON users_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_apis (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_apis_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_apis_unique ON rest_apis_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_resources (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_resources_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_resources_unique ON rest_resources_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_authorizers (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_authorizers_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_authorizers_unique ON rest_authorizers_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_models (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_models_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_models_unique ON rest_models_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_validators (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_validators_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_validators_unique ON rest_validators_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_gateway_responses (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_gateway_responses_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_gateway_responses_unique ON rest_gateway_responses_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_deployments (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_deployments_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_deployments_unique ON rest_deployments_index (name, value) WHERE uniq = 1;

CREATE TABLE rest_stages (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE rest_stages_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rest_stages_unique ON rest_stages_index (name, value) WHERE uniq = 1;

CREATE TABLE stacks (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE stacks_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX stacks_unique ON stacks_index (name, value) WHERE uniq = 1;

CREATE TABLE stack_resources (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE stack_resources_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX stack_resources_unique ON stack_resources_index (name, value) WHERE uniq = 1;

CREATE TABLE stack_events (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE stack_events_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX stack_events_unique ON stack_events_index (name, value) WHERE uniq = 1;

CREATE TABLE change_sets (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE change_sets_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX change_sets_unique ON change_sets_index (name, value) WHERE uniq = 1;

CREATE TABLE stack_exports (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE stack_exports_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX stack_exports_unique ON stack_exports_index (name, value) WHERE uniq = 1;

CREATE TABLE access_keys (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE access_keys_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX access_keys_unique ON access_keys_index (name, value) WHERE uniq = 1;

CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE settings_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX settings_unique ON settings_index (name, value) WHERE uniq = 1;

CREATE TABLE outbox (key TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE outbox_index (
    name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, uniq INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX outbox_unique ON outbox_index (name, value) WHERE uniq = 1;
