using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>What the suite found out about a server, by scenario.</summary>
internal sealed partial record ConformanceReport(IReadOnlyDictionary<string, IReadOnlyList<ConformanceCheck>> Scenarios)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>One line per check, equal for equal behaviour.</summary>
    public IReadOnlyList<string> Lines =>
        [.. Scenarios.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(s => s.Value.Select(check => $"{s.Key} | {check}"))];

    /// <summary>The lines of what a server must do and does not.</summary>
    public IReadOnlyList<string> Failures => With("FAILURE");

    /// <summary>The lines of what a server must or should do and does not.</summary>
    public IReadOnlyList<string> Shortcomings => With("FAILURE", "WARNING");

    public override string ToString() => string.Join('\n', Lines);

    /// <summary>The report on these scenarios, each of which must have run.</summary>
    public ConformanceReport Of(IEnumerable<string> scenarios) => new(scenarios.ToDictionary(
        scenario => scenario,
        scenario => Scenarios.GetValueOrDefault(scenario) ?? throw new InvalidOperationException($"The suite did not run {scenario}.")));

    /// <summary>Reads what the suite wrote: a folder per scenario.</summary>
    public static async Task<ConformanceReport> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var scenarios = new Dictionary<string, IReadOnlyList<ConformanceCheck>>();
        foreach (var run in Directory.EnumerateDirectories(folder))
        {
            await using var file = File.OpenRead(Path.Combine(run, "checks.json"));
            var checks = await JsonSerializer.DeserializeAsync<List<WrittenCheck>>(file, Web, cancellationToken);
            scenarios[RunFolder().Match(Path.GetFileName(run)).Groups["scenario"].Value] =
                [.. checks!.Select(check => new ConformanceCheck(check.Id, check.Name, check.Status, check.ErrorMessage))];
        }

        return new(scenarios);
    }

    private string[] With(params string[] statuses) =>
        [.. Lines.Where(line => statuses.Any(status => line.Contains($" | {status} ", StringComparison.Ordinal)))];

    [GeneratedRegex(@"^server-(?<scenario>.+)-\d{4}-\d\d-\d\dT[\d-]+Z$")]
    private static partial Regex RunFolder();

    private sealed record WrittenCheck(string Id, string Name, string Status, string? ErrorMessage);
}
