namespace McpPlatform.Cli.Commands;

/// <summary>Links to the chat that carry a one-time token.</summary>
internal static class SignInLinks
{
    private const string Parameter = "token=";

    /// <summary>The link of a token.</summary>
    /// <param name="call">The call, whose installation names the chat.</param>
    /// <param name="token">The token.</param>
    public static string Of(CommandCall call, string token) =>
        $"{call.Installation!.Web?.ToString().TrimEnd('/')}/signin?{Parameter}{Uri.EscapeDataString(token)}";

    /// <summary>The token of a link; a token alone is taken for itself.</summary>
    /// <param name="link">The link.</param>
    public static string TokenOf(string link)
    {
        var at = link.IndexOf(Parameter, StringComparison.Ordinal);
        return at < 0 ? link : Uri.UnescapeDataString(link[(at + Parameter.Length)..].Split('&')[0]);
    }
}
