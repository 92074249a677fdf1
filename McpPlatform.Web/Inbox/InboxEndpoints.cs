using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.Http.Features;

namespace McpPlatform.Web.Inbox;

/// <summary>Takes a dropped file and passes it on to the Gateway as it comes, never whole in memory.</summary>
internal static class InboxEndpoints
{
    /// <summary>A header only this site's own script sets: another site's request with it would need a permission nobody gives.</summary>
    public const string OwnScriptHeader = "X-Mcpp-Upload";

    private const long LargestFileBytes = 1L << 30;

    /// <summary>Maps the upload.</summary>
    /// <param name="app">The host.</param>
    public static void MapInbox(this WebApplication app) =>
        app.MapPut("/inbox/{fileName}", TakeAsync).RequireAuthorization().DisableAntiforgery();

    private static async Task<IResult> TakeAsync(string fileName, HttpContext context, GatewayDoor door, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.ContainsKey(OwnScriptHeader))
        {
            return Results.Problem("Files are taken from the chat page only.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestFileBytes;
        }

        try
        {
            return Results.Json(await door.Open(context.User).UploadFileAsync("inbox", fileName, context.Request.Body, cancellationToken),
                Contracts.Json.ContractsJson.Default.UploadedFile);
        }
        catch (PlatformException refused)
        {
            return Results.Problem(refused.Message, statusCode: (int)refused.Status, title: refused.Title);
        }
        catch (HttpRequestException)
        {
            return Results.Problem("The gateway cannot be reached.", statusCode: StatusCodes.Status502BadGateway);
        }
    }
}
