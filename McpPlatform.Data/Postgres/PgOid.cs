using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Postgres;

/// <summary>The object identifiers of the kinds' types: the same on every PostgreSQL server.</summary>
public static class PgOid
{
    /// <summary>The identifier of a kind's type.</summary>
    /// <param name="kind">Any kind but <see cref="TypeKind.Native"/>.</param>
    public static uint Of(TypeKind kind) => kind switch
    {
        TypeKind.Boolean => 16,
        TypeKind.Int16 => 21,
        TypeKind.Int32 => 23,
        TypeKind.Int64 => 20,
        TypeKind.Float32 => 700,
        TypeKind.Float64 => 701,
        TypeKind.Numeric => 1700,
        TypeKind.Text => 25,
        TypeKind.Bytes => 17,
        TypeKind.Date => 1082,
        TypeKind.Time => 1083,
        TypeKind.Timestamp => 1114,
        TypeKind.TimestampTz => 1184,
        TypeKind.Interval => 1186,
        TypeKind.Uuid => 2950,
        TypeKind.Json => 114,
        TypeKind.Jsonb => 3802,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A native type has no identifier of its own on every server."),
    };
}
