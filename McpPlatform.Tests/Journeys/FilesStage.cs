using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>A platform with the folder <c>inbox</c>, the warehouse, and a database <c>shop</c>; each test uses names of its own in them.</summary>
public sealed class FilesStage(TestPostgres postgres) : IAsyncLifetime
{
    public PlatformStack Stack { get; private set; } = null!;

    /// <summary>Connection string of a superuser on the shop's database.</summary>
    public string Shop { get; private set; } = "";

    public string Warehouse => Stack.WarehouseDatabase;

    public async ValueTask InitializeAsync()
    {
        Shop = await postgres.CreateDatabaseAsync(CancellationToken.None);
        Stack = await PlatformStack.StartAsync(postgres, CancellationToken.None);
        var server = new NpgsqlConnectionStringBuilder(Shop);
        await Stack.Client.AddConnectionAsync(new AddConnection("shop", "postgres", new Dictionary<string, string>
        {
            ["host"] = server.Host!,
            ["port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["database"] = server.Database!,
            ["username"] = server.Username!,
            ["password"] = server.Password ?? "unused",
        }));
    }

    public ValueTask DisposeAsync() => Stack.DisposeAsync();

    /// <summary>Puts a file into the inbox.</summary>
    public async Task PutAsync(string name, string content, CancellationToken cancellationToken) =>
        await PutAsync(name, System.Text.Encoding.UTF8.GetBytes(content), cancellationToken);

    public async Task PutAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InboxPath(name))!);
        await File.WriteAllBytesAsync(InboxPath(name), content, cancellationToken);
    }

    public string InboxPath(string name) => Path.Combine(Stack.Inbox, name);

    /// <summary>A plan for one stream: <c>connection/stream</c> to <c>connection/target</c>.</summary>
    public static PipelinePlan PlanOf(string from, string to, SyncMode mode = SyncMode.FullRefreshOverwrite)
    {
        var (source, destination) = (Split(from), Split(to));
        return new PipelinePlan
        {
            Version = PipelinePlan.CurrentVersion,
            Name = $"{from} to {to}",
            Source = new PlanEndpoint { Connection = source.Connection },
            Destination = new PlanEndpoint { Connection = destination.Connection },
            Streams =
            [
                new StreamPlan
                {
                    Name = source.Name, Namespace = source.Connection is "inbox" or "samples" ? null : "public", Target = destination.Name, SyncMode = mode,
                },
            ],
        };
    }

    /// <summary>Moves one stream once.</summary>
    public Task<RunInfo> MoveAsync(string from, string to, CancellationToken cancellationToken) =>
        Stack.Client.RunOnceAsync(PlanOf(from, to), cancellationToken);

    /// <summary>A column of rows as texts, in the order the query gives them.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(reader.IsDBNull(0) ? "∅" : reader.GetString(0));
        }

        return rows;
    }

    private static (string Connection, string Name) Split(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return (path[..slash], path[(slash + 1)..]);
    }
}
