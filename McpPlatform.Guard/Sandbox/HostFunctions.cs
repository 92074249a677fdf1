using System.Text;
using System.Text.Json;
using McpPlatform.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Sandbox;

/// <summary>The host refuses what a tool asked for.</summary>
/// <param name="message">Why, in a sentence the tool and its user see.</param>
internal sealed class RefusedAskException(string message) : Exception(message);

/// <summary>What one call of a tool may ask of its host: what its grants name, and nothing else, whatever its slot sends.</summary>
internal sealed class HostFunctions(SandboxedTool tool, string tenant, HttpFunction http, ISecretResolver secrets, ILogger logger, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private const int MaxAsks = 100;
    private const int MaxRefusals = 1_000;
    private const int MaxAtOnce = 8;
    private readonly CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly List<Task> asks = [];
    private readonly List<string> given = [];
    private volatile string? refusal;

    /// <summary>Why something was refused last; <see langword="null"/> when nothing was.</summary>
    public string? Refusal => refusal;

    /// <summary>Names of the functions a tool's grants give it.</summary>
    public static IReadOnlyList<string> Of(SandboxGrants grants) =>
        [.. grants.Origins.Count > 0 ? ["http"] : Array.Empty<string>(), .. grants.Secrets.Count > 0 ? ["secret"] : Array.Empty<string>()];

    /// <summary>Answers a question, beside whatever else the call does.</summary>
    /// <exception cref="InvalidDataException">It asks on and on.</exception>
    public void Begin(SlotMessage ask, byte[] question, SlotFrames frames)
    {
        if (asks.Count == MaxRefusals)
        {
            throw new InvalidDataException("A call asks its host without end.");
        }

        // A slot keeps to the second limit by itself.
        var isWelcome = asks.Count < MaxAsks && asks.Count(task => !task.IsCompleted) < MaxAtOnce;
        asks.Add(isWelcome ? AnswerAsync(ask, question, frames) : RefuseAsync(ask, $"A call asks its host at most {MaxAsks} times.", frames));
    }

    /// <summary>A text without the secrets that were given to the tool.</summary>
    public string Masked(string text)
    {
        lock (given)
        {
            return given.Aggregate(text, (masked, secret) => masked.Replace(secret, "[secret]", StringComparison.Ordinal));
        }
    }

    /// <summary>Ends what is still being answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(asks);
        end.Dispose();
    }

    private async Task AnswerAsync(SlotMessage ask, byte[] question, SlotFrames frames)
    {
        try
        {
            var answer = ask.Name switch
            {
                "http" => await http.SendAsync(tool.Grants, question, end.Token),
                "secret" => await SecretAsync(question),
                _ => throw new RefusedAskException($"There is no host function '{ask.Name}'."),
            };
            await frames.WriteAsync(new HostMessage("answer") { Id = ask.Id, Granted = true }, answer);
        }
        catch (RefusedAskException exception)
        {
            await RefuseAsync(ask, exception.Message, frames);
        }
        catch (JsonException)
        {
            await RefuseAsync(ask, $"What was asked of '{ask.Name}' is not what it takes.", frames);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The call has ended, and its slot waits for nothing.
        }
        catch (Exception exception)
        {
            Log.HostFunctionFailed(logger, ask.Name ?? "", tool.Name, exception);
            await RefuseAsync(ask, "The host could not answer.", frames);
        }
    }

    private async Task RefuseAsync(SlotMessage ask, string why, SlotFrames frames)
    {
        refusal = why;
        try
        {
            await frames.WriteAsync(new HostMessage("answer") { Id = ask.Id }, Encoding.UTF8.GetBytes(why));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The slot has ended.
        }
    }

    private async Task<byte[]> SecretAsync(byte[] question)
    {
        var name = JsonSerializer.Deserialize(question, SlotJson.Default.String);
        if (name is null || !tool.Grants.Secrets.Contains(name, StringComparer.Ordinal))
        {
            throw new RefusedAskException("That secret is not granted to the tool.");
        }

        var value = await ValueAsync(name);
        lock (given)
        {
            given.Add(value);
        }

        return JsonSerializer.SerializeToUtf8Bytes(value, SlotJson.Default.String);
    }

    private async Task<string> ValueAsync(string name)
    {
        try
        {
            return await secrets.ResolveAsync(tenant, $"secret://{name}", $"tool/{tool.Name}", end.Token);
        }
        catch (Exception exception) when (exception is SecretNotFoundException or InvalidOperationException)
        {
            throw new RefusedAskException(exception.Message);
        }
    }
}
