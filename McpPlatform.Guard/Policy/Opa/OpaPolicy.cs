using System.Net.Http.Headers;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Policy.Opa;

/// <summary>
/// Decides by an Open Policy Agent over its data API: <c>POST /v1/data/PATH</c> with the request as <c>input</c>. Its result is <c>true</c>, or an object
/// with <c>allow</c> and, where it says more, <c>rule</c> and <c>reason</c>. Anything else is no, and so is no answer within the deadline.
/// </summary>
internal sealed class OpaPolicy(IOptions<PolicyOptions> options, TimeProvider time, ILogger<OpaPolicy> logger) : IPolicy, IDisposable
{
    private const int AskedAtOnce = 32;
    private const int MaxAnswerBytes = 65_536;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { MaxResponseContentBufferSize = MaxAnswerBytes };
    private readonly Uri address = new(options.Value.Opa.Url!, $"v1/data/{options.Value.Opa.Path}");

    public async ValueTask<PolicyDecision> DecideAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is { Action: Actions.Approve or Actions.ApproveTool, Principal.Kind: not PrincipalKind.Person })
        {
            return Refusals.OnlyPeopleApprove;
        }

        using var deadline = new CancellationTokenSource(options.Value.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await AskAsync(request, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.DecisionMissed(logger, request.Action, $"OPA: {exception.Message}");
            return Refusals.Unavailable;
        }
    }

    public async ValueTask<IReadOnlyList<PolicyDecision>> DecideAllAsync(IReadOnlyList<PolicyRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var decisions = new List<PolicyDecision>(requests.Count);
        foreach (var portion in requests.Chunk(AskedAtOnce))
        {
            decisions.AddRange(await Task.WhenAll(portion.Select(request => DecideAsync(request, cancellationToken).AsTask())));
        }

        return decisions;
    }

    public void Dispose() => http.Dispose();

    private async Task<PolicyDecision> AskAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        using var question = new ByteArrayContent(OpaQuestion.Write(request, time.GetUtcNow()));
        question.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(address, question, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), PolicyJson.Default.JsonElement);
        return DecisionOf(request, answer);
    }

    private PolicyDecision DecisionOf(PolicyRequest request, JsonElement answer)
    {
        var result = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("result", out var found) ? found : default;
        var isObject = result.ValueKind == JsonValueKind.Object;
        var isAllowed = isObject ? result.TryGetProperty("allow", out var allow) && allow.ValueKind == JsonValueKind.True : result.ValueKind == JsonValueKind.True;
        var rule = Text(result, isObject, "rule") ?? (result.ValueKind == JsonValueKind.Undefined ? TenantPolicies.DenyByDefault : options.Value.Opa.Path);
        return new PolicyDecision(
            isAllowed, rule, isAllowed ? "" : Text(result, isObject, "reason") ?? $"The policy refuses '{request.Principal.Name}' '{request.Action}' on {request.Resource}.");
    }

    private static string? Text(JsonElement result, bool isObject, string name) =>
        isObject && result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
