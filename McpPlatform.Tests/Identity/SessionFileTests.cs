using System.Net;
using McpPlatform.Client;
using McpPlatform.Client.Sessions;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Identity;

public sealed class SessionFileTests : IDisposable
{
    private readonly TestFolder folder = new();
    private int refreshes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_key_that_is_good_for_a_while_is_used_as_it_is()
    {
        using var file = await FileAsync(TimeSpan.FromMinutes(10));
        (await file.KeyAsync(Cancel)).ShouldBe("key-0");
        refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task However_many_ask_in_however_many_processes_a_session_is_refreshed_once()
    {
        using var one = await FileAsync(TimeSpan.FromSeconds(5));
        using var other = File();

        var keys = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : other).KeyAsync(Cancel).AsTask()));

        keys.ShouldAllBe(key => key == "key-1");
        refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_lose_the_answer_for_the_others()
    {
        using var file = await FileAsync(TimeSpan.Zero);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var asked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        using var slow = new SessionFile(Path, async (token, stop) =>
        {
            asked.SetResult();
            await answered.Task.WaitAsync(stop);
            return await RefreshAsync(token, stop);
        }, TimeProvider.System);

        var waiting = slow.KeyAsync(impatient.Token).AsTask();
        await asked.Task;
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        answered.SetResult();

        (await slow.KeyAsync(Cancel)).ShouldBe("key-1");
        (await file.KeyAsync(Cancel)).ShouldBe("key-1");
        refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_is_refused_is_forgotten()
    {
        using var file = await FileAsync(TimeSpan.Zero);
        using var refused = new SessionFile(
            Path, (_, _) => throw new PlatformException(HttpStatusCode.Unauthorized, new PlatformProblem(Detail: "Ended.")), TimeProvider.System);

        (await Should.ThrowAsync<PlatformException>(() => refused.KeyAsync(Cancel).AsTask())).Status.ShouldBe(HttpStatusCode.Unauthorized);

        file.Exists.ShouldBeFalse();
        (await Should.ThrowAsync<PlatformException>(() => file.KeyAsync(Cancel).AsTask())).Message.ShouldContain("Sign in by a new link");
        refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task A_gateway_that_cannot_be_reached_ends_nothing()
    {
        using var file = await FileAsync(TimeSpan.Zero);
        using var cut = new SessionFile(Path, (_, _) => throw new HttpRequestException("gone"), TimeProvider.System);

        await Should.ThrowAsync<HttpRequestException>(() => cut.KeyAsync(Cancel).AsTask());

        (await file.KeyAsync(Cancel)).ShouldBe("key-1");
    }

    [Fact]
    public async Task Only_its_owner_can_read_it_and_what_it_is_not_is_no_session()
    {
        using var file = await FileAsync(TimeSpan.Zero);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await System.IO.File.WriteAllTextAsync(Path, "nonsense", Cancel);
        (await Should.ThrowAsync<PlatformException>(() => file.KeyAsync(Cancel).AsTask())).Status.ShouldBe(HttpStatusCode.Unauthorized);
        file.Forget();
        (await Should.ThrowAsync<PlatformException>(() => file.KeyAsync(Cancel).AsTask())).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_is_there_all_the_while_it_is_replaced()
    {
        using var file = await FileAsync(TimeSpan.Zero);
        var now = DateTimeOffset.UtcNow;
        var replacing = Task.Run(
            async () =>
            {
                for (var n = 0; n < 300; n++)
                {
                    await file.KeepAsync(new Session("Ada", $"key-{n}", now, $"refresh-{n}", now.AddHours(12)), Cancel);
                }
            },
            Cancel);

        var looks = 0;
        for (; !replacing.IsCompleted; looks++)
        {
            file.Exists.ShouldBeTrue();
        }

        await replacing;
        looks.ShouldBeGreaterThan(300);
    }

    private string Path => folder.In("session.json");

    private SessionFile File() => new(Path, RefreshAsync, TimeProvider.System);

    private async Task<SessionFile> FileAsync(TimeSpan good)
    {
        var file = File();
        var now = DateTimeOffset.UtcNow;
        await file.KeepAsync(new Session("Ada", "key-0", now + good, "refresh-0", now.AddHours(12)), Cancel);
        return file;
    }

    private async Task<Session> RefreshAsync(string token, CancellationToken cancellationToken)
    {
        token.ShouldBe($"refresh-{refreshes}");
        var n = Interlocked.Increment(ref refreshes);
        await Task.Yield();
        var now = DateTimeOffset.UtcNow;
        return new Session("Ada", $"key-{n}", now.AddMinutes(15), $"refresh-{n}", now.AddHours(12));
    }
}
