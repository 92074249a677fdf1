using System.Security.Cryptography;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>Names of columns in a table. Most stay; what PostgreSQL cannot take as a name is changed in a way that is the same in every run.</summary>
internal static class ColumnNames
{
    private const int MostColumns = 1600;
    private static readonly HashSet<string> SystemColumns = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

    /// <summary>The name of a column in the table.</summary>
    public static string Of(string name)
    {
        if (SystemColumns.Contains(name))
        {
            return name + "_";
        }

        if (Encoding.UTF8.GetByteCount(name) <= TableName.MostBytes)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        return TableName.Fit(name, "_" + hash);
    }

    /// <summary>Makes sure that the columns fit into a table.</summary>
    /// <exception cref="ConnectorException">There are too many, or a name is empty or doubled.</exception>
    public static void Check(IEnumerable<string> columns, TableName target)
    {
        var seen = new HashSet<string>();
        foreach (var column in columns)
        {
            if (column.Length == 0 || column.Contains('\0', StringComparison.Ordinal))
            {
                throw Wrong($"Column {seen.Count + 1} for {target} has no name that PostgreSQL takes. Rename it in the plan.");
            }

            if (!seen.Add(Of(column)))
            {
                throw Wrong($"Two columns for {target} are both called '{Of(column)}'. Rename one of them in the plan.");
            }
        }

        if (seen.Count > MostColumns)
        {
            throw Wrong($"{seen.Count} columns are more than the {MostColumns} a PostgreSQL table can have. Select fewer for {target}.");
        }
    }

    private static ConnectorException Wrong(string message) => new(FailureClass.Configuration, message);
}
