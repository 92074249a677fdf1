using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace McpPlatform.Gateway.Http;

/// <summary>What the OpenAPI document says beyond routes and shapes: the title, the key, the problems.</summary>
internal static class ApiDocument
{
    private const string KeyScheme = "key";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "McpPlatform", Version = "v1", Description = "Plan, approve, run and watch data pipelines." };
            document.Servers?.Clear();
            document.AddComponent(KeyScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key or a session key.",
            });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context.Description.ActionDescriptor.EndpointMetadata, context.Document!);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse { Description = "A problem as RFC 9457 says it (application/problem+json)." };
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
            operation.Description = metadata.OfType<Needs>().LastOrDefault()?.Action is { } action ? $"Action '{action}'." : "Any key.";
        }
    }
}
