namespace McpPlatform.AppHost.Postgres;

/// <summary>PostgreSQL's programs.</summary>
/// <param name="Folder">The folder with <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="MajorVersion">Such as 18.</param>
internal sealed record PostgresBinaries(string Folder, int MajorVersion)
{
    public string Server => Program("postgres");

    public string InitDb => Program("initdb");

    public string Control => Program("pg_ctl");

    /// <summary>Finds them: the npm package for this platform, else the newest on this machine.</summary>
    /// <exception cref="PostgresStartException">There are none.</exception>
    public static PostgresBinaries Find(ServerAccount account) =>
        NpmPostgres.Find(account) ?? MachinePostgres.Find() ?? throw new PostgresStartException(
            $"No PostgreSQL was found: the npm package {NpmPostgres.PackageName} is missing in McpPlatform.AppHost/node_modules and none is installed. "
            + "Run 'npm ci' in McpPlatform.AppHost, or install PostgreSQL 15 or later ('apt-get install postgresql'), or name a server in ConnectionStrings__platform-owner (docs/configuration.md).");

    private string Program(string name) => Path.Combine(Folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
}
