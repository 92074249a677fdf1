using McpPlatform.Contracts.Connectors;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Postgres.Discovery;

/// <summary>Between the database's types and logical ones.</summary>
internal static class PgTypes
{
    private const long BlankPaddedChar = 1042;
    private const long VarChar = 1043;
    private const long Name = 19;

    /// <summary>The logical type of a database type.</summary>
    /// <param name="typeId">Identifier of the type, domains resolved.</param>
    /// <param name="elementId">Identifier of the element type; 0 where it is no array.</param>
    /// <param name="modifier">The declared modifier, such as precision and scale; -1 for none.</param>
    /// <param name="fullName">Full name of the type.</param>
    public static ColumnType Logical(long typeId, long elementId, int modifier, string fullName)
    {
        var kind = Kind(elementId != 0 ? elementId : typeId);
        if (kind is null)
        {
            return ColumnType.Native(fullName);
        }

        var type = kind == TypeKind.Numeric && modifier >= 4 ? Numeric(modifier - 4) : new ColumnType(kind.Value);
        return elementId != 0 ? type.AsArray() : type;
    }

    /// <summary>Whether an array of this element type has the binary form of the logical array: the element's identifier is part of it.</summary>
    public static bool IsCanonicalElement(ColumnType type, long elementId) =>
        type.Kind == TypeKind.Native || elementId == PgOid.Of(type.Kind);

    /// <summary>The database's type for a logical one.</summary>
    public static string Declaration(ColumnType type)
    {
        if (type.Kind == TypeKind.Native)
        {
            return type.NativeName!;
        }

        var name = type.Kind switch
        {
            TypeKind.Boolean => "boolean",
            TypeKind.Int16 => "smallint",
            TypeKind.Int32 => "integer",
            TypeKind.Int64 => "bigint",
            TypeKind.Float32 => "real",
            TypeKind.Float64 => "double precision",
            TypeKind.Numeric => type.Precision is null ? "numeric" : $"numeric({type.Precision},{type.Scale})",
            TypeKind.Text => "text",
            TypeKind.Bytes => "bytea",
            TypeKind.Date => "date",
            TypeKind.Time => "time",
            TypeKind.Timestamp => "timestamp",
            TypeKind.TimestampTz => "timestamptz",
            TypeKind.Interval => "interval",
            TypeKind.Uuid => "uuid",
            TypeKind.Json => "json",
            _ => "jsonb",
        };
        return type.IsArray ? name + "[]" : name;
    }

    /// <summary>Whether the values have an order that can grow: what a cursor needs.</summary>
    public static bool CanBeCursor(ColumnType type) => !type.IsArray && type.Kind is
        TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Numeric or TypeKind.Float32 or TypeKind.Float64 or
        TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz;

    private static TypeKind? Kind(long id) => id switch
    {
        VarChar or BlankPaddedChar or Name => TypeKind.Text,
        _ => KnownKinds.TryGetValue(id, out var kind) ? kind : null,
    };

    private static readonly Dictionary<long, TypeKind> KnownKinds =
        Enum.GetValues<TypeKind>().Where(k => k != TypeKind.Native).ToDictionary(k => (long)PgOid.Of(k));

    private static ColumnType Numeric(int packed)
    {
        var precision = (packed >> 16) & 0xFFFF;
        var scale = ((packed & 0x7FF) ^ 1024) - 1024;
        return ColumnType.Numeric(precision, scale);
    }
}
