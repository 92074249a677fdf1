using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Json;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed partial class DocumentationTests
{
    private static readonly Dictionary<string, (JsonTypeInfo? Request, JsonTypeInfo? Answer)> Shapes = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/me"] = (null, ContractsJson.Default.WhoAmI),
        ["POST /api/v1/sign-in"] = (ContractsJson.Default.SignIn, ContractsJson.Default.Session),
        ["POST /api/v1/sessions/refresh"] = (ContractsJson.Default.RefreshSession, ContractsJson.Default.Session),
        ["GET /api/v1/sign-in/providers"] = (null, ContractsJson.Default.IReadOnlyListSignInProvider),
        ["POST /api/v1/sign-in/providers/{name}"] = (ContractsJson.Default.BeginSignIn, ContractsJson.Default.BegunSignIn),
        ["POST /api/v1/sign-in/answer"] = (ContractsJson.Default.CompleteSignIn, ContractsJson.Default.Session),
        ["POST /api/v1/sign-in-links"] = (ContractsJson.Default.CreateSignInLink, ContractsJson.Default.SignInLink),
        ["GET /api/v1/keys"] = (null, ContractsJson.Default.PageKeyInfo),
        ["POST /api/v1/keys"] = (ContractsJson.Default.CreateKey, ContractsJson.Default.CreatedKey),
        ["POST /api/v1/keys/{id}/rotate"] = (ContractsJson.Default.RotateKey, ContractsJson.Default.CreatedKey),
        ["GET /api/v1/tenants"] = (null, ContractsJson.Default.PageTenantInfo),
        ["POST /api/v1/tenants"] = (ContractsJson.Default.CreateTenant, ContractsJson.Default.TenantInfo),
        ["POST /api/v1/tenants/{id}/suspend"] = (null, ContractsJson.Default.TenantInfo),
        ["POST /api/v1/tenants/{id}/reinstate"] = (null, ContractsJson.Default.TenantInfo),
        ["POST /api/v1/tenants/{id}/invitations"] = (ContractsJson.Default.InviteAdministrator, ContractsJson.Default.CreatedInvitation),
        ["GET /api/v1/people"] = (null, ContractsJson.Default.PagePersonInfo),
        ["GET /api/v1/people/{id}"] = (null, ContractsJson.Default.PersonInfo),
        ["PUT /api/v1/people/{id}/roles"] = (ContractsJson.Default.ChangeRoles, ContractsJson.Default.PersonInfo),
        ["POST /api/v1/people/{id}/suspend"] = (null, ContractsJson.Default.PersonInfo),
        ["POST /api/v1/people/{id}/reinstate"] = (null, ContractsJson.Default.PersonInfo),
        ["GET /api/v1/people/invitations"] = (null, ContractsJson.Default.PageInvitationInfo),
        ["POST /api/v1/people/invitations"] = (ContractsJson.Default.InvitePerson, ContractsJson.Default.CreatedInvitation),
        ["GET /api/v1/secrets"] = (null, ContractsJson.Default.PageSecretInfo),
        ["PUT /api/v1/secrets/{name}"] = (ContractsJson.Default.SetSecret, ContractsJson.Default.SecretInfo),
        ["PUT /api/v1/secrets/mine/{name}"] = (ContractsJson.Default.SetSecret, ContractsJson.Default.SecretInfo),
        ["GET /api/v1/connectors"] = (null, ContractsJson.Default.IReadOnlyListConnectorSpec),
        ["GET /api/v1/connections"] = (null, ContractsJson.Default.PageConnectionInfo),
        ["POST /api/v1/connections"] = (ContractsJson.Default.AddConnection, ContractsJson.Default.ConnectionInfo),
        ["GET /api/v1/connections/{name}"] = (null, ContractsJson.Default.ConnectionInfo),
        ["POST /api/v1/connections/{name}/check"] = (null, ContractsJson.Default.CheckResult),
        ["POST /api/v1/connections/{name}/discover"] = (ContractsJson.Default.StreamName, ContractsJson.Default.Catalog),
        ["POST /api/v1/connections/{name}/preview"] = (ContractsJson.Default.PreviewRequest, ContractsJson.Default.ReadResult),
        ["PUT /api/v1/connections/{name}/files/{fileName}"] = (null, ContractsJson.Default.UploadedFile),
        ["GET /api/v1/upstreams"] = (null, ContractsJson.Default.PageUpstreamInfo),
        ["POST /api/v1/upstreams"] = (ContractsJson.Default.AddUpstream, ContractsJson.Default.UpstreamInfo),
        ["GET /api/v1/upstreams/{name}"] = (null, ContractsJson.Default.UpstreamInfo),
        ["PUT /api/v1/upstreams/{name}"] = (ContractsJson.Default.ChangeUpstream, ContractsJson.Default.UpstreamInfo),
        ["GET /api/v1/tools"] = (null, ContractsJson.Default.PageToolInfo),
        ["GET /api/v1/tools/{upstream}/{name}"] = (null, ContractsJson.Default.ToolDetail),
        ["POST /api/v1/tools/{upstream}/{name}/approve"] = (ContractsJson.Default.DecideTool, ContractsJson.Default.ToolDetail),
        ["POST /api/v1/tools/{upstream}/{name}/reject"] = (ContractsJson.Default.DecideTool, ContractsJson.Default.ToolDetail),
        ["GET /api/v1/registries"] = (null, ContractsJson.Default.IReadOnlyListString),
        ["GET /api/v1/registries/{name}/servers"] = (null, ContractsJson.Default.PageFoundServer),
        ["GET /api/v1/conversations"] = (null, ContractsJson.Default.PageConversationInfo),
        ["POST /api/v1/conversations"] = (ContractsJson.Default.StartConversation, ContractsJson.Default.PlanAnswer),
        ["GET /api/v1/conversations/{id}"] = (null, ContractsJson.Default.ConversationInfo),
        ["POST /api/v1/conversations/{id}"] = (ContractsJson.Default.ContinueConversation, ContractsJson.Default.PlanAnswer),
        ["POST /api/v1/plans/check"] = (ContractsJson.Default.CheckPlan, ContractsJson.Default.PlanAnswer),
        ["GET /api/v1/pipelines"] = (null, ContractsJson.Default.PagePipelineInfo),
        ["POST /api/v1/pipelines"] = (ContractsJson.Default.ApplyPlan, ContractsJson.Default.PipelineInfo),
        ["GET /api/v1/pipelines/{id}"] = (null, ContractsJson.Default.PipelineInfo),
        ["PUT /api/v1/pipelines/{id}/schedule"] = (ContractsJson.Default.ChangeSchedule, ContractsJson.Default.PipelineInfo),
        ["POST /api/v1/pipelines/{id}/runs"] = (ContractsJson.Default.StartRun, ContractsJson.Default.RunInfo),
        ["GET /api/v1/runs"] = (null, ContractsJson.Default.PageRunInfo),
        ["GET /api/v1/runs/{id}"] = (null, ContractsJson.Default.RunInfo),
        ["POST /api/v1/runs/{id}/cancel"] = (null, ContractsJson.Default.RunInfo),
        ["POST /api/v1/runs/{id}/resume"] = (null, ContractsJson.Default.RunInfo),
        ["POST /api/v1/runs/{id}/fix"] = (ContractsJson.Default.FixRun, ContractsJson.Default.RunInfo),
        ["GET /api/v1/approvals"] = (null, ContractsJson.Default.PageApprovalInfo),
        ["POST /api/v1/approvals/{id}"] = (ContractsJson.Default.DecideApproval, ContractsJson.Default.ApprovalInfo),
        ["GET /api/v1/datasets"] = (null, ContractsJson.Default.PageDatasetInfo),
        ["GET /api/v1/datasets/{connection}/{target}"] = (null, ContractsJson.Default.DatasetInfo),
        ["GET /api/v1/datasets/{connection}/{target}/schemas"] = (null, ContractsJson.Default.PageSchemaVersionInfo),
        ["GET /api/v1/datasets/{connection}/{target}/lineage"] = (null, ContractsJson.Default.LineageInfo),
        ["POST /api/v1/datasets/{connection}/{target}/rollback"] = (ContractsJson.Default.Rollback, ContractsJson.Default.DatasetInfo),
        ["GET /api/v1/warehouse"] = (null, ContractsJson.Default.WarehouseInfo),
        ["POST /api/v1/warehouse/query"] = (ContractsJson.Default.WarehouseQuery, ContractsJson.Default.QueryResult),
        ["POST /api/v1/policies/try"] = (ContractsJson.Default.TryPolicies, ContractsJson.Default.PolicyTrial),
        ["GET /api/v1/audit"] = (null, ContractsJson.Default.PageAuditRecord),
        ["POST /api/v1/audit/verify"] = (null, ContractsJson.Default.AuditVerification),
        ["GET /api/v1/usage"] = (null, ContractsJson.Default.UsageReport),
        ["GET /api/v1/usage/live"] = (null, ContractsJson.Default.LiveUsage),
        ["GET /api/v1/quotas"] = (null, ContractsJson.Default.PageQuotaInfo),
        ["PUT /api/v1/quotas/{name}"] = (ContractsJson.Default.PutQuota, ContractsJson.Default.QuotaInfo),
        ["POST /api/v1/detection/scan"] = (null, ContractsJson.Default.DetectedData),
        ["POST /api/v1/detection/reveal"] = (null, ContractsJson.Default.RevealedToken),
        ["POST /api/v1/firewall/scan"] = (null, ContractsJson.Default.DetectedThreat),
        ["GET /api/v1/events"] = (null, ContractsJson.Default.PagePlatformEvent),
    };

    [Fact]
    public void Every_example_of_the_API_can_be_read_by_the_client()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "api.md"));
        var read = 0;
        foreach (var section in text.Split("\n### `").Skip(1))
        {
            var route = section[..section.IndexOf('`', StringComparison.Ordinal)];
            var examples = Json().Matches(section).Select(m => m.Groups[1].Value).ToList();
            if (Shapes.TryGetValue(route, out var shape))
            {
                JsonTypeInfo?[] expected = [shape.Request, shape.Answer];
                var types = expected.OfType<JsonTypeInfo>().ToList();
                examples.Count.ShouldBe(types.Count, route);
                foreach (var (example, type) in examples.Zip(types))
                {
                    Should.NotThrow(() => JsonSerializer.Deserialize(example, type), route).ShouldNotBeNull(route);
                    read++;
                }
            }
        }

        read.ShouldBe(Shapes.Values.Sum(s => (s.Request is null ? 0 : 1) + (s.Answer is null ? 0 : 1)));
    }

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
