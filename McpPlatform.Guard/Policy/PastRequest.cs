using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// A request of the past, as far as the audit tells of it: what <see cref="AskedAttributes"/> wrote, and what every record says anyway (who, when,
/// by which transport, of which server, a tool or a prompt).
/// </summary>
internal sealed class PastRequest
{
    private readonly AuditRecord call;
    private readonly JsonElement read;
    private readonly HashSet<string> inexact;

    private PastRequest(AuditRecord call, JsonElement kept)
    {
        this.call = call;
        Action = kept.GetProperty("action").GetString()!;
        Allowed = kept.GetProperty("allowed").GetBoolean();
        Kind = Enum.Parse<PrincipalKind>(kept.GetProperty("kind").GetString()!, ignoreCase: true);
        read = kept.TryGetProperty("read", out var told) ? told : default;
        inexact = kept.TryGetProperty("inexact", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];
    }

    public string Action { get; }

    /// <summary>Whether the policies of then allowed it.</summary>
    public bool Allowed { get; }

    private PrincipalKind Kind { get; }

    /// <summary>Reads what is kept of a call; <see langword="null"/> when it is not what was written.</summary>
    public static PastRequest? Of(AuditRecord call)
    {
        try
        {
            return call.Attributes is { ValueKind: JsonValueKind.Object } kept ? new PastRequest(call, kept) : null;
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What policies that read this are told.</summary>
    /// <exception cref="NotKeptException">Something of it is not kept.</exception>
    public DecisionKey KeyFor(PolicyReads reads) => new(
        Kind, reads.Has(PolicyAttributes.ResourceType) ? TypeOfResource() : null,
        reads.Has(PolicyAttributes.PrincipalId) ? call.Principal : null,
        Text(reads, PolicyAttributes.PrincipalName),
        Bits<Role>(reads, PolicyAttributes.Roles),
        Bits<Scope>(reads, PolicyAttributes.Scopes),
        Text(reads, PolicyAttributes.ResourceId),
        Text(reads, PolicyAttributes.Risk) is { } risk ? Enum.Parse<RiskClass>(risk, ignoreCase: true) : null,
        Text(reads, PolicyAttributes.Tags),
        Text(reads, PolicyAttributes.Owner),
        reads.Has(PolicyAttributes.Upstream) ? call.Upstream : null,
        reads.Has(PolicyAttributes.Time) ? call.At.ToUnixTimeSeconds() / 60 : 0,
        reads.Has(PolicyAttributes.Transport) ? call.Transport : null,
        Text(reads, PolicyAttributes.Certificate),
        new ArgumentValues([.. reads.Arguments.Select(Argument).OfType<ArgumentValue>()]));

    private string? Text(PolicyReads reads, PolicyAttributes attribute) => reads.Has(attribute) ? Find(PolicyReads.NameOf(attribute)).GetString() : null;

    private int Bits<T>(PolicyReads reads, PolicyAttributes attribute)
        where T : struct, Enum => !reads.Has(attribute) ? 0
        : Find(PolicyReads.NameOf(attribute)).EnumerateArray().Sum(name => 1 << Convert.ToInt32(Enum.Parse<T>(name.GetString()!, ignoreCase: true), CultureInfo.InvariantCulture));

    private string TypeOfResource() => call.Method switch
    {
        "tools/call" => "Tool",
        "prompts/get" => "Prompt",
        "resources/read" => "Document",
        _ => Find(PolicyReads.NameOf(PolicyAttributes.ResourceType)).GetString()!,
    };

    private ArgumentValue? Argument(string path)
    {
        var value = Find(PolicyReads.NameOf(path));
        return value.ValueKind switch
        {
            JsonValueKind.String => new ArgumentValue(path, value.GetString()!, null),
            JsonValueKind.Number => new ArgumentValue(path, value.GetRawText(), value.GetInt64()),
            _ => null,
        };
    }

    private JsonElement Find(string name) =>
        read.ValueKind != JsonValueKind.Object || !read.TryGetProperty(name, out var value) ? throw new NotKeptException($"{name} was not recorded, since no policy in force read it.")
        : inexact.Contains(name) ? throw new NotKeptException($"{name} was masked or cut when it was recorded.")
        : value;
}

/// <summary>What a policy reads of a past request is not kept.</summary>
/// <param name="message">What, as one sentence.</param>
internal sealed class NotKeptException(string message) : Exception(message);
