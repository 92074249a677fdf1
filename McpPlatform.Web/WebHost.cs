using McpPlatform.ServiceDefaults;
using McpPlatform.Web.Inbox;
using McpPlatform.Web.Layout;
using McpPlatform.Web.People;
using McpPlatform.Web.SignIn;

namespace McpPlatform.Web;

/// <summary>Builds the Web, as a process of its own or embedded.</summary>
public static class WebHost
{
    /// <summary>Builds the host; the caller starts and stops it.</summary>
    /// <param name="setup">What the starter tells it.</param>
    public static WebApplication Build(HostSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var builder = setup.CreateBuilder(typeof(WebHost)).AddServiceDefaults();

        builder.UsePackagedAssets();

        // Request lines carry sign-in tokens, which are secrets until used; and keys lie in a folder only their owner can open, as they should.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddOptions<WebOptions>().BindConfiguration(WebOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSignIn();
        builder.Services.AddPeople();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseAssets();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapServiceDefaults();
        app.MapSignIn();
        app.MapInbox();

        // The document decides what a stranger sees: a page that says how to sign in, and nothing interactive.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null).AllowAnonymous();
        return app;
    }
}
