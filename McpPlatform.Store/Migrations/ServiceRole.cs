using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace McpPlatform.Store.Migrations;

/// <summary>The login role services use: no superuser and without BYPASSRLS, so that row level security holds for it.</summary>
public static class ServiceRole
{
    /// <summary>Name of the role.</summary>
    public const string Name = "mcpp_service";

    private const int Iterations = 4096;
    private const int Attempts = 20;

    internal static async Task EnsureAsync(string ownerConnectionString, string password, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        var sql = $"""
            DO $$ BEGIN CREATE ROLE {Name}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            ALTER ROLE {Name} LOGIN PASSWORD '{Verifier(password)}';
            SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = '{Name}';
            """;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // A new connection for each attempt: Npgsql closes one that reported an internal error.
                await using var connection = new NpgsqlConnection(ownerConnectionString);
                await connection.OpenAsync(cancellationToken);
                await using var command = new NpgsqlCommand(sql, connection);
                RefuseMighty((bool)(await command.ExecuteScalarAsync(cancellationToken))!);
                return;
            }
            catch (PostgresException e) when (IsConcurrent(e) && attempt < Attempts)
            {
                // Roles belong to the whole cluster: the migration of another database is changing the same one.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 50)), cancellationToken);
            }
        }
    }

    private static void RefuseMighty(bool bypassesPolicies)
    {
        if (bypassesPolicies)
        {
            throw new MigrationException(
                $"The role '{Name}' would see the rows of every tenant. Run: ALTER ROLE {Name} NOSUPERUSER NOBYPASSRLS");
        }
    }

    // "tuple concurrently updated" has no code of its own.
    private static bool IsConcurrent(PostgresException e) =>
        e.SqlState == PostgresErrorCodes.InternalError && e.MessageText.StartsWith("tuple concurrently", StringComparison.Ordinal);

    // RFC 5803: what the server would store, so that the password itself appears neither on the wire nor in the server's log.
    private static string Verifier(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
