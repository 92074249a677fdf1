using System.Text;
using McpPlatform.Gateway.Calls;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Sharing;

/// <summary>Which arguments are the same.</summary>
public sealed class SortedArgumentsTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("""{"b": 1, "a": [ {"d":2,"c":3} ]}""", """{"a":[{"c":3,"d":2}],"b":1}""")]
    [InlineData("""{"a":"\u0041"}""", """{"a":"A"}""")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740993}""")]
    [InlineData("""{"a":1.0}""", """{"a":1.0}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":1,"a":2}""")]
    public void Members_are_sorted_numbers_stay_as_written_and_what_is_said_twice_stays_altogether(string arguments, string sorted) =>
        Encoding.UTF8.GetString(SortedArguments.Of(Encoding.UTF8.GetBytes(arguments)).Span).ShouldBe(sorted);
}
