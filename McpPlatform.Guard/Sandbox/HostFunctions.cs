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
    private int underWay;

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
        var isWelcome = asks.Count < MaxAsks && Volatile.Read(ref underWay) < MaxAtOnce;
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
        Interlocked.Increment(ref underWay);
        try
        {
            var (answer, why) = await DecideAsync(ask, question);

            // Before it is told: the slot may ask the next as soon as it has heard.
            Interlocked.Decrement(ref underWay);
            await (answer is null ? RefuseAsync(ask, why, frames) : TellAsync(new HostMessage("answer") { Id = ask.Id, Granted = true }, answer, frames));
        }
        catch (OperationCanceledException)
        {
            // The call has ended, and its slot waits for nothing.
        }
    }

    private async Task<(byte[]? Answer, string Why)> DecideAsync(SlotMessage ask, byte[] question)
    {
        try
        {
            return (await AskedAsync(ask, question), "");
        }
        catch (RefusedAskException exception)
        {
            return (null, exception.Message);
        }
        catch (JsonException)
        {
            return (null, $"What was asked of '{ask.Name}' is not what it takes.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.HostFunctionFailed(logger, ask.Name ?? "", tool.Name, exception);
            return (null, "The host could not answer.");
        }
    }

    private async Task<byte[]> AskedAsync(SlotMessage ask, byte[] question) => ask.Name switch
    {
        "http" => await http.SendAsync(tool.Grants, question, end.Token),
        "secret" => await SecretAsync(question),
        _ => throw new RefusedAskException($"There is no host function '{ask.Name}'."),
    };

    private Task RefuseAsync(SlotMessage ask, string why, SlotFrames frames)
    {
        refusal = why;
        return TellAsync(new HostMessage("answer") { Id = ask.Id }, Encoding.UTF8.GetBytes(why), frames);
    }

    private static async Task TellAsync(HostMessage answer, byte[] body, SlotFrames frames)
    {
        try
        {
            await frames.WriteAsync(answer, body);
        }
        catch (IOException)
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
