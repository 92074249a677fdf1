using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using McpPlatform.AppHost.Postgres;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.AppHost;

public sealed class PrivatePostgresTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly TestFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_first_start_makes_both_databases_and_the_wal_that_change_capture_needs()
    {
        await using var postgres = await StartAsync();

        (await AskAsync(postgres.Access.Owner("postgres"), "SELECT string_agg(datname, ',' ORDER BY datname) FROM pg_database WHERE NOT datistemplate"))
            .ShouldBe("platform,postgres,warehouse");
        (await AskAsync(postgres.Access.Owner("postgres"), "SHOW wal_level")).ShouldBe("logical");
    }

    [Fact]
    public async Task Rows_survive_a_stop_and_the_port_stays()
    {
        int port;
        await using (var first = await StartAsync())
        {
            port = first.Port;
            await AskAsync(first.Access.Warehouse, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        }

        await using var second = await StartAsync();
        second.Port.ShouldBe(port);
        (await AskAsync(second.Access.Warehouse, "SELECT id FROM kept")).ShouldBe(7);
    }

    [Fact]
    public async Task After_a_kill_the_next_start_recovers_what_was_committed()
    {
        await using (var first = await StartAsync())
        {
            await AskAsync(first.Access.Warehouse, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
            Process.GetProcessById(first.ProcessId).Kill();
            await first.Exited.WaitAsync(Deadline, Token);
        }

        File.Exists(folder.In("postgres/cluster/postmaster.pid")).ShouldBeTrue("the kill leaves the file behind");
        await using var second = await StartAsync();
        (await AskAsync(second.Access.Warehouse, "SELECT id FROM kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_leftover_pid_file_that_names_a_stranger_does_not_stop_the_start()
    {
        await using (await StartAsync())
        {
        }

        using var stranger = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        try
        {
            await File.WriteAllTextAsync(folder.In("postgres/cluster/postmaster.pid"), $"{stranger.Id}\n{folder.In("postgres/cluster")}\n", Token);
            await using var second = await StartAsync();
            second.ProcessId.ShouldNotBe(stranger.Id);
            stranger.HasExited.ShouldBeFalse("a process that is not ours is left alone");
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task When_its_port_is_taken_it_finds_another()
    {
        int port;
        await using (var first = await StartAsync())
        {
            port = first.Port;
        }

        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        await using var second = await StartAsync();
        second.Port.ShouldNotBe(port);
        (await AskAsync(second.Access.Warehouse, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task The_reader_reads_the_warehouse_and_nothing_else()
    {
        await using var postgres = await StartAsync();
        await AskAsync(postgres.Access.Warehouse, "CREATE TABLE facts (id int); INSERT INTO facts VALUES (1)");

        (await AskAsync(postgres.Access.WarehouseReader, "SELECT id FROM facts")).ShouldBe(1);
        (await RefusalAsync(postgres.Access.WarehouseReader, "DELETE FROM facts")).ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction);
        (await RefusalAsync(postgres.Access.WarehouseReader, "SET TRANSACTION READ WRITE; DELETE FROM facts"))
            .ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        var platform = new NpgsqlConnectionStringBuilder(postgres.Access.WarehouseReader) { Database = "platform" }.ConnectionString;
        (await RefusalAsync(platform, "SELECT 1")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task The_owner_of_the_warehouse_is_no_superuser_and_a_wrong_password_is_refused()
    {
        await using var postgres = await StartAsync();

        (await AskAsync(postgres.Access.Warehouse, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).ShouldBe(false);
        var wrong = new NpgsqlConnectionStringBuilder(postgres.Access.Warehouse) { Password = "wrong" }.ConnectionString;
        (await RefusalAsync(wrong, "SELECT 1")).ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task Passwords_lie_in_a_file_of_the_owner_alone_and_in_no_argument_or_log()
    {
        await using var postgres = await StartAsync();
        var passwords = new[] { postgres.Access.WarehousePassword, postgres.Access.ServicePassword };

        File.GetUnixFileMode(folder.In("postgres/credentials.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var visible = await File.ReadAllTextAsync($"/proc/{postgres.ProcessId}/cmdline", Token) + await File.ReadAllTextAsync(folder.In("postgres.log"), Token);
        passwords.ShouldAllBe(password => !visible.Contains(password));
        File.Exists(folder.In("postgres/initdb.password")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_half_made_cluster_is_made_anew()
    {
        Directory.CreateDirectory(folder.In("postgres/cluster.new/base"));
        await using var postgres = await StartAsync();
        (await AskAsync(postgres.Access.Warehouse, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Lost_passwords_are_named_with_a_way_out()
    {
        await using (await StartAsync())
        {
        }

        File.Delete(folder.In("postgres/credentials.json"));
        (await Should.ThrowAsync<PostgresStartException>(StartAsync)).Message.ShouldContain("credentials.json");
    }

    [Fact]
    public async Task It_can_be_kept_in_a_folder_that_nobody_else_may_enter()
    {
        using var closed = new TestFolder(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new PrivatePostgresOptions { Folder = closed.In("postgres"), LogFile = closed.In("postgres.log"), Durable = false };
        await using (var postgres = await PrivatePostgres.StartAsync(options, Token))
        {
            (await AskAsync(postgres.Access.Warehouse, "SELECT 1")).ShouldBe(1);
        }

        // Root runs the server as somebody else, who could not enter: then the files lie elsewhere, and a second start finds them.
        var home = new DirectoryInfo(closed.In("postgres/home")).LinkTarget;
        (home is not null).ShouldBe(System.Environment.IsPrivilegedProcess);
        await using (await PrivatePostgres.StartAsync(options, Token))
        {
        }

        if (home is not null)
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private Task<PrivatePostgres> StartAsync() => PrivatePostgres.StartAsync(
        new PrivatePostgresOptions { Folder = folder.In("postgres"), LogFile = folder.In("postgres.log"), Durable = false }, Token);

    private static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    private static async Task<string> RefusalAsync(string connectionString, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => AskAsync(connectionString, sql))).SqlState;
}
