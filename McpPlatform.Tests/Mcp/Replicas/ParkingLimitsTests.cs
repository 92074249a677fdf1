using McpPlatform.Gateway;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Translation;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

public sealed class ParkingLimitsTests
{
    private readonly ParkingLimits limits = new(new GatewayOptions { MaxParkedCalls = 4, MaxParkedCallsPerTenant = 3, MaxParkedCallsPerKey = 2, MaxParkedBytes = 100 });

    [Fact]
    public void A_key_a_tenant_and_all_together_have_their_places()
    {
        Enter("acme", "ada");
        Enter("acme", "ada");
        IsFull("acme", "ada");
        Enter("acme", "bob");
        IsFull("acme", "carol");
        Enter("globex", "dan");
        IsFull("globex", "eve");
    }

    [Fact]
    public void A_place_that_was_given_back_is_free()
    {
        Enter("acme", "ada", 60);
        Enter("acme", "ada", 40);
        limits.Leave(By("acme", "ada"), 40);
        IsFull("globex", "dan", 41);
        Enter("globex", "dan", 40);
    }

    [Fact]
    public void Bytes_are_bounded_whoever_holds_them()
    {
        Enter("acme", "ada", 90);
        IsFull("globex", "dan", 11);
        Enter("globex", "dan", 10);
    }

    private static Core.Identity.Principal By(string tenant, string id) => ReplicaKeys.Ada with { Tenant = tenant, Id = id };

    private void Enter(string tenant, string id, long bytes = 1) => limits.Enter(By(tenant, id), bytes);

    private void IsFull(string tenant, string id, long bytes = 1) =>
        Should.Throw<McpErrorException>(() => Enter(tenant, id, bytes)).Error.Code.ShouldBe(ErrorCodes.Overloaded);
}
