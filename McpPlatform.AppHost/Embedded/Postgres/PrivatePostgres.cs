namespace McpPlatform.AppHost.Postgres;

/// <summary>
/// A PostgreSQL server of our own, as a child process on the loopback address:
/// <list type="number">
/// <item>find the binaries: from npm, else on this machine;</item>
/// <item>choose the account it runs as (PostgreSQL refuses root) and a folder that account can reach;</item>
/// <item>make the cluster, once, in a side folder that is renamed when it is whole;</item>
/// <item>end what an earlier start left behind;</item>
/// <item>start it, tied to this process, and wait until it says it is ready;</item>
/// <item>make its databases and roles.</item>
/// </list>
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(1.2);
    private readonly ServerProcess server;
    private readonly PostgresCredentials credentials;

    private PrivatePostgres(ServerProcess server, PostgresCredentials credentials)
    {
        this.server = server;
        this.credentials = credentials;
    }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port => server.Port;

    /// <summary>Process id of the server.</summary>
    public int ProcessId => server.ProcessId;

    /// <summary>Completes with the exit code when the server has ended, whoever ended it.</summary>
    public Task<int> Exited => server.Exited;

    /// <summary>Ways into its databases.</summary>
    public PostgresAccess Access => new(Port, credentials);

    /// <summary>Starts the server; the first time on a folder it makes the cluster there.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the waiting, and the server.</param>
    /// <exception cref="PostgresStartException">It cannot run.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var account = await ServerAccount.ChooseAsync(options.Folder, cancellationToken);
        var home = ServerHome.Open(options.Folder, account);
        var binaries = PostgresBinaries.Find(account);
        var credentials = await PostgresCredentials.OpenAsync(options.Folder, home, cancellationToken);
        var cluster = new Cluster(home, binaries, account);
        await cluster.EnsureAsync(credentials, cancellationToken);
        await LeftoverServer.EndAsync(cluster.Folder, cancellationToken);
        var server = await ServerProcess.StartAsync(cluster, options, credentials.Port, cancellationToken);
        var postgres = new PrivatePostgres(server, await credentials.RememberPortAsync(server.Port, cancellationToken));
        try
        {
            await DatabaseSetup.ApplyAsync(postgres.Access, cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server: at once when it cannot write its caches back in time, which costs the next start a recovery and no data.</summary>
    public async Task StopAsync()
    {
        await server.InterruptAsync();
        try
        {
            await Exited.WaitAsync(FastStop);
        }
        catch (TimeoutException)
        {
            server.Quit();
            await Exited;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();
}
