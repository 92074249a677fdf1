using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Redaction;

/// <summary>What the platform's own tools answer with has to arrive: an agent brings ids and hashes back.</summary>
public sealed class OwnIdsTests
{
    private const int Times = 2_000;

    [Fact]
    public void Ids_hashes_and_moments_are_not_taken_for_data()
    {
        using var texts = new TextRedactor(RedactionRules.Default);
        var json = new JsonRedactor(texts);
        for (var seed = 0; seed < Times; seed++)
        {
            var answer = JsonSerializer.SerializeToUtf8Bytes(Answer(seed));

            var report = new RedactionReport();
            json.Redact(answer, report);

            report.IsEmpty.ShouldBeTrue($"{string.Join(", ", report.Counts.Keys)} in {Encoding.UTF8.GetString(answer)}");
        }
    }

    private static object Answer(int seed)
    {
        var at = new DateTimeOffset(2026, 1, 5, 6, 30, 0, TimeSpan.Zero).AddSeconds(seed * 7_919);
        var (run, hash) = (new Guid(SHA256.HashData(BitConverter.GetBytes(seed)).AsSpan(0, 16)), Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(-seed))));
        return new
        {
            runId = run, conversation = Guid.CreateVersion7(at), planHash = hash, startedAt = at, rows = seed * 1_009L, rule = "scope-run",
            text = $"Run {run} of the plan {hash} began at {at:O} and read {seed * 1_009L} rows. A person has to approve it: 'mcpp approve {Guid.CreateVersion7(at)}'.",
        };
    }
}
