using System.Security.Cryptography;
using System.Text;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Calls;

/// <summary>
/// What calls must have in common to have the same answer: tenant, upstream in its present edition, tool and definition, arguments whatever their
/// order, era and capabilities of the agent, whatever else the agent put into <c>_meta</c> for the server, and who calls, where the server can tell.
/// </summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Digest">SHA-256 of the rest.</param>
internal sealed record AnswerKey(string Tenant, string Digest)
{
    /// <summary>The key of a call of a tool that only reads.</summary>
    /// <param name="call">The call.</param>
    /// <param name="edition">The edition of the upstream.</param>
    public static AnswerKey Of(Call call, long edition)
    {
        var (item, upstream) = (call.Offer!.Item, call.Offer.Upstream!);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(digest, upstream.Name);
        Add(digest, edition.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add(digest, item.Name);
        Add(digest, item.ReadOnlyPin!);
        Add(digest, call.Agent.Era.ToString());
        Add(digest, call.Agent.Capabilities.Span);
        Add(digest, SortedArguments.Of(JsonMembers.Find(call.Request.Params, "arguments"u8)).Span);
        AddMeta(digest, call.Request.Meta);
        Add(digest, upstream.Config.IsPersonal ? OwnerOf(call.By) : "");
        return new AnswerKey(call.By.Tenant, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    /// <summary>Whose an answer is that is for the caller alone; another token is another caller (2026-07-28, Caching: Cache Scope).</summary>
    public static string OwnerOf(Principal by) => by.Token is { } token ? $"{by.Id} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Text)))}" : by.Id;

    // The protocol's own keys say nothing that an answer depends on, or are looked at elsewhere.
    private static void AddMeta(IncrementalHash digest, ReadOnlyMemory<byte> meta)
    {
        var members = new JsonMembers(meta);
        while (members.MoveNext())
        {
            if (members.Is(MetaKeys.Version) || members.Is(MetaKeys.ClientInfo) || members.Is(MetaKeys.Capabilities) || members.Is(MetaKeys.LogLevel)
                || members.Is(MetaKeys.ProgressToken) || members.Is(MetaKeys.TraceParent) || members.Is(MetaKeys.TraceState)
                || members.Is(MetaKeys.Deadline) || members.Is(MetaKeys.Priority))
            {
                members.Value();
            }
            else
            {
                Add(digest, members.Name());
                Add(digest, members.Value().Span);
            }
        }
    }

    private static void Add(IncrementalHash digest, string text) => Add(digest, Encoding.UTF8.GetBytes(text));

    // With their lengths, so that no two lists of parts read the same.
    private static void Add(IncrementalHash digest, ReadOnlySpan<byte> part)
    {
        digest.AppendData(BitConverter.GetBytes(part.Length));
        digest.AppendData(part);
    }
}
