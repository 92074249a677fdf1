using McpPlatform.Store.Migrations;
using Npgsql;

namespace McpPlatform.Worker;

/// <summary>
/// <c>McpPlatform.Worker migrate</c>: brings the platform database to this build's schema and ends. For installations whose services run as
/// processes of their own; the embedded AppHost does the same at its start.
/// </summary>
internal static class MigrateCommand
{
    /// <summary>First word of the command line.</summary>
    public const string Verb = "migrate";

    private const string Owner = "platform-owner";
    private const string Service = "platform";

    /// <summary>Migrates with the owner's connection string; the services' role takes the password of theirs.</summary>
    /// <param name="args">The rest of the command line: settings.</param>
    public static async Task RunAsync(IEnumerable<string> args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. args]).Build();
        var service = new NpgsqlConnectionStringBuilder(Required(configuration, Service));
        var applied = await Migrator.MigrateAsync(Required(configuration, Owner), service.Password ?? "", CancellationToken.None);
        Console.WriteLine(applied.Count == 0 ? "The schema is up to date." : $"Applied: {string.Join(", ", applied)}");
    }

    private static string Required(IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) ?? throw new InvalidOperationException($"'{Verb}' needs ConnectionStrings:{name}.");
}
