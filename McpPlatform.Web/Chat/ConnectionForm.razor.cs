using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.Components;

namespace McpPlatform.Web.Chat;

/// <summary>Adds a connection with the options its connector asks for, and checks it before it is used.</summary>
public partial class ConnectionForm : GatewayComponent
{
    private readonly Dictionary<string, string> values = [];
    private IReadOnlyList<ConnectorSpec> connectors = [];
    private ConnectorSpec? spec;
    private string name = "";
    private string? failed;

    /// <summary>The connection stands and was reached.</summary>
    [Parameter]
    public EventCallback<string> OnAdded { get; set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Error = await AskQuietlyAsync(async gateway => connectors = await gateway.ListConnectorsAsync(Left));
        if (connectors.Count > 0)
        {
            Choose(connectors.FirstOrDefault(connector => connector.Name == "postgres") ?? connectors[0]);
        }
    }

    private void Choose(ConnectorSpec connector)
    {
        spec = connector;
        values.Clear();
        foreach (var option in connector.Options.Where(option => option.Default is not null))
        {
            values[option.Name] = option.Default!;
        }
    }

    private async Task AddAsync()
    {
        CheckResult? check = null;
        await AskAsync(async gateway => check = await TryAsync(gateway));
        if (check is { Ok: true })
        {
            values.Clear();
            await OnAdded.InvokeAsync(name);
        }
        else if (check is not null)
        {
            Error = check.Message;
        }
    }

    private async Task<CheckResult> TryAsync(PlatformClient gateway)
    {
        if (failed is not null)
        {
            // The last try stands with wrong options; it makes room for the corrected one.
            await gateway.RemoveConnectionAsync(failed, Left);
            failed = null;
        }

        var given = values.Where(pair => pair.Value.Length > 0).ToDictionary();
        await gateway.AddConnectionAsync(new AddConnection(name.Trim(), spec!.Name, given), Left);
        failed = name.Trim();
        var check = await gateway.CheckConnectionAsync(failed, Left);
        if (check.Ok)
        {
            failed = null;
        }

        return check;
    }
}
