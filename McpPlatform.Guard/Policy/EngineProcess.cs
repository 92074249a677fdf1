using System.Diagnostics;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Processes;
using McpPlatform.Guard.Sandbox;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// A process that runs Cedar, behind the same guards as a sandbox slot and in the same frames: <c>prepare</c> (body: Cedar), <c>schema</c> (body: its
/// text; answers the groups of all actions), <c>load</c> (body: policies), <c>decide</c> (body: questions), <c>check</c> (body: a text of policies).
/// Each is answered by <c>done</c> with JSON, or by <c>failed</c>.
/// </summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "policy");
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly Process process;
    private readonly SlotFrames frames;
    private readonly TimeProvider time;
    private readonly LastWords words;
    private readonly HashSet<string> loaded = [];
    private readonly SemaphoreSlim asking = new(1);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EngineProcess(Process process, TimeProvider time)
    {
        (this.process, this.time, Id) = (process, time, process.Id);
        frames = new SlotFrames(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        words = new LastWords(process.StandardError);
        process.Exited += (_, _) => ended.TrySetResult();
        process.EnableRaisingEvents = true;
    }

    /// <summary>Ends with the process.</summary>
    public Task Ended => ended.Task;

    /// <summary>Its id, known also after its end.</summary>
    public int Id { get; }

    /// <summary>Whether it has answered a question.</summary>
    public bool HasServed { get; private set; }

    /// <summary>The groups each action belongs to, as the schema has them.</summary>
    public IReadOnlyDictionary<string, string[]> Actions { get; private set; } = new Dictionary<string, string[]>();

    /// <summary>Starts an engine and waits until it knows the schema.</summary>
    /// <exception cref="EngineUnavailableException">It does not start.</exception>
    public static async Task<EngineProcess> StartAsync(SlotCommand command, TimeProvider time, CancellationToken cancellationToken)
    {
        var engine = new EngineProcess(await ParentThread.StartAsync(command.Describe(Path.Combine(Folder, "engine.js"))), time);
        try
        {
            await engine.PrepareAsync(cancellationToken).WaitAsync(StartTimeout, time, cancellationToken);
            return engine;
        }
        catch (Exception exception)
        {
            await engine.DisposeAsync();
            if (exception is IOException or TimeoutException)
            {
                throw new EngineUnavailableException($"The policy engine did not start: {engine.words.Text}");
            }

            throw;
        }
    }

    /// <summary>Parses a set, unless it is parsed already.</summary>
    public Task LoadAsync(EngineSet set, CancellationToken cancellationToken) => AloneAsync(() => LoadAsync(set), cancellationToken);

    /// <summary>Empties a set.</summary>
    public Task ForgetAsync(string id, CancellationToken cancellationToken) => AloneAsync(
        () => loaded.Remove(id) ? AskAsync(new HostMessage("load") { Tool = id }, "{}"u8.ToArray()) : Task.FromResult(Array.Empty<byte>()), cancellationToken);

    /// <summary>Answers questions in their order.</summary>
    public async Task<EngineAnswer[]> DecideAsync(IReadOnlyList<EngineQuestion> questions, CancellationToken cancellationToken)
    {
        var answers = JsonSerializer.Deserialize(await AloneAsync(
            async () =>
            {
                foreach (var set in questions.Select(question => question.Set).Distinct())
                {
                    await LoadAsync(set);
                }

                return await AskAsync(new HostMessage("decide"), Batch(questions));
            },
            cancellationToken), PolicyJson.Default.EngineAnswerArray)!;
        HasServed = true;
        return answers;
    }

    /// <summary>Says what a text of policies holds and what is wrong with it.</summary>
    public async Task<CheckedText> CheckAsync(string text, CancellationToken cancellationToken) => JsonSerializer.Deserialize(
        await AloneAsync(() => AskAsync(new HostMessage("check"), Encoding.UTF8.GetBytes(text)), cancellationToken), PolicyJson.Default.CheckedText)!;

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        await words.Ended;
        await asking.WaitAsync(CancellationToken.None);
        frames.Dispose();
        process.Dispose();
        asking.Dispose();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var cedar = await File.ReadAllBytesAsync(Path.Combine(Folder, "npm", "cedar_wasm_bg.wasm"), cancellationToken);
        await AskAsync(new HostMessage("prepare"), cedar);
        var actions = await AskAsync(new HostMessage("schema"), Encoding.UTF8.GetBytes(ShippedPolicies.Schema));
        Actions = JsonSerializer.Deserialize(actions, PolicyJson.Default.DictionaryStringStringArray)!;
    }

    private async Task<byte[]> LoadAsync(EngineSet set)
    {
        if (!loaded.Contains(set.Id))
        {
            await AskAsync(new HostMessage("load") { Tool = set.Id }, set.Json);
            loaded.Add(set.Id);
        }

        return [];
    }

    // One after the other, so that nobody empties a set between its parsing and its question.
    private async Task<byte[]> AloneAsync(Func<Task<byte[]>> work, CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            asking.Release();
        }
    }

    // An engine that takes longer than anything can take hangs, and is ended.
    private async Task<byte[]> AskAsync(HostMessage message, byte[] body)
    {
        using var patience = new CancellationTokenSource(AnswerTimeout, time);
        await using var hang = patience.Token.UnsafeRegister(state => ((Process)state!).Kill(), process);
        await frames.WriteAsync(message, body);
        var (answer, json) = await frames.ReadAsync() ?? throw new IOException("The policy engine has ended.");
        return answer.Did == "done" ? json : throw new InvalidDataException(answer.Message);
    }

    private static byte[] Batch(IReadOnlyList<EngineQuestion> questions)
    {
        using var batch = new MemoryStream();
        batch.WriteByte((byte)'[');
        for (var at = 0; at < questions.Count; at++)
        {
            if (at > 0)
            {
                batch.WriteByte((byte)',');
            }

            batch.Write(questions[at].Body);
        }

        batch.WriteByte((byte)']');
        return batch.ToArray();
    }
}
