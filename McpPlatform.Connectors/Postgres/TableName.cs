using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Postgres;

/// <summary>A table's schema and name, as they are and not as they are quoted.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The name.</param>
internal sealed record TableName(string Schema, string Name)
{
    /// <summary>Schema of the connector's own records in a destination.</summary>
    public const string Records = "_mcpp";

    /// <summary>Most bytes of an identifier.</summary>
    public const int MostBytes = 63;

    /// <summary>Both quoted, for SQL.</summary>
    public string Quoted => $"{Quote(Schema)}.{Quote(Name)}";

    /// <summary>Table with the rows of this one that could not be taken.</summary>
    public TableName Rejected => this with { Name = Fit(Name, "__rejected") };

    /// <summary>Quotes an identifier.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Quotes a text.</summary>
    public static string Literal(string text)
    {
        var doubled = text.Replace("'", "''", StringComparison.Ordinal);
        return text.Contains('\\', StringComparison.Ordinal) ? $" E'{doubled.Replace("\\", "\\\\", StringComparison.Ordinal)}'" : $"'{doubled}'";
    }

    /// <summary>Reads a plan's target: <c>table</c> or <c>schema.table</c>; a part with a point in it stands in double quotes.</summary>
    /// <exception cref="ConnectorException">It is no such name.</exception>
    public static TableName Parse(string target, string defaultSchema)
    {
        var parts = Split(target);
        var name = parts.Count switch
        {
            1 => new TableName(defaultSchema, parts[0]),
            2 => new TableName(parts[0], parts[1]),
            _ => throw Wrong(target, "it must be a table, or a schema and a table joined by a point"),
        };
        foreach (var part in new[] { name.Schema, name.Name })
        {
            Check(target, part);
        }

        return name;
    }

    /// <summary>A name with a suffix, the name cut where both together would be too long.</summary>
    public static string Fit(string name, string suffix)
    {
        var kept = name;
        while (Encoding.UTF8.GetByteCount(kept) + suffix.Length > MostBytes)
        {
            kept = kept[..^(char.IsLowSurrogate(kept[^1]) ? 2 : 1)];
        }

        return kept + suffix;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Schema}.{Name}";

    private static void Check(string target, string part)
    {
        if (part.Length == 0 || part.Contains('\0', StringComparison.Ordinal))
        {
            throw Wrong(target, "a part of it is empty");
        }

        if (Encoding.UTF8.GetByteCount(part) > MostBytes)
        {
            throw Wrong(target, $"a part of it is longer than {MostBytes} bytes");
        }

        if (part is Records or "information_schema" || part.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw Wrong(target, $"'{part}' is reserved");
        }
    }

    private static List<string> Split(string target)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < target.Length; i++)
        {
            var c = target[i];
            if (c == '"')
            {
                var doubled = quoted && i + 1 < target.Length && target[i + 1] == '"';
                part.Append(doubled ? "\"" : "");
                i += doubled ? 1 : 0;
                quoted = doubled ? quoted : !quoted;
            }
            else if (c == '.' && !quoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }

        parts.Add(part.ToString());
        return quoted ? throw Wrong(target, "a double quote is not closed") : parts;
    }

    private static ConnectorException Wrong(string target, string why) =>
        new(FailureClass.Configuration, $"'{target}' cannot be a target: {why}. Choose another name.");
}
