using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>The destination's own records, schema <c>_mcpp</c>: what was committed, which targets there are, and which versions of them are kept.</summary>
internal static class Records
{
    private const int CreationLock = 0x6D637070;

    private const string CreateSql =
        """
        CREATE SCHEMA IF NOT EXISTS _mcpp;
        CREATE TABLE IF NOT EXISTS _mcpp.commit (
            tenant text NOT NULL, pipeline_id uuid NOT NULL, stream text NOT NULL,
            target_schema text NOT NULL, target_name text NOT NULL,
            run_id uuid NOT NULL, fence bigint NOT NULL, segment bigint NOT NULL DEFAULT 0,
            staged_cursor text, published_cursor text, published boolean NOT NULL DEFAULT false,
            staging text, shape text,
            read_rows bigint NOT NULL DEFAULT 0, staged_rows bigint NOT NULL DEFAULT 0, rejected_rows bigint NOT NULL DEFAULT 0,
            discarded_rows bigint NOT NULL DEFAULT 0, staged_bytes bigint NOT NULL DEFAULT 0,
            loaded bigint, merged bigint, updated_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant, pipeline_id, stream));
        CREATE TABLE IF NOT EXISTS _mcpp.target (
            target_schema text NOT NULL, target_name text NOT NULL, created_by uuid, run_id uuid, last_version bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (target_schema, target_name));
        CREATE TABLE IF NOT EXISTS _mcpp.version (
            target_schema text NOT NULL, target_name text NOT NULL, version bigint NOT NULL, kept_table text NOT NULL, run_id uuid,
            replaced_at timestamptz NOT NULL DEFAULT now(), row_count bigint,
            PRIMARY KEY (target_schema, target_name, version));
        ALTER TABLE _mcpp.target ADD COLUMN IF NOT EXISTS row_count bigint;
        CREATE TABLE IF NOT EXISTS _mcpp.lane (
            tenant text NOT NULL, pipeline_id uuid NOT NULL, stream text NOT NULL, lane integer NOT NULL, segment bigint NOT NULL,
            PRIMARY KEY (tenant, pipeline_id, stream, lane));
        CREATE TABLE IF NOT EXISTS _mcpp.overlap (
            tenant text NOT NULL, pipeline_id uuid NOT NULL, stream text NOT NULL, row_hash uuid NOT NULL, copies bigint NOT NULL,
            PRIMARY KEY (tenant, pipeline_id, stream, row_hash));
        ALTER TABLE _mcpp.commit ADD COLUMN IF NOT EXISTS overlap_columns text[];
        ALTER TABLE _mcpp.commit ADD COLUMN IF NOT EXISTS published_mode text;
        -- Before modes were noted, only an overwrite noted how many rows the target has.
        UPDATE _mcpp.commit c SET published_mode = 'FullRefreshOverwrite' FROM _mcpp.target t
         WHERE c.published_mode IS NULL AND c.published AND t.run_id = c.run_id AND t.row_count IS NOT NULL
           AND t.target_schema = c.target_schema AND t.target_name = c.target_name;
        """;

    // The youngest parts: where they stand, all stands.
    private const string CompleteSql =
        """
        SELECT to_regclass('_mcpp.lane') IS NOT NULL
            AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('_mcpp.commit') AND attname = 'published_mode' AND NOT attisdropped)
        """;

    /// <summary>Creates the records where they are missing.</summary>
    public static async Task EnsureAsync(NpgsqlConnection session, CancellationToken ct)
    {
        if (await session.ScalarAsync<bool>(CompleteSql, ct))
        {
            return;
        }

        // Two sessions that create at once would both fail: IF NOT EXISTS does not wait.
        await using var transaction = await session.BeginTransactionAsync(ct);
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", ct, ("key", (long)CreationLock));
        await session.ExecuteAsync(CreateSql, ct);
        await transaction.CommitAsync(ct);
    }
}
