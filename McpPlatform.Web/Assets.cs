using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace McpPlatform.Web;

/// <summary>Serves style sheets, scripts and pictures, and names them so that a new build is never shown with an old style sheet.</summary>
internal static class Assets
{
    private const string Script = "_framework/blazor.web.js";

    /// <summary>Built with the official package, Blazor's script lies in the package cache and a manifest beside the assembly says where; otherwise it lies in the web root.</summary>
    /// <param name="builder">The host's builder.</param>
    public static void UsePackagedAssets(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.WebRootFileProvider.GetFileInfo(Script).Exists)
        {
            builder.WebHost.UseStaticWebAssets();
        }
    }

    /// <summary>Serves them.</summary>
    /// <param name="app">The host.</param>
    public static void UseAssets(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = response => response.Context.Response.Headers[HeaderNames.CacheControl] =
            response.Context.Request.QueryString.HasValue ? "public, max-age=31536000, immutable" : "no-cache",
    });

    /// <summary>The address of an asset, changing with its content.</summary>
    /// <param name="web">Where assets lie.</param>
    /// <param name="path">Its path below the web root.</param>
    public static string Versioned(this IWebHostEnvironment web, string path) =>
        web.WebRootFileProvider.GetFileInfo(path) is { Exists: true } file ? $"{path}?v={Stamp(file)}" : path;

    private static string Stamp(IFileInfo file) => (file.LastModified.ToUnixTimeSeconds() ^ file.Length).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
