using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Client;
using McpPlatform.Client.Sessions;
using McpPlatform.Contracts.Api;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace McpPlatform.Web.SignIn;

/// <summary>
/// The sessions of people, each in an encrypted file of its own: a page that is open cannot change its cookie when a token is replaced, so the
/// cookie holds a handle only. Every Web over the same data folder serves every session.
/// </summary>
internal sealed class SessionFolder(
    IOptions<WebOptions> options, IDataProtectionProvider protection, IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Unused = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<string, SessionFile> open = new(StringComparer.Ordinal);
    private readonly IDataProtector protector = protection.CreateProtector("McpPlatform.Web.Sessions");
    private readonly Lazy<DirectoryInfo> folder = new(() => PrivateFolder.Create(Path.Combine(options.Value.DataFolder, "web-sessions")));

    /// <summary>Keeps a session that has begun.</summary>
    /// <returns>The handle to it.</returns>
    public async Task<string> BeginAsync(Session session, CancellationToken cancellationToken)
    {
        ForgetUnused();
        var handle = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        await Of(handle).KeepAsync(session, cancellationToken);
        return handle;
    }

    /// <summary>The session of a handle.</summary>
    public SessionFile Of(string handle) => open.GetOrAdd(handle, h => new SealedSession(PathOf(h), RefreshAsync, time, protector));

    /// <summary>Forgets a session that has ended.</summary>
    public void End(string handle)
    {
        Of(handle).Forget();
        open.TryRemove(handle, out _);
    }

    public void Dispose()
    {
        foreach (var session in open.Values)
        {
            session.Dispose();
        }
    }

    private Task<Session> RefreshAsync(string refreshToken, CancellationToken cancellationToken) =>
        new PlatformClient(clients.CreateClient(PeopleServices.Gateway)).RefreshSessionAsync(refreshToken, cancellationToken);

    // A session writes its file whenever it is used, and ends when it is not used for half a day.
    private void ForgetUnused()
    {
        foreach (var file in folder.Value.EnumerateFiles().Where(f => time.GetUtcNow() - f.LastWriteTimeUtc > Unused))
        {
            file.Delete();
        }

        foreach (var (handle, session) in open.Where(s => !s.Value.Exists))
        {
            open.TryRemove(new KeyValuePair<string, SessionFile>(handle, session));
        }
    }

    private string PathOf(string handle) =>
        Path.Combine(folder.Value.FullName, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(handle))));

    private sealed class SealedSession(
        string path, Func<string, CancellationToken, Task<Session>> refresh, TimeProvider time, IDataProtector protector)
        : SessionFile(path, refresh, time)
    {
        protected override byte[] Seal(byte[] session) => protector.Protect(session);

        protected override byte[]? Unseal(byte[] written)
        {
            try
            {
                return written.Length == 0 ? null : protector.Unprotect(written);
            }
            catch (CryptographicException)
            {
                return null;
            }
        }
    }
}
