using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Identity;
using McpPlatform.Worker.Orchestration;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class FailuresTests
{
    [Theory]
    [InlineData("scope-run", FailureClass.Configuration)]
    [InlineData(PolicyDecision.Unavailable, FailureClass.Transient)]
    public void A_refusal_is_for_a_person_unless_no_policy_could_decide(string rule, FailureClass failure) =>
        Failures.Of(new ForbiddenException(new PolicyDecision(false, rule, "No.")), RunNode.InitializeRun).Class.ShouldBe(failure);
}
