-- The same tables as in SQLite. COLLATE "C" sorts text by its bytes, as SQLite does, whatever the database's locale.

-- +goose Up
-- writers holds nothing: who writes takes a weak lock on it, who must write alone a strong one.
CREATE TABLE writers ();

-- watched are the nouns that some server keeps in a cache: of others nothing is told, which costs every commit a place in a queue.
CREATE TABLE watched (noun TEXT COLLATE "C" NOT NULL PRIMARY KEY);

CREATE TABLE index_names (
    noun  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    names TEXT COLLATE "C" NOT NULL
);

-- +goose StatementBegin
DO $$
DECLARE
    noun TEXT;
BEGIN
    FOREACH noun IN ARRAY ARRAY[
        'user_pools',
        'user_pool_clients',
        'resource_servers',
        'user_pool_domains',
        'user_pool_keys',
        'user_pool_groups',
        'users',
        'rest_apis',
        'rest_resources',
        'rest_authorizers',
        'rest_models',
        'rest_validators',
        'rest_gateway_responses',
        'rest_deployments',
        'rest_stages',
        'stacks',
        'stack_resources',
        'stack_events',
        'change_sets',
        'stack_exports',
        'access_keys',
        'settings',
        'outbox'
    ] LOOP
        EXECUTE format('CREATE TABLE %I (key TEXT COLLATE "C" NOT NULL PRIMARY KEY, rev BIGINT NOT NULL, body TEXT NOT NULL)', noun);
        EXECUTE format('CREATE TABLE %I (
            name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, uniq SMALLINT NOT NULL,
            PRIMARY KEY (name, value, key)
        )', noun || '_index');
        EXECUTE format('CREATE UNIQUE INDEX %I ON %I (name, value) WHERE uniq = 1', noun || '_unique', noun || '_index');
    END LOOP;
END
$$;
-- +goose StatementEnd
