using System.Text;

namespace McpPlatform.Guard.Processes;

/// <summary>
/// What a process wrote on its standard error that says most of its end: the last line, or one that is known to. It reads until that is closed, and keeps
/// at most 500 characters of a line, however long the line is.
/// </summary>
public sealed class LastWords
{
    private const int MaxLength = 500;
    private readonly StringBuilder line = new(MaxLength);
    private readonly string? telling;
    private volatile string text = "";

    /// <summary>Begins to read.</summary>
    /// <param name="errors">The standard error of the process.</param>
    /// <param name="telling">A line that holds this stays, whatever comes after it; <see langword="null"/> when none does.</param>
    public LastWords(TextReader errors, string? telling = null)
    {
        ArgumentNullException.ThrowIfNull(errors);
        this.telling = telling;
        Ended = ReadAsync(errors);
    }

    /// <summary>The line, empty when there was none; it may hold secrets, so it is for the operator alone.</summary>
    public string Text => text;

    /// <summary>Ends when nothing more can come.</summary>
    public Task Ended { get; }

    private async Task ReadAsync(TextReader errors)
    {
        var read = new char[1_024];
        try
        {
            int count;
            while ((count = await errors.ReadAsync(read)) > 0)
            {
                Take(read.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Gone.
        }

        EndLine();
    }

    private void Take(ReadOnlySpan<char> piece)
    {
        int end;
        while ((end = piece.IndexOf('\n')) >= 0)
        {
            Append(piece[..end]);
            EndLine();
            piece = piece[(end + 1)..];
        }

        Append(piece);
    }

    private void Append(ReadOnlySpan<char> part) => line.Append(part[..Math.Min(part.Length, MaxLength - line.Length)]);

    private void EndLine()
    {
        var said = line.ToString().Trim();
        line.Clear();
        if (said.Length > 0 && !(telling is not null && text.Contains(telling, StringComparison.Ordinal)))
        {
            text = said;
        }
    }
}
