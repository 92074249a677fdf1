using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Contracts.Json;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Contracts;

public sealed class CanonicalJsonTests
{
    [Theory]

    // RFC 8785 appendix B: the double's bits and its text.
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_the_RFCs_appendix_lists_them(string bits, string expected)
    {
        var value = BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

        Canonical(JsonValue.Create(value)).ShouldBe(expected);
    }

    [Fact]
    public void The_RFCs_sample_object_is_written_to_the_byte()
    {
        const string input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string expected =
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";

        Canonical(JsonNode.Parse(input)).ShouldBe(expected);
    }

    [Fact]
    public void Names_are_sorted_by_UTF_16_code_units_as_in_the_RFCs_section_3_2_3()
    {
        const string input = """
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
            """;

        JsonNode.Parse(Canonical(JsonNode.Parse(input)))!.AsObject().Select(p => p.Value!.GetValue<string>()).ShouldBe(
        [
            "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ]);
    }

    [Fact]
    public void A_number_beyond_double_precision_is_refused() =>
        Should.Throw<JsonException>(() => CanonicalJson.Write(JsonNode.Parse("1e400")));

    [Fact]
    public void Every_finite_number_reads_back_as_itself() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat>(),
        value => double.Parse(Canonical(JsonValue.Create(value.Get)), CultureInfo.InvariantCulture).Equals(value.Get + 0.0)
            || value.Get == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Writing_what_was_written_changes_nothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<Dictionary<NonNull<string>, NormalFloat>>(),
        map =>
        {
            var node = new JsonObject();
            foreach (var (name, value) in map.Where(p => IsText(p.Key.Get)))
            {
                node[name.Get] = value.Get;
            }

            var once = Canonical(node);
            return Canonical(JsonNode.Parse(once)) == once;
        }).QuickCheckThrowOnFailure();

    // Lone surrogates are no text; RFC 8785 section 3.2.2.2 leaves them out.
    private static bool IsText(string value) => !value.EnumerateRunes().Any(r => r == Rune.ReplacementChar);

    private static string Canonical(JsonNode? node) => Encoding.UTF8.GetString(CanonicalJson.Write(node));
}
