using System.Net;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client.Sessions;

/// <summary>
/// A session in a file that only its owner can read. Whoever asks gets a key that is good; one that soon is not is refreshed first, once however
/// many ask at the same time, in this process and others: the file is open to one of them only while it refreshes.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="refresh">Exchanges a refresh token for the session that goes on.</param>
/// <param name="time">The clock.</param>
public class SessionFile(string path, Func<string, CancellationToken, Task<Session>> refresh, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly SemaphoreSlim gate = new(1);
    private Session? known;

    /// <summary>Whether there is a session that has not been refused.</summary>
    public bool Exists => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>A key that is good for a while.</summary>
    /// <param name="cancellationToken">Ends the waiting; a refresh that has begun goes on, since its answer must not be lost.</param>
    /// <exception cref="PlatformException">401: the session has ended.</exception>
    public async ValueTask<string> KeyAsync(CancellationToken cancellationToken)
    {
        if (IsGood(Volatile.Read(ref known)))
        {
            return known!.Key;
        }

        await gate.WaitAsync(cancellationToken);
        var renewing = RenewAndReleaseAsync();
        return (await renewing.WaitAsync(cancellationToken)).Key;
    }

    /// <summary>Keeps a session that has begun in place of any former.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task KeepAsync(Session session, CancellationToken cancellationToken)
    {
        var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = await OpenAsync(how, cancellationToken);
        await WriteAsync(file, session);
    }

    /// <summary>Forgets the session.</summary>
    public void Forget() => File.Delete(path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what it holds.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) => gate.Dispose();

    /// <summary>What is written for a session; as it is, unless a derived class seals it.</summary>
    /// <param name="session">The session as JSON.</param>
    protected virtual byte[] Seal(byte[] session) => session;

    /// <summary>What <see cref="Seal"/> sealed; <see langword="null"/> when it cannot be read.</summary>
    /// <param name="written">What was written.</param>
    protected virtual byte[]? Unseal(byte[] written) => written;

    private async Task<Session> RenewAndReleaseAsync()
    {
        try
        {
            var session = IsGood(known) ? known! : await RenewAsync();
            Volatile.Write(ref known, session);
            return session;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Session> RenewAsync()
    {
        using var patience = new CancellationTokenSource(Patience, time);
        await using var file = await OpenAsync(
            new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.None }, patience.Token);
        if (await ReadAsync(file) is not { } session)
        {
            throw Ended();
        }

        if (IsGood(session))
        {
            // Another process was here before.
            return session;
        }

        try
        {
            var next = await refresh(session.RefreshToken, patience.Token);
            await WriteAsync(file, next);
            return next;
        }
        catch (PlatformException refused) when (refused.Status == HttpStatusCode.Unauthorized)
        {
            file.SetLength(0);
            throw;
        }
    }

    private async Task<FileStream> OpenAsync(FileStreamOptions how, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, how);
            }
            catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
            {
                throw Ended();
            }
            catch (IOException)
            {
                // Someone else has it open; they are done in a moment.
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task<Session?> ReadAsync(FileStream file)
    {
        var written = new byte[file.Length];
        await file.ReadExactlyAsync(written);
        try
        {
            return Unseal(written) is { Length: > 0 } session ? JsonSerializer.Deserialize(session, ContractsJson.Default.Session) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task WriteAsync(FileStream file, Session session)
    {
        var sealedSession = Seal(JsonSerializer.SerializeToUtf8Bytes(session, ContractsJson.Default.Session));

        // Never empty in between: whoever looks at that moment would take the session for ended.
        file.Position = 0;
        await file.WriteAsync(sealedSession);
        file.SetLength(sealedSession.Length);
        file.Flush(flushToDisk: true);
    }

    private bool IsGood(Session? session) => session is not null && session.ExpiresAt - time.GetUtcNow() > Margin;

    private static PlatformException Ended() => new(
        HttpStatusCode.Unauthorized, new PlatformProblem(Title: "A valid key is needed", Status: 401, Detail: "The session has ended. Sign in by a new link."));
}
