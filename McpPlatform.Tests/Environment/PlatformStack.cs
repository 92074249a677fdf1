using System.Security.Cryptography;
using McpPlatform.Client;
using McpPlatform.Store.Migrations;
using Npgsql;

namespace McpPlatform.Tests.Environment;

/// <summary>
/// A whole platform of its own: two fresh databases, a data folder, and Gateway and Worker as processes of their own, so that a test can
/// kill either.
/// </summary>
public sealed class PlatformStack : IAsyncDisposable
{
    private const string Reader = "mcpp_test_reader";
    private readonly Dictionary<string, string> settings;
    private readonly string folder;
    private ServiceProcess? gateway;

    private PlatformStack(string folder, string platform, string warehouse, Dictionary<string, string> settings)
    {
        this.folder = folder;
        this.settings = settings;
        PlatformDatabase = platform;
        WarehouseDatabase = warehouse;
    }

    /// <summary>Connection string of a superuser on the control plane's database.</summary>
    public string PlatformDatabase { get; }

    /// <summary>Connection string of a superuser on the warehouse.</summary>
    public string WarehouseDatabase { get; }

    public ServiceProcess? Worker { get; private set; }

    public ServiceProcess Gateway => gateway!;

    /// <summary>The data folder.</summary>
    public string DataFolder => folder;

    public PlatformClient Client { get; private set; } = null!;

    public string AdminKey => File.ReadAllText(settings["Platform:AdminKeyFile"]).Trim();

    public Uri GatewayAddress => new(settings["Platform:GatewayAddress"]);

    /// <summary>Folder of the connection <c>inbox</c>.</summary>
    public string Inbox => Path.Combine(folder, "inbox");

    /// <summary>Makes the databases and starts the Gateway, and the Worker unless told not to.</summary>
    public static async Task<PlatformStack> StartAsync(
        TestPostgres postgres, CancellationToken cancellationToken, bool startWorker = true, IReadOnlyDictionary<string, string>? further = null) =>
        await StartAsync(
            await postgres.CreateDatabaseAsync(cancellationToken), await postgres.CreateDatabaseAsync(cancellationToken), cancellationToken, startWorker,
            further);

    /// <summary>The same in two databases that are there and empty, with further settings of both services.</summary>
    public static async Task<PlatformStack> StartAsync(
        string platform, string warehouse, CancellationToken cancellationToken, bool startWorker = true,
        IReadOnlyDictionary<string, string>? further = null)
    {
        var folder = Directory.CreateTempSubdirectory("mcpp-stack-").FullName;
        await Migrator.MigrateAsync(platform, TestPostgres.ServicePassword, cancellationToken);
        await EnsureReaderAsync(warehouse, cancellationToken);
        var stack = new PlatformStack(folder, platform, warehouse, Settings(folder, platform, warehouse));
        foreach (var (key, value) in further ?? new Dictionary<string, string>())
        {
            stack.settings[key] = value;
        }

        Directory.CreateDirectory(stack.Inbox);
        stack.gateway = await ServiceProcess.StartAsync(
            "McpPlatform.Gateway", stack.GatewayAddress, stack.settings, mayDie: false, cancellationToken);
        stack.Client = new PlatformClient(PlatformClient.CreateHttpClient(stack.GatewayAddress, stack.AdminKey));
        if (startWorker)
        {
            await stack.StartWorkerAsync(cancellationToken);
        }

        return stack;
    }

    /// <summary>Starts the Worker, or another one after it was killed; killAt names the place at which it is to die.</summary>
    public async Task StartWorkerAsync(CancellationToken cancellationToken, string? killAt = null)
    {
        var own = new Dictionary<string, string>(settings);
        if (killAt is not null)
        {
            own[Core.Runs.KillPoints.Variable] = killAt;
        }

        Worker = await ServiceProcess.StartAsync(
            "McpPlatform.Worker", new Uri(settings["Platform:WorkerAddress"]), own, mayDie: killAt is not null, cancellationToken);
    }

    /// <summary>Starts one more Worker beside the others. The caller ends it.</summary>
    public Task<ServiceProcess> StartAnotherWorkerAsync(CancellationToken cancellationToken) =>
        ServiceProcess.StartAsync("McpPlatform.Worker", ServiceProcess.FreeAddress(), settings, mayDie: false, cancellationToken);

    /// <summary>Starts one more Gateway beside the other. The caller ends it.</summary>
    public Task<ServiceProcess> StartAnotherGatewayAsync(CancellationToken cancellationToken) =>
        ServiceProcess.StartAsync("McpPlatform.Gateway", ServiceProcess.FreeAddress(), settings, mayDie: false, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Worker is not null)
        {
            await Worker.DisposeAsync();
        }

        if (gateway is not null)
        {
            await gateway.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A role that can read and nothing else, as the Gateway's is. It belongs to the whole server, so another stack may be making it too.</summary>
    private static async Task EnsureReaderAsync(string warehouse, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(warehouse);
        await using var command = source.CreateCommand(
            $"""
            DO $$ BEGIN
                CREATE ROLE {Reader} LOGIN PASSWORD '{TestPostgres.ServicePassword}' IN ROLE pg_read_all_data;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Dictionary<string, string> Settings(string folder, string platform, string warehouse)
    {
        var service = new NpgsqlConnectionStringBuilder(platform) { Username = "mcpp_service", Password = TestPostgres.ServicePassword }.ConnectionString;
        var target = new NpgsqlConnectionStringBuilder(warehouse);
        return new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = service,
            ["ConnectionStrings:platform-direct"] = service,
            ["ConnectionStrings:warehouse-reader"] =
                new NpgsqlConnectionStringBuilder(warehouse) { Username = Reader, Password = TestPostgres.ServicePassword }.ConnectionString,
            ["Platform:DataFolder"] = folder,
            ["Platform:InternalKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Platform:WorkerAddress"] = ServiceProcess.FreeAddress().ToString(),
            ["Platform:GatewayAddress"] = ServiceProcess.FreeAddress().ToString(),
            ["Platform:AdminKeyFile"] = Path.Combine(folder, "admin.key"),
            ["Platform:InboxFolder"] = Path.Combine(folder, "inbox"),
            ["BuiltInConnections:warehouse:connector"] = "postgres",
            ["BuiltInConnections:warehouse:options:host"] = target.Host!,
            ["BuiltInConnections:warehouse:options:port"] = target.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["BuiltInConnections:warehouse:options:database"] = target.Database!,
            ["BuiltInConnections:warehouse:options:username"] = target.Username!,
            ["BuiltInConnections:warehouse:options:password"] = target.Password ?? "unused",
            ["BuiltInConnections:inbox:connector"] = "files",
            ["BuiltInConnections:inbox:options:root"] = Path.Combine(folder, "inbox"),
            ["BuiltInConnections:inbox:options:readOnly"] = "false",
        };
    }
}
