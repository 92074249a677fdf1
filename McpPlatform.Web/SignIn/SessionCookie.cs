using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace McpPlatform.Web.SignIn;

/// <summary>
/// The encrypted cookie that carries the handle of a person's session between browser and Web, or the key the person signed in with. Scripts
/// cannot read it and other sites cannot send it.
/// </summary>
internal static class SessionCookie
{
    /// <summary>Claim that holds the key; it lives in the encrypted cookie and in this process only.</summary>
    public const string KeyClaim = "mcpp:key";

    /// <summary>Claim that holds the handle of a session in the <see cref="SessionFolder"/>.</summary>
    public const string SessionClaim = "mcpp:session";

    private const string Name = "mcpp-session";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Registers cookie and protection keys.</summary>
    /// <param name="services">The services.</param>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = Name;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = Lifetime;
            options.SlidingExpiration = false;
            options.Events.OnValidatePrincipal = ValidateAsync;
            options.Events.OnRedirectToLogin = Refuse;
            options.Events.OnRedirectToAccessDenied = Refuse;
        });
        services.AddSingleton<SessionFolder>();
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddDataProtection().SetApplicationName("McpPlatform.Web");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<IOptions<WebOptions>, ILoggerFactory>((keys, web, logs) =>
                keys.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(PrivateFolder.Create(Path.Combine(web.Value.DataFolder, "web-keys")), logs));
    }

    /// <summary>Signs a person in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="person">Who it is.</param>
    /// <param name="claim"><see cref="SessionClaim"/> or <see cref="KeyClaim"/>.</param>
    /// <param name="value">The handle or the key.</param>
    public static Task WriteAsync(HttpContext context, string person, string claim, string value)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, person), new Claim(claim, value)], CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }

    // A session that was refused, or signed out elsewhere, leaves a cookie that opens nothing: its bearer is a stranger.
    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal?.FindFirstValue(SessionClaim) is { } handle
            && !context.HttpContext.RequestServices.GetRequiredService<SessionFolder>().Of(handle).Exists)
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }

    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
