using System.Text;
using McpPlatform.Guard.Detection;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

/// <summary>Eight times the text takes about eight times as long, whatever it is made of.</summary>
public sealed class HostileTextTests
{
    public static TheoryData<string> Pieces => new(
        "1 ", "11-", "1.", "+1 (", "(212) ", "4111 ", "a-", "a-a=", "eyJ", "eyJhbGciOiJIUzI1NiJ9.a-", "@", "a@", "a@b.", "://a:", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----a-----END ",
        "Anna ", "Anna-", "Al'A", "Dr. ", "12 Aaa ", "Via ", "Via Aaa ", "rue ", "password=", "password:\"", "Bearer ", "sk-", "xoxb-", "DE89 ", "a1B2c3D4", "Aa1", ":", "::1", "1:", "[", "[a]", "%40", "&#64;", "&#", "\\u0040", "\u200b",
        "\u00a01", "ä1", "卡1", "=", "a=", "\"", "-u a:");

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Time_grows_with_the_text_only(string piece)
    {
        var scanner = new TextScanner(DetectorSet.Default with { AtLeast = Confidence.Low });
        var sparse = new TextScanner(new DetectorSet([Detectors.Card, Detectors.Assigned, Detectors.PrivateKey]));
        foreach (var one in new[] { scanner, sparse })
        {
            Cost(one, piece, 20_000);

            // A busy machine makes some of the ratios larger; a text that takes the square of its length makes all of them 64.
            var ratios = Enumerable.Range(0, 8).Select(_ => Cost(one, piece, 320_000) / Cost(one, piece, 40_000));
            ratios.Any(ratio => ratio < 24).ShouldBeTrue();
        }
    }

    // The least of several runs, in milliseconds.
    private static double Cost(TextScanner scanner, string piece, int bytes)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, bytes / Encoding.UTF8.GetByteCount(piece))));
        return Enumerable.Range(0, 3).Min(_ =>
        {
            var began = ThreadTime.Milliseconds;
            scanner.Scan(text);
            return Math.Max(0.05, ThreadTime.Milliseconds - began);
        });
    }
}
