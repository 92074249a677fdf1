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
