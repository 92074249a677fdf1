using System.Collections.Concurrent;

namespace McpPlatform.Guard.Policy;

/// <summary>Texts of policies that were compiled already.</summary>
/// <param name="detectors">Ids of the detectors of sensitive data that policies may name.</param>
internal sealed class PolicyTexts(IReadOnlySet<string> detectors)
{
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<(string Prefix, string Text), CompiledText> known = new();

    /// <exception cref="EngineUnavailableException">It cannot be checked now.</exception>
    public async Task<CompiledText> CompileAsync(CedarEngine engine, string prefix, string text, CancellationToken cancellationToken)
    {
        if (known.TryGetValue((prefix, text), out var compiled))
        {
            return compiled;
        }

        if (known.Count >= MostKept)
        {
            known.Clear();
        }

        return known[(prefix, text)] = PolicyCompiler.Compile(prefix, text, await engine.CheckAsync(text, cancellationToken), detectors);
    }
}
