using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Postgres;

/// <summary>Generated passwords of a private server and the port it had last, kept in a file only its owner may read.</summary>
internal sealed record PostgresCredentials(string Owner, string Service, string Warehouse, string Reader, int Port)
{
    private const string FileName = "credentials.json";
    private string file = "";

    /// <summary>Reads the file, or writes it with new passwords when the cluster does not stand yet.</summary>
    public static async Task<PostgresCredentials> OpenAsync(string folder, ServerHome home, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file))
        {
            var read = JsonSerializer.Deserialize<PostgresCredentials>(await File.ReadAllTextAsync(file, cancellationToken));
            return (read ?? throw new PostgresStartException($"{file} holds no credentials; restore it from a backup.")) with { file = file };
        }

        if (Directory.Exists(home.Cluster))
        {
            throw new PostgresStartException(
                $"The passwords of the database in {home.Cluster} are missing: restore {file}, or remove {folder} to begin with an empty database.");
        }

        var made = new PostgresCredentials(NewPassword(), NewPassword(), NewPassword(), NewPassword(), 0) { file = file };
        await made.WriteAsync(cancellationToken);
        return made;
    }

    /// <summary>Keeps the port, so that connection strings people copied stay good where possible.</summary>
    public async Task<PostgresCredentials> RememberPortAsync(int port, CancellationToken cancellationToken)
    {
        var changed = this with { Port = port };
        if (port != Port)
        {
            await changed.WriteAsync(cancellationToken);
        }

        return changed;
    }

    /// <summary>Says nothing, so that no log shows a password.</summary>
    public override string ToString() => nameof(PostgresCredentials);

    private Task WriteAsync(CancellationToken cancellationToken) =>
        PrivateFile.WriteAsync(file, JsonSerializer.Serialize(this), cancellationToken);

    private static string NewPassword() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
