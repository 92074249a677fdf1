using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Tools;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;

namespace McpPlatform.Store.Tools;

/// <summary>Tools as rows, and rows as tools.</summary>
internal static class ToolMapping
{
    private const int ShownDescription = 300;

    public static ToolPin Pin(ToolRow row) => new(row.Name, Approved(row), Offered(row), row.State == StoredName.Of(ToolState.Withdrawn));

    public static ToolInfo Info(ToolRow row, SandboxCode? code) => new(
        row.Upstream, row.Name, StoredName.Read<ToolState>(row.State),
        JsonSerializer.Deserialize(row.FindingsJson, ContractsJson.Default.IReadOnlyListDefinitionFinding)!, row.Title, Beginning(row.Description),
        Approved(row), Offered(row)) { Sandbox = code };

    public static StoredTool Stored(ToolRow row, SandboxCode? code) => new(Info(row, code), row.ApprovedJson, row.OfferedJson);

    public static ToolRow New(string tenant, string upstream, ToolPin pin, SeenTool seen, DateTimeOffset now)
    {
        var row = new ToolRow { TenantId = tenant, Upstream = upstream, Name = pin.Name, State = "", FindingsJson = "[]", SeenAt = now };
        Describe(row, seen, now);
        Put(row, pin, seen);
        return row;
    }

    /// <summary>Takes what a definition says of itself.</summary>
    public static void Describe(ToolRow row, SeenTool seen, DateTimeOffset now)
    {
        row.Title = Storable(seen.Definition.Title);
        row.Description = Storable(seen.Definition.Description);
        row.FindingsJson = JsonSerializer.Serialize(seen.Findings, ContractsJson.Default.IReadOnlyListDefinitionFinding);
        row.SeenAt = now;
    }

    /// <summary>Brings a row to where its pin stands; definitions go where their hashes go.</summary>
    /// <param name="row">The row.</param>
    /// <param name="pin">Where it stands now.</param>
    /// <param name="seen">A definition that the row does not hold yet.</param>
    public static void Put(ToolRow row, ToolPin pin, SeenTool? seen = null)
    {
        var (approved, offered) = (JsonOf(row, pin.Approved?.Hash, seen), JsonOf(row, pin.Offered?.Hash, seen));
        row.State = StoredName.Of(pin.State);
        (row.ApprovedJson, row.ApprovedHash, row.ApprovedBy, row.ApprovedAt) = (approved, pin.Approved?.Hash, pin.Approved?.By, pin.Approved?.At);
        (row.OfferedJson, row.OfferedHash, row.OfferedAt) = (offered, pin.Offered?.Hash, pin.Offered?.FirstSeen);
        (row.RejectedBy, row.RejectedAt) = (pin.Offered?.RejectedBy, pin.Offered?.RejectedAt);
    }

    private static string? JsonOf(ToolRow row, string? hash, SeenTool? seen) => hash switch
    {
        null => null,
        _ when hash == row.ApprovedHash => row.ApprovedJson,
        _ when hash == row.OfferedHash => row.OfferedJson,
        _ => seen!.Definition.Json,
    };

    private static ApprovedDefinition? Approved(ToolRow row) =>
        row.ApprovedHash is { } hash ? new ApprovedDefinition(hash, row.ApprovedBy!, row.ApprovedAt!.Value) : null;

    private static OfferedDefinition? Offered(ToolRow row) =>
        row.OfferedHash is { } hash ? new OfferedDefinition(hash, row.OfferedAt!.Value, row.RejectedBy, row.RejectedAt) : null;

    // PostgreSQL's text holds no NUL.
    private static string? Storable(string? text) => text?.Replace('\0', '\uFFFD');

    private static string? Beginning(string? description) => description is not { Length: > ShownDescription } ? description
        : $"{description[..(char.IsHighSurrogate(description[ShownDescription - 2]) ? ShownDescription - 2 : ShownDescription - 1)]}…";
}
