using System.Security.Cryptography;
using System.Text;
using McpPlatform.Core;
using McpPlatform.Core.Idempotency;
using McpPlatform.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Http;

/// <summary>Marks endpoints whose answers are kept under the request's <c>Idempotency-Key</c>.</summary>
internal sealed record Idempotent;

/// <summary>
/// Answers a request that was sent before under the same <c>Idempotency-Key</c> with what was answered then. Only answers of requests that
/// succeeded are kept; one that failed may be sent again.
/// </summary>
internal sealed class Idempotency(
    RequestDelegate next, IIdempotencyStore store, IOptions<PlatformOptions> platform, TimeProvider time, ILogger<Idempotency> logger)
{
    public const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 200;
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeepTime = TimeSpan.FromHours(24);

    // Keyed, since a body may contain a secret that could be guessed from a plain hash.
    private readonly byte[] hashKey = HMACSHA256.HashData(Convert.FromBase64String(platform.Value.InternalKey), "idempotency"u8);

    public Task InvokeAsync(HttpContext context)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0 || context.GetEndpoint()?.Metadata.GetMetadata<Idempotent>() is null)
        {
            return next(context);
        }

        return key.Length > MaxKeyLength || key.Any(char.IsControl)
            ? throw new InvalidInputException($"'{Header}' has at most {MaxKeyLength} characters.")
            : RunOnceAsync(context, key);
    }

    private async Task RunOnceAsync(HttpContext context, string key)
    {
        var caller = Caller.Of(context);
        var hash = await HashAsync(context.Request, context.RequestAborted);
        var former = await store.BeginAsync(caller, key, hash, time.GetUtcNow() + ClaimTime, context.RequestAborted);
        if (former is null)
        {
            await RunAsync(context, caller, key);
        }
        else
        {
            await RepeatAsync(context, former, hash);
        }
    }

    private static async Task RepeatAsync(HttpContext context, FormerRequest former, byte[] hash)
    {
        if (!former.RequestHash.AsSpan().SequenceEqual(hash))
        {
            await Problems.WriteAsync(context, Problems.New(422, $"This '{Header}' was used for another request. Use a new one for each request."));
            return;
        }

        if (former.Answer is not { } answer)
        {
            throw new ConflictException($"The request with this '{Header}' is still under way. Ask again in a moment.");
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["Idempotency-Replayed"] = "true";
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context, Caller caller, string key)
    {
        var client = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        var kept = false;
        try
        {
            await next(context);
            kept = context.Response.StatusCode is >= 200 and < 300 && await KeepAsync(caller, key, context.Response.StatusCode, answer.ToArray());
        }
        finally
        {
            context.Response.Body = client;
            if (!kept)
            {
                await store.AbandonAsync(caller, key, CancellationToken.None);
            }
        }

        answer.Position = 0;
        await answer.CopyToAsync(client, context.RequestAborted);
    }

    // The request took effect, so the caller gets its answer even where it could not be kept.
    private async Task<bool> KeepAsync(Caller caller, string key, int status, byte[] body)
    {
        try
        {
            await store.CompleteAsync(caller, key, new KeptAnswer(status, body), time.GetUtcNow() + KeepTime, CancellationToken.None);
            return true;
        }
        catch (System.Data.Common.DbException exception)
        {
            Log.AnswerNotKept(logger, exception);
            return true;
        }
    }

    private async Task<byte[]> HashAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, hashKey);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16_384];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
