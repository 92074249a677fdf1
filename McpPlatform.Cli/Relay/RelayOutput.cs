namespace McpPlatform.Cli.Relay;

/// <summary>Standard output, which carries messages, one a line, and nothing else; and standard error, which says what is wrong once.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class RelayOutput(Stream output, TextWriter error) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private string? said;

    /// <summary>Writes a message. Line breaks between its tokens, which JSON allows and the transport does not, become spaces.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WriteAsync(byte[] message, CancellationToken cancellationToken)
    {
        var line = new byte[message.Length + 1];
        message.CopyTo(line, 0);
        var text = line.AsSpan(0, message.Length);
        text.Replace((byte)'\n', (byte)' ');
        text.Replace((byte)'\r', (byte)' ');
        line[^1] = (byte)'\n';
        await turn.WaitAsync(cancellationToken);
        try
        {
            await output.WriteAsync(line, CancellationToken.None);
            await output.FlushAsync(CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Says what is wrong, unless that was the last thing said.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Say(string sentence)
    {
        if (Interlocked.Exchange(ref said, sentence) != sentence)
        {
            error.WriteLine(sentence);
        }
    }

    /// <summary>What was wrong is so no longer.</summary>
    public void AllIsWell() => Volatile.Write(ref said, null);

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();
}
