using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Redaction;

public sealed class TextRedactorTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void Data_gives_way_to_its_name() =>
        Redact("Maria Gonzalez <maria@nordwind.example> paid with 4111 1111 1111 1111.", RedactionRules.Default).ShouldBe("[name] <[email]> paid with [card].");

    [Fact]
    public void The_same_data_gives_the_same_hash_and_other_keys_another()
    {
        var rules = With(RedactionAction.Hash);

        var text = Redact("anna@nordwind.example, anna@nordwind.example, eva@nordwind.example", rules);

        var hashes = text.Split(", ");
        hashes.ShouldAllBe(h => Regex.IsMatch(h, @"^\[email:[a-p]{16}\]$"));
        hashes[0].ShouldBe(hashes[1]);
        hashes[0].ShouldNotBe(hashes[2]);
        Redact("anna@nordwind.example", rules with { Key = Key.Reverse().ToArray() }).ShouldNotBe(hashes[0]);
    }

    [Fact]
    public void A_token_turns_back_into_the_data_with_the_key_alone()
    {
        var token = Redact("anna@nordwind.example", With(RedactionAction.Tokenise));
        using var own = new Tokenisation(Key);
        using var other = new Tokenisation(Key.Reverse().ToArray());

        own.TryRestore(token, out var data).ShouldBeTrue();
        data.ShouldBe("anna@nordwind.example");
        other.TryRestore(token, out _).ShouldBeFalse();
        own.TryRestore(token.Replace("email", "phone"), out _).ShouldBeFalse();
        own.TryRestore("[email:tok_]", out _).ShouldBeFalse();
        own.TryRestore(null, out _).ShouldBeFalse();
    }

    [Fact]
    public void Blocking_is_reported_and_shows_nothing()
    {
        var report = new RedactionReport();
        var rules = RedactionRules.Default with { Actions = new Dictionary<string, RedactionAction> { ["card"] = RedactionAction.Block, ["email"] = RedactionAction.Allow } };

        var text = Redact("4111111111111111 anna@nordwind.example", rules, report);

        text.ShouldBe("[card] anna@nordwind.example");
        report.Blocked.ShouldBe(Detectors.Card);
        report.Counts.ShouldBe(new Dictionary<string, int> { ["card"] = 1, ["email"] = 1 });
    }

    [Fact]
    public void What_needs_a_key_masks_without_one() => Redact("anna@nordwind.example", With(RedactionAction.Tokenise) with { Key = default }).ShouldBe("[email]");

    [Fact]
    public void The_longer_and_the_surer_finding_covers_both() => Redact("password=anna@nordwind.test", RedactionRules.Default).ShouldBe("password=[secret.assigned]");

    [Theory]
    [InlineData(RedactionAction.Mask)]
    [InlineData(RedactionAction.Hash)]
    [InlineData(RedactionAction.Tokenise)]
    public void Redacting_twice_changes_nothing(RedactionAction action) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(SampleTexts.Plain.ToArbitrary(), text =>
            {
                var once = Redact(text, With(action));
                Redact(once, With(action)).ShouldBe(once);
            }));

    [Fact]
    public void Nothing_that_was_found_is_left() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(SampleTexts.Any.ToArbitrary(), text =>
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                var found = new TextScanner(DetectorSet.Default).Scan(bytes).ToArray();
                found.Zip(found.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Start);
                found.ShouldAllBe(f => f.Length > 0 && f.Start >= 0 && f.End <= bytes.Length);
            }));

    private static RedactionRules With(RedactionAction action) => RedactionRules.Default with { Otherwise = action, Key = Key };

    private static string Redact(string text, RedactionRules rules, RedactionReport? report = null)
    {
        using var redactor = new TextRedactor(rules);
        var output = new ArrayBufferWriter<byte>();
        return redactor.TryRedact(Encoding.UTF8.GetBytes(text), default, report ?? new RedactionReport(), output) ? Encoding.UTF8.GetString(output.WrittenSpan) : text;
    }
}
