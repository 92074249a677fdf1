using System.Diagnostics;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Postgres;

/// <summary>The account the server runs as: our own, or, when we are root, one without rights, since PostgreSQL refuses root.</summary>
/// <param name="Name">Its name; <see langword="null"/> for our own.</param>
internal sealed record ServerAccount(string? Name)
{
    // PostgreSQL looks its account up, so a bare number would not do.
    private static readonly string[] Candidates = ["postgres", "_postgres", "nobody"];

    /// <summary>Whether files must be given to another account.</summary>
    public bool IsOther => Name is not null;

    /// <summary>Chooses: the owner of a cluster that stands, else the first unprivileged account there is.</summary>
    public static async Task<ServerAccount> ChooseAsync(string folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return new ServerAccount((string?)null);
        }

        var cluster = Path.Combine(ServerHome.PathOf(folder), ServerHome.ClusterName);
        var owner = Directory.Exists(cluster) ? await OwnerOfAsync(cluster, cancellationToken) : null;
        if (Environment.IsPrivilegedProcess)
        {
            return new ServerAccount(owner ?? await FirstKnownAsync(cancellationToken));
        }

        return owner is null || owner == Environment.UserName
            ? new ServerAccount((string?)null)
            : throw new PostgresStartException(
                $"The database in {cluster} belongs to '{owner}', because it was first started as root. Start as root, or choose another folder with --data.");
    }

    /// <summary>Gives a file or folder to the account.</summary>
    public async Task TakeAsync(string path, CancellationToken cancellationToken)
    {
        if (IsOther)
        {
            await Command.RunAsync("chown", ["--no-dereference", $"{Name}:", path], cancellationToken);
        }
    }

    /// <summary>Describes a program that will run as this account, with nothing of our environment but what it needs.</summary>
    public ProcessStartInfo Describe(string program, IEnumerable<string> arguments, string workingFolder)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = workingFolder };
        if (OperatingSystem.IsWindows())
        {
            return start;
        }

        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        if (IsOther)
        {
            start.UserName = Name;
        }

        return start;
    }

    private static async Task<string> OwnerOfAsync(string path, CancellationToken cancellationToken)
    {
        string[] arguments = OperatingSystem.IsLinux() ? ["-c", "%U", path] : ["-f", "%Su", path];
        return (await Command.RunAsync("stat", arguments, cancellationToken)).Trim();
    }

    private static async Task<string> FirstKnownAsync(CancellationToken cancellationToken)
    {
        var known = (await File.ReadAllLinesAsync("/etc/passwd", cancellationToken)).Select(line => line.Split(':')[0]).ToHashSet();
        return Candidates.FirstOrDefault(known.Contains) ?? throw new PostgresStartException(
            "PostgreSQL does not run as root, and this machine has no account 'postgres' or 'nobody' to run it as. Add one ('useradd --system postgres').");
    }
}
