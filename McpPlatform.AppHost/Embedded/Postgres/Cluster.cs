using System.Globalization;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Postgres;

/// <summary>The cluster on disk, with the programs and the account that serve it.</summary>
internal sealed class Cluster(ServerHome home, PostgresBinaries binaries, ServerAccount account)
{
    // The collation provider that needs no locale of the system came with this version.
    private const int BuiltinLocales = 17;

    public string Folder => home.Cluster;

    public string HomeFolder => home.Folder;

    public PostgresBinaries Binaries => binaries;

    public ServerAccount Account => account;

    /// <summary>Makes the cluster when it is missing. It appears under its name only when it is whole.</summary>
    public async Task EnsureAsync(PostgresCredentials credentials, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Folder))
        {
            await RequireSameVersionAsync(cancellationToken);
            return;
        }

        var side = Path.Combine(HomeFolder, $"{ServerHome.ClusterName}.new");
        if (Directory.Exists(side))
        {
            Directory.Delete(side, recursive: true);
        }

        Directory.CreateDirectory(side);
        await account.TakeAsync(side, cancellationToken);
        await InitializeAsync(side, credentials, cancellationToken);
        Directory.Move(side, Folder);
    }

    private async Task InitializeAsync(string side, PostgresCredentials credentials, CancellationToken cancellationToken)
    {
        // A file, because whatever stands among the arguments can be read by every process of the machine.
        var passwordFile = Path.Combine(HomeFolder, "initdb.password");
        await PrivateFile.WriteAsync(passwordFile, credentials.Owner, cancellationToken);
        try
        {
            await account.TakeAsync(passwordFile, cancellationToken);
            await Command.RunAsync(account.Describe(binaries.InitDb, Arguments(side, passwordFile), HomeFolder), cancellationToken);
        }
        catch (CommandException e)
        {
            throw new PostgresStartException($"The private database could not be made in {side}: {e.Output}", e);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private string[] Arguments(string side, string passwordFile)
    {
        string[] arguments =
        [
            "--pgdata", side, "--username", PostgresAccess.OwnerRole, "--pwfile", passwordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--data-checksums", "--no-sync",
        ];
        return binaries.MajorVersion >= BuiltinLocales
            ? [.. arguments, "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
            : arguments;
    }

    private async Task RequireSameVersionAsync(CancellationToken cancellationToken)
    {
        var version = (await File.ReadAllTextAsync(Path.Combine(Folder, "PG_VERSION"), cancellationToken)).Trim();
        if (version != binaries.MajorVersion.ToString(CultureInfo.InvariantCulture))
        {
            throw new PostgresStartException(
                $"The database in {Folder} was made by PostgreSQL {version}, but {binaries.Folder} holds PostgreSQL {binaries.MajorVersion}. "
                + $"Run 'npm ci' in McpPlatform.AppHost, or install PostgreSQL {version}.");
        }
    }
}
