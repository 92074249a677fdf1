using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using Npgsql;

namespace McpPlatform.Store.Audit;

/// <summary>A row of the audit as a record.</summary>
internal static class CallColumns
{
    public const string All =
        "tenant_id, at, chain_id, number, principal_id, on_behalf_of, protocol, transport, method, name, upstream, arguments_digest, argument_bytes, "
        + "allowed, rule, outcome, error_code, duration_us, result_bytes, trace_id, hash, redactions, threats, attributes_digest, would_allow, would_by";

    /// <summary>How many those are.</summary>
    public const short Count = 26;

    /// <summary>Writes them all.</summary>
    public static void Write(BinaryRows row, in ChainedCall record)
    {
        var call = record.Call;
        row.Text(call.TenantId);
        row.Moment(call.At);
        row.Uuid(record.Chain);
        row.Long(record.Number);
        row.Text(call.PrincipalId);
        row.Text(call.OnBehalfOf);
        row.Text(call.Protocol);
        row.Text(call.Transport);
        row.Text(call.Method);
        row.Text(call.Name);
        row.Text(call.Upstream);
        row.Bytes(call.ArgumentsDigest.Span);
        row.Long(call.ArgumentBytes);
        row.Boolean(call.Allowed);
        row.Text(call.Rule);
        row.Text(StoredName.Of(call.Outcome));
        row.Integer(call.ErrorCode);
        row.Long(call.Duration.Ticks / TimeSpan.TicksPerMicrosecond);
        row.Long(call.ResultBytes);
        row.Text(call.TraceId);
        row.Bytes(record.Hash);
        row.Integer(call.Redactions);
        row.Integer(call.Threats);
        WriteDigest(row, call.AttributesDigest.Span);
        row.Boolean(call.Tried?.Allowed);
        row.Texts(call.Tried?.By);
    }

    /// <summary>Reads all rows of a command.</summary>
    public static async Task<List<ChainedCall>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var calls = new List<ChainedCall>();
        while (await reader.ReadAsync(cancellationToken))
        {
            calls.Add(new ChainedCall(reader.GetGuid(2), reader.GetInt64(3), Read(reader), reader.GetFieldValue<byte[]>(20)));
        }

        return calls;
    }

    /// <summary>A record as the API shows it.</summary>
    public static AuditRecord Info(ChainedCall c) => new(
        c.Chain, c.Number, c.Call.At, c.Call.PrincipalId, c.Call.Protocol, c.Call.Transport, c.Call.Method,
        Convert.ToHexStringLower(c.Call.ArgumentsDigest.Span), c.Call.ArgumentBytes, c.Call.Allowed, c.Call.Rule, c.Call.Outcome,
        c.Call.Duration.Ticks / TimeSpan.TicksPerMicrosecond, c.Call.ResultBytes, Convert.ToHexStringLower(c.Hash), c.Call.OnBehalfOf, c.Call.Name,
        c.Call.Upstream, c.Call.ErrorCode, c.Call.TraceId)
    {
        Redactions = c.Call.Redactions, Threats = c.Call.Threats, Tried = c.Call.Tried is { } tried ? new AuditTried(tried.Allowed, tried.By) : null,
        AttributesDigest = c.Call.AttributesDigest.IsEmpty ? null : Convert.ToHexStringLower(c.Call.AttributesDigest.Span),
        Attributes = c.Call.AttributesJson is { } json ? Parse(json) : null,
    };

    private static void WriteDigest(BinaryRows row, ReadOnlySpan<byte> digest)
    {
        if (digest.IsEmpty)
        {
            row.Null();
        }
        else
        {
            row.Bytes(digest);
        }
    }

    private static CallRecord Read(NpgsqlDataReader r) => new()
    {
        TenantId = r.GetString(0), At = r.GetFieldValue<DateTimeOffset>(1), PrincipalId = r.GetString(4), OnBehalfOf = Text(r, 5),
        Protocol = r.GetString(6), Transport = r.GetString(7), Method = r.GetString(8), Name = Text(r, 9), Upstream = Text(r, 10),
        ArgumentsDigest = r.GetFieldValue<byte[]>(11), ArgumentBytes = r.GetInt64(12), Allowed = r.GetBoolean(13), Rule = r.GetString(14),
        Outcome = StoredName.Read<CallOutcome>(r.GetString(15)), ErrorCode = r.IsDBNull(16) ? null : r.GetInt32(16),
        Duration = TimeSpan.FromMicroseconds(r.GetInt64(17)), ResultBytes = r.GetInt64(18), TraceId = Text(r, 19),
        Redactions = Number(r, 21), Threats = Number(r, 22), AttributesDigest = r.IsDBNull(23) ? default : r.GetFieldValue<byte[]>(23),
        Tried = r.IsDBNull(24) ? null : new TriedDecision(r.GetBoolean(24), r.GetFieldValue<string[]>(25)),
    };

    // What somebody changed need not be JSON any more; it is shown all the same, and verification says that it was changed.
    private static JsonElement Parse(string json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(json, StoreJson.Default.String);
        }
    }

    private static int Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? 0 : reader.GetInt32(column);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
