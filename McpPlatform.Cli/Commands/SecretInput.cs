namespace McpPlatform.Cli.Commands;

/// <summary>Reads a secret from standard input: an argument would be seen by others on the machine.</summary>
internal static class SecretInput
{
    /// <summary>Reads it; one line ending is left out.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<string> ReadAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var text = await call.Terminal.In.ReadToEndAsync(cancellationToken);
        var secret = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        return secret.Length > 0 ? secret : throw new CliException("Standard input holds no secret. Pipe it in, such as: mcpp secrets set shop-password < password.txt");
    }
}
