using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.Components;

namespace McpPlatform.Web.Runs;

/// <summary>The first rows of each target of a finished run, as the destination returns them now.</summary>
public partial class FirstRows : GatewayComponent
{
    private const int Limit = 8;
    private const int MostTargets = 3;
    private readonly List<(string Target, ReadResult Rows)> tables = [];

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public RunInfo Run { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => Error = await AskQuietlyAsync(LoadAsync);

    private async Task LoadAsync(PlatformClient gateway)
    {
        var pipeline = await gateway.GetPipelineAsync(Run.PipelineId, Left);
        var destination = await gateway.GetConnectionAsync(pipeline.Plan.Destination.Connection, Left);
        foreach (var stream in Run.Streams.Take(MostTargets))
        {
            var request = new PreviewRequest(StreamOf(destination, stream.Target), Limit);
            tables.Add((stream.Target, await gateway.PreviewAsync(destination.Name, request, Left)));
            StateHasChanged();
        }
    }

    // A file's name may hold a point; only a database's target is schema.table.
    private static StreamName StreamOf(Contracts.Api.ConnectionInfo destination, string target) =>
        destination.Connector != "files" && target.Split('.') is [var schema, var table] ? new StreamName(table, schema) : new StreamName(target);
}
