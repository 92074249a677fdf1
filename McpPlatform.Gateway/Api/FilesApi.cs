using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Inbox;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Api;

/// <summary>Files that people drop into the inbox.</summary>
internal static class FilesApi
{
    public static void MapFiles(this IEndpointRouteBuilder api)
    {
        var limit = api.ServiceProvider.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxUploadBytes;
        api.MapPut("/connections/{name}/files/{fileName}", UploadAsync)
            .Needs(Actions.ManageConnections)
            .WithMetadata(new UploadLimit(limit))
            .WithName("UploadFile")
            .WithSummary("Puts a file into the inbox; the body is the file.");
    }

    private static Task<UploadedFile> UploadAsync(
        Caller caller, string name, string fileName, HttpRequest request, InboxUploads uploads, CancellationToken cancellationToken) =>
        uploads.TakeAsync(caller, name, RouteText.Decode(fileName), request.Body, cancellationToken);

    private sealed record UploadLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
