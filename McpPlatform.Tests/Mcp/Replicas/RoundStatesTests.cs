using System.Text;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Translation;
using McpPlatform.Tests.Gateway.Identity;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

public sealed class RoundStatesTests
{
    private const string Raw = "\"e30.\\u00e4\\/{}\"";
    private readonly MovableTime time = new();
    private readonly RoundStates states;

    public RoundStatesTests() => states = new RoundStates(new ReplicaKeys(), time);

    [Fact]
    public void A_state_comes_back_byte_for_byte_at_any_replica() =>
        Text(new RoundStates(new ReplicaKeys(), time).Unwrap(Call(), Wrapped())).ShouldBe(Raw);

    [Fact]
    public void The_rest_of_the_result_stays_as_it_was()
    {
        var result = states.Wrap(Call(), Encoding.UTF8.GetBytes($$"""{"resultType":"input_required","requestState":{{Raw}},"x":1.0}"""));
        Text(JsonMembers.Find(result, "resultType"u8)).ShouldBe("\"input_required\"");
        Text(JsonMembers.Find(result, "x"u8)).ShouldBe("1.0");
        var without = Encoding.UTF8.GetBytes("""{"resultType":"input_required"}""");
        states.Wrap(Call(), without).ToArray().ShouldBe(without);
    }

    [Fact]
    public void A_state_is_good_for_one_tenant_principal_method_and_tool()
    {
        var wrapped = Wrapped();
        states.Unwrap(Call(ReplicaKeys.Ada with { Tenant = "other" }), wrapped).IsEmpty.ShouldBeTrue();
        states.Unwrap(Call(ReplicaKeys.Ada with { Id = "person:bob" }), wrapped).IsEmpty.ShouldBeTrue();
        states.Unwrap(Call(method: "prompts/get"), wrapped).IsEmpty.ShouldBeTrue();
        states.Unwrap(Call(name: "another"), wrapped).IsEmpty.ShouldBeTrue();
        states.Unwrap(Call(), wrapped).IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void A_state_is_good_for_a_day()
    {
        var wrapped = Wrapped();
        time.Pass(TimeSpan.FromHours(23));
        states.Unwrap(Call(), wrapped).IsEmpty.ShouldBeFalse();
        time.Pass(TimeSpan.FromHours(2));
        states.Unwrap(Call(), wrapped).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void What_was_altered_or_made_up_is_no_state()
    {
        var wrapped = Wrapped();
        for (var at = 0; at < wrapped.Length - 1; at++)
        {
            states.Unwrap(Call(), wrapped[..at] + (wrapped[at] == 'A' ? 'B' : 'A') + wrapped[(at + 1)..]).IsEmpty.ShouldBeTrue();
        }

        states.Unwrap(Call(), "e30.e30").IsEmpty.ShouldBeTrue();
        new RoundStates(new ReplicaKeys("other"), time).Unwrap(Call(), wrapped).IsEmpty.ShouldBeTrue();
    }

    private string Wrapped() =>
        JsonMembers.Text(states.Wrap(Call(), Encoding.UTF8.GetBytes($$"""{"requestState":{{Raw}}}""")), "requestState"u8)!;

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    private static Call Call(Principal? by = null, string method = "tools/call", string name = "tool") => new(
        by ?? ReplicaKeys.Ada, AgentProfile.Gateway,
        new Envelope(EnvelopeKind.Request, Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}""")) { Method = method }, stream: null!)
    {
        Session = "s", Transport = "streamable-http", Began = DateTimeOffset.UnixEpoch, Started = 0,
    };
}
