using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Redaction;

public sealed class StreamRedactorTests
{
    [Fact]
    public void However_a_text_is_cut_the_same_comes_out() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400),
            Prop.ForAll(SampleTexts.Any.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (text, size) => Streamed(Encoding.UTF8.GetBytes(text), size).ShouldBe(Whole(Encoding.UTF8.GetBytes(text)))));

    [Theory]
    [InlineData(1_000)]
    [InlineData(65_536)]
    [InlineData(300_001)]
    public void A_line_longer_than_what_is_scanned_at_once_hides_nothing(int size)
    {
        var line = new StringBuilder();
        for (var i = 0; i < 12_000; i++)
        {
            line.Append("order ").Append(i).Append(" card 4111111111111111 of anna@nordwind.example; ");
        }

        var key = "-----BEGIN PRIVATE KEY-----\\n" + string.Concat(Enumerable.Repeat("MIIEpAIBAAKCAQEA", 300)) + "-----END PRIVATE KEY-----";
        var text = Encoding.UTF8.GetBytes(line.Insert(131_000 - 100, key).Append('\n').Append(line).ToString());

        var streamed = Streamed(text, size);

        streamed.ShouldBe(Whole(text));
        streamed.ShouldNotContain("4111111111111111");
        streamed.ShouldNotContain("nordwind");
        streamed.ShouldNotContain("MIIE");
    }

    [Fact]
    public void Lines_are_given_out_as_they_end()
    {
        using var redactor = new StreamRedactor(RedactionRules.Default, new RedactionReport());
        var output = new ArrayBufferWriter<byte>();

        redactor.Write("progress 1\ncard 4111 1111 "u8, output);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("progress 1\n");
        redactor.Write("1111 1111\n"u8, output);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("progress 1\ncard [card]\n");
    }

    [Fact]
    public void What_is_held_back_is_bounded()
    {
        using var redactor = new StreamRedactor(RedactionRules.Default, new RedactionReport());
        var output = new ArrayBufferWriter<byte>();
        var piece = Encoding.UTF8.GetBytes("-----BEGIN PRIVATE KEY-----" + new string('A', 973));
        for (var written = 0; written < 2_000_000; written += piece.Length)
        {
            redactor.Write(piece, output);
            redactor.Held.ShouldBeLessThanOrEqualTo(140_000);
        }
    }

    [Fact]
    public void A_private_key_over_several_pieces_is_replaced_whole()
    {
        var text = Encoding.UTF8.GetBytes("a\n-----BEGIN RSA PRIVATE KEY-----\n" + string.Concat(Enumerable.Repeat("MIIEpAIBAAKCAQEA\n", 90)) + "-----END RSA PRIVATE KEY-----\nb\n");

        Streamed(text, 64).ShouldBe("a\n[secret.private_key]\nb\n");
    }

    private static string Streamed(byte[] text, int size)
    {
        using var redactor = new StreamRedactor(RedactionRules.Default, new RedactionReport());
        var output = new ArrayBufferWriter<byte>();
        for (var at = 0; at < text.Length; at += size)
        {
            redactor.Write(text.AsSpan(at, Math.Min(size, text.Length - at)), output);
        }

        redactor.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Whole(byte[] text)
    {
        using var redactor = new TextRedactor(RedactionRules.Default);
        var output = new ArrayBufferWriter<byte>();
        return Encoding.UTF8.GetString(redactor.TryRedact(text, default, new RedactionReport(), output) ? output.WrittenSpan : text);
    }
}
