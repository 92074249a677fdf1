using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Gives requests without a key one, for clients that can send none. Nothing else of a request changes.</summary>
internal sealed class OpenDoor : IStartupFilter
{
    /// <summary>The key to give; until there is one, requests stay as they are.</summary>
    public string? Key { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            if (Key is not null && context.Request.Headers.Authorization.Count == 0)
            {
                context.Request.Headers.Authorization = $"Bearer {Key}";
            }

            return following(context);
        });
        next(app);
    };
}
