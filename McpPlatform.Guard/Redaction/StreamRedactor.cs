using System.Buffers;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>
/// Replaces sensitive data in a text that comes in pieces, wherever the pieces are cut: what it gives out is what <see cref="TextRedactor"/> makes of
/// the whole. It holds back the line that is not finished, or a private key that is not: at most 136 KiB beside the piece that came last. It is for one
/// text and for one thread.
/// </summary>
public sealed class StreamRedactor : IDisposable
{
    private readonly TextRedactor redactor;
    private readonly TextScanner scanner;
    private readonly RedactionReport report;
    private readonly FindingList settled;
    private byte[] held = new byte[4_096];
    private int length;
    private int scanned;

    /// <summary>Prepares it.</summary>
    /// <param name="rules">What to look for and what happens to it.</param>
    /// <param name="report">Takes what is found.</param>
    public StreamRedactor(RedactionRules rules, RedactionReport report)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(report);
        this.report = report;
        redactor = new TextRedactor(rules);
        scanner = redactor.Scanner;
        settled = new FindingList(rules.Detectors.AtLeast);
    }

    /// <summary>How much is held back, in bytes.</summary>
    public int Held => length;

    /// <inheritdoc/>
    public void Dispose() => redactor.Dispose();

    /// <summary>Takes a piece and gives out what can be told from all that came.</summary>
    /// <param name="piece">The next bytes of the text, in UTF-8; a character may be cut.</param>
    /// <param name="to">Where the new text is written.</param>
    public void Write(ReadOnlySpan<byte> piece, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        Hold(piece);
        if (length - scanned >= Segment.Longest || piece.Contains((byte)'\n'))
        {
            Release(to, isWhole: false);
        }
    }

    /// <summary>Gives out what was held back: the text has ended. The next piece begins another.</summary>
    /// <param name="to">Where the new text is written.</param>
    public void Complete(IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        Release(to, isWhole: true);
    }

    private void Hold(ReadOnlySpan<byte> piece)
    {
        if (length + piece.Length > held.Length)
        {
            Array.Resize(ref held, Math.Max(2 * held.Length, length + piece.Length));
        }

        piece.CopyTo(held.AsSpan(length));
        length += piece.Length;
    }

    private void Release(IBufferWriter<byte> to, bool isWhole)
    {
        while (scanned < length && scanner.Next(held.AsSpan(scanned, length - scanned), isWhole) is { Length: > 0 } segment)
        {
            scanner.ScanSegment(held.AsSpan(scanned, segment.Length), default, scanned);
            scanned += segment.Advance;
        }

        settled.Copy(scanner.Found);
        settled.Settle();
        GiveOut(Safe(), to);
    }

    // In a long line something may reach beyond what was scanned; it waits for what follows.
    private int Safe()
    {
        foreach (var finding in settled.All)
        {
            if (finding.End > scanned)
            {
                return Math.Min(scanned, finding.Start);
            }
        }

        return scanned;
    }

    private void GiveOut(int safe, IBufferWriter<byte> to)
    {
        var count = 0;
        while (count < settled.All.Length && settled.All[count].End <= safe)
        {
            count++;
        }

        var text = held.AsSpan(0, safe);
        var copied = redactor.Replace(text, settled.All[..count], report, to);
        to.Write(text[copied..]);
        scanner.Found.Forget(safe);
        held.AsSpan(safe, length - safe).CopyTo(held);
        (length, scanned) = (length - safe, scanned - safe);
    }
}
