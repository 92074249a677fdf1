using McpPlatform.Guard.Detection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

public sealed class CustomDetectorTests
{
    private static DetectorSet With(params CustomDetector[] own) => new([], own);

    [Fact]
    public void A_pattern_finds_what_an_installation_means()
    {
        var own = With(new CustomDetector("customer_no", @"\bKD-\d{6}\b"));

        Look.At("für KD-118822 und KD-118823, nicht KD-1", set: own).ShouldBe(["customer_no:KD-118822", "customer_no:KD-118823"]);
    }

    [Fact]
    public void Words_nearby_or_the_label_may_be_asked_for()
    {
        var own = With(new CustomDetector("badge", @"\b\d{5}\b", ["badge", "ausweis"]));

        Look.At("Ausweis 12345\n67890", set: own).ShouldBe(["badge:12345"]);
        Look.At("12345", "badge_id", own).ShouldBe(["badge:12345"]);
    }

    [Fact]
    public void Bytes_that_are_no_text_move_nothing()
    {
        var scanner = new TextScanner(With(new CustomDetector("n", @"\d+")));

        var found = scanner.Scan([0xFF, 0xC3, (byte)'1', (byte)'2', 0xE2, 0x82, (byte)'3']).ToArray();

        found.Select(f => (f.Start, f.Length)).ShouldBe([(2, 2), (6, 1)]);
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("Upper", "a")]
    [InlineData("x", "")]
    [InlineData("x", "(")]
    [InlineData("x", "a*")]
    [InlineData("x", @"(a)\1")]
    [InlineData("x", "(?=a)b")]
    public void A_bad_name_or_pattern_is_refused(string id, string pattern) => Should.Throw<ArgumentException>(() => new CustomDetector(id, pattern)).Message.ShouldContain($"'{id}'");
}
