using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.WorkerClient;

/// <summary>Sends requests to a Worker with a signed assertion of the principal and a deadline, and turns its problems back into exceptions.</summary>
internal sealed class WorkerTransport : IDisposable
{
    private readonly HttpClient http;
    private readonly PrincipalAssertion assertion;

    public WorkerTransport(IOptions<PlatformOptions> options, TimeProvider time)
    {
        assertion = new PrincipalAssertion(Convert.FromBase64String(options.Value.InternalKey), time);
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new Uri($"{options.Value.WorkerAddress.TrimEnd('/')}/internal/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<T> PostAsync<T>(
        Principal by, string path, JsonNode? body, JsonTypeInfo<T> answer, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        try
        {
            using var request = Request(by, path, body);
            using var response = await http.SendAsync(request, limit.Token);
            await RequireSuccessAsync(response, limit.Token);
            return await response.Content.ReadFromJsonAsync(answer, limit.Token)
                ?? throw new PeerException(PeerFailure.Defect, "The worker answered without a body.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PeerException(PeerFailure.TimedOut, $"No answer came within {deadline.TotalSeconds:0} s. Try again, or ask for less.");
        }
        catch (HttpRequestException unreachable)
        {
            throw new PeerException(PeerFailure.Unreachable, "No worker can be reached. Is one running?", unreachable);
        }
        catch (JsonException unreadable)
        {
            throw new PeerException(PeerFailure.Defect, "The worker's answer cannot be read.", unreadable);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(Principal by, string path, JsonNode? body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue(PrincipalAssertion.Scheme, assertion.Sign(by));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var problem = await ProblemAsync(response, cancellationToken);
        var detail = problem.Detail ?? problem.Title ?? "The worker did not say why.";
        throw (int)response.StatusCode switch
        {
            400 => new InvalidInputException(detail),
            403 => new ForbiddenException(new PolicyDecision(false, problem.Rule ?? "worker", WithoutRule(detail, problem.Rule))),
            404 => new NotFoundException(detail),
            409 => new ConflictException(detail),
            502 => new PeerException(PeerFailure.Connector, detail),
            503 => new PeerException(PeerFailure.Unreachable, detail),
            504 => new PeerException(PeerFailure.TimedOut, detail),
            _ => new PeerException(PeerFailure.Defect, $"The worker answered {(int)response.StatusCode}: {detail} (its trace: {problem.TraceId ?? "unknown"})"),
        };
    }

    private static async Task<PlatformProblem> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json"
            ? await response.Content.ReadFromJsonAsync(ContractsJson.Default.PlatformProblem, cancellationToken) ?? new PlatformProblem()
            : new PlatformProblem();

    // The exception names the rule again.
    private static string WithoutRule(string detail, string? rule) =>
        rule is not null && detail.EndsWith($" (rule '{rule}')", StringComparison.Ordinal) ? detail[..^$" (rule '{rule}')".Length] : detail;
}
