using System.Collections.Concurrent;
using System.Text.Json;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>The sessions there are.</summary>
internal sealed class LegacySessions
{
    public const string Header = "Mcp-Session-Id";
    private readonly ConcurrentDictionary<string, LegacySession> sessions = new();
    private LegacySession? newest;

    /// <summary>How many clients listen to what belongs to no request.</summary>
    public int Listeners => sessions.Values.Count(session => session.Standalone.IsRead);

    public void Add(LegacySession session) => sessions[session.Id] = newest = session;

    /// <summary>The session of a request, which also speaks the revision that was agreed in it.</summary>
    public LegacySession Of(IHeaderDictionary headers)
    {
        if (headers[Header].ToString() is not { Length: > 0 } id)
        {
            throw RpcException.Refused(400, $"{Header} is missing.");
        }

        var session = sessions.GetValueOrDefault(id) ?? throw RpcException.Refused(404, "There is no such session.");
        CheckRevision(headers, session);
        return session;
    }

    public async Task EndAsync(LegacySession session)
    {
        sessions.TryRemove(session.Id, out _);
        await session.EndAsync();
    }

    public async Task EndAllAsync()
    {
        foreach (var session in sessions.Values)
        {
            await EndAsync(session);
        }
    }

    /// <summary>Asks the client that came last, though no call of it is under way.</summary>
    public Task<JsonElement> AskAsync(InputRequest request, CancellationToken cancellationToken) =>
        newest!.Questions.AskAsync(newest.Standalone, request, cancellationToken);

    public void Announce(Change change)
    {
        foreach (var session in sessions.Values.Where(session => change.Uri is null || session.Subscriptions.ContainsKey(change.Uri)))
        {
            session.Standalone.Append(change.ToNotification());
        }
    }

    // The header came with revision 2025-06-18, and is required from there on.
    private static void CheckRevision(IHeaderDictionary headers, LegacySession session)
    {
        var said = headers[RequestHeaders.Revision].ToString();
        if (said.Length == 0 ? session.Revision.IsAtLeast("2025-06-18") : said != session.Revision)
        {
            throw RpcException.Refused(400, $"{RequestHeaders.Revision} is '{said}' where '{session.Revision}' was agreed.");
        }
    }
}
