using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp keys create NAME --scope …</c>. The key is shown this once.</summary>
internal static class KeyCreateCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "What it is for." };

    private static readonly Option<Scope[]> Scopes = new("--scope")
    {
        Description = "What it may do: read, write, run, approve, admin; repeatable.", Required = true, AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<PrincipalKind> Kind = new("--kind")
    {
        Description = "Whom it stands for; an agent never approves.", DefaultValueFactory = _ => PrincipalKind.Agent,
    };

    private static readonly Option<int?> Days = new("--days") { Description = "Days until it expires; never when left out." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("create", "Create a key; it is shown this once.", RunAsync, Name, Scopes, Kind, Days);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        DateTimeOffset? expiresAt = call.Value(Days) is { } days ? TimeProvider.System.GetUtcNow().AddDays(days) : null;
        var wanted = new CreateKey(call.Value(Name), call.Value(Kind), call.Value(Scopes) ?? [], expiresAt);
        var created = await call.Gateway.CreateKeyAsync(wanted, cancellationToken);
        call.Show(created, shown => call.Say(shown.Key));
        return ExitCodes.Done;
    }
}
