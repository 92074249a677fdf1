using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp keys</c>: lists API keys; create and revoke are its subcommands.</summary>
internal static class KeysCommand
{
    private static readonly Argument<Guid> Key = new("key") { Description = "Id of the key." };

    private static readonly Option<int> Hours = new("--hours")
    {
        Description = "Hours the old key goes on, 0 to 720.", DefaultValueFactory = _ => RotateKey.DefaultOverlapSeconds / 3_600,
    };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "keys", "List API keys; create, rotate or revoke one.", ListAsync,
        frame.Command("list", "List API keys.", ListAsync),
        KeyCreateCommand.Create(frame),
        frame.Command("rotate", "Replace a key by another with the same rights; it is shown this once.", RotateAsync, Key, Hours),
        frame.Command("revoke", "Revoke a key at once.", RevokeAsync, Key));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var keys = await call.Gateway.ListKeysAsync(limit: 200, cancellationToken: cancellationToken);
        call.Show(keys, page => ListView.Draw(
            call, page.Items, "There are no keys.",
            ("Key", k => k.Id.ToString()), ("Name", k => k.Name), ("For", k => k.Kind.ToString().ToLowerInvariant()),
            ("May", k => string.Join(", ", k.Scopes.Select(scope => scope.ToString().ToLowerInvariant()))), ("Used", k => Texts.When(k.LastUsedAt)),
            ("Expires", k => Texts.When(k.ExpiresAt)), ("Revoked", k => Texts.When(k.RevokedAt)),
            ("Replaced by", k => k.SuccessorId?.ToString()), ("Replaces", k => k.PredecessorId?.ToString())));
        return ExitCodes.Done;
    }

    private static async Task<int> RotateAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var rotated = await call.Gateway.RotateKeyAsync(call.Value(Key), TimeSpan.FromHours(call.Value(Hours)), cancellationToken);
        call.Show(rotated, shown => call.Say(shown.Key));
        return ExitCodes.Done;
    }

    private static async Task<int> RevokeAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Gateway.RevokeKeyAsync(call.Value(Key), cancellationToken);
        call.Say($"Key {call.Value(Key)} is revoked.");
        return ExitCodes.Done;
    }
}
