using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Lists of everything behind the gateway that the caller may use, page by page. Servers that cannot be used now, definitions that break the
/// rules and tools that wait for a person are named with the reason.
/// </summary>
internal sealed partial class CallLists(UpstreamDirectory directory, CallAuthorization authorization, IOptions<GatewayOptions> options)
{
    private const int MostRefused = 50;
    private const int MostQuarantined = 100;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    public async Task<Reply> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var (kind, member) = ListOf(call.Method);
        var start = StartOf(JsonMembers.Find(call.Request.Params, "cursor"u8));
        var catalog = await directory.FreshAsync(call.By.Tenant, cancellationToken);
        var allowed = await authorization.AllowedAsync(call, catalog.Of(kind).Where(o => Shows(call.Agent.View, kind, o)), o => o, cancellationToken);
        var page = allowed.Skip(start).Take(options.Value.ListPageSize).ToList();
        var refused = (await authorization.AllowedAsync(call, catalog.Refused.Where(r => r.Offer.Item.Kind == kind), r => r.Offer, cancellationToken)).Take(MostRefused).ToList();
        var quarantined = kind == ListKind.Tools ? await authorization.AllowedAsync(call, catalog.Quarantined, o => o, cancellationToken) : [];
        var next = start + page.Count < allowed.Count ? start + page.Count : (int?)null;
        return Reply.Of(MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            WriteItems(writer, member, page, call.Agent.Era);
            if (next is { } following)
            {
                writer.WriteString("nextCursor"u8, CursorOf(following));
            }

            WriteRest(writer, catalog, refused, quarantined, call.Agent.Era);
            writer.WriteEndObject();
        }));
    }

    // What the platform itself offers is seen by everybody, so that others can be found.
    private static bool Shows(ToolView view, ListKind kind, Offer offer) =>
        view == ToolView.All || kind != ListKind.Tools || offer.Upstream is null || view.Shows(offer.Upstream.Name, offer.Upstream.Config.Tags);

    private static (ListKind Kind, string Member) ListOf(string method) => method switch
    {
        Methods.ToolsList => (ListKind.Tools, "tools"),
        Methods.PromptsList => (ListKind.Prompts, "prompts"),
        Methods.ResourcesList => (ListKind.Resources, "resources"),
        _ => (ListKind.Templates, "resourceTemplates"),
    };

    private static void WriteItems(Utf8JsonWriter writer, string member, List<Offer> page, Era era)
    {
        writer.WriteStartArray(member);
        foreach (var offer in page)
        {
            writer.WriteRawValue((era == Era.Legacy ? LegacyDefinition.Of(offer) : offer.Json).Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
    }

    private static void WriteRest(
        Utf8JsonWriter writer, FederatedCatalog catalog, List<(Offer Offer, string Reason)> refused, List<Offer> quarantined, Era era)
    {
        if (era == Era.Modern)
        {
            writer.WriteString("resultType"u8, "complete"u8);
            Server.WriteCaching(writer, FreshFor);
        }

        writer.WriteStartObject("_meta"u8);
        writer.WriteRaw(MetaKeys.ServerInfo, Server.Info);
        if (catalog.Unavailable.Count > 0)
        {
            writer.WriteStartObject(FederatedCatalog.Unavailability);
            foreach (var (name, reason) in catalog.Unavailable)
            {
                writer.WriteString(name, reason);
            }

            writer.WriteEndObject();
        }

        WriteRefused(writer, refused);
        WriteQuarantined(writer, quarantined);
        writer.WriteEndObject();
    }

    private static void WriteRefused(Utf8JsonWriter writer, List<(Offer Offer, string Reason)> refused)
    {
        if (refused.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("mcp-platform/refused"u8);
        foreach (var (offer, reason) in refused)
        {
            writer.WriteStartObject();
            writer.WriteString("server"u8, offer.Upstream!.Name);
            writer.WriteString("name"u8, offer.Name);
            writer.WriteString("reason"u8, reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // A name that is no plain one may itself be meant for the model that reads it.
    private static void WriteQuarantined(Utf8JsonWriter writer, List<Offer> quarantined)
    {
        if (quarantined.Count == 0)
        {
            return;
        }

        var named = quarantined.Where(o => PlainName().IsMatch(o.Name)).Take(MostQuarantined).ToList();
        writer.WriteStartObject("mcp-platform/quarantined"u8);
        foreach (var offer in named)
        {
            writer.WriteString(offer.Name, offer.Quarantine);
        }

        writer.WriteEndObject();
        if (named.Count < quarantined.Count)
        {
            writer.WriteNumber("mcp-platform/quarantinedUnnamed"u8, quarantined.Count - named.Count);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    private static string CursorOf(int start) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(start.ToString(CultureInfo.InvariantCulture)));

    private static int StartOf(ReadOnlyMemory<byte> cursor)
    {
        if (cursor.IsEmpty)
        {
            return 0;
        }

        var bytes = new byte[32];
        return JsonMembers.AsText(cursor) is { Length: > 0 and < 32 } text && Base64Url.TryDecodeFromChars(text, bytes, out var length)
            && int.TryParse(bytes.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? start
            : throw new McpErrorException(ErrorCodes.InvalidParams, "'cursor' is none that a former page named. Begin without one.");
    }
}
