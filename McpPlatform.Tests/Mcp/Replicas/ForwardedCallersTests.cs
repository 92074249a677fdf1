using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Tests.Gateway.Identity;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

public sealed class ForwardedCallersTests
{
    private readonly Guid target = Guid.CreateVersion7();
    private readonly MovableTime time = new();
    private readonly ForwardedCallers from;
    private readonly ForwardedCallers to;

    public ForwardedCallersTests()
    {
        from = new ForwardedCallers(new ReplicaKeys(), new ThisReplica(Guid.CreateVersion7()), time);
        to = new ForwardedCallers(new ReplicaKeys(), new ThisReplica(target), time);
    }

    [Fact]
    public void The_other_replica_learns_who_sends_the_request_and_with_which_token()
    {
        var by = ReplicaKeys.Ada with { Roles = [Role.Builder], Certificate = "CN=ada", Token = new BearerToken("corp", "a.b.c", DateTimeOffset.UnixEpoch) };
        var sealedCaller = from.Seal(by, ReplicaKeys.Other(target), "POST", "/mcp?servers=wiki");
        sealedCaller.ShouldNotContain("a.b.c");
        var opened = to.Open(Request(sealedCaller)).ShouldNotBeNull();
        (opened.Tenant, opened.Id, opened.Name, opened.Kind, opened.Certificate).ShouldBe((by.Tenant, by.Id, by.Name, by.Kind, by.Certificate));
        opened.Scopes.ShouldBe(by.Scopes);
        opened.Roles.ShouldBe(by.Roles);
        (opened.Token!.Issuer, opened.Token.Text).ShouldBe(("corp", "a.b.c"));
    }

    [Theory]
    [InlineData("POST", "/mcp", "?servers=wiki", true)]
    [InlineData("DELETE", "/mcp", "?servers=wiki", false)]
    [InlineData("POST", "/messages", "?servers=wiki", false)]
    [InlineData("POST", "/mcp", "", false)]
    public void It_is_good_for_one_method_and_address(string method, string path, string query, bool good) =>
        (to.Open(Request(Sealed(), method, path, query)) is not null).ShouldBe(good);

    [Fact]
    public void It_is_good_for_one_replica_and_a_minute()
    {
        var statement = Sealed();
        from.Open(Request(statement)).ShouldBeNull();
        to.Open(Request(statement)).ShouldNotBeNull();
        time.Pass(TimeSpan.FromSeconds(61));
        to.Open(Request(statement)).ShouldBeNull();
    }

    [Fact]
    public void What_was_altered_or_made_with_another_key_is_nobody()
    {
        var statement = Sealed();
        for (var at = "Replica ".Length; at < statement.Length; at += 7)
        {
            to.Open(Request(statement[..at] + (statement[at] == 'A' ? 'B' : 'A') + statement[(at + 1)..])).ShouldBeNull();
        }

        var stranger = new ForwardedCallers(new ReplicaKeys("other"), new ThisReplica(Guid.CreateVersion7()), time);
        to.Open(Request(stranger.Seal(ReplicaKeys.Ada, ReplicaKeys.Other(target), "POST", "/mcp?servers=wiki"))).ShouldBeNull();
        to.Open(Request("Replica ")).ShouldBeNull();
        to.Open(Request("Replica not base64!")).ShouldBeNull();
    }

    private string Sealed() => from.Seal(ReplicaKeys.Ada, ReplicaKeys.Other(target), "POST", "/mcp?servers=wiki");

    private static HttpRequest Request(string authorization, string method = "POST", string path = "/mcp", string query = "?servers=wiki")
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path, request.QueryString) = (method, path, new QueryString(query));
        request.Headers.Authorization = authorization;
        return request;
    }
}
