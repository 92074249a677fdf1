using System.Buffers;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>Replaces sensitive data in text. It is not for several threads at once.</summary>
public sealed class TextRedactor : IDisposable
{
    private readonly RedactionRules rules;
    private readonly Mask mask = new();
    private readonly KeyedHash hash;
    private readonly Tokenisation? tokens;
    private readonly JsonTokens tokensOfJson = new();

    /// <summary>Prepares it.</summary>
    /// <param name="rules">What to look for and what happens to it.</param>
    public TextRedactor(RedactionRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        this.rules = rules;
        Scanner = new TextScanner(rules.Detectors);
        hash = new KeyedHash(rules.Key);
        tokens = rules.Key.IsEmpty ? null : new Tokenisation(rules.Key.Span);
    }

    /// <summary>What looks for it.</summary>
    internal TextScanner Scanner { get; }

    /// <inheritdoc/>
    public void Dispose() => tokens?.Dispose();

    /// <summary>Replaces what is found.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="label">The name it stands under; empty for none.</param>
    /// <param name="report">Takes what was found.</param>
    /// <param name="to">Where the new text is written; nothing is when the text stays as it is.</param>
    /// <returns>Whether the text changed.</returns>
    public bool TryRedact(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label, RedactionReport report, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(to);
        var copied = Replace(text, Scanner.Scan(text, label), report, to);
        to.Write(copied > 0 ? text[copied..] : default);
        return copied > 0;
    }

    /// <summary>Replaces what is found in a text that is a value of its own. Where the text is JSON, as many tools answer, it stays JSON.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="label">The name it stands under; empty for none.</param>
    /// <param name="report">Takes what was found.</param>
    /// <param name="to">Where the new text is written; nothing is when the text stays as it is.</param>
    /// <returns>Whether the text changed.</returns>
    public bool TryRedactValue(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label, RedactionReport report, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(to);
        var findings = Scanner.Scan(text, label);
        if (findings.IsEmpty)
        {
            return false;
        }

        var isJson = tokensOfJson.TryFit(text, findings);
        var copied = isJson ? ReplaceTokens(text, findings, report, to) : Replace(text, findings, report, to);
        to.Write(copied > 0 ? text[copied..] : default);
        return copied > 0;
    }

    private int ReplaceTokens(ReadOnlySpan<byte> text, ReadOnlySpan<Finding> findings, RedactionReport report, IBufferWriter<byte> to)
    {
        var (copied, noted) = (0, -1);
        foreach (var piece in tokensOfJson.Pieces)
        {
            var finding = findings[piece.Finding];
            if (tokens is not null && tokens.IsWithin(text, finding))
            {
                continue;
            }

            var action = rules.ActionFor(finding.Detector);
            if (piece.Finding != noted)
            {
                report.Note(finding.Detector, action);
                noted = piece.Finding;
            }

            if (action != RedactionAction.Allow)
            {
                to.Write(text[copied..piece.Start]);
                WritePiece(piece, text, action, finding.Detector, to);
                copied = piece.End;
            }
        }

        return copied;
    }

    private void WritePiece(JsonPiece piece, ReadOnlySpan<byte> text, RedactionAction action, Detector detector, IBufferWriter<byte> to)
    {
        if (piece.IsNumber)
        {
            to.Write("0"u8);
        }
        else
        {
            For(action).Write(detector, text[piece.Start..piece.End], to);
        }
    }

    /// <summary>Writes a text up to the last finding that gives way to something.</summary>
    /// <returns>Up to where it was written.</returns>
    internal int Replace(ReadOnlySpan<byte> text, ReadOnlySpan<Finding> findings, RedactionReport report, IBufferWriter<byte> to)
    {
        var copied = 0;
        foreach (var finding in findings)
        {
            var data = text.Slice(finding.Start, finding.Length);
            if (tokens is not null && tokens.IsWithin(text, finding))
            {
                continue;
            }

            var action = rules.ActionFor(finding.Detector);
            report.Note(finding.Detector, action);
            if (action != RedactionAction.Allow)
            {
                to.Write(text[copied..finding.Start]);
                For(action).Write(finding.Detector, data, to);
                copied = finding.End;
            }
        }

        return copied;
    }

    private IReplacement For(RedactionAction action) => action switch
    {
        RedactionAction.Hash when !rules.Key.IsEmpty => hash,
        RedactionAction.Tokenise when tokens is not null => tokens,
        _ => mask,
    };
}
