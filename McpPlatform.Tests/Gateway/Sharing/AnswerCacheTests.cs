using System.Text;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Sharing;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Sharing;

/// <summary>What is kept of answers, for how long, and how much.</summary>
public sealed class AnswerCacheTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ManualTime time = new();

    [Fact]
    public void An_answer_is_good_for_its_lifetime_and_says_its_age()
    {
        var answers = new TenantAnswers(10_000, 10, time);
        answers.Keep("a", null, Bytes("answer"), Minute);
        time.Pass(Minute * 0.5);
        answers.Find("a", null)!.Value.Age.ShouldBe(Minute * 0.5);
        time.Pass(Minute * 0.5);
        answers.Find("a", null).ShouldBeNull();
    }

    [Fact]
    public void An_answer_for_one_caller_is_no_answer_for_another()
    {
        var answers = new TenantAnswers(10_000, 10, time);
        answers.Keep("a", "ada", Bytes("for Ada"), Minute);
        (answers.Find("a", null), answers.Find("a", "bob")).ShouldBe((null, null));
        answers.Find("a", "ada").ShouldNotBeNull();
    }

    [Fact]
    public void What_was_used_longest_ago_makes_way_by_number_and_by_bytes()
    {
        var few = new TenantAnswers(1_000_000, 2, time);
        few.Keep("a", null, Bytes("1"), Minute);
        few.Keep("b", null, Bytes("2"), Minute);
        few.Find("a", null).ShouldNotBeNull();
        few.Keep("c", null, Bytes("3"), Minute);
        (few.Find("a", null) is null, few.Find("b", null) is null, few.Find("c", null) is null).ShouldBe((false, true, false));

        var small = new TenantAnswers(4_000, 1_000, time);
        small.Keep("a", null, new byte[1_000], Minute);
        small.Keep("b", null, new byte[1_000], Minute);
        small.Keep("c", null, new byte[1_000], Minute);
        (small.Find("a", null) is null, small.Find("b", null) is null, small.Find("c", null) is null).ShouldBe((true, false, false));
        small.Keep("d", null, new byte[4_000], Minute);
        (small.Find("d", null) is null, small.Find("c", null) is null).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("""{"content":[]}""", null, false)]
    [InlineData("""{"content":[],"ttlMs":5000,"cacheScope":"public"}""", 5_000, false)]
    [InlineData("""{"content":[],"ttlMs":5000,"cacheScope":"private"}""", 5_000, true)]
    [InlineData("""{"content":[],"ttlMs":5000}""", 5_000, true)]
    [InlineData("""{"content":[],"ttlMs":5000,"cacheScope":"everyone"}""", 5_000, true)]
    [InlineData("""{"content":[],"cacheScope":"private"}""", null, true)]
    [InlineData("""{"content":[],"ttlMs":0,"cacheScope":"public"}""", 0, false)]
    [InlineData("""{"content":[],"ttlMs":-5,"cacheScope":"public"}""", 0, false)]
    [InlineData("""{"content":[],"ttlMs":"long","cacheScope":"public"}""", 0, false)]
    [InlineData("""{"content":[],"ttlMs":99999999999,"cacheScope":"public"}""", 3_600_000, false)]
    [InlineData("""{"structuredContent":{"ttlMs":5000,"cacheScope":"private"}}""", null, false)]
    public void What_a_server_says_about_its_answer_is_read_to_the_safe_side(string result, int? milliseconds, bool isPrivate) => AnswerHint.In(Bytes(result))
        .ShouldBe(new AnswerHint(milliseconds is { } said ? TimeSpan.FromMilliseconds(said) : null, isPrivate));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
