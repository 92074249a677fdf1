using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpPlatform.Worker.Connecting;

/// <summary>One tool of a connector, called over MCP: with a deadline, a limit of the answer's size, and failures as <see cref="ConnectorException"/>.</summary>
/// <param name="endpoints">Where connectors are.</param>
/// <param name="tool">Name of the tool.</param>
/// <param name="deadline">When the call is given up.</param>
/// <param name="limitBytes">Most bytes of an answer.</param>
internal sealed class ConnectorTool(IConnectorEndpoints endpoints, string tool, TimeSpan deadline, int limitBytes)
{
    /// <summary>Calls it.</summary>
    /// <typeparam name="TRequest">Type of the arguments.</typeparam>
    /// <typeparam name="TAnswer">Type of the answer.</typeparam>
    /// <param name="connector">Name of the connector.</param>
    /// <param name="request">The arguments.</param>
    /// <param name="requestType">How they are written.</param>
    /// <param name="answerType">How the answer is read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConnectorException">The connector failed, did not answer in time, or answered nonsense.</exception>
    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string connector, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(deadline);
        try
        {
            var client = await endpoints.ConnectAsync(connector, limited.Token);
            var call = new CallToolRequestParams { Name = tool, Arguments = Arguments(request, requestType) };

            KillPoints.Reached(KillPointCatalog.CallPoint(tool, "asked"));

            // The connector may ignore the cancellation it is sent: waiting ends here in any case.
            var result = await client.CallToolAsync(call, limited.Token).AsTask().WaitAsync(limited.Token);
            KillPoints.Reached(KillPointCatalog.CallPoint(tool, "answered"));
            return Read(connector, result, answerType);
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException(FailureClass.Transient, $"The connector '{connector}' did not answer {tool} within {deadline}.");
        }
        catch (McpProtocolException e)
        {
            throw new ConnectorException(FailureClass.System, $"The connector '{connector}' refused {tool}: {e.Message}", e);
        }
        catch (Exception e) when (e is McpException or IOException or HttpRequestException or ObjectDisposedException)
        {
            throw new ConnectorException(FailureClass.Transient, $"The connection to the connector '{connector}' broke during {tool}.", e);
        }
    }

    private static Dictionary<string, JsonElement> Arguments<TRequest>(TRequest request, JsonTypeInfo<TRequest> type) =>
        JsonSerializer.SerializeToElement(request, type).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);

    private TAnswer Read<TAnswer>(string connector, CallToolResult result, JsonTypeInfo<TAnswer> type)
    {
        if (result.IsError == true)
        {
            throw ToolFailures.Read(connector, tool, result);
        }

        var json = Content(result);
        if (json is null || Encoding.UTF8.GetByteCount(json) > limitBytes)
        {
            throw new ConnectorException(
                FailureClass.System, json is null
                    ? $"The connector '{connector}' answered {tool} with nothing."
                    : $"The connector '{connector}' answered {tool} with more than {limitBytes} bytes. Name one stream instead of asking for all.");
        }

        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new ConnectorException(FailureClass.System, $"The connector '{connector}' answered {tool} with something that is no such answer.", e);
        }
    }

    private static string? Content(CallToolResult result) =>
        result.StructuredContent is { } structured
            ? structured.GetRawText()
            : result.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text;
}
