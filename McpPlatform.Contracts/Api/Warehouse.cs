using System.Text.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>A read-only query on the warehouse.</summary>
/// <param name="Sql">One SQL statement; it runs as a role that can only read, in a read-only transaction, with a time limit.</param>
/// <param name="Limit">Most rows to return, 1 to 10,000.</param>
public sealed record WarehouseQuery(string Sql, int Limit = 1_000);

/// <summary>What a query returned.</summary>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Rows">Each row as an array of JSON values in the order of the columns; what JSON cannot say exactly comes as text.</param>
/// <param name="Truncated">Whether there were more rows than the limit.</param>
public sealed record QueryResult(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<JsonElement> Rows, bool Truncated);

/// <summary>A column of a query's result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The database's name of its type.</param>
public sealed record QueryColumn(string Name, string Type);

/// <summary>How to reach the warehouse with one's own tools, for reading.</summary>
/// <param name="ConnectionString">A connection string of a role that can only read.</param>
public sealed record WarehouseInfo(string ConnectionString);
