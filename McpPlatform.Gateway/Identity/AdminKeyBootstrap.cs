using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Gateway.Identity;

/// <summary>
/// Gives a new installation its administrator: a key in a file that only its owner can read. The file is written first and its key registered
/// at every start where the store does not know it, so that a crash in between leaves nothing half done.
/// </summary>
internal sealed class AdminKeyBootstrap(
    IKeyStore keys, IOptions<InstallationOptions> installation, ILogger<AdminKeyBootstrap> logger) : IHostedService
{
    private static readonly Scope[] AllScopes = Enum.GetValues<Scope>();
    private static readonly Principal Installer = new(Tenants.Default, "service:gateway", "gateway", PrincipalKind.Service, AllScopes);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (installation.Value.AdminKeyFile is not { Length: > 0 } path)
        {
            return;
        }

        var key = File.Exists(path) ? await ReadAsync(path, cancellationToken) : await WriteAsync(path, cancellationToken);
        var hash = ApiKey.Hash(key);
        if (await keys.FindAsync(hash, cancellationToken) is null)
        {
            await RegisterAsync(path, hash, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RegisterAsync(string path, byte[] hash, CancellationToken cancellationToken)
    {
        try
        {
            await keys.AddAsync(Installer, new CreateKey("admin", PrincipalKind.Person, AllScopes), hash, cancellationToken);
            Log.AdminKeyRegistered(logger, path);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The store knows the key and yet does not accept it: someone revoked it, and a restart must not undo that.
            Log.AdminKeyRevoked(logger, path);
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var key = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        return ApiKey.IsWellFormed(key)
            ? key
            : throw new InvalidOperationException($"{path} (Platform:AdminKeyFile) does not hold a key. Delete it, and a new one is made.");
    }

    private async Task<string> WriteAsync(string path, CancellationToken cancellationToken)
    {
        var key = ApiKey.Create();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var aside = $"{path}.{Guid.CreateVersion7():N}";
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(new FileStream(aside, how)))
        {
            await writer.WriteLineAsync(key.AsMemory(), cancellationToken);
        }

        File.Move(aside, path, overwrite: false);
        Log.AdminKeyWritten(logger, path);
        return key;
    }
}
