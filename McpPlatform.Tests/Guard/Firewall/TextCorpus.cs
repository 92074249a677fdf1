using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Firewall;
using McpPlatform.Guard.Firewall.Texts;
using McpPlatform.Tests.Architecture;

namespace McpPlatform.Tests.Guard.Firewall;

/// <summary>A text of the corpus; what is said of attacks alone is <see langword="null"/> for honest ones.</summary>
/// <param name="Text">The text.</param>
/// <param name="Language">Of its words.</param>
/// <param name="Carrier">What it looks like: <c>html</c>, <c>json</c>, <c>log</c>…</param>
/// <param name="Side"><c>result</c> or <c>argument</c>.</param>
/// <param name="Kind">What the attack is after: <c>injection</c>, <c>role</c>, <c>hidden</c>, <c>exfiltration</c>.</param>
/// <param name="Form">Its disguise; <c>plain</c> for none.</param>
/// <param name="Hard">Whether an honest text was written to look like an attack.</param>
internal sealed record CorpusText(string Text, string Language, string Carrier, string Side, string? Kind = null, string? Form = null, bool Hard = false)
{
    /// <summary>The worst that was recognised; <see langword="null"/> for nothing.</summary>
    public ThreatSeverity? Look()
    {
        var bytes = Encoding.UTF8.GetBytes(Text);
        var found = new ThreatFinder().Find(bytes).Select(f => (ThreatSeverity?)f.Threat.Severity);
        return found.Append(Side == "argument" ? new OutgoingSecrets().Find(bytes)?.Threat.Severity : null).Max();
    }

    /// <summary>Whether it holds one of the words that one would look for first.</summary>
    public bool LooksBadAtFirstSight() => Naive.Any(word => Text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] Naive =
    [
        "ignore all", "ignore previous", "ignore the", "disregard", "forget your", "forget all", "forget everything", "previous instructions", "system prompt", "you are now", "developer mode", "jailbreak",
        "do not tell", "don't tell", "new instructions", "override", "<|im_start|>", "[INST]", "<system>", "api key", "password", "![", "base64",
    ];
}

/// <summary>Attacks and honest texts: the look at texts was tuned on the part <c>tuning</c>; <c>held-out</c> was written before and is only counted.</summary>
internal static class TextCorpus
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Guard", "Firewall", "corpus");

    public static IReadOnlyList<CorpusText> Attacks(string part) => Read($"{part}.attacks.jsonl");

    public static IReadOnlyList<CorpusText> Honest(string part) => Read($"{part}.honest.jsonl");

    private static IReadOnlyList<CorpusText> Read(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Select(line => JsonSerializer.Deserialize<CorpusText>(line, JsonSerializerOptions.Web)!)];
}
